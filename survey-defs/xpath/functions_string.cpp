// String functions (ODK XForms, "String Functions").
#include <algorithm>
#include <array>
#include <cmath>

#include "minyi/base/bytes.hpp"
#include "minyi/xpath/digest.hpp"
#include "minyi/xpath/functions.hpp"
#include "minyi/xpath/regex.hpp"
#include "minyi/xpath/text.hpp"

namespace minyi::xpath {
namespace {

constexpr std::size_t kLongestUuid = 1024;
constexpr std::size_t kStepsOfPattern = 500;  // besides its text's: it is compiled, and may go back and forth

Result<Item> string_(const Arguments& args) { return args.string_or_context(0); }

Result<Item> concat(const Arguments& args) {
  MINYI_TRY(const std::vector<Item> parts, args.spread(0));
  std::string text;
  for (const Item& part : parts) text += item_string(part, args.zone());
  return text;
}

Result<Item> join(const Arguments& args) {
  MINYI_TRY(const std::string separator, args.string(0));
  MINYI_TRY(const std::vector<Item> parts, args.spread(1));
  std::string text;
  MINYI_CHECK(args.spend(parts.size() * (1 + separator.size() / kBytesOfStep)));
  for (std::size_t index = 0; index < parts.size(); ++index) {
    if (index > 0) text += separator;
    text += item_string(parts[index], args.zone());
  }
  return text;
}

std::string slice(const std::vector<std::string_view>& letters, double from, double to) {
  std::string text;
  for (std::size_t index = 0; index < letters.size(); ++index)
    if (static_cast<double>(index) >= from && static_cast<double>(index) < to) text += letters[index];
  return text;
}

// substr(text, start, end?): 0-based, the end left out; negative numbers count from the end.
Result<Item> substr(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string(0));
  const auto letters = characters(text);
  const auto size = static_cast<double>(letters.size());
  const auto position = [&](std::size_t index) -> Result<double> {
    MINYI_TRY(double value, args.number(index));
    value = std::isnan(value) ? 0 : std::trunc(value);
    return value < 0 ? std::max(0.0, size + value) : value;
  };
  MINYI_TRY(const double start, position(1));
  double end = size;
  if (args.has(2)) {
    MINYI_TRY(end, position(2));
  }
  return slice(letters, start, end);
}

// XPath 1.0, section 4.2: 1-based, both numbers rounded, and every comparison with NaN fails.
Result<Item> substring(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string(0));
  MINYI_TRY(const double start, args.number(1));
  double end = std::numeric_limits<double>::infinity();
  const double first = std::floor(start + 0.5);
  if (args.has(2)) {
    MINYI_TRY(const double length, args.number(2));
    end = first + std::floor(length + 0.5);
  }
  return slice(characters(text), first - 1, end - 1);
}

Result<Item> substring_before(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string(0));
  MINYI_TRY(const std::string mark, args.string(1));
  const std::size_t at = text.find(mark);
  return at == std::string::npos ? std::string() : text.substr(0, at);
}

Result<Item> substring_after(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string(0));
  MINYI_TRY(const std::string mark, args.string(1));
  const std::size_t at = text.find(mark);
  return at == std::string::npos ? std::string() : text.substr(at + mark.size());
}

Result<Item> translate(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string(0));
  MINYI_TRY(const std::string source, args.string(1));
  MINYI_TRY(const std::string target, args.string(2));
  const auto from = characters(source);
  const auto to = characters(target);
  MINYI_CHECK(args.spend(text.size() * (1 + from.size() / kBytesOfStep)));
  std::string result;
  for (const auto& letter : characters(text)) {
    const auto found = std::find(from.begin(), from.end(), letter);
    const auto place = static_cast<std::size_t>(found - from.begin());
    if (found == from.end())
      result += letter;
    else if (place < to.size())
      result += to[place];
  }
  return result;
}

Result<Item> string_length(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string_or_context(0));
  return static_cast<double>(count_characters(text));
}

Result<Item> normalize_space(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string_or_context(0));
  std::string result;
  for (const auto& word : split_blanks(text)) {
    if (!result.empty()) result += ' ';
    result += word;
  }
  return result;
}

template <bool (*test)(std::string_view, std::string_view)>
Result<Item> compare_texts(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string(0));
  MINYI_TRY(const std::string part, args.string(1));
  return test(text, part);
}

