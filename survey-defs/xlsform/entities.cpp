// The entities sheet: a form that creates or updates entities of a list. Source: ODK Entities specification.
#include <algorithm>

#include "minyi/xlsform/columns.hpp"
#include "minyi/xlsform/references.hpp"
#include "minyi/xlsform/strings.hpp"
#include "minyi/xlsform/survey.hpp"

namespace minyi::xlsform {

namespace {

bool entity_name(const std::string& name) {
  return is_xml_name(name) && !name.starts_with("__") && name.find('.') == std::string::npos;
}

}  // namespace

void check_save_to(const Survey& survey, Findings& findings) {
  for (const auto& row : survey.survey_table.rows()) {
    const auto name = row.text("bind", "entities:saveto");
    if (name.empty()) continue;
    const auto where = survey.survey_table.place(row, row.header("bind", "entities:saveto"));
    const auto plain = lower(name);
    if (!survey.entity)
      findings.error("xlsform.save_to", where, "save_to needs an entities sheet that declares an entity");
    else if (plain == "name" || plain == "label")
      findings.error("xlsform.save_to", where, "the property name '" + name + "' is reserved");
    else if (name.starts_with("__") || !is_xml_name(name))
      findings.error("xlsform.save_to", where, "'" + name + "' cannot be the name of a property");
  }
}

void read_entities(const Workbook& workbook, Survey& survey, Findings& findings) {
  auto& table = survey.entities_table;
  if (const auto* sheet = workbook.sheet("entities")) table.read(*sheet, entities_columns(), "", findings);
  for (const auto& row : table.rows()) {
    if (row.empty()) continue;
    const auto at = [&](std::string_view column) { return table.place(row, row.header(column)); };
    if (survey.entity) {
      findings.error("xlsform.entities", table.place(row), "a form declares one entity here", "keep one row");
      break;
    }
    const auto text = [&](std::string_view column) { return straight_quotes(row.text(column)); };
    Entity entity{text("dataset"), text("entity_id"), text("create_if"), text("update_if"), text("label"), {}, &row};
    if (entity.list.empty())
      findings.error("xlsform.entities", at("dataset"), "the entity names no list", "fill in list_name");
    else if (!entity_name(entity.list))
      findings.error("xlsform.entities", at("dataset"), "'" + entity.list + "' cannot be the name of an entity list",
                     "letters, digits, '-' and '_'; not '__' at the beginning");
    if (!entity.update_if.empty() && entity.id.empty())
      findings.error("xlsform.entities", at("entity_id"), "updating an entity needs its entity_id");
    if (!entity.id.empty() && !entity.create_if.empty() && entity.update_if.empty())
      findings.error("xlsform.entities", at("update_if"), "with create_if and entity_id comes update_if");
    if (entity.id.empty() && entity.label.empty())
      findings.error("xlsform.entities", at("label"), "creating an entity needs a label");
    if (const auto repeat = text("repeat"); !repeat.empty()) {
      if (!is_reference(repeat))
        findings.error("xlsform.entities", at("repeat"), "the repeat is one reference, such as ${household}");
      else
        entity.repeat = find_references(repeat).found.front().name;
    }
    survey.entity = std::move(entity);
  }
}

void attach_entity(Survey& survey, Element& meta, Findings& findings) {
  auto node = std::make_unique<Element>();
  node->kind = ElementKind::entity;
  node->name = "entity";
  const auto& repeat = survey.entity->repeat;
  if (repeat.empty()) {
    meta.add(std::move(node));
    return;
  }
  Element* target = nullptr;
  for_each(*survey.root, [&](Element& element) {
    if (element.name == repeat) target = &element;
  });
  const auto& row = *survey.entity->row;
  const auto where = survey.entities_table.place(row, row.header("repeat"));
  if (target == nullptr || target->kind != ElementKind::repeat) {
    findings.error("xlsform.entities", where, "'" + repeat + "' is not a repeat of the survey");
    return;
  }
  for (const auto* up = target->parent; up != nullptr; up = up->parent)
    if (up->kind == ElementKind::repeat) {
      findings.error("xlsform.entities", where, "the repeat '" + repeat + "' lies in another repeat");
      return;
    }
  auto inner = std::make_unique<Element>();
  inner->kind = ElementKind::group;
  inner->name = "meta";
  inner->bodyless = true;
  inner->add(std::move(node));
  target->add(std::move(inner));
}

}  // namespace minyi::xlsform
