// ${name}: what it refers to, and the path that stands for it in an expression or a text.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/xlsform/survey.hpp"

namespace minyi::xlsform {

struct Reference {
  std::string name;
  bool last_saved = false;  // ${last-saved#name}
  std::size_t begin = 0;    // byte of the '$'
  std::size_t end = 0;      // after the '}'
};

struct References {
  std::vector<Reference> found{};
  std::optional<std::size_t> malformed{};  // byte where a "${" is not followed by a name and "}"
};

References find_references(std::string_view text);
// Whether the text holds a well-formed reference.
bool mentions_reference(std::string_view text);
bool mentions_last_saved(std::string_view text);
// Whether the text is one reference and nothing else.
bool is_reference(std::string_view text);

// Whether a default must be computed: arithmetic, a function call or a reference, rather than a value.
bool is_dynamic_default(std::string_view text, const TypeSpec* type);

// A piece of a label: literal text, or an expression to be shown in its place.
struct LabelPiece {
  std::string text;
  bool is_output = false;
};

enum class Origin { context, current };          // what a relative path starts from
enum class Reach { nearest, parent_of_repeat };  // the latter for a list that is a repeat: select_one ${name}

class Resolver {
 public:
  explicit Resolver(const Element& root);
  // How many elements have that name.
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] const Element* find(std::string_view name) const;  // the only one of that name, or null
  [[nodiscard]] std::vector<std::string> names() const;

  // The expression with paths for references. Unknown names stay as they are: they were reported before.
  [[nodiscard]] std::string resolve(std::string_view text, const Element& context, Origin origin = Origin::context,
                                    Reach reach = Reach::nearest) const;
  [[nodiscard]] std::vector<LabelPiece> label(std::string_view text, const Element& context) const;

 private:
  [[nodiscard]] std::string path_for(const Reference& reference, std::string_view text, const Element& context,
                                     Origin origin, Reach reach) const;
  const Element* root_;
  std::map<std::string, std::vector<const Element*>, std::less<>> by_name_{};
};

// Reports references that are malformed, unknown or ambiguous in all cells of the workbook that may hold them.
void check_references(const Survey& survey, const Resolver& resolver, Findings& findings);

}  // namespace minyi::xlsform
