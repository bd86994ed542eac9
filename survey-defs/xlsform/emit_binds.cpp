// Binds and the actions of the model.
#include <algorithm>

#include "minyi/xlsform/emit.hpp"
#include "minyi/xlsform/rows.hpp"
#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

bool is_expression(std::string_view attribute) {
  for (const std::string_view name : {"readonly", "required", "relevant", "constraint", "calculate"})
    if (attribute == name) return true;
  return false;
}

// "yes" in a column of expressions is true()
std::string as_boolean(std::string_view text) {
  const int value = yes_no(text);
  return value < 0 ? std::string(text) : value == 1 ? "true()" : "false()";
}

void emit_bind(const Emitter& emitter, const Element& element, pugi::xml_node model) {
  const auto* spec = element.kind == ElementKind::question ? element.spec : nullptr;
  const bool typed = spec != nullptr && !spec->bind_type.empty();
  if (!typed && !element.has_bind) return;
  auto bind = model.append_child("bind");
  bind.append_attribute("nodeset") = element.path().c_str();
  const auto set = [&](const std::string& name, std::string_view value) {
    if (!value.empty()) emitter.attribute(bind, name, std::string(value));
  };
  if (spec != nullptr) {
    set("type", spec->bind_type);
    set("readonly", spec->readonly);
    set("jr:preload", spec->preload);
    set("jr:preloadParams", spec->preload_parameters);
    set("constraint", spec->constraint);
  }
  for (const auto& [name, texts] : element.bind) {
    if (name == "calculate" && !element.triggers.empty()) continue;  // its trigger computes it
    if (Translations::message_needs_itext(name, texts)) {
      set(name, "jr:itext('" + Translations::id(element, name) + "')");
    } else if (texts.translated()) {
      emitter.findings.warning("xlsform.attribute", emitter.place(element, "bind", name),
                               "'" + texts.header + "' cannot be in several languages and is left out");
    } else {
      const auto value = is_expression(name) ? as_boolean(texts.plain) : texts.plain;
      set(name, emitter.resolver.resolve(value, element));
    }
  }
}

pugi::xml_node append_action(pugi::xml_node parent, const char* name, const Element& target, const char* event) {
  auto action = parent.append_child(name);
  action.append_attribute("ref") = target.path().c_str();
  action.append_attribute("event") = event;
  return action;
}

void emit_actions(const Emitter& emitter, const Element& element, pugi::xml_node model) {
  if (element.dynamic_default) {
    auto action = append_action(model, "setvalue", element, "odk-instance-first-load");
    action.append_attribute("value") = emitter.resolver.resolve(element.default_value, element).c_str();
  }
  if (element.spec == nullptr || element.kind != ElementKind::question) return;
  if (element.spec->name == "start-geopoint")
    append_action(model, "odk:setgeopoint", element, "odk-instance-first-load");
  if (element.spec->name == "background-audio") {
    auto action = append_action(model, "odk:recordaudio", element, "odk-instance-load");
    if (!element.quality.empty()) action.append_attribute("odk:quality") = element.quality.c_str();
  }
}

}  // namespace

void emit_binds(const Emitter& emitter, pugi::xml_node model) {
  for_each(static_cast<const Element&>(*emitter.survey.root), [&](const Element& element) {
    if (element.kind == ElementKind::entity) return emit_entity_binds(emitter, element, model);
    if (element.kind == ElementKind::survey || element.kind == ElementKind::external ||
        element.kind == ElementKind::entity_field)
      return;
    emit_bind(emitter, element, model);
    emit_actions(emitter, element, model);
  });
}

void emit_repeat_actions(const Emitter& emitter, const Element& section, pugi::xml_node node) {
  for (const auto& child : section.children) {
    if (child->kind == ElementKind::repeat) continue;  // it looks after its own
    if (child->kind == ElementKind::entity) {
      if (!child->entity->makes_id()) continue;
      auto action = node.append_child("setvalue");
      action.append_attribute("ref") = (child->path() + "/@id").c_str();
      action.append_attribute("event") = "odk-new-repeat";
      action.append_attribute("value") = "uuid()";
    } else if (child->dynamic_default) {
      auto action = append_action(node, "setvalue", *child, "odk-new-repeat");
      action.append_attribute("value") = emitter.resolver.resolve(child->default_value, *child).c_str();
    }
    emit_repeat_actions(emitter, *child, node);
  }
}

void emit_triggered(const Emitter& emitter, const Element& question, pugi::xml_node node) {
  const auto found = emitter.triggered.find(question.name);
  if (found == emitter.triggered.end()) return;
  for (const auto* target : found->second) {
    if (target->spec != nullptr && target->spec->name == "background-geopoint") {
      append_action(node, "odk:setgeopoint", *target, "xforms-value-changed");
      continue;
    }
    auto action = append_action(node, "setvalue", *target, "xforms-value-changed");
    const auto value = target->plain_bound("calculate");
    if (!value.empty()) action.append_attribute("value") = emitter.resolver.resolve(value, question).c_str();
  }
}

void emit_entity_binds(const Emitter& emitter, const Element& element, pugi::xml_node model) {
  const auto& entity = *element.entity;
  const Element& field = *element.children.front();  // label and attributes lie one step below the entity
  const auto bind = [&](const std::string& below, const std::string& calculate) {
    auto node = model.append_child("bind");
    node.append_attribute("nodeset") = (element.path() + below).c_str();
    node.append_attribute("type") = "string";
    node.append_attribute("readonly") = "true()";
    if (!calculate.empty()) node.append_attribute("calculate") = emitter.resolver.resolve(calculate, field).c_str();
  };
  if (!entity.create_if.empty()) bind("/@create", entity.create_if);
  if (!entity.update_if.empty()) bind("/@update", entity.update_if);
  if (!entity.id.empty()) {
    const auto item = "instance('" + entity.list + "')/root/item[name=" + entity.id + "]";
    bind("/@baseVersion", item + "/__version");
    bind("/@trunkVersion", item + "/__trunkVersion");
    bind("/@branchId", item + "/__branchId");
  }
  bind("/@id", entity.id);
  if (entity.makes_id()) {
    auto action = model.append_child("setvalue");
    action.append_attribute("ref") = (element.path() + "/@id").c_str();
    action.append_attribute("event") = "odk-instance-first-load";
    action.append_attribute("value") = "uuid()";
  }
  if (!entity.label.empty()) bind("/label", entity.label);
}

}  // namespace minyi::xlsform
