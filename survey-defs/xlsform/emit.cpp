#include "minyi/xlsform/emit.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "minyi/form/print_xml.hpp"
#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

struct Namespace {
  std::string_view prefix;
  std::string_view uri;
};

constexpr std::array namespaces{
    Namespace{"h", "http://www.w3.org/1999/xhtml"},       Namespace{"ev", "http://www.w3.org/2001/xml-events"},
    Namespace{"xsd", "http://www.w3.org/2001/XMLSchema"}, Namespace{"jr", "http://openrosa.org/javarosa"},
    Namespace{"orx", "http://openrosa.org/xforms"},       Namespace{"odk", "http://www.opendatakit.org/xforms"}};

// Prefixes of names anywhere in the form.
std::set<std::string> used_prefixes(pugi::xml_node node) {
  std::set<std::string> used;
  const auto note = [&](std::string_view name) {
    if (const auto colon = name.find(':'); colon != std::string_view::npos) used.emplace(name.substr(0, colon));
  };
  for (const auto child : node.children()) {
    note(child.name());
    for (const auto attribute : child.attributes()) note(attribute.name());
    used.merge(used_prefixes(child));
  }
  return used;
}

void declare_namespaces(pugi::xml_node html, const Survey& survey, Findings& findings) {
  std::set<std::string> used = used_prefixes(html);
  std::set<std::string> declared{"xml", "xmlns"};
  html.append_attribute("xmlns") = "http://www.w3.org/2002/xforms";
  const auto declare = [&](const std::string& prefix, std::string_view uri) {
    if (!declared.insert(prefix).second) return;
    html.append_attribute(("xmlns:" + prefix).c_str()) = std::string(uri).c_str();
  };
  for (const auto& [prefix, uri] : namespaces) declare(std::string(prefix), uri);
  for (const auto& [prefix, uri] : survey.settings.namespaces) declare(prefix, uri);
  if (!survey.entities.empty()) declare("entities", "http://www.opendatakit.org/xforms/entities");
  if (used.contains("minyi")) declare("minyi", form::minyi_namespace);
  for (const auto& prefix : used)
    if (!declared.contains(prefix))
      findings.error("xlsform.namespace", {"settings", 0, "namespaces"},
                     "the prefix '" + prefix + "' is used but has no namespace",
                     "write " + prefix + "=\"https://…\" into the column namespaces of the settings sheet");
}

void emit_itext(const Emitter& emitter, pugi::xml_node model) {
  const auto& translations = emitter.translations;
  if (translations.languages().empty()) return;
  auto itext = model.append_child("itext");
  for (const auto& language : translations.languages()) {
    auto translation = itext.append_child("translation");
    translation.append_attribute("lang") = language.c_str();
    if (language == emitter.survey.settings.default_language) translation.append_attribute("default") = "true()";
    for (const auto& id : translations.ids()) {
      auto text = translation.append_child("text");
      text.append_attribute("id") = id.c_str();
      for (const auto& [form, content] : translations.values(id, language)) {
        auto value = text.append_child("value");
        const bool readable = form.empty() || form == "guidance";
        if (!form.empty()) value.append_attribute("form") = form.c_str();
        const std::string folder = form == "big-image" || form == "image" ? "images" : form;
        const bool whole = readable || content.starts_with("jr://");
        emitter.text(value, whole ? content : fmt::format("jr://{}/{}", folder, content), translations.context(id));
      }
    }
  }
}

// Entities of groups and repeats came with version 2025.1.0 of the entities specification.
bool declared_at_the_root(const Element& root) {
  bool at_root = true;
  for_each(root, [&](const Element& element) {
    if (element.kind == ElementKind::entity) at_root = at_root && element.parent->parent == &root;
  });
  return at_root;
}

}  // namespace

Place Emitter::place(const Element& element, std::string_view token, std::string_view second) const {
  if (element.row == nullptr) return {"settings", 0, {}};
  return element.row->table().place(*element.row, element.row->header(token, second));
}

void Emitter::attribute(pugi::xml_node node, const std::string& name, const std::string& value) const {
  auto known = node.attribute(name.c_str());
  if (!known) known = node.append_attribute(name.c_str());
  known = value.c_str();
}

void Emitter::text(pugi::xml_node node, std::string_view value, const Element& context) const {
  for (const auto& piece : resolver.label(value, context)) {
    if (piece.is_output)
      node.append_child("output").append_attribute("value") = piece.text.c_str();
    else
      node.append_child(pugi::node_pcdata).set_value(piece.text.c_str());
  }
}

std::string emit_xform(const Survey& survey, const Resolver& resolver, Findings& findings) {
  const Translations translations(survey);
  Emitter emitter{survey, resolver, translations, findings, {}};
  for_each(static_cast<const Element&>(*survey.root), [&](const Element& element) {
    for (const auto& name : element.triggers) emitter.triggered[name].push_back(&element);
  });

  pugi::xml_document document;
  auto html = document.append_child("h:html");
  auto head = html.append_child("h:head");
  head.append_child("h:title").append_child(pugi::node_pcdata).set_value(survey.settings.title.c_str());
  auto model = head.append_child("model");
  model.append_attribute("odk:xforms-version") = "1.0.0";
  if (!survey.entities.empty())
    model.append_attribute("entities:entities-version") = declared_at_the_root(*survey.root) ? "2024.1.0" : "2025.1.0";
  if (!survey.settings.submission.empty()) {
    auto submission = model.append_child("submission");
    for (const auto& [name, value] : survey.settings.submission) emitter.attribute(submission, name, value);
  }
  emit_itext(emitter, model);
  emit_primary_instance(emitter, model);
  emit_secondary_instances(emitter, model);
  emit_binds(emitter, model);
  auto body = html.append_child("h:body");
  if (!survey.settings.style.empty()) body.append_attribute("class") = survey.settings.style.c_str();
  emit_body(emitter, body);
  declare_namespaces(html, survey, findings);
  return form::print_xml(document);
}

}  // namespace minyi::xlsform
