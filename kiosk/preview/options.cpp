#include <CLI/CLI.hpp>

#include "minyi/arguments/arguments.hpp"
#include "minyi/preview/preview.hpp"

namespace minyi::kiosk::preview {
namespace {

constexpr const char* keys =
    "Keys in the window: PageDown and PageUp turn the pages, and where an answer is needed PageDown gives one;\n"
    "F2 changes the language, F3 the text size, F4 the contrast, F5 begins again, Escape closes.";

}  // namespace

Result<std::optional<Options>> parse(int argc, const char* const* argv) {
  Options options;
  std::vector<std::string> sizes;
  CLI::App cli{
      "Shows a survey (an ODK XForm) on the kiosk's screens without keeping any answer. The window follows the "
      "file: it is read again as it is saved.",
      "minyi-kiosk preview"};
  cli.add_option("FORM", options.form, "the XForm")->required();
  auto* png =
      cli.add_option("--png", options.pictures,
                     "instead of a window: a picture of every page in each language and text size, in this folder");
  cli.add_flag("--findings", options.findings, "instead of a window: what does not fit the screen, as lines of JSON")
      ->excludes(png);
  cli.add_option("--size", sizes,
                 "WIDTHxHEIGHT of the screen; --findings takes several (default: 1920x1080 and 1280x800, the window "
                 "1280x800)")
      ->take_all();
  cli.add_option("--density", options.density, "pixels per millimetre of the screen (default: 3.6)")
      ->check(CLI::Range(1.0, 20.0));
  cli.add_option("--media", options.media, "folder of the files that the form refers to (default: the form's own)");
  cli.add_option("--site", options.site, "code of the site that the kiosk stands at");
  cli.add_option("--trouble", options.trouble,
                 "while there is something in this file, it is shown instead of the survey");
  cli.add_option("--inspect", options.inspect, "answer questions about the present screen on this Unix socket");
  cli.footer(keys);
  MINYI_TRY(const bool given, arguments::read(cli, argc, argv));
  if (!given) return std::nullopt;
  for (const auto& text : sizes) {
    MINYI_TRY(const auto size, arguments::read_size(text));
    options.sizes.push_back({size.width, size.height});
  }
  if (options.sizes.size() > 1 && !options.findings)
    return fail(ErrorCode::argument_invalid, "more than one size", "--size", "only --findings takes several");
  return options;
}

}  // namespace minyi::kiosk::preview
