// Evaluation. All that an expression may ask of the outside comes in through Environment: nothing here reads a clock, a
// locale or a random device of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "minyi/base/clock.hpp"
#include "minyi/xpath/expression.hpp"
#include "minyi/xpath/value.hpp"

namespace minyi::xpath {

class RandomSource {
 public:
  virtual ~RandomSource() = default;
  virtual double uniform() = 0;  // in [0, 1)
};

class Environment {
 public:
  virtual ~Environment() = default;
  [[nodiscard]] virtual const Clock& clock() const = 0;
  [[nodiscard]] virtual const TimeZone& time_zone() const = 0;
  [[nodiscard]] virtual RandomSource& random() const = 0;
  // The document node of a secondary instance, or null.
  [[nodiscard]] virtual const Node* instance(std::string_view id) const = 0;
  // Text of an itext id in the active language; nothing when there is none.
  [[nodiscard]] virtual std::optional<std::string> itext(std::string_view id) const = 0;
  // Label of the choice with this value of the question bound to this node, in the active language (jr:choice-name).
  [[nodiscard]] virtual std::optional<std::string> choice_name(std::string_view value, const Node& question) const = 0;
  // Month and weekday names for format-date, locale of the active language; index 0 is January / Sunday.
  [[nodiscard]] virtual std::string month_name(int index, bool abbreviated) const;
  [[nodiscard]] virtual std::string day_name(int index, bool abbreviated) const;
  // Namespace URI of a prefix used in a name test; empty when unknown (then the prefix must match as written).
  [[nodiscard]] virtual std::string namespace_uri(std::string_view prefix) const;
  // Functions over many nodes (count, sum, join …) leave out those that are not relevant, as JavaRosa does: they are
  // not in the response. A plain document's nodes all are.
  [[nodiscard]] virtual bool is_relevant(const Node& node) const;
  // Whether the node is an instance of a repeat: from inside, absolute paths go through it and not through its
  // siblings.
  [[nodiscard]] virtual bool is_repeated(const Node& node) const;
};

class Budget;

struct Scope {
  const Environment* environment = nullptr;
  const Node* context = nullptr;  // what `.` is
  const Node* current = nullptr;  // what current() is; the context when null
  std::size_t position = 1;       // position() and last()
  std::size_t size = 1;
  Budget* budget = nullptr;  // shared with the evaluation that this one is a part of; one of its own when null
};

// Error: form_limit (more work than Budget allows), xpath_type, xpath_reference (an instance that does not exist),
// xpath_function (a wrong argument).
Result<Value> evaluate(const Expression& expression, const Scope& scope);

}  // namespace minyi::xpath
