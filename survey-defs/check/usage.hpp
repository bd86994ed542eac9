// Reads off an expression what it asks of each answer.
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "minyi/check/domain.hpp"
#include "minyi/xpath/value.hpp"

namespace minyi::check {

// The value of a part that reads no answer; nothing when it has none.
using Constant = std::function<std::optional<xpath::Value>(const xpath::ast::Expr&)>;

// By place. Nothing when an answer of `places` is used in a way that Usage has no words for.
std::optional<std::map<int, Usage>> read_usage(const Outline& outline, const Rule& rule, const std::vector<int>& places,
                                               const Constant& constant);

}  // namespace minyi::check
