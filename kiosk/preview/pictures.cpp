#include "minyi/preview/pictures.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <vector>

#include <cairo.h>
#include <fmt/format.h>

#include "minyi/preview/catalogue.hpp"
#include "minyi/preview/display.hpp"
#include "minyi/preview/sheet.hpp"
#include "minyi/preview/sizes.hpp"
#include "minyi/preview/survey.hpp"
#include "minyi/preview/walk.hpp"
#include "minyi/screens/draw.hpp"
#include "minyi/text/text.hpp"

namespace minyi::kiosk::preview {
namespace {

constexpr Resolution usual{1920, 1080};
constexpr std::size_t most_screenfuls = 6;  // of one page
constexpr std::size_t longest_name = 40;    // bytes

// What a file may be called anywhere: letters, digits and whatever is not ASCII.
std::string file_name(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (name.size() >= longest_name && (byte & 0xC0) != 0x80) break;  // never in the middle of a character
    const bool plain = byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    name += plain || c == '_' ? c : '-';
  }
  return name.empty() ? "survey" : name;  // that of a survey in no named language
}

Result<> write_png(const window::Picture& picture, const std::filesystem::path& path) {
  auto pixels = picture.pixels;
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_image_surface_create_for_data(reinterpret_cast<unsigned char*>(pixels.data()), CAIRO_FORMAT_RGB24,
                                          picture.width, picture.height, picture.width * 4),
      cairo_surface_destroy);
  const auto status = cairo_surface_write_to_png(surface.get(), path.c_str());
  if (status == CAIRO_STATUS_SUCCESS) return {};
  return fail(ErrorCode::file_failed, std::string("cannot be written: ") + cairo_status_to_string(status),
              path.string(), "check that the folder can be written to and that the disk has room");
}

class Studio {
 public:
  Studio(window::Window& window, text::Typesetter& typesetter, const Options& options)
      : window_(window), typesetter_(typesetter), options_(options) {
    if (!options.sizes.empty()) size_ = options.sizes.front();
  }

  // The page's screenfuls; names of the files.
  Result<std::vector<std::string>> take(const flow::Screen& screen, const std::string& name) {
    screens::View view(typesetter_, options_.density,
                       [this](std::string_view file) { return read_media(options_, file); });
    std::vector<std::string> files;
    for (std::size_t screenful = 0; screenful < most_screenfuls; ++screenful) {
      bool more = false;
      view.turn_to(screenful);
      MINYI_TRY(const auto picture,
                window_.picture(
                    size_.width, size_.height,
                    [&](float width, float height) {
                      const auto drawn = view.draw(screen, width, height);
                      more = std::any_of(drawn.elements.begin(), drawn.elements.end(),
                                         [](const auto& e) { return e.id == "choices:next" && e.state != "disabled"; });
                    },
                    screens::View::ground(screen)));
      files.push_back(name + (screenful == 0 ? "" : "_" + std::to_string(screenful + 1)) + ".png");
      MINYI_CHECK(write_png(picture, std::filesystem::path(options_.pictures) / files.back()));
      if (!more) break;
    }
    typesetter_.wipe();
    return files;
  }

 private:
  window::Window& window_;
  text::Typesetter& typesetter_;
  const Options& options_;
  Resolution size_ = usual;
};

// In the order that a resident meets them. Of messages one: they all look alike.
std::vector<const Page*> pages_of(const Catalogue& catalogue) {
  std::vector<const Page*> pages{&catalogue.attract};
  for (const auto& page : catalogue.pages) pages.push_back(&page);
  if (catalogue.refused)
    pages.push_back(&*catalogue.refused);
  else if (!catalogue.messages.empty())
    pages.push_back(&catalogue.messages.front());
  if (!catalogue.thanks.screens.empty()) pages.push_back(&catalogue.thanks);
  return pages;
}

Result<> write_sheet(const Sheet& sheet, const std::filesystem::path& path) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << to_html(sheet);
  if (!file.flush())
    return fail(ErrorCode::file_failed, "cannot be written", path.string(), "check that the disk has room");
  return {};
}

}  // namespace

Result<Taken> take_pictures(const std::shared_ptr<const form::Form>& form, const Options& options) {
  const std::filesystem::path folder(options.pictures);
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) return fail(ErrorCode::file_failed, "cannot be made: " + problem.message(), options.pictures, "");
  MINYI_TRY(const auto catalogue, catalogue_of(form, options.site));
  MINYI_TRY(const auto display, Display::open());
  MINYI_TRY(const auto window,
            window::Window::open({.full_screen = false, .width = 64, .height = 64, .dress = window::Dress::hidden}));
  MINYI_TRY(const auto typesetter, text::Typesetter::open());
  Studio studio(*window, *typesetter, options);
  const auto pages = pages_of(catalogue);
  Taken taken{.pages = pages.size(), .languages = catalogue.languages.size(), .sheet = {}};
  for (const auto& language : catalogue.languages) {
    Sheet sheet{form->title, language, {}};
    for (std::size_t index = 0; index < pages.size(); ++index) {
      const auto& page = *pages[index];
      auto screen = page.screens.at(language);
      auto& row =
          sheet.rows.emplace_back(Row{fmt::format("{} {}", index, page.name), page.way == Page::Way::forced, {}});
      for (const auto& size : sizes) {
        screen.comforts.size = size.size;
        const auto name = fmt::format("{}-{}-{:02}-{}", file_name(language), size.name, index, file_name(page.name));
        MINYI_TRY(auto files, studio.take(screen, name));
        taken.pictures += files.size();
        row.pictures.push_back(std::move(files));
      }
    }
    const auto path = folder / (file_name(language) + ".html");
    MINYI_CHECK(write_sheet(sheet, path));
    if (taken.sheet.empty()) taken.sheet = path.string();
  }
  return taken;
}

}  // namespace minyi::kiosk::preview
