// What the expression tests share: a small tree, an environment held by the test, and evaluation in one line.
#pragma once

#include <map>
#include <optional>
#include <string>

#include <doctest/doctest.h>

#include "minyi/xpath/evaluate.hpp"

namespace minyi::xpath::test {

class StillClock final : public Clock {
 public:
  Instant instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + std::chrono::hours(4)};
  [[nodiscard]] Instant now() const override { return instant; }
  [[nodiscard]] Monotonic monotonic() const override { return {}; }
};

class CountingRandom final : public RandomSource {
 public:
  double uniform() override {
    state_ = (state_ * 6'364'136'223'846'793'005u) + 1'442'695'040'888'963'407u;
    return static_cast<double>(state_ >> 11) / static_cast<double>(1ull << 53);
  }

 private:
  std::uint64_t state_ = 7;
};

class Hall final : public Environment {
 public:
  StillClock still{};
  FixedTimeZone beijing{std::chrono::hours(8)};
  mutable CountingRandom dice{};
  std::map<std::string, Document, std::less<>> instances{};
  std::map<std::string, std::string, std::less<>> texts{};
  std::map<std::string, std::string, std::less<>> prefixes{};

  [[nodiscard]] const Clock& clock() const override { return still; }
  [[nodiscard]] const TimeZone& time_zone() const override { return beijing; }
  [[nodiscard]] RandomSource& random() const override { return dice; }
  [[nodiscard]] const Node* instance(std::string_view id) const override {
    const auto found = instances.find(id);
    return found == instances.end() ? nullptr : &found->second.root();
  }
  [[nodiscard]] std::optional<std::string> itext(std::string_view id) const override {
    const auto found = texts.find(id);
    return found == texts.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] std::optional<std::string> choice_name(std::string_view value, const Node& question) const override {
    return "label of " + std::string(value) + " of " + question.name().local;
  }
  [[nodiscard]] std::string namespace_uri(std::string_view prefix) const override {
    const auto found = prefixes.find(prefix);
    return found == prefixes.end() ? std::string() : found->second;
  }
};

inline Document tree(std::string_view xml) {
  auto document = parse_xml(xml);
  REQUIRE_MESSAGE(document.has_value(), (document ? "" : to_string(document.error())));
  return std::move(*document);
}

inline Expression parsed(std::string_view text) {
  auto expression = Expression::parse(text);
  REQUIRE_MESSAGE(expression.has_value(), text, ": ", (expression ? "" : minyi::to_string(expression.error())));
  return std::move(*expression);
}

inline Result<Value> value_of(std::string_view text, const Hall& hall, const Node& context) {
  return evaluate(parsed(text), {&hall, &context});
}

inline std::string text_of(std::string_view text, const Hall& hall, const Node& context) {
  const auto value = value_of(text, hall, context);
  if (!value) return "error: " + minyi::to_string(value.error());
  return to_string(*value);
}

// All nodes of a result, each as its text.
inline std::string nodes_of(std::string_view text, const Hall& hall, const Node& context) {
  const auto value = value_of(text, hall, context);
  if (!value) return "error: " + minyi::to_string(value.error());
  std::string all;
  for (const Node* node : std::get<NodeSet>(*value)) all += (all.empty() ? "" : " ") + node->string_value();
  return all;
}

}  // namespace minyi::xpath::test
