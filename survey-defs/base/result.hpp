// Result<T>: a value or an Error. Expected failures travel as values; exceptions are for broken programs.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "minyi/base/error.hpp"

namespace minyi {

template <class T = void>
using Result = tl::expected<T, Error>;

// return fail(ErrorCode::store_full, "the disk is full", path, "free at least 50 MB");
inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string where = {}, std::string hint = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(where), std::move(hint)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

// Hands an expected failure to the caller: MINYI_TRY(auto form, form::read(bytes));
#define MINYI_TRY_JOIN_(a, b) a##b
#define MINYI_TRY_NAME_(a, b) MINYI_TRY_JOIN_(a, b)
#define MINYI_TRY_IMPL_(result, declaration, ...)               \
  auto result = (__VA_ARGS__);                                  \
  if (!result) return ::minyi::fail(std::move(result).error()); \
  declaration = std::move(*result)
#define MINYI_TRY(declaration, ...) MINYI_TRY_IMPL_(MINYI_TRY_NAME_(minyi_try_, __LINE__), declaration, __VA_ARGS__)
// The same where there is no value to keep.
#define MINYI_CHECK(...)                                                                                            \
  do {                                                                                                              \
    if (auto minyi_checked = (__VA_ARGS__); !minyi_checked) return ::minyi::fail(std::move(minyi_checked).error()); \
  } while (false)

}  // namespace minyi
