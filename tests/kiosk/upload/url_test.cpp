#include "minyi/upload/http.hpp"

#include "kiosk/upload/small_collector.hpp"

namespace minyi::kiosk::upload::test {

TEST_CASE("a collector's address is http or https, and is kept tidy") {
  CHECK(parse_collector_url("http://127.0.0.1:8080/").value().base == "http://127.0.0.1:8080");
  CHECK(parse_collector_url("HTTPS://example.org//").value().base == "https://example.org");
  CHECK(parse_collector_url("http://[::1]:80").value().loopback);
  CHECK_FALSE(parse_collector_url("https://example.org").value().loopback);
  for (const auto* text : {"", "collector", "file:///etc/passwd", "ftp://example.org", "http://", "http://u:p@host",
                           "http://host/?a=b", "http://host/#f", "http://ho st"}) {
    INFO(std::string(text));
    CHECK_FALSE(parse_collector_url(text).has_value());
  }
}

TEST_CASE("a collector's address with a path is refused before anything is sent, with a way out") {
  for (const auto* text : {"https://example.org/minyi", "https://example.org/minyi/", "http://127.0.0.1:8080//v1"}) {
    INFO(std::string(text));
    const auto refused = parse_collector_url(text);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::argument_invalid);
    CHECK(refused.error().message.find("path") != std::string::npos);
    CHECK(refused.error().hint.find("port of its own") != std::string::npos);
  }
  SmallCollector collector;
  const auto outbox = store::make_memory_outbox();
  const auto refused = enrol(collector.url() + "/minyi", collector.code, *outbox, SystemClock{});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::argument_invalid);
  CHECK(collector.requests() == 0);
}

}  // namespace minyi::kiosk::upload::test
