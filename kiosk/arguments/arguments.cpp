#include "minyi/arguments/arguments.hpp"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>

namespace minyi::kiosk::arguments {
namespace {

constexpr int least_side = 320, most_side = 8192;

}  // namespace

Result<bool> read(CLI::App& declared, int argc, const char* const* argv) {
  try {
    declared.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0)
      return fail(ErrorCode::argument_invalid, error.what(), "", declared.get_name() + " --help lists the options");
    declared.exit(error);
    return false;
  }
  return true;
}

Result<Size> read_size(const std::string& text) {
  Size size;
  int used = 0;
  const bool read = std::sscanf(text.c_str(), "%5dx%5d%n", &size.width, &size.height, &used) == 2 &&
                    used == static_cast<int>(text.size());
  const auto [least, most] = std::minmax(size.width, size.height);
  if (!read || least < least_side || most > most_side)
    return fail(ErrorCode::argument_invalid, "not a screen's size: " + text, "--size", "write it as 1280x800");
  return size;
}

}  // namespace minyi::kiosk::arguments
