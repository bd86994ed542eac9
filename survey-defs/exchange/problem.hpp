// How an error travels as the body of an HTTP answer: {"error":{"code":"code.used","message":"…","hint":"…"}}. The
// place of an error (a path on the other machine) stays at home.
#pragma once

#include <string>
#include <string_view>

#include "minyi/base/result.hpp"

namespace minyi::exchange {

std::string encode_problem(const Error& error);
// What the collector says went wrong. wire_malformed when the body is not such a text: then something else answered.
// A code that this program does not know becomes `internal`, with the message kept.
Result<Error> decode_problem(std::string_view body);

inline constexpr std::string_view problem_content_type = "application/json";

}  // namespace minyi::exchange
