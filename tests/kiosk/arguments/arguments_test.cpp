#include "minyi/arguments/arguments.hpp"

#include <array>

#include <CLI/CLI.hpp>
#include <doctest/doctest.h>

namespace minyi::kiosk::arguments {

TEST_CASE("a screen's size is two sides that a screen can have, and nothing more") {
  const auto size = read_size("1280x800");
  REQUIRE(size);
  CHECK(size->width == 1280);
  CHECK(size->height == 800);
  for (const char* wrong : {"", "1280", "1280x", "x800", "1280x800 ", "1280x800x2", "319x800", "800x319", "-1280x800",
                            "8193x800", "800x8193", "99999999999x800", "1280X800"}) {
    CAPTURE(std::string(wrong));
    const auto refused = read_size(wrong);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::argument_invalid);
    CHECK(refused.error().where == "--size");
  }
}

TEST_CASE("what is wrong with a command line is said with the command's own help, and help is not wrong") {
  const auto read_line = [](const char* word) {
    CLI::App app("test", "minyi-kiosk export");
    std::string data;
    app.add_option("--data", data);
    const std::array<const char*, 3> words{"minyi-kiosk", word, "here"};
    return read(app, 3, words.data());
  };
  CHECK(read_line("--data").value());
  CHECK_FALSE(read_line("--help").value());
  const auto refused = read_line("--date");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::argument_invalid);
  CHECK(refused.error().hint == "minyi-kiosk export --help lists the options");
}

}  // namespace minyi::kiosk::arguments
