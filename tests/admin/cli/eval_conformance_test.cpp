// `minyi eval --cases` on tests/conformance/xpath.jsonl, taken from another engine's suite; see the notice beside them.
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <map>
#include <optional>
#include <regex>
#include <sstream>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "admin/cli/desk.hpp"

namespace {

using namespace minyi;
using namespace minyi::cli;
using nlohmann::json;

// Cases that we answer otherwise, each with the reason. Id of the case, reason.
const std::map<std::string, std::string> kExceptions{};

class InZone {
 public:
  explicit InZone(const char* zone)
      : before_(std::getenv("TZ") ? std::optional<std::string>(std::getenv("TZ")) : std::nullopt) {
    setenv("TZ", zone, 1);
    tzset();
  }
  ~InZone() {
    if (before_)
      setenv("TZ", before_->c_str(), 1);
    else
      unsetenv("TZ");
    tzset();
  }
  InZone(const InZone&) = delete;
  InZone& operator=(const InZone&) = delete;

 private:
  std::optional<std::string> before_;
};

double number_of(const json& expected) {
  if (expected.is_number()) return expected.get<double>();
  if (expected == "Infinity") return std::numeric_limits<double>::infinity();
  if (expected == "-Infinity") return -std::numeric_limits<double>::infinity();
  return std::numeric_limits<double>::quiet_NaN();
}

bool same_number(double found, double expected) { return std::isnan(expected) ? std::isnan(found) : found == expected; }

// Whether the command's answer is what the suite has.
bool fits(const json& test, const json& answer) {
  if (!answer.contains("result")) return false;
  const json& result = answer["result"];
  const json& expected = test["expected"];
  const std::string kind = test["kind"];
  if (kind == "boolean" || kind == "string") return result == expected;
  if (kind == "matches") {
    const std::string pattern = expected.get<std::string>();
    const std::regex regex(pattern.substr(1, pattern.rfind('/') - 1), std::regex::ECMAScript);
    return result.is_string() && std::regex_search(result.get<std::string>(), regex);
  }
  const double found = number_of(result);
  if (kind == "number") return same_number(found, number_of(expected));
  const double factor = test["factor"];
  return same_number(std::floor(found * factor + 0.5) / factor, number_of(expected));
}

}  // namespace

TEST_CASE("every conformance case but the known exceptions is answered as the suite has it") {
  const InZone zone("America/Phoenix");
  const std::string suite = MINYI_SOURCE_DIR "/tests/conformance/xpath.jsonl";
  std::ostringstream out, err;
  const SystemClock clock;
  const SystemTimeZone time_zone;
  Console console{out, err, clock, time_zone};
  const char* const arguments[] = {"minyi", "eval", "--cases", suite.c_str()};
  CHECK(run(4, arguments, console) == 0);
  std::istringstream cases(Desk::read(suite)), answers(out.str());
  int count = 0;
  for (std::string line, answer_line; std::getline(cases, line); ++count) {
    REQUIRE(std::getline(answers, answer_line));
    const json test = json::parse(line), answer = json::parse(answer_line);
    CHECK(answer["id"] == test["id"]);
    INFO(test["expr"].dump() << " as " << test["kind"].dump() << ": " << answer.dump() << ", expected "
                             << test["expected"].dump());
    if (kExceptions.contains(test["id"].get<std::string>()))
      CHECK_FALSE(fits(test, answer));  // a case that has come to pass leaves the list
    else
      CHECK(fits(test, answer));
  }
  CHECK(count > 900);
}
