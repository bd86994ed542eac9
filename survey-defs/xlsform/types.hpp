// The `type` column: what each type is called and what it stands for in an XForm. Source: the XLSForm reference,
// "Question types", "Metadata", "Grouping questions" and "Repeats".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minyi::xlsform {

struct TypeSpec {
  std::string_view name;
  std::string_view tag{};        // element in the body; empty: the resident does not see it
  std::string_view bind_type{};  // empty: the bind has no type
  std::string_view mediatype{};
  std::string_view readonly{};
  std::string_view preload{};
  std::string_view preload_parameters{};
  std::string_view constraint{};
  std::string_view hint{};
};

// The question type of that name (or alias), or null.
const TypeSpec* question_type(std::string_view name);
std::vector<std::string> known_types();

enum class RowKind { begin, end, select, osm, external, question, setting, unknown };
enum class Section { group, repeat, loop };

// What a cell of the `type` column says.
struct RowType {
  RowKind kind = RowKind::unknown;
  Section section = Section::group;
  const TypeSpec* spec = nullptr;  // of a question or select
  std::string list{};              // select, osm, loop
  bool from_file = false;
  bool external_choices = false;  // select_one_external
  bool or_other = false;
  std::string command{};  // as written, without the list
};

RowType parse_type(std::string_view cell);

// ".csv", ".xml", ".geojson" at the end of a list's name; empty when it is none of them.
std::string_view file_extension(std::string_view list);

}  // namespace minyi::xlsform
