#include "minyi/exchange/problem.hpp"

#include <array>

#include <nlohmann/json.hpp>

#include "minyi/base/bytes.hpp"

namespace minyi::exchange {
namespace {

using nlohmann::json;

constexpr std::size_t max_body = 16u << 10;

constexpr auto known_codes = std::to_array<ErrorCode>({
#define MINYI_ERROR_CODE(identifier, code, status) ErrorCode::identifier,
    MINYI_ERROR_CATALOGUE(MINYI_ERROR_CODE)
#undef MINYI_ERROR_CODE
});

ErrorCode code_of(std::string_view name) {
  for (const ErrorCode code : known_codes)
    if (code_name(code) == name) return code;
  return ErrorCode::internal;
}

// Shown to people and written to logs: one line, no control characters.
std::string one_line(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return {};
  std::string text = found->get<std::string>().substr(0, 1000);
  while (!valid_utf8(text) && !text.empty()) text.pop_back();
  for (char& c : text)
    if ((c >= 0 && c < 0x20) || c == 0x7F) c = ' ';
  return text;
}

}  // namespace

std::string encode_problem(const Error& error) {
  const json body = {{"error", {{"code", code_name(error.code)}, {"hint", error.hint}, {"message", error.message}}}};
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Error> decode_problem(std::string_view body) {
  const auto malformed = [] { return fail(ErrorCode::wire_malformed, "not an error of a collector"); };
  if (body.size() > max_body) return malformed();
  const json parsed = json::parse(body, nullptr, false);
  if (!parsed.is_object()) return malformed();
  const auto error = parsed.find("error");
  if (error == parsed.end() || !error->is_object()) return malformed();
  const std::string code = one_line(*error, "code");
  const std::string message = one_line(*error, "message");
  if (code.empty() || message.empty()) return malformed();
  return Error{code_of(code), message, "", one_line(*error, "hint")};
}

}  // namespace minyi::exchange
