#include "minyi/pictures/picture.hpp"

#include <string>

#include <doctest/doctest.h>

#include "minyi/pictures/album.hpp"

#include "samples.hpp"

using namespace minyi::kiosk::pictures;
using minyi::testing::jpeg;
using minyi::testing::png;

namespace {

const std::uint8_t* pixel(const Picture& picture, int x, int y) {
  return &picture.rgba[static_cast<std::size_t>((y * picture.extent.width + x) * 4)];
}

// The four bytes at `at` of a PNG or JPEG replaced: a head that lies about the size.
std::string with_bytes(std::string file, std::size_t at, const std::string& bytes) {
  return file.replace(at, bytes.size(), bytes);
}

}  // namespace

TEST_CASE("a picture goes into the room it is given, keeps its shape and is never enlarged") {
  CHECK(fitted({1000, 500}, {200, 200}) == Extent{200, 100});
  CHECK(fitted({1000, 500}, {2000, 50}) == Extent{100, 50});
  CHECK(fitted({30, 20}, {200, 200}) == Extent{30, 20});
  CHECK(fitted({10'000, 1}, {100, 100}) == Extent{100, 1});
  CHECK(fitted({10, 10}, {0, 5}).empty());
}

TEST_CASE("PNG and JPEG are unpacked at the size they are shown in") {
  for (const auto& file : {png({400, 200}), jpeg({400, 200})}) {
    CHECK(read_extent(file) == Extent{400, 200});
    const auto picture = decode(file, {100, 100});
    REQUIRE(picture);
    CHECK(picture->extent == Extent{100, 50});
    CHECK(picture->rgba.size() == 100u * 50 * 4);
    CHECK(pixel(*picture, 10, 10)[0] > 240);
    CHECK(pixel(*picture, 10, 10)[2] < 15);
    CHECK(pixel(*picture, 90, 10)[2] > 240);
    CHECK(pixel(*picture, 90, 10)[3] == 255);
  }
  CHECK(pixel(*decode(png({400, 200}), {100, 100}), 10, 45)[3] == 128);
}

TEST_CASE("what is broken, of another kind or too large is no picture") {
  const auto good_png = png({40, 20}), good_jpeg = jpeg({40, 20});
  for (const auto& file : {std::string(), std::string("GIF89a"), std::string("\x89PNG\r\n\x1A\n"),
                           std::string("\xFF\xD8\xFF"), std::string("<svg/>")}) {
    CHECK_FALSE(read_extent(file));
    CHECK_FALSE(decode(file, {100, 100}));
  }
  constexpr std::size_t end_mark = 12;  // without it the pixels are all there
  for (std::size_t length = 0; length < good_png.size() - end_mark; ++length)
    CHECK_FALSE(decode(std::string_view(good_png).substr(0, length), {100, 100}));
  CHECK_FALSE(decode(std::string_view(good_jpeg).substr(0, good_jpeg.size() / 2), {100, 100}));
  // 65,000 × 65,000 pixels in a small file.
  const std::string huge("\x00\x00\xFD\xE8\x00\x00\xFD\xE8", 8);
  CHECK_FALSE(read_extent(with_bytes(good_png, 16, huge)));
  CHECK_FALSE(decode(with_bytes(good_png, 16, huge), {100, 100}));
  CHECK_FALSE(read_extent(good_png + std::string(most_bytes, ' ')));
}

TEST_CASE("damaged bytes never do more than spoil the picture") {
  for (const auto& file : {png({40, 20}), jpeg({40, 20})})
    for (std::size_t at = 0; at < file.size(); ++at) {
      auto damaged = file;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x5A);
      const auto picture = decode(damaged, {30, 30});
      if (picture)
        CHECK(picture->rgba.size() ==
              static_cast<std::size_t>(picture->extent.width) * static_cast<std::size_t>(picture->extent.height) * 4);
    }
}

TEST_CASE("an album reads each file's head once, and measures without painting") {
  int reads = 0;
  Album album(
      [&](std::string_view name) {
        ++reads;
        return name == "flag.png" ? png({300, 200}) : std::string();
      },
      Use::measure);
  CHECK(album.extent("flag.png") == Extent{300, 200});
  CHECK(album.extent("flag.png") == Extent{300, 200});
  CHECK(album.extent("none.png").empty());
  CHECK(album.extent("").empty());
  CHECK(reads == 2);
  const auto shown = album.show("flag.png", {150, 150});
  CHECK(shown.extent == Extent{150, 100});
  CHECK(shown.texture == 0);
  CHECK(album.show("none.png", {150, 150}).extent.empty());
  album.wipe();
  CHECK(album.extent("flag.png") == Extent{300, 200});
  CHECK(reads == 3);
}
