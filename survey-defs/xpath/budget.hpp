// What one evaluation may take. A survey comes from anybody: whatever its expressions ask for, a kiosk answers in
// bounded time and memory, the same on every machine. A step is a node looked at, an expression evaluated or a few
// bytes of text gone through; the allowance is a hundred times what filters of ten thousand choices take.
#pragma once

#include <cstddef>

#include "minyi/base/result.hpp"
#include "minyi/xpath/item.hpp"

namespace minyi::xpath {

inline constexpr std::size_t kMostSteps = 20'000'000;
inline constexpr std::size_t kBytesOfStep = 16;

// Steps that reading a node as a text takes.
std::size_t weight(const Node& node);

class Budget {
 public:
  // False when there are not so many left; then none are.
  [[nodiscard]] bool spend(std::size_t steps) {
    const bool enough = steps <= left_;
    left_ = enough ? left_ - steps : 0;
    return enough;
  }
  [[nodiscard]] bool spend_text(std::size_t bytes) { return spend(1 + bytes / kBytesOfStep); }
  // For reading each of the nodes as a text, or the text; numbers and truth values are for nothing.
  [[nodiscard]] bool spend_reading(const Item& item) {
    if (const auto* text = std::get_if<std::string>(&item)) return spend_text(text->size());
    const auto* nodes = std::get_if<NodeSet>(&item);
    if (nodes == nullptr) return true;
    for (const Node* node : *nodes)
      if (!spend(weight(*node))) return false;
    return true;
  }
  [[nodiscard]] std::size_t spent() const { return kMostSteps - left_; }

 private:
  std::size_t left_ = kMostSteps;
};

// form_limit
tl::unexpected<Error> too_much_work();

}  // namespace minyi::xpath
