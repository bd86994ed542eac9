// The entities sheet: a form that creates or updates entities of one list or several. Source: ODK's "Entity quick
// reference" for the sheets; the ODK Entities specification for the form.
#include <algorithm>
#include <map>
#include <set>

#include "minyi/xlsform/columns.hpp"
#include "minyi/xlsform/references.hpp"
#include "minyi/xlsform/strings.hpp"
#include "minyi/xlsform/survey.hpp"

namespace minyi::xlsform {

namespace {

constexpr std::string_view save_to = "entities:saveto";

bool entity_name(const std::string& name) {
  return is_xml_name(name) && !name.starts_with("__") && name.find('.') == std::string::npos;
}

// "list#property", or "property" alone
struct SaveTo {
  std::string list{};
  std::string property{};
  explicit SaveTo(const std::string& cell) {
    const auto hash = cell.find('#');
    if (hash != std::string::npos) list = trim(std::string_view(cell).substr(0, hash));
    property = trim(std::string_view(cell).substr(hash == std::string::npos ? 0 : hash + 1));
  }
};

// The entity that a cell of save_to means; null when it is none or not said.
const Entity* entity_of(const Survey& survey, const SaveTo& target) {
  const auto& all = survey.entities;
  if (target.list.empty()) return all.size() == 1 ? &all.front() : nullptr;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Entity& e) { return e.list == target.list; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

void check_save_to(const Survey& survey, Findings& findings) {
  for (const auto& row : survey.survey_table.rows()) {
    const auto cell = row.text("bind", save_to);
    if (cell.empty()) continue;
    const auto where = survey.survey_table.place(row, row.header("bind", save_to));
    const SaveTo target(cell);
    const auto plain = lower(target.property);
    std::vector<std::string> lists;
    for (const auto& entity : survey.entities) lists.push_back(entity.list);
    if (survey.entities.empty())
      findings.error("xlsform.save_to", where, "save_to needs an entities sheet that declares an entity");
    else if (target.list.empty() && lists.size() > 1)
      findings.error("xlsform.save_to", where, "with several entities, save_to names the list of the one it means",
                     "write " + lists.front() + '#' + cell);
    else if (entity_of(survey, target) == nullptr)
      findings.error("xlsform.save_to", where, "the entities sheet has no list '" + target.list + "'",
                     did_you_mean(target.list, lists), caret(cell, 0));
    else if (plain == "name" || plain == "label")
      findings.error("xlsform.save_to", where, "the property name '" + target.property + "' is reserved");
    else if (plain.starts_with("__") || !is_xml_name(target.property))
      findings.error("xlsform.save_to", where, "'" + target.property + "' cannot be the name of a property");
  }
}

void read_entities(const Workbook& workbook, Survey& survey, Findings& findings) {
  auto& table = survey.entities_table;
  if (const auto* sheet = workbook.sheet("entities")) table.read(*sheet, entities_columns(), "", findings);
  std::set<std::string> lists;
  for (const auto& row : table.rows()) {
    if (row.empty()) continue;
    const auto at = [&](std::string_view column) { return table.place(row, row.header(column)); };
    const auto text = [&](std::string_view column) { return straight_quotes(row.text(column)); };
    Entity entity{text("list_name"), text("entity_id"), text("create_if"), text("update_if"), text("label"), &row};
    if (entity.list.empty())
      findings.error("xlsform.entities", at("list_name"), "the entity names no list", "fill in list_name");
    else if (!entity_name(entity.list))
      findings.error("xlsform.entities", at("list_name"), "'" + entity.list + "' cannot be the name of an entity list",
                     "letters, digits, '-' and '_'; not '__' at the beginning");
    const bool fresh = lists.insert(entity.list).second;
    if (!fresh && !entity.list.empty())
      findings.error("xlsform.entities", at("list_name"), "the list '" + entity.list + "' stands in two rows",
                     "several entities of one list come from a repeat");
    if (!entity.update_if.empty() && entity.id.empty())
      findings.error("xlsform.entities", at("entity_id"), "updating an entity needs its entity_id");
    if (!entity.id.empty() && !entity.create_if.empty() && entity.update_if.empty())
      findings.error("xlsform.entities", at("update_if"), "with create_if and entity_id comes update_if");
    if (entity.id.empty() && entity.label.empty())
      findings.error("xlsform.entities", at("label"), "creating an entity needs a label");
    if (fresh) survey.entities.push_back(std::move(entity));
  }
}

namespace {

using Chain = std::vector<Element*>;  // from the form's root down

Chain containers_of(Element& element) {
  Chain chain;
  for (auto* up = element.parent; up != nullptr; up = up->parent) chain.insert(chain.begin(), up);
  return chain;
}

Chain repeats_of(const Chain& containers) {
  Chain repeats;
  std::copy_if(containers.begin(), containers.end(), std::back_inserter(repeats),
               [](const Element* element) { return element->kind == ElementKind::repeat; });
  return repeats;
}

bool begins_with(const Chain& chain, const Chain& start) {
  return start.size() <= chain.size() && std::equal(start.begin(), start.end(), chain.begin());
}

// Finds the place of an entity's declaration: the nearest group, repeat or form that holds all answers it saves. An
// answer belongs to the nearest declaration above it, and one in a repeat to a declaration within that repeat.
class EntityPlaces {
 public:
  EntityPlaces(Survey& survey, Findings& findings) : survey_(survey), findings_(findings) {
    for_each(*survey.root, [&](Element& element) {
      by_name_[element.name].push_back(&element);
      if (element.kind == ElementKind::question && element.bound(save_to) != nullptr) saved_.push_back(&element);
    });
  }

  void attach() {
    for (auto* element : saved_) take(*element);
    if (unclear_) return;  // the rest would say the same again
    for (const auto& entity : survey_.entities) declare(entity);
    for (auto* element : saved_) check(*element);
  }

 private:
  // The answer's entity, and its bind with the property alone.
  void take(Element& element) {
    const SaveTo target(element.plain_bound(save_to));
    const auto* entity = entity_of(survey_, target);
    if (entity == nullptr) {  // reported with the row
      unclear_ = true;
      return;
    }
    for (auto& [name, texts] : element.bind)
      if (name == save_to) texts.plain = target.property;
    owner_[&element] = entity;
    const auto containers = containers_of(element);
    const auto where = survey_.survey_table.place(*element.row, element.row->header("bind", save_to));
    const auto* first = owners_within_.try_emplace(containers.back(), entity).first->second;
    if (first != entity) {
      unclear_ = true;
      findings_.error("xlsform.save_to", where,
                      "answers of one group or repeat are saved to one entity: here to '" + first->list + "', not '" +
                          entity->list + "'",
                      "put the questions of each entity into a group of their own");
    }
    auto [place, fresh] = places_.try_emplace(entity, containers);
    if (fresh) return;
    if (repeats_of(place->second) != repeats_of(containers)) {
      unclear_ = true;
      findings_.error("xlsform.save_to", where,
                      "what is saved to the entity '" + entity->list + "' lies in one and the same repeat, or in none");
      return;
    }
    const auto differs =
        std::mismatch(place->second.begin(), place->second.end(), containers.begin(), containers.end());
    place->second.erase(differs.first, place->second.end());
  }

  // Without answers to save, the entity's expressions tell its repeat.
  Chain place_by_references(const Entity& entity) {
    Chain deepest{survey_.root.get()};
    std::size_t depth = 0;
    for_each_reference(entity, [&](Element& element, const Place&) {
      const auto containers = containers_of(element);
      const auto repeats = repeats_of(containers);
      if (repeats.size() <= depth) return;
      depth = repeats.size();
      deepest.assign(containers.begin(), std::find(containers.begin(), containers.end(), repeats.back()) + 1);
    });
    return deepest;
  }

  void declare(const Entity& entity) {
    const auto known = places_.find(&entity);
    auto place = known == places_.end() ? place_by_references(entity) : known->second;
    const auto repeats = repeats_of(place);
    for_each_reference(entity, [&](Element& element, const Place& where) {
      if (!begins_with(repeats, repeats_of(containers_of(element))))
        findings_.error("xlsform.entities", where,
                        "'" + element.name + "' has several answers for each entity of '" + entity.list +
                            "': it lies in another repeat",
                        "refer to questions of the same repeat, or outside of repeats");
    });
    while (!place.empty() && declared_.contains(place.back()) && place.back()->kind == ElementKind::group)
      place.pop_back();
    if (!declared_.emplace(place.back(), &entity).second) {
      const auto& table = survey_.entities_table;
      findings_.error("xlsform.entities", table.place(*entity.row, entity.row->header("list_name")),
                      "the entities '" + declared_[place.back()]->list + "' and '" + entity.list +
                          "' would be declared in the same place",
                      "put the questions of each into a group of their own");
      return;
    }
    auto node = std::make_unique<Element>();
    node->kind = ElementKind::entity;
    node->name = "entity";
    node->entity = &entity;
    auto field = std::make_unique<Element>();
    field->kind = ElementKind::entity_field;
    node->add(std::move(field));
    meta_of(*place.back()).add(std::move(node));
  }

  void check(const Element& element) {
    const auto owner = owner_.find(&element);
    if (owner == owner_.end()) return;
    for (const auto* up = element.parent; up != nullptr; up = up->parent) {
      const auto nearest = declared_.find(up);
      if (nearest == declared_.end()) continue;
      if (nearest->second != owner->second)
        findings_.error("xlsform.save_to",
                        survey_.survey_table.place(*element.row, element.row->header("bind", save_to)),
                        "'" + element.name + "' would be saved to the entity '" + nearest->second->list + "', not '" +
                            owner->second->list + "'",
                        "move the question out of the group '" + up->name + "'");
      return;
    }
  }

  template <class Visit>
  void for_each_reference(const Entity& entity, Visit&& visit) {
    const std::pair<std::string_view, const std::string*> cells[]{{"label", &entity.label},
                                                                  {"entity_id", &entity.id},
                                                                  {"create_if", &entity.create_if},
                                                                  {"update_if", &entity.update_if}};
    for (const auto& [column, text] : cells)
      for (const auto& reference : find_references(*text).found)
        if (const auto found = by_name_.find(reference.name); found != by_name_.end() && found->second.size() == 1)
          visit(*found->second.front(), survey_.entities_table.place(*entity.row, entity.row->header(column)));
  }

  static Element& meta_of(Element& container) {
    for (const auto& child : container.children)
      if (child->bodyless) return *child;
    auto meta = std::make_unique<Element>();
    meta->kind = ElementKind::group;
    meta->name = "meta";
    meta->bodyless = true;
    return container.add(std::move(meta));
  }

  Survey& survey_;
  Findings& findings_;
  std::map<std::string, std::vector<Element*>, std::less<>> by_name_{};
  std::vector<Element*> saved_{};                            // questions with save_to
  std::map<const Element*, const Entity*> owner_{};          // of those
  std::map<const Element*, const Entity*> owners_within_{};  // group or repeat -> entity of what lies directly in it
  std::map<const Entity*, Chain> places_{};
  bool unclear_ = false;  // whose an answer is, or where its entity lies
  std::map<const Element*, const Entity*> declared_{};
};

}  // namespace

void attach_entities(Survey& survey, Findings& findings) {
  if (!survey.entities.empty()) EntityPlaces(survey, findings).attach();
}

}  // namespace minyi::xlsform
