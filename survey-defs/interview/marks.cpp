#include "minyi/interview/marks.hpp"

#include <algorithm>
#include <bit>

namespace minyi::interview {

namespace {

constexpr std::size_t lowest_bit(std::size_t value) { return value & (~value + 1); }

}  // namespace

void Marks::set(std::size_t index, bool marked) {
  if (marked_[index] == marked) return;
  marked_[index] = marked;
  for (std::size_t at = index + 1; at < sums_.size(); at += lowest_bit(at)) marked ? ++sums_[at] : --sums_[at];
}

std::size_t Marks::count(std::size_t end) const {
  std::size_t total = 0;
  for (std::size_t at = std::min(end, size()); at > 0; at -= lowest_bit(at)) total += sums_[at];
  return total;
}

std::optional<std::size_t> Marks::last_before(std::size_t end) const {
  const std::size_t before = count(end);
  return before == 0 ? std::nullopt : nth(before - 1);
}

std::optional<std::size_t> Marks::nth(std::size_t number) const {
  std::size_t at = 0;  // the first `at` things hold no more than `number` marks
  for (std::size_t step = std::bit_floor(size()); step > 0; step /= 2)
    if (at + step <= size() && sums_[at + step] <= number) {
      at += step;
      number -= sums_[at];
    }
  return at < size() ? std::optional(at) : std::nullopt;
}

}  // namespace minyi::interview
