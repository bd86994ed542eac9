// What the store's tests are made of: a folder that is gone afterwards, records, receipts.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include "minyi/store/outbox.hpp"

namespace minyi::kiosk::store::test {

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "minyi-store-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file(const std::string& name = "outbox.db") const { return (path_ / name).string(); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

inline exchange::SealedRecord sealed(int number, std::size_t size = 300) {
  exchange::SealedRecord record{Bytes(size, static_cast<std::uint8_t>(number))};
  for (std::size_t i = 0; i < sizeof number && i < size; ++i)
    record.bytes[i] = static_cast<std::uint8_t>(static_cast<unsigned>(number) >> (8 * i));
  return record;
}

inline void fill(Outbox& outbox, int count, int first = 1) {
  for (int i = 0; i < count; ++i) REQUIRE(outbox.append(sealed(first + i), exchange::Outcome::complete).has_value());
}

// The head after the first `count` records of `run`.
inline exchange::Head head_after(const Run& run, std::size_t count) {
  exchange::Head head = run.after;
  for (std::size_t i = 0; i < count; ++i) head = exchange::extend(head, run.records.at(i).bytes);
  return head;
}

inline exchange::Receipt receipt_for(const Run& run, std::size_t count) {
  exchange::Receipt receipt;
  receipt.stream = run.stream;
  receipt.head = head_after(run, count);
  return receipt;
}

inline std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void spill(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

// Past the store's back, as a stranger with a tool would.
inline void meddle(const std::string& path, const std::string& sql) {
  sqlite3* connection = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &connection) == SQLITE_OK);
  const int code = sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr);
  sqlite3_close(connection);
  REQUIRE(code == SQLITE_OK);
}

inline bool contains(const std::string& text, const exchange::SealedRecord& record) {
  return text.find(as_text(record.bytes)) != std::string::npos;
}

inline void check_same(const Status& a, const Status& b) {
  CHECK(a.stream == b.stream);
  CHECK(a.head == b.head);
  CHECK(a.acknowledged == b.acknowledged);
  CHECK(a.pending == b.pending);
  CHECK(a.rejected == b.rejected);
  CHECK(a.completed_total == b.completed_total);
  CHECK(a.alarms == b.alarms);
}

}  // namespace minyi::kiosk::store::test
