#include "minyi/xpath/budget.hpp"

namespace minyi::xpath {

std::size_t weight(const Node& node) {
  const auto children = node.children();
  if (children.empty()) return 1 + node.string_value().size() / kBytesOfStep;
  std::size_t steps = 1;
  for (const auto& child : children) steps += weight(*child);
  return steps;
}

tl::unexpected<Error> too_much_work() {
  return fail(ErrorCode::form_limit, "the expression takes too much work: it looks at more nodes than any survey needs",
              {}, "write paths instead of //, and filter lists before comparing them with each other");
}

}  // namespace minyi::xpath
