#include "minyi/preview/folder_watch.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "support/temp_dir.hpp"
#include "support/wait.hpp"

using namespace minyi;
using minyi::kiosk::preview::FolderWatch;

namespace {

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file) << text; }

}  // namespace

TEST_CASE("a save is told of, whether the file is written, replaced or taken away; locks and halves are not") {
  const testing::TempDir folder;
  std::atomic<int> told{0};
  auto watch = FolderWatch::open({folder.path().string()}, [&] { ++told; });
  REQUIRE(watch);
  write(folder / "form.md", "one");
  CHECK(testing::wait_until([&] { return told == 1; }));
  write(folder / ".form.md.half", "two");
  CHECK_FALSE(testing::wait_until([&] { return told > 1; }, testing::Patience{500}));
  std::filesystem::rename(folder / ".form.md.half", folder / "form.md");
  CHECK(testing::wait_until([&] { return told == 2; }));
  std::filesystem::remove(folder / "form.md");
  CHECK(testing::wait_until([&] { return told == 3; }));
}

TEST_CASE("a save in many steps is told of once") {
  const testing::TempDir folder;
  std::atomic<int> told{0};
  auto watch = FolderWatch::open({folder.path().string()}, [&] { ++told; });
  REQUIRE(watch);
  for (int step = 0; step < 20; ++step) write(folder / "form.md", std::to_string(step));
  CHECK(testing::wait_until([&] { return told > 0; }));
  CHECK_FALSE(testing::wait_until([&] { return told > 1; }, testing::Patience{500}));
}

TEST_CASE("a folder that is not there cannot be watched, and the error names it") {
  const auto watch = FolderWatch::open({"/nowhere/at/all"}, [] {});
  REQUIRE_FALSE(watch);
  CHECK(watch.error().code == ErrorCode::file_failed);
  CHECK(watch.error().where == "/nowhere/at/all");
}
