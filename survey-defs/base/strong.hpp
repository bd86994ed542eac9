// Strong types, so that a sequence number is never taken for a count, nor one id for another.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <utility>

namespace minyi {

template <class Tag, class Rep>
class Strong {
 public:
  using rep = Rep;
  constexpr Strong() = default;
  constexpr explicit Strong(Rep value) : value_(std::move(value)) {}
  [[nodiscard]] constexpr const Rep& value() const { return value_; }
  friend constexpr auto operator<=>(const Strong&, const Strong&) = default;
  friend constexpr bool operator==(const Strong&, const Strong&) = default;

 private:
  Rep value_{};
};

using KioskId = Strong<struct KioskIdTag, std::string>;      // given by the collector at enrolment, e.g. "k-7f3a"
using SiteId = Strong<struct SiteIdTag, std::string>;        // code of a place in the site tree, e.g. "150921-03-02"
using FormId = Strong<struct FormIdTag, std::string>;        // form_id of the XLSForm settings sheet
using Sequence = Strong<struct SequenceTag, std::uint64_t>;  // place in a stream: 1, 2, 3 …; 0 is before the first

using Digest = std::array<std::uint8_t, 32>;  // BLAKE2b-256
using StreamId = Strong<struct StreamIdTag, std::array<std::uint8_t, 16>>;
using RecordId = Strong<struct RecordIdTag, std::array<std::uint8_t, 16>>;

}  // namespace minyi
