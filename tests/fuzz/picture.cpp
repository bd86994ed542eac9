// Any bytes as a picture that a survey brings along: its head, how it is to be turned, and its pixels.
#include "minyi/pictures/picture.hpp"

#include <cstdlib>

#include "fuzz/corpus.hpp"
#include "kiosk/pictures/samples.hpp"

using namespace minyi::kiosk::pictures;

minyi::fuzz::Seeds minyi::fuzz::seeds() {
  auto photograph = testing::jpeg({16, 8});
  photograph.insert(2, testing::exif(6, false));
  return {testing::png({16, 8}), testing::jpeg({16, 8}), photograph};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const auto extent = read_extent(file);
  if (!extent) return 0;
  constexpr std::int64_t quick = 1'000'000;  // pixels
  if (std::int64_t{extent->width} * extent->height > quick) return 0;
  const auto picture = decode(file, {30, 20});
  if (picture && (picture->extent != fitted(*extent, {30, 20}) ||
                  picture->rgba.size() != static_cast<std::size_t>(picture->extent.width * picture->extent.height * 4)))
    std::abort();
  return 0;
}
