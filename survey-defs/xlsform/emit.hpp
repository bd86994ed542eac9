// Writes a checked survey as an ODK XForm. Source: ODK XForms specification; the structure is what Collect, Central and
// Enketo know from pyxform.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "minyi/xlsform/references.hpp"
#include "minyi/xlsform/survey.hpp"
#include "minyi/xlsform/translations.hpp"

namespace minyi::xlsform {

// Findings that only writing can show (names of instances that clash, prefixes without a namespace) are added.
std::string emit_xform(const Survey& survey, const Resolver& resolver, Findings& findings);

// What the parts of the writer share.
struct Emitter {
  const Survey& survey;
  const Resolver& resolver;
  const Translations& translations;
  Findings& findings;
  std::map<std::string, std::vector<const Element*>> triggered{};  // question's name -> what it triggers

  [[nodiscard]] Place place(const Element& element, std::string_view token, std::string_view second = {}) const;
  void attribute(pugi::xml_node node, const std::string& name, const std::string& value) const;
  void text(pugi::xml_node node, std::string_view value, const Element& context) const;  // with outputs
};

void emit_primary_instance(const Emitter& emitter, pugi::xml_node model);
void emit_secondary_instances(const Emitter& emitter, pugi::xml_node model);
void emit_binds(const Emitter& emitter, pugi::xml_node model);
void emit_body(const Emitter& emitter, pugi::xml_node body);
void emit_entity_binds(const Emitter& emitter, const Element& entity, pugi::xml_node model);
// Actions that belong into a repeat.
void emit_repeat_actions(const Emitter& emitter, const Element& repeat, pugi::xml_node node);
// Actions that a change of the question's value starts.
void emit_triggered(const Emitter& emitter, const Element& question, pugi::xml_node node);

}  // namespace minyi::xlsform
