#include "minyi/pictures/turning.hpp"

#include <array>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "samples.hpp"

using namespace minyi::kiosk::pictures;
using minyi::testing::exif;
using minyi::testing::jpeg;

namespace {

std::string held(const std::string& file, int orientation, bool low_first = false) {
  auto turned = file;
  return turned.insert(2, exif(orientation, low_first));
}

using Place = std::pair<int, int>;
Place place_of(const Picture& picture, std::uint8_t value) {
  for (int y = 0; y < picture.extent.height; ++y)
    for (int x = 0; x < picture.extent.width; ++x)
      if (picture.rgba[static_cast<std::size_t>((y * picture.extent.width + x) * 4)] == value) return {x, y};
  return {-1, -1};
}

}  // namespace

TEST_CASE("a picture is turned as Exif says where its first row and column belong") {
  // The first two pixels of the first row of three, and where they are to be seen.
  struct Row {
    int orientation;
    Place first, second;
  };
  Picture stored{{3, 2}, {}};
  for (std::uint8_t value = 1; value <= 6; ++value) stored.rgba.insert(stored.rgba.end(), {value, 0, 0, 255});
  const auto file = jpeg({30, 20});
  for (const auto& row :
       std::array{Row{1, {0, 0}, {1, 0}}, Row{2, {2, 0}, {1, 0}}, Row{3, {2, 1}, {1, 1}}, Row{4, {0, 1}, {1, 1}},
                  Row{5, {0, 0}, {0, 1}}, Row{6, {1, 0}, {1, 1}}, Row{7, {1, 2}, {1, 1}}, Row{8, {0, 2}, {0, 1}}}) {
    CAPTURE(row.orientation);
    for (const bool low_first : {false, true}) {
      const auto turning = turning_of(held(file, row.orientation, low_first));
      const auto seen = turned(stored, turning);
      CHECK(seen.extent == turned(stored.extent, turning));
      CHECK(seen.extent == (row.orientation < 5 ? Extent{3, 2} : Extent{2, 3}));
      CHECK(place_of(seen, 1) == row.first);
      CHECK(place_of(seen, 2) == row.second);
    }
  }
}

TEST_CASE("a photograph that was taken upright is shown upright") {
  const auto file = held(jpeg({400, 200}), 6);  // left half red, right half blue; it belongs on its left side
  CHECK(read_extent(file) == Extent{200, 400});
  const auto picture = decode(file, {100, 100});
  REQUIRE(picture);
  CHECK(picture->extent == Extent{50, 100});
  CHECK(picture->rgba[0] > 240);
  CHECK(picture->rgba[picture->rgba.size() - 2] > 240);
}

TEST_CASE("what a file says of its turning in a way that makes no sense is passed over") {
  const auto file = jpeg({30, 20});
  CHECK(turning_of(file) == Turning{});
  CHECK(turning_of("") == Turning{});
  for (const int orientation : {0, 9, 65'535}) CHECK(turning_of(held(file, orientation)) == Turning{});
  const auto whole = held(file, 6);
  CHECK(turning_of(whole) == Turning{false, 1});
  const auto told = 2 + exif(6, false).size();
  for (std::size_t length = 0; length < told; ++length) {
    const auto turning = turning_of(whole.substr(0, length));  // at its very end the number is there already
    CHECK((turning == Turning{} || length >= told - 2));
  }
  for (std::size_t at = 0; at < told; ++at)
    for (const int flip : {0x01, 0x5A, 0xFF}) {
      auto damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      (void)turning_of(damaged);
    }
}
