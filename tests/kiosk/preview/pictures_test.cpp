#include "minyi/preview/pictures.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <png.h>

#include "minyi/base/bytes.hpp"
#include "minyi/preview/sheet.hpp"

#include "support/temp_dir.hpp"
#include "surveys.hpp"

namespace {

using namespace minyi;
using namespace minyi::kiosk::preview;

constexpr Resolution size{640, 480};

struct Image {
  int width = 0, height = 0;
  std::size_t colours = 0;
};

Image read_png(const std::filesystem::path& file) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_file(&image, file.c_str()) != 0);
  image.format = PNG_FORMAT_RGBA;
  std::vector<std::uint32_t> pixels(static_cast<std::size_t>(image.width) * image.height);
  REQUIRE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) != 0);
  return {static_cast<int>(image.width), static_cast<int>(image.height), std::set(pixels.begin(), pixels.end()).size()};
}

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Result<Taken> take(const std::string& folder) {
  unsetenv("DISPLAY");  // it starts a display of its own
  REQUIRE(start_cryptography());
  Options options;
  options.pictures = folder;
  options.sizes = {size};
  return take_pictures(testing::form_of(testing::branching), options);
}

}  // namespace

TEST_CASE("every page is a picture in each language and text size, and each language's sheet shows them all") {
  const testing::TempDir folder;
  const auto taken = take((folder / "new").string());
  REQUIRE_MESSAGE(taken, to_string(taken.error()));
  CHECK(std::getenv("DISPLAY") == nullptr);  // and takes it away again
  CHECK(taken->pages == 8);                  // attract, five questions (one forced), a message, thanks
  CHECK(taken->languages == 2);
  CHECK(std::filesystem::path(taken->sheet).filename() == "zh.html");
  std::size_t pictures = 0;
  for (const auto* const language : {"zh", "en"}) {
    const auto sheet = read(folder / "new" / (std::string(language) + ".html"));
    for (const auto* const text : {"standard", "large", "largest"})
      for (const auto* const page :
           {"00-attract", "01-aware", "02-why", "03-years", "04-vote", "05-never", "06-message-aware", "07-thanks"}) {
        const auto name = std::string(language) + "-" + text + "-" + page;
        CAPTURE(name);
        const auto image = read_png(folder / "new" / (name + ".png"));
        CHECK(image.width == size.width);
        CHECK(image.height == size.height);
        CHECK(image.colours > 20);  // letters have soft edges, a blank page has none
      }
    for (const auto& entry : std::filesystem::directory_iterator(folder / "new")) {
      const auto file = entry.path().filename().string();
      if (!file.starts_with(std::string(language) + "-")) continue;
      ++pictures;
      CHECK_MESSAGE(sheet.find('"' + file + '"') != std::string::npos, file);
    }
    CHECK(sheet.find("no answers that were tried lead here") != std::string::npos);
  }
  CHECK(pictures == taken->pictures);
}

TEST_CASE("pictures that cannot be written are an error that names the folder") {
  const testing::TempDir folder;
  std::ofstream(folder / "file") << "not a folder";
  const auto taken = take((folder / "file" / "below").string());
  REQUIRE_FALSE(taken);
  CHECK(taken.error().code == ErrorCode::file_failed);
  CHECK(taken.error().where.find("below") != std::string::npos);
}

TEST_CASE("what stands in a survey is text on its sheet, never HTML") {
  const Sheet sheet{"<script>", "x\"y", {{"a & b", true, {{"\"><b>.png"}}}}};
  const auto html = to_html(sheet);
  CHECK(html.find("<script>") == std::string::npos);
  CHECK(html.find("<b>") == std::string::npos);
  CHECK(html.find("&lt;script&gt; (x&quot;y)") != std::string::npos);
  CHECK(html.find("a &amp; b") != std::string::npos);
}
