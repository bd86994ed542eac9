// The comparison operators (XPath 1.0, section 3.4, with the number() of the ODK XForms specification).
#pragma once

#include "minyi/xpath/ast.hpp"
#include "minyi/xpath/item.hpp"

namespace minyi::xpath {

// A node-set compares by its nodes: true when one of them satisfies. As JavaRosa and Web Forms do, and other than XPath
// 1.0 says, that holds for <, <=, >, >= against a boolean too; = and != against a boolean ask whether there are nodes.
bool compare(ast::Operator op, const Item& left, const Item& right, const TimeZone& zone);

}  // namespace minyi::xpath
