// Which of many things in a row are marked: counts and finds them without looking at each, so that going on from a page
// does not grow with the form. Source: P. M. Fenwick, "A New Data Structure for Cumulative Frequency Tables" (1994).
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace minyi::interview {

class Marks {
 public:
  explicit Marks(std::size_t size = 0) : marked_(size, false), sums_(size + 1, 0) {}

  [[nodiscard]] std::size_t size() const { return marked_.size(); }
  [[nodiscard]] bool operator[](std::size_t index) const { return marked_[index]; }
  void set(std::size_t index, bool marked);
  // How many are marked among the first `end`.
  [[nodiscard]] std::size_t count(std::size_t end) const;
  // The nearest marked one from `start` on, or before `end`.
  [[nodiscard]] std::optional<std::size_t> first_from(std::size_t start) const { return nth(count(start)); }
  [[nodiscard]] std::optional<std::size_t> last_before(std::size_t end) const;

 private:
  [[nodiscard]] std::optional<std::size_t> nth(std::size_t number) const;  // from 0

  std::vector<bool> marked_;
  std::vector<std::size_t> sums_;  // [i]: marks in the lowest-set-bit-of-i things that end before i
};

}  // namespace minyi::interview
