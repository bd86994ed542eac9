// The survey as the compiler understands it: a tree of questions, groups and repeats, with lists of choices and
// settings. Built from the sheets (build_survey), then written as an XForm (emit_xform).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "minyi/xlsform/findings.hpp"
#include "minyi/xlsform/table.hpp"
#include "minyi/xlsform/types.hpp"

namespace minyi::xlsform {

struct Entity;

enum class ElementKind { survey, group, repeat, question, external, entity, entity_field };

using Attributes = std::vector<std::pair<std::string, std::string>>;
using Attributed = std::vector<std::pair<std::string, Texts>>;

struct Element {
  ElementKind kind = ElementKind::question;
  std::string name{};
  const TypeSpec* spec = nullptr;  // of a question
  const Row* row = nullptr;        // where it comes from; null when the compiler adds it
  Element* parent = nullptr;
  std::vector<std::unique_ptr<Element>> children{};

  Texts label{}, hint{}, guidance{};
  Attributed bind{};      // the row's own; the type's are added while writing
  bool has_bind = false;  // a group without bind columns has none
  Attributes control{};   // attributes of the body's element
  Attributes instance{};  // attributes of the instance's node
  Attributed media{};
  std::string default_value{};
  bool dynamic_default = false;
  std::vector<std::string> triggers{};

  // selects and ranges with tick labels
  std::string list{};  // list name, file name, or ${reference}
  bool external_choices = false;
  bool search = false;  // appearance search(): choices stand in the body
  std::string choice_filter{};
  std::map<std::string, std::string, std::less<>> parameters{};

  std::string extension{};         // external: csv or xml
  std::string quality{};           // background-audio
  bool bodyless = false;           // meta
  const Entity* entity = nullptr;  // of an entity

  [[nodiscard]] std::string path() const;
  [[nodiscard]] const Texts* bound(std::string_view attribute) const;
  [[nodiscard]] std::string plain_bound(std::string_view attribute) const;
  [[nodiscard]] bool visible() const;  // has a control in the body
  Element& add(std::unique_ptr<Element> child);
};

struct ChoiceRow {
  std::string name;
  Texts label{};
  Attributed media{};
  Attributes other{};  // further columns, for choice filters
  int row = 0;
};

struct ChoiceList {
  std::string name;
  std::vector<ChoiceRow> choices{};
  bool search = false;
  bool itext = false;  // labels go through itext
};

struct Settings {
  std::string title{}, id{}, name{}, version{}, default_language{"default"}, style{}, instance_xmlns{}, instance_name{};
  std::string instance_id{"uid"};
  std::string prefix{}, delimiter{};
  Attributes attributes{};  // attribute::x, on the instance's root
  Attributes submission{};
  std::vector<std::pair<std::string, std::string>> namespaces{};  // prefix, URI
  bool allow_duplicates = false, clean = true, omit_instance_id = false, encrypted = false;
};

constexpr std::string_view attribute_rule = "letters, digits, '-', '_' and '.', with at most one ':' after a prefix";

// A row of the entities sheet.
struct Entity {
  std::string list{}, id{}, create_if{}, update_if{}, label{};
  const Row* row = nullptr;
  [[nodiscard]] bool creates() const { return !create_if.empty() || (update_if.empty() && id.empty()); }
  [[nodiscard]] bool updates() const { return !update_if.empty() || !id.empty(); }
  // New entities get an id of their own.
  [[nodiscard]] bool makes_id() const { return !create_if.empty() || id.empty(); }
};

struct Survey {
  // Tables keep still: rows and elements point into them.
  Table settings_table{}, survey_table{}, choices_table{}, external_table{}, entities_table{}, osm_table{};
  Settings settings{};
  std::vector<ChoiceList> lists{};
  std::vector<std::string> external_lists{};
  std::vector<Entity> entities{};
  std::unique_ptr<Element> root{};
  std::vector<std::string> language_order{};  // as the headers bring them

  [[nodiscard]] const ChoiceList* list(std::string_view name) const;
  [[nodiscard]] ChoiceList* list(std::string_view name);
};

void read_settings(const Workbook& workbook, Survey& survey, const Options& options, Findings& findings);
void read_choices(const Workbook& workbook, Survey& survey, Findings& findings);
void read_entities(const Workbook& workbook, Survey& survey, Findings& findings);
// The save_to column of the survey sheet, which must have been read.
void check_save_to(const Survey& survey, Findings& findings);
// Puts each declared entity into the meta group of the group, repeat or form whose answers it saves.
void attach_entities(Survey& survey, Findings& findings);
void read_survey(const Workbook& workbook, Survey& survey, Findings& findings);

// Marks the lists whose labels need itext; to be called when all choices are known.
void settle_lists(Survey& survey);

// Every element below, in document order.
template <class Visit>
void for_each(Element& element, Visit&& visit) {
  visit(element);
  for (const auto& child : element.children) for_each(*child, visit);
}
template <class Visit>
void for_each(const Element& element, Visit&& visit) {
  visit(element);
  for (const auto& child : element.children) for_each(static_cast<const Element&>(*child), visit);
}

}  // namespace minyi::xlsform
