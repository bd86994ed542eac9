#include "minyi/base/file.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>
#include <fcntl.h>

#include "support/temp_dir.hpp"

using namespace minyi;

TEST_CASE("a file is written whole, for its owner alone, and made durable") {
  const testing::TempDir folder;
  const std::string path = folder / "key";
  const std::string content(200'000, 'x');
  {
    const auto file = open_file(path, O_WRONLY | O_CREAT | O_EXCL);
    REQUIRE(file.is_open());
    CHECK(write_all(file, content, path).has_value());
    CHECK(sync_file(file, path).has_value());
  }
  CHECK(sync_folder(folder_of(path)).has_value());
  std::ifstream in(path, std::ios::binary);
  CHECK(std::string(std::istreambuf_iterator<char>(in), {}) == content);
  CHECK(std::filesystem::status(path).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("a disk without space is told from one that fails otherwise") {
  const auto full = open_file("/dev/full", O_WRONLY);
  REQUIRE(full.is_open());
  const auto written = write_all(full, "answer", "outbox");
  REQUIRE_FALSE(written.has_value());
  CHECK(written.error().code == ErrorCode::store_full);
  CHECK(written.error().where == "outbox");
  CHECK_FALSE(written.error().hint.empty());
  errno = EIO;
  CHECK(file_error("cannot be read", "outbox", ErrorCode::store_failed).code == ErrorCode::store_failed);
}

TEST_CASE("what is not there cannot be made durable") {
  const testing::TempDir folder;
  CHECK(sync_file(folder / "nothing").error().code == ErrorCode::file_failed);
  CHECK(sync_folder(folder / "nowhere").error().code == ErrorCode::file_failed);
  CHECK(folder_of("outbox.db") == ".");
  CHECK(folder_of("/data/outbox.db") == "/data");
}
