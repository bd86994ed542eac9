// Location paths: axes, node tests, predicates, and document order without needless sorting.
#pragma once

#include <vector>

#include "minyi/xpath/ast.hpp"
#include "minyi/xpath/functions.hpp"

namespace minyi::xpath {

const Node* root_of(const Node& node);
// Document order, duplicates removed; nothing is moved where the order holds already.
void sort_by_document(NodeSet& nodes);
// Keeps the nodes for which a predicate is true; positions count in the order given.
Result<> filter(const ast::Expr& predicate, NodeSet& nodes, const Frame& frame);
Result<NodeSet> walk(const std::vector<ast::Step>& steps, NodeSet from, const Frame& frame);

}  // namespace minyi::xpath
