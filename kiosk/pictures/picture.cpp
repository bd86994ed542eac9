#include "minyi/pictures/picture.hpp"

#include <algorithm>
#include <memory>
#include <span>

#include <png.h>
#include <turbojpeg.h>

#include "minyi/pictures/turning.hpp"

namespace minyi::kiosk::pictures {
namespace {

constexpr std::size_t channels = 4;

bool fits(std::string_view file, Extent extent) {
  return file.size() <= most_bytes && !extent.empty() &&
         static_cast<std::int64_t>(extent.width) * extent.height <= most_pixels;
}

std::size_t byte_count(Extent extent) {
  return static_cast<std::size_t>(extent.width) * static_cast<std::size_t>(extent.height) * channels;
}

// Each pixel is the mean of those it stands for, by how opaque they are.
Picture shrink(const Picture& from, Extent to) {
  if (from.extent == to) return from;
  Picture small{to, std::vector<std::uint8_t>(byte_count(to))};
  const auto begin = [](int at, int size, int whole) {
    return static_cast<int>(static_cast<std::int64_t>(at) * whole / size);
  };
  for (int y = 0; y < to.height; ++y) {
    const int top = begin(y, to.height, from.extent.height);
    const int bottom = std::max(top + 1, begin(y + 1, to.height, from.extent.height));
    for (int x = 0; x < to.width; ++x) {
      const int left = begin(x, to.width, from.extent.width);
      const int right = std::max(left + 1, begin(x + 1, to.width, from.extent.width));
      std::uint64_t sums[channels] = {};
      for (int row = top; row < bottom; ++row)
        for (int column = left; column < right; ++column) {
          const auto* pixel = &from.rgba[(static_cast<std::size_t>(row) * static_cast<std::size_t>(from.extent.width) +
                                          static_cast<std::size_t>(column)) *
                                         channels];
          for (std::size_t c = 0; c < 3; ++c) sums[c] += static_cast<std::uint64_t>(pixel[c]) * pixel[3];
          sums[3] += pixel[3];
        }
      auto* out =
          &small.rgba[(static_cast<std::size_t>(y) * static_cast<std::size_t>(to.width) + static_cast<std::size_t>(x)) *
                      channels];
      for (std::size_t c = 0; c < 3; ++c) out[c] = static_cast<std::uint8_t>(sums[3] == 0 ? 0 : sums[c] / sums[3]);
      out[3] = static_cast<std::uint8_t>(
          sums[3] / (static_cast<std::uint64_t>(bottom - top) * static_cast<std::uint64_t>(right - left)));
    }
  }
  return small;
}

// libpng's simplified reader, freed whatever happens.
class Png {
 public:
  explicit Png(std::string_view file) {
    image_.version = PNG_IMAGE_VERSION;
    read_ = png_image_begin_read_from_memory(&image_, file.data(), file.size()) != 0;
  }
  ~Png() { png_image_free(&image_); }
  Png(const Png&) = delete;
  Png& operator=(const Png&) = delete;
  [[nodiscard]] Extent extent() const {
    constexpr png_uint_32 most = 1u << 20;  // on one side
    if (!read_ || image_.width > most || image_.height > most) return {};
    return {static_cast<int>(image_.width), static_cast<int>(image_.height)};
  }
  bool finish(Picture& picture) {
    image_.format = PNG_FORMAT_RGBA;
    return png_image_finish_read(&image_, nullptr, picture.rgba.data(), 0, nullptr) != 0;
  }

 private:
  png_image image_{};
  bool read_ = false;
};

class Jpeg {
 public:
  explicit Jpeg(std::string_view file) : file_(file), reader_(tjInitDecompress(), tjDestroy) {
    int sampling = 0, space = 0;
    if (reader_ == nullptr ||
        tjDecompressHeader3(reader_.get(), bytes(), size(), &extent_.width, &extent_.height, &sampling, &space) != 0)
      extent_ = {};
  }
  [[nodiscard]] Extent extent() const { return extent_; }
  // Unpacks as small as the format offers that is not smaller than `wanted`.
  [[nodiscard]] std::optional<Picture> decode(Extent wanted) const {
    int count = 0;
    const tjscalingfactor* const factors = tjGetScalingFactors(&count);
    Extent best = extent_;
    for (const auto factor : std::span(factors, static_cast<std::size_t>(std::max(count, 0)))) {
      const Extent scaled{TJSCALED(extent_.width, factor), TJSCALED(extent_.height, factor)};
      if (scaled.width >= wanted.width && scaled.height >= wanted.height && scaled.width < best.width) best = scaled;
    }
    Picture picture{best, std::vector<std::uint8_t>(byte_count(best))};
    constexpr int careful = TJFLAG_LIMITSCANS | TJFLAG_STOPONWARNING;
    if (tjDecompress2(reader_.get(), bytes(), size(), picture.rgba.data(), best.width, 0, best.height, TJPF_RGBA,
                      careful) != 0)
      return std::nullopt;
    return picture;
  }

 private:
  [[nodiscard]] const unsigned char* bytes() const { return reinterpret_cast<const unsigned char*>(file_.data()); }
  [[nodiscard]] unsigned long size() const { return static_cast<unsigned long>(file_.size()); }
  std::string_view file_;
  std::unique_ptr<void, decltype(&tjDestroy)> reader_;
  Extent extent_{};
};

bool is_png(std::string_view file) { return file.starts_with("\x89PNG"); }
bool is_jpeg(std::string_view file) { return file.starts_with("\xFF\xD8"); }

}  // namespace

Extent fitted(Extent extent, Extent room) {
  if (extent.empty() || room.empty()) return {};
  const double part =
      std::min({1.0, static_cast<double>(room.width) / extent.width, static_cast<double>(room.height) / extent.height});
  return {std::max(1, static_cast<int>(extent.width * part)), std::max(1, static_cast<int>(extent.height * part))};
}

std::optional<Extent> read_extent(std::string_view file) {
  if (file.size() > most_bytes) return std::nullopt;
  const auto extent = is_png(file)    ? Png(file).extent()
                      : is_jpeg(file) ? turned(Jpeg(file).extent(), turning_of(file))
                                      : Extent{};
  return fits(file, extent) ? std::optional(extent) : std::nullopt;
}

std::optional<Picture> decode(std::string_view file, Extent room) {
  const auto extent = read_extent(file);
  if (!extent || room.empty()) return std::nullopt;
  const auto wanted = fitted(*extent, room);
  if (is_png(file)) {
    Picture whole{*extent, std::vector<std::uint8_t>(byte_count(*extent))};
    if (!Png(file).finish(whole)) return std::nullopt;
    return shrink(whole, wanted);
  }
  const auto turning = turning_of(file);
  const auto stored = turned(wanted, turning);  // as it lies in the file
  const auto unpacked = Jpeg(file).decode(stored);
  if (!unpacked) return std::nullopt;
  return turned(shrink(*unpacked, stored), turning);
}

}  // namespace minyi::kiosk::pictures
