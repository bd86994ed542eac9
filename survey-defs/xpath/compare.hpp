// The comparison operators (XPath 1.0, section 3.4, with the number() of the ODK XForms specification).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "minyi/xpath/ast.hpp"
#include "minyi/xpath/item.hpp"

namespace minyi::xpath {

// A node-set compares by its nodes: true when one of them satisfies. As JavaRosa and Web Forms do, and other than XPath
// 1.0 says, that holds for <, <=, >, >= against a boolean too; = and != against a boolean ask whether there are nodes.
bool compare(ast::Operator op, const Item& left, const Item& right, const TimeZone& zone);

// What nodes are compared with by "=", read once for however many of them: choices against choices may be ten thousand
// by ten thousand.
class Sought {
 public:
  // Of any value but a boolean, which asks whether there are nodes and not what they say.
  Sought(const Item& value, const TimeZone& zone);
  [[nodiscard]] bool operator()(const Node& node) const;

 private:
  const TimeZone& zone_;
  std::optional<double> number_{};    // what a number or a moment is compared by
  std::vector<std::string> texts_{};  // else one of these, in order
};

}  // namespace minyi::xpath
