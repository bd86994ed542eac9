// The body: what the resident sees, in the order of the sheet.
#include <algorithm>

#include "minyi/xlsform/emit.hpp"
#include "minyi/xlsform/rows.hpp"
#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

void emit_section(const Emitter& emitter, const Element& section, pugi::xml_node parent);

void emit_label(const Emitter& emitter, const Element& element, pugi::xml_node node) {
  auto label = node.append_child("label");
  if (Translations::label_needs_itext(element))
    label.append_attribute("ref") = ("jr:itext('" + Translations::id(element, "label") + "')").c_str();
  else
    emitter.text(label, element.label.plain, element);
}

void emit_label_and_hint(const Emitter& emitter, const Element& element, pugi::xml_node node) {
  const auto hint_text =
      element.hint.empty() && element.spec != nullptr ? std::string(element.spec->hint) : element.hint.plain;
  const bool hinted = !element.hint.empty() || !hint_text.empty();
  if (element.label.empty() && element.media.empty() && !hinted) {
    emitter.findings.error(
        "xlsform.missing_label", emitter.place(element, "label"),
        "the question '" + element.name + "' has neither label nor hint",
        element.guidance.empty() ? "write what the resident is asked" : "guidance may be hidden, so a label is needed");
    return;
  }
  const auto has = [&](std::string_view form) {
    return std::any_of(element.media.begin(), element.media.end(), [&](const auto& m) { return m.first == form; });
  };
  if (has("big-image") && !has("image"))
    emitter.findings.error("xlsform.big_image", emitter.place(element, "media", "big-image"),
                           "a big-image needs an image beside it", "fill in the column image");
  emit_label(emitter, element, node);
  if (!hinted && element.guidance.empty()) return;
  auto hint = node.append_child("hint");
  if (Translations::hint_needs_itext(element))
    hint.append_attribute("ref") = ("jr:itext('" + Translations::id(element, "hint") + "')").c_str();
  else
    emitter.text(hint, hint_text, element);
}

void append_itemset(pugi::xml_node node, const std::string& nodeset, const std::string& value,
                    const std::string& label) {
  auto itemset = node.append_child("itemset");
  itemset.append_attribute("nodeset") = nodeset.c_str();
  itemset.append_child("value").append_attribute("ref") = value.c_str();
  itemset.append_child("label").append_attribute("ref") = label.c_str();
}

std::string randomized(const Emitter& emitter, const Element& element, std::string nodeset) {
  const auto randomize = element.parameters.find("randomize");
  if (randomize == element.parameters.end() || randomize->second != "true") return nodeset;
  nodeset = "randomize(" + nodeset;
  if (const auto seed = element.parameters.find("seed"); seed != element.parameters.end())
    nodeset += ", " + std::string(trim(emitter.resolver.resolve(seed->second, element)));
  return nodeset + ')';
}

// select_one ${name}: the choices are what was answered in the instances of a repeat.
void emit_repeat_choices(const Emitter& emitter, const Element& element, pugi::xml_node node) {
  const auto& resolver = emitter.resolver;
  const std::string path(trim(resolver.resolve(element.list, element, Origin::context, Reach::parent_of_repeat)));
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return;
  auto nodeset = path.substr(0, slash);
  const auto name = path.substr(slash + 1);
  auto filter = resolver.resolve(element.choice_filter, element, Origin::current, Reach::parent_of_repeat);
  if (filter.empty()) {
    filter = "./" + name + " != ''";
  } else {
    filter = replace_all(std::move(filter), "current()/" + nodeset, ".");
    filter = replace_all(std::move(filter), nodeset, ".");
  }
  nodeset += '[' + filter + ']';
  append_itemset(node, randomized(emitter, element, nodeset), name, name);
}

