// Turning rows of the survey sheet into elements: state shared by the readers of sections, selects and other questions.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "minyi/xlsform/parameters.hpp"
#include "minyi/xlsform/survey.hpp"

namespace minyi::xlsform {

// A group, repeat or loop that is open while its rows are read.
struct OpenSection {
  Element* element = nullptr;
  Section section = Section::group;
  const Row* row = nullptr;
  std::string loop_list{};
};

class RowReader {
 public:
  RowReader(Survey& survey, Findings& findings);
  void read(const Row& row);
  void finish();

 private:
  void begin(const Row& row, const RowType& type);
  void end(const Row& row, const RowType& type);
  void select(const Row& row, const RowType& type);
  void audit(const Row& row, const Parameters& parameters);
  void question(const Row& row, const RowType& type);
  void external(const Row& row, const RowType& type);

  // The element with all that a row says of every kind of element; null when its name is no good.
  std::unique_ptr<Element> element(const Row& row, ElementKind kind, const TypeSpec* spec);
  bool check_name(const Row& row, const std::string& name);
  void check_attributes(const Row& row, std::string_view group);
  void read_defaults(const Row& row, Element& out);
  void read_triggers(const Row& row, Element& out);
  void table_list(const Row& row, Element& section);
  bool table_list_member(const Row& row, const RowType& type, Element& out);
  bool list_exists(const Row& row, const RowType& type);
  bool add_other(const Row& row, const RowType& type);
  void repeat_count(const Row& row, Element& repeat);
  void expand_loop(const OpenSection& loop);
  void add_meta();
  void check_triggers();
  void check_reference_geometry();

  Element& parent() { return *stack_.back().element; }
  [[nodiscard]] Place place(const Row& row, std::string_view token, std::string_view second = {}) const;
  [[nodiscard]] std::string text(const Row& row, std::string_view token) const;

  Survey& survey_;
  Findings& findings_;
  std::vector<OpenSection> stack_{};
  std::vector<std::unique_ptr<Element>> meta_{};
  std::set<std::string> repeats_{};
  std::set<std::string> questions_{};
  std::set<std::string> bad_attributes_{};  // headers of columns that were reported
  std::size_t elements_ = 0;                // that loops have made
  std::string table_list_{};                // list of the open table-list; empty before its first select
  bool in_table_list_ = false;
};

// Checks and settles the parameters of a question whose type takes some. What they mean goes into control and bind.
void apply_parameters(Element& element, Parameters parameters, const Survey& survey, const Place& place,
                      Findings& findings);
void apply_range(Element& element, Parameters parameters, const Survey& survey, const Place& place, Findings& findings);

void set_attribute(Attributes& attributes, std::string_view name, std::string value);
const std::string* find_attribute(const Attributes& attributes, std::string_view name);
void set_bind(Element& element, std::string_view name, std::string value);

}  // namespace minyi::xlsform
