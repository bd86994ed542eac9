#include "minyi/panel/pin.hpp"

#include <filesystem>

#include <doctest/doctest.h>

#include "support/temp_dir.hpp"

using namespace minyi;
using kiosk::panel::Pin;

namespace {

std::unique_ptr<kiosk::store::Outbox> open_in(const testing::TempDir& folder) {
  auto opened = kiosk::store::open_outbox((folder / "outbox.db").string(), {.reserve_bytes = 0, .room_bytes = 0});
  REQUIRE_MESSAGE(opened.has_value(), to_string(opened.error()));
  return std::move(*opened);
}

}  // namespace

TEST_CASE("a PIN is known again, and no other one passes for it") {
  REQUIRE(start_cryptography());
  const auto outbox = kiosk::store::make_memory_outbox();
  CHECK_FALSE(Pin::load(*outbox).value());
  REQUIRE(Pin::keep(*outbox, "270193"));
  const auto pin = Pin::load(*outbox).value();
  REQUIRE(pin);
  CHECK(pin->is("270193"));
  for (const char* other : {"", "27019", "2701930", "270194", "000000"}) CHECK_FALSE(pin->is(other));
  REQUIRE(Pin::keep(*outbox, "5500"));
  CHECK_FALSE(Pin::load(*outbox).value()->is("270193"));
  CHECK(Pin::load(*outbox).value()->is("5500"));
  REQUIRE(Pin::remove(*outbox));
  CHECK_FALSE(Pin::load(*outbox).value());
}

TEST_CASE("what is kept is an Argon2id hash that does not show the digits, another one each time") {
  REQUIRE(start_cryptography());
  const auto outbox = kiosk::store::make_memory_outbox();
  const auto kept = [&] {
    REQUIRE(Pin::keep(*outbox, "270193"));
    return std::string(as_text(*outbox->setting("attendant.pin").value()));
  };
  const auto first = kept();
  CHECK(first.starts_with("$argon2id$v=19$m=16384,"));
  CHECK(first.find("270193") == std::string::npos);
  CHECK(kept() != first);
}

TEST_CASE("a PIN of another length, or of more than digits, is refused and the former one stays") {
  REQUIRE(start_cryptography());
  const auto outbox = kiosk::store::make_memory_outbox();
  REQUIRE(Pin::keep(*outbox, "5500"));
  for (const char* wrong : {"", "123", "1234567890123", "12a4", "12 34", "-123", "１２３４"}) {
    CAPTURE(wrong);
    const auto kept = Pin::keep(*outbox, wrong);
    REQUIRE_FALSE(kept);
    CHECK(kept.error().code == ErrorCode::argument_invalid);
  }
  CHECK(Pin::load(*outbox).value()->is("5500"));
}

TEST_CASE("a store that was damaged and salvaged still knows the PIN") {
  REQUIRE(start_cryptography());
  const testing::TempDir folder;
  REQUIRE(Pin::keep(*open_in(folder), "270193"));
  std::filesystem::resize_file(folder / "outbox.db", 0);
  const auto outbox = open_in(folder);
  REQUIRE(outbox->status().value().alarms == std::vector<std::string>{"salvaged"});
  const auto pin = Pin::load(*outbox).value();
  REQUIRE(pin);
  CHECK(pin->is("270193"));
}