void emit_choices(const Emitter& emitter, const Element& element, pugi::xml_node node) {
  if (element.list.find("${") != std::string::npos) return emit_repeat_choices(emitter, element, node);
  const auto extension = file_extension(element.list);
  const auto* list = emitter.survey.list(element.list);
  if (element.search && list != nullptr) {
    for (std::size_t i = 0; i < list->choices.size(); ++i) {
      auto item = node.append_child("item");
      auto label = item.append_child("label");
      if (list->itext)
        label.append_attribute("ref") = ("jr:itext('" + list->name + '-' + std::to_string(i) + "')").c_str();
      else
        emitter.text(label, list->choices[i].label.plain, element);
      item.append_child("value").append_child(pugi::node_pcdata).set_value(list->choices[i].name.c_str());
    }
    return;
  }
  std::string value = extension == ".geojson" ? "id" : "name";
  std::string label = extension == ".geojson" ? "title" : "label";
  if (extension.empty() && list != nullptr && list->itext) label = "jr:itext(itextId)";
  if (const auto own = element.parameters.find("value"); own != element.parameters.end()) value = own->second;
  if (const auto own = element.parameters.find("label"); own != element.parameters.end()) label = own->second;
  auto nodeset = "instance('" + element.list.substr(0, element.list.size() - extension.size()) + "')/root/item";
  if (!element.choice_filter.empty())
    nodeset += '[' + emitter.resolver.resolve(element.choice_filter, element, Origin::current) + ']';
  append_itemset(node, randomized(emitter, element, std::move(nodeset)), value, label);
}

// Tags of an osm question, from the sheet of that name.
void emit_tags(const Emitter& emitter, const Element& element, pugi::xml_node node) {
  for (const auto& row : emitter.survey.osm_table.rows()) {
    if (row.text("list_name") != element.list) continue;
    auto tag = node.append_child("tag");
    tag.append_attribute("key") = row.text("name").c_str();
    tag.append_child("label").append_child(pugi::node_pcdata).set_value(row.text("label").c_str());
  }
}

void emit_question(const Emitter& emitter, const Element& element, pugi::xml_node parent) {
  const auto triggered = emitter.triggered.find(element.name);
  if (!element.visible()) {
    const bool computed = element.spec->name == "calculate" || !element.spec->tag.empty();
    if (triggered == emitter.triggered.end()) return;
    const auto& target = *triggered->second.front();
    const auto place = emitter.place(target, "trigger");
    const auto message =
        "'" + element.name + "' is not seen by the resident, so it cannot trigger '" + target.name + "'";
    const std::string hint = "name a question that is answered";
    if (computed)
      emitter.findings.error("xlsform.trigger", place, message, hint);
    else
      emitter.findings.warning("xlsform.trigger", place, message, hint);
    return;
  }
  const auto tag = std::string(element.spec->tag);
  auto node = parent.append_child(tag.c_str());
  node.append_attribute("ref") = element.path().c_str();
  if (!element.spec->mediatype.empty())
    node.append_attribute("mediatype") = std::string(element.spec->mediatype).c_str();
  for (const auto& [name, value] : element.control)
    emitter.attribute(node, name, emitter.resolver.resolve(value, element));
  emit_label_and_hint(emitter, element, node);
  if (element.external_choices) {
    auto query = "instance('" + element.list + "')/root/item";
    if (!element.choice_filter.empty())
      query += '[' + emitter.resolver.resolve(element.choice_filter, element, Origin::current) + ']';
    node.append_attribute("query") = query.c_str();
  } else if (element.spec->name == "osm") {
    emit_tags(emitter, element, node);
  } else if (!element.list.empty()) {
    emit_choices(emitter, element, node);
  }
  emit_triggered(emitter, element, node);
}

void emit_children(const Emitter& emitter, const Element& section, pugi::xml_node node) {
  for (const auto& child : section.children) {
    if (child->kind == ElementKind::question)
      emit_question(emitter, *child, node);
    else if (child->kind == ElementKind::group || child->kind == ElementKind::repeat)
      emit_section(emitter, *child, node);
  }
}

void emit_section(const Emitter& emitter, const Element& section, pugi::xml_node parent) {
  if (section.bodyless) {
    for (const auto& child : section.children)
      if (child->kind == ElementKind::question) emit_question(emitter, *child, parent);
    return;
  }
  auto group = parent.append_child("group");
  group.append_attribute("ref") = section.path().c_str();
  const bool repeats = section.kind == ElementKind::repeat;
  if (!section.label.empty() || !section.media.empty()) emit_label(emitter, section, group);
  auto inner = group;
  if (repeats) {
    inner = group.append_child("repeat");
    inner.append_attribute("nodeset") = section.path().c_str();
  }
  for (const auto& [name, value] : section.control)
    emitter.attribute(inner, name, emitter.resolver.resolve(value, section));
  emit_children(emitter, section, inner);
  if (repeats) emit_repeat_actions(emitter, section, inner);
}

}  // namespace

void emit_body(const Emitter& emitter, pugi::xml_node body) { emit_children(emitter, *emitter.survey.root, body); }

}  // namespace minyi::xlsform
