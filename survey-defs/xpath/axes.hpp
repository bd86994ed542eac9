// Location paths: axes, node tests, predicates, and document order without needless sorting.
#pragma once

#include <span>

#include "minyi/xpath/ast.hpp"
#include "minyi/xpath/functions.hpp"

namespace minyi::xpath {

const Node* root_of(const Node& node);
// Document order, duplicates removed; nothing is moved where the order holds already.
void sort_by_document(NodeSet& nodes);
// Keeps the nodes for which a predicate is true; positions count in the order given.
Result<> filter(const ast::Expr& predicate, NodeSet& nodes, const Frame& frame);
Result<NodeSet> walk(std::span<const ast::Step> steps, NodeSet from, const Frame& frame);
// An absolute path. ODK XForms, "A Big Deviation with XForms": from inside a repeat it is read as a relative one, so
// that it goes through the instance it stands in. A step with a predicate says itself which instances it means, and a
// path that ends at the repeat means all of them.
Result<NodeSet> walk_from_root(std::span<const ast::Step> steps, const Frame& frame);

}  // namespace minyi::xpath
