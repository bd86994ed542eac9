// SQLite's C interface with owners and values: what a warehouse needs of it and no more. Not thread-safe by itself.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "minyi/base/bytes.hpp"
#include "minyi/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace minyi::warehouse::sqlite {

// Values are bound in order and read by column, 0-based. A failed bind is reported by the next step.
class Statement {
 public:
  // Starts over with these values.
  template <class... Values>
  Statement& with(const Values&... values) {
    restart();
    int place = 0;
    (bind(++place, values), ...);
    return *this;
  }
  Result<bool> row();  // whether there is a row to read
  Result<> run();      // for statements without rows

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::uint64_t count(int column) const;  // an integer that is never negative
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] Bytes blob(int column) const;
  [[nodiscard]] bool null(int column) const;
  [[nodiscard]] std::optional<std::uint64_t> optional_count(int column) const;
  // Copies a blob of exactly this size; store_damaged otherwise.
  template <std::size_t N>
  Result<std::array<std::uint8_t, N>> array(int column) const {
    const Bytes bytes = blob(column);
    if (bytes.size() != N) return fail(ErrorCode::store_damaged, "a value in the database has a wrong size");
    std::array<std::uint8_t, N> copy{};
    std::copy(bytes.begin(), bytes.end(), copy.begin());
    return copy;
  }

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
  void restart();
  void bind(int place, std::nullptr_t);
  void bind(int place, std::int64_t value);
  void bind(int place, std::uint64_t value);  // beyond 2^63 - 1, what a hostile kiosk may count, is kept as that
  void bind(int place, int value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, bool value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, std::string_view value);
  void bind(int place, const std::string& value) { bind(place, std::string_view(value)); }
  void bind(int place, ByteView value);
  void bind(int place, const Bytes& value) { bind(place, ByteView(value)); }
  template <std::size_t N>
  void bind(int place, const std::array<std::uint8_t, N>& value) {
    bind(place, ByteView(value));
  }
  template <class Value>
  void bind(int place, const std::optional<Value>& value) {
    value ? bind(place, *value) : bind(place, nullptr);
  }

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int trouble_ = 0;
};

class Database {
 public:
  // Opens a file that exists.
  static Result<Database> open(const std::string& path);
  Result<> run(const std::string& script);
  Result<Statement> prepare(std::string_view sql);
  [[nodiscard]] std::int64_t changes() const;  // rows that the last statement changed

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit Database(sqlite3* database) : database_(database) {}
  std::unique_ptr<sqlite3, Close> database_;
};

// BEGIN IMMEDIATE … COMMIT; rolled back when it goes out of scope before that.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Result<> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace minyi::warehouse::sqlite
