#include "minyi/xlsform/expressions.hpp"

#include <charconv>

#include "minyi/xlsform/references.hpp"
#include "minyi/xlsform/strings.hpp"
#include "minyi/xpath/expression.hpp"

namespace minyi::xlsform {

namespace {

// The expression with every reference replaced by a name that takes as many characters, so that columns stay right.
std::string with_names(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  for (const auto& reference : find_references(text).found) {
    out += text.substr(done, reference.begin - done);
    const auto length = characters(text.substr(reference.begin, reference.end - reference.begin));
    out += 'q' + std::string(length - 1, '_');
    done = reference.end;
  }
  return out + std::string(text.substr(done));
}

// Byte offset of the column (1-based, in characters) that an error's place names.
std::size_t offset_of(std::string_view text, std::string_view where) {
  const auto digits = where.find_first_of("0123456789");
  std::size_t column = 1;
  if (digits != std::string_view::npos) std::from_chars(where.data() + digits, where.data() + where.size(), column);
  std::size_t at = 0;
  for (std::size_t seen = 1; at < text.size() && seen < column; ++seen) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  }
  return at;
}

}  // namespace

void check_expressions(const Survey& survey, Findings& findings) {
  const auto check = [&](const Element& element, std::string_view text, std::string_view token,
                         std::string_view second = {}) {
    const auto plain = trim(text);
    if (plain.empty() || yes_no(plain) >= 0 || element.row == nullptr) return;
    const auto named = with_names(plain);
    const auto parsed = xpath::Expression::parse(named);
    if (parsed) return;
    const auto& error = parsed.error();
    findings.error("xlsform.expression", survey.survey_table.place(*element.row, element.row->header(token, second)),
                   error.message, error.hint, caret(plain, offset_of(named, error.where)));
  };
  for_each(static_cast<const Element&>(*survey.root), [&](const Element& element) {
    for (const std::string_view attribute : {"relevant", "required", "readonly", "constraint", "calculate"})
      check(element, element.plain_bound(attribute), "bind", attribute);
    check(element, element.choice_filter, "choice_filter");
    if (element.dynamic_default) check(element, element.default_value, "default");
  });
}

}  // namespace minyi::xlsform
