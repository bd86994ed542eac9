// What can be read off a tree without evaluating it.
#pragma once

#include <string>
#include <vector>

#include "minyi/xpath/ast.hpp"

namespace minyi::xpath {

std::string print_expression(const ast::Expr& expr);
std::vector<PathReference> collect_references(const ast::Expr& expr);
std::vector<std::string> collect_functions(const ast::Expr& expr);  // sorted, each once

}  // namespace minyi::xpath
