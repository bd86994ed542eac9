#include "minyi/xpath/cases.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "minyi/base/bytes.hpp"
#include "minyi/xpath/functions.hpp"

namespace minyi::xpath {

Result<PlainResult> evaluate_as(const Expression& expression, ResultKind kind, const Scope& scope) {
  MINYI_TRY(const Item item, evaluate_item(expression, scope));
  const TimeZone& zone = scope.environment->time_zone();
  switch (kind) {
    case ResultKind::boolean:
      return item_boolean(item);
    case ResultKind::number:
      return item_number(item, zone);
    case ResultKind::string:
      break;
  }
  return item_string(item, zone);
}

Result<ResultKind> result_kind(std::string_view kind) {
  constexpr auto known = std::to_array<std::pair<std::string_view, ResultKind>>({{"boolean", ResultKind::boolean},
                                                                                 {"number", ResultKind::number},
                                                                                 {"rounded", ResultKind::number},
                                                                                 {"string", ResultKind::string},
                                                                                 {"matches", ResultKind::string}});
  for (const auto& [name, result] : known)
    if (name == kind) return result;
  return fail(ErrorCode::argument_invalid, fmt::format("\"{}\" is not a kind of result", kind), {},
              "boolean, number, rounded, string or matches");
}

Result<PlainResult> evaluate_case(const Case& which, const Environment& environment) {
  MINYI_TRY(const ResultKind kind, result_kind(which.kind));
  MINYI_TRY(const Document document, parse_xml(which.xml));
  MINYI_TRY(const Expression path, Expression::parse(which.context));
  MINYI_TRY(const Value found, evaluate(path, {&environment, &document.root()}));
  const auto* nodes = std::get_if<NodeSet>(&found);
  if (nodes == nullptr || nodes->empty())
    return fail(ErrorCode::xpath_reference, fmt::format("there is no node at \"{}\"", which.context), "context");
  MINYI_TRY(const Expression expression, Expression::parse(which.expression, CallCheck::reaching));
  return evaluate_as(expression, kind, {&environment, nodes->front()});
}

const Node* PlainEnvironment::instance(std::string_view) const { return nullptr; }
std::optional<std::string> PlainEnvironment::itext(std::string_view) const { return std::nullopt; }
std::optional<std::string> PlainEnvironment::choice_name(std::string_view, const Node&) const { return std::nullopt; }

double PlainEnvironment::MachineRandom::uniform() {
  std::uint64_t bits = 0;
  for (const std::uint8_t byte : random_bytes(8)) bits = (bits << 8) | byte;
  return static_cast<double>(bits >> 11) / static_cast<double>(1ull << 53);
}

}  // namespace minyi::xpath
