// One visitor out of several lambdas, for std::visit.
#pragma once

namespace minyi {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;  // clang 14 does not deduce it by itself

}  // namespace minyi
