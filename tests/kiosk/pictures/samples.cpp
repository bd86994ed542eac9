#include "samples.hpp"

#include <memory>
#include <stdexcept>
#include <vector>

#include <png.h>
#include <turbojpeg.h>

namespace minyi::testing {
namespace {

using kiosk::pictures::Extent;

std::vector<std::uint8_t> halves(Extent extent) {
  std::vector<std::uint8_t> rgba;
  for (int y = 0; y < extent.height; ++y)
    for (int x = 0; x < extent.width; ++x) {
      const bool red = x < extent.width / 2;
      rgba.insert(rgba.end(), {static_cast<std::uint8_t>(red ? 255 : 0), 0, static_cast<std::uint8_t>(red ? 0 : 255),
                               static_cast<std::uint8_t>(y < extent.height / 2 ? 255 : 128)});
    }
  return rgba;
}

}  // namespace

std::string png(Extent extent) {
  const auto rgba = halves(extent);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(extent.width);
  image.height = static_cast<png_uint_32>(extent.height);
  image.format = PNG_FORMAT_RGBA;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string file(size, '\0');
  if (png_image_write_to_memory(&image, file.data(), &size, 0, rgba.data(), 0, nullptr) == 0)
    throw std::runtime_error(image.message);
  file.resize(size);
  return file;
}

std::string jpeg(Extent extent) {
  const auto rgba = halves(extent);
  const std::unique_ptr<void, decltype(&tjDestroy)> writer(tjInitCompress(), tjDestroy);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  if (tjCompress2(writer.get(), rgba.data(), extent.width, 0, extent.height, TJPF_RGBA, &bytes, &size, TJSAMP_444, 95,
                  0) != 0)
    throw std::runtime_error(tjGetErrorStr2(writer.get()));
  std::string file(reinterpret_cast<const char*>(bytes), size);
  tjFree(bytes);
  return file;
}

std::string exif(int orientation, bool low_first) {
  std::string tiff = low_first ? "II" : "MM";
  const auto number = [&](unsigned value, int size) {
    for (int i = 0; i < size; ++i) tiff += static_cast<char>(value >> 8 * (low_first ? i : size - 1 - i) & 0xFFU);
  };
  number(42, 2);
  number(8, 4);  // where the tags are
  number(2, 2);  // as many
  for (const unsigned tag : {0x010FU, 0x0112U}) {
    number(tag, 2);
    number(tag == 0x0112U ? 3 : 2, 2);
    number(1, 4);
    number(tag == 0x0112U ? static_cast<unsigned>(orientation) : 0, 2);
    number(0, 2);
  }
  const std::string contents = std::string("Exif\0\0", 6) + tiff;
  const auto length = contents.size() + 2;
  return std::string("\xFF\xE1") + static_cast<char>(length >> 8U) + static_cast<char>(length & 0xFFU) + contents;
}

}  // namespace minyi::testing
