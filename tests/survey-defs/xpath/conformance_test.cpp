// The cases of tests/conformance/xpath.jsonl, taken from another engine's suite; see the notice beside them.
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <regex>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "minyi/xpath/cases.hpp"

namespace {

using namespace minyi;
using namespace minyi::xpath;
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

bool fits(const json& line, const PlainResult& result) {
  const std::string kind = line["kind"];
  const json& expected = line["expected"];
  if (kind == "boolean") return std::get<bool>(result) == expected.get<bool>();
  if (kind == "string") return std::get<std::string>(result) == expected.get<std::string>();
  if (kind == "matches") {
    const std::string pattern = expected.get<std::string>();
    const std::regex regex(pattern.substr(1, pattern.rfind('/') - 1), std::regex::ECMAScript);
    return std::regex_search(std::get<std::string>(result), regex);
  }
  const double found = std::get<double>(result);
  if (kind == "number") return same_number(found, number_of(expected));
  const double factor = line["factor"].get<double>();
  return same_number(std::floor(found * factor + 0.5) / factor, number_of(expected));
}

std::string shown(const Result<PlainResult>& result) {
  if (!result) return to_string(result.error());
  if (const auto* number = std::get_if<double>(&*result)) return number_to_string(*number);
  if (const auto* text = std::get_if<std::string>(&*result)) return '"' + *text + '"';
  return std::get<bool>(*result) ? "true" : "false";
}

}  // namespace

TEST_CASE("every conformance case but the known exceptions is answered as the suite has it") {
  const InZone zone("America/Phoenix");
  const PlainEnvironment environment;
  std::ifstream file(MINYI_SOURCE_DIR "/tests/conformance/xpath.jsonl");
  REQUIRE(file);
  int cases = 0;
  for (std::string text; std::getline(file, text); ++cases) {
    const json line = json::parse(text);
    const auto result = evaluate_case({line["xml"], line["context"], line["expr"], line["kind"]}, environment);
    const std::string id = line["id"];
    INFO(id << ": " << line["expr"].dump() << " as " << line["kind"].dump() << " is " << shown(result) << ", expected "
            << line["expected"].dump());
    if (kExceptions.contains(id))
      CHECK_FALSE((result && fits(line, *result)));  // a case that has come to pass leaves the list
    else
      CHECK((result && fits(line, *result)));
  }
  CHECK(cases > 900);
}