bool holds_part(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
bool begins_with(std::string_view text, std::string_view part) { return text.starts_with(part); }
bool finishes_with(std::string_view text, std::string_view part) { return text.ends_with(part); }

// uuid(): RFC 4122, version 4. uuid(n): n random letters and digits.
Result<Item> uuid(const Arguments& args) {
  RandomSource& random = args.environment().random();
  const auto draw = [&](std::string_view alphabet) {
    return alphabet[std::min(static_cast<std::size_t>(random.uniform() * static_cast<double>(alphabet.size())),
                             alphabet.size() - 1)];
  };
  if (args.has(0)) {
    MINYI_TRY(const double length, args.number(0));
    if (!(length >= 0 && length <= static_cast<double>(kLongestUuid)))
      return args.error(ErrorCode::xpath_function, "the length must be a number from 0 to 1024");
    std::string text;
    while (text.size() < static_cast<std::size_t>(length)) text += draw("0123456789abcdefghijklmnopqrstuvwxyz");
    return text;
  }
  std::string text = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  for (char& c : text) {
    if (c == 'x') c = draw("0123456789abcdef");
    if (c == 'y') c = draw("89ab");
  }
  return text;
}

Result<Item> digest(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string(0));
  MINYI_TRY(const std::string algorithm, args.string(1));
  std::string encoding = "base64";
  if (args.has(2)) {
    MINYI_TRY(encoding, args.string(2));
  }
  const auto hash = hash_of(text, algorithm);
  if (!hash)
    return args.error(ErrorCode::xpath_function, "there is no algorithm '" + algorithm + "'",
                      "MD5, SHA-1, SHA-256, SHA-384 or SHA-512");
  if (encoding == "hex") return to_hex(*hash);
  if (encoding == "base64") return to_base64(*hash);
  return args.error(ErrorCode::xpath_function, "there is no encoding '" + encoding + "'", "hex or base64");
}

// What is not base64 decodes to an empty text; bytes that are not UTF-8 become U+FFFD.
Result<Item> base64_decode(const Arguments& args) {
  MINYI_TRY(std::string text, args.string(0));
  std::erase_if(text, is_blank);
  while (!text.empty() && text.back() == '=') text.pop_back();
  while (text.size() % 4 != 0) text += '=';
  const auto bytes = from_base64(text);
  return bytes ? repaired_utf8(as_text(*bytes)) : std::string();
}

Result<Item> regex(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string(0));
  MINYI_TRY(const std::string pattern, args.string(1));
  MINYI_CHECK(args.spend(kStepsOfPattern));
  auto found = regex_found(text, pattern);
  if (!found) return args.error(ErrorCode::xpath_function, found.error().message, found.error().hint);
  return *found;
}

// pulldata(instance, element, key element, key): instance(…)/root/item[key element = key]/element, first match.
Result<Item> pulldata(const Arguments& args) {
  MINYI_TRY(const std::string id, args.string(0));
  MINYI_TRY(const std::string element, args.string(1));
  MINYI_TRY(const std::string key_element, args.string(2));
  MINYI_TRY(const std::string key, args.string(3));
  const Node* document = args.environment().instance(id);
  if (document == nullptr)
    return args.error(ErrorCode::xpath_reference, "there is no instance '" + id + "'",
                      "attach " + id + ".csv to the survey");
  for (const auto& root : document->children()) {
    for (const auto& item : root->children()) {
      MINYI_CHECK(args.spend(1 + item->children().size()));
      const Node* candidate = item->first_child(key_element);
      if (candidate == nullptr || candidate->string_value() != key) continue;
      const Node* wanted = item->first_child(element);
      return wanted == nullptr ? std::string() : wanted->string_value();
    }
  }
  return std::string();
}

Result<Item> itext(const Arguments& args) {
  MINYI_TRY(const std::string id, args.string(0));
  return args.environment().itext(id).value_or(std::string());
}

constexpr std::string_view kString = "String Functions";
constexpr auto kTable = std::to_array<Function>({
    {"string", 0, 1, 1, string_, kString},
    {"concat", 0, kAnyNumber, 1, concat, kString},
    {"join", 1, kAnyNumber, 1, join, kString},
    {"substr", 2, 3, 1, substr, kString},
    {"substring", 2, 3, 1, substring, "XPath 1.0, 4.2"},
    {"substring-before", 2, 2, 1, substring_before, kString},
    {"substring-after", 2, 2, 1, substring_after, kString},
    {"translate", 3, 3, 1, translate, kString},
    {"string-length", 0, 1, 1, string_length, kString},
    {"normalize-space", 0, 1, 1, normalize_space, kString},
    {"contains", 2, 2, 1, compare_texts<holds_part>, kString},
    {"starts-with", 2, 2, 1, compare_texts<begins_with>, kString},
    {"ends-with", 2, 2, 1, compare_texts<finishes_with>, kString},
    {"uuid", 0, 1, 1, uuid, kString},
    {"digest", 2, 3, 1, digest, kString},
    {"base64-decode", 1, 1, 1, base64_decode, kString},
    {"regex", 2, 2, 1, regex, "Boolean Functions"},
    {"pulldata", 4, 4, 1, pulldata, kString},
    {"jr:itext", 1, 1, 1, itext, "Translation Functions"},
});

}  // namespace

std::span<const Function> string_functions() { return kTable; }

}  // namespace minyi::xpath
