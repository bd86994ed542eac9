#include <set>

#include <doctest/doctest.h>

#include "minyi/base/bytes.hpp"
#include "minyi/base/clock.hpp"
#include "minyi/base/result.hpp"

using namespace minyi;

TEST_CASE("an error reads as one line: where, what, and what to do") {
  CHECK(to_string(Error{ErrorCode::store_full, "the disk is full", "/data", "free 50 MB"}) ==
        "/data: the disk is full (free 50 MB)");
  CHECK(to_string(Error{ErrorCode::internal, "no idea"}) == "no idea");
}

TEST_CASE("every error code has a stable name of its own and an HTTP status") {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    CHECK(names.insert(code_name(code)).second);
    CHECK(http_status(code) >= 400);
    CHECK(http_status(code) < 600);
  }
  CHECK(code_name(ErrorCode::code_used) == "code.used");
}

TEST_CASE("a failure travels up through MINYI_TRY and MINYI_CHECK with all it says") {
  const auto lower = [](bool works) -> Result<int> {
    if (!works) return fail(ErrorCode::not_found, "nothing there", "here");
    return 7;
  };
  const auto upper = [&](bool works) -> Result<int> {
    MINYI_TRY(const int value, lower(works));
    MINYI_CHECK(lower(works));
    return value + 1;
  };
  CHECK(upper(true).value() == 8);
  REQUIRE_FALSE(upper(false));
  CHECK(upper(false).error().where == "here");
}

TEST_CASE("hexadecimal and base64 texts read back, and nonsense is refused") {
  const Bytes bytes{0x00, 0x7f, 0x80, 0xff, 0x10};
  CHECK(to_hex(bytes) == "007f80ff10");
  CHECK(from_hex("007F80ff10").value() == bytes);
  CHECK(to_base64(bytes) == "AH+A/xA=");
  CHECK(from_base64("AH+A/xA=").value() == bytes);
  CHECK(from_base64("").value().empty());
  for (const auto* text : {"0", "0g", "00 11", "zz"}) CHECK_FALSE(from_hex(text));
  for (const auto* text : {"AH+A/xA", "AH+A/x*=", "AH+A xA="}) CHECK_FALSE(from_base64(text));
}

TEST_CASE("wiped texts and bytes are gone") {
  std::string text(64, 'x');
  const char* memory = text.data();
  wipe(text);
  CHECK(text.empty());
  CHECK(memory[10] == '\0');
  Bytes bytes{1, 2, 3};
  wipe(bytes);
  CHECK(bytes.empty());
}

TEST_CASE("a date and a time are written with their offset, on the local day") {
  const Instant instant = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + std::chrono::hours{17} +
                          std::chrono::minutes{5} + std::chrono::milliseconds{42};
  CHECK(iso_date(instant, std::chrono::hours{8}) == "2026-11-23");
  CHECK(iso_date_time(instant, std::chrono::hours{8}) == "2026-11-23T01:05:00.042+08:00");
  CHECK(iso_date_time(instant, -std::chrono::minutes{210}) == "2026-11-22T13:35:00.042-03:30");
}
