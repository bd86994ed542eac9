#include "e2e/figures.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace minyi::e2e {
namespace {

using nlohmann::json;

constexpr std::uint64_t threshold = 5;  // rates with a smaller denominator are withheld

// Eligible residents as survey-defs/civic-city/sites.csv has them; the community's is the sum of its three grids.
std::uint64_t eligible(const std::string& site) {
  const std::map<std::string, std::uint64_t> residents{
      {"demo-t1-c1", 4810}, {"demo-t1-c1-g1", 1860}, {"demo-t1-c1-g2", 1520}, {"demo-t1-c1-g3", 1430}};
  return residents.at(site);
}

// Wilson's interval at 95 %, written out once more so that the product's own is not asked about itself.
std::pair<double, double> wilson_by_hand(double k, double n) {
  constexpr double z = 1.959963984540054;
  const double p = k / n;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  return {middle - half, middle + half};
}

void check_rate(const std::string& name, const json& rate, const Count& expected) {
  CAPTURE(name);
  CAPTURE(rate.dump());
  CAPTURE(expected.numerator);
  CAPTURE(expected.denominator);
  if (expected.denominator < threshold) {
    CHECK(rate.at("suppressed").get<bool>());
    for (const char* part : {"numerator", "denominator", "value", "low", "high"}) CHECK(rate.at(part).is_null());
    return;
  }
  CHECK_FALSE(rate.at("suppressed").get<bool>());
  CHECK(rate.at("numerator") == expected.numerator);
  CHECK(rate.at("denominator") == expected.denominator);
  const auto k = static_cast<double>(expected.numerator);
  const auto n = static_cast<double>(expected.denominator);
  const auto [low, high] = wilson_by_hand(k, n);
  CHECK(rate.at("value").get<double>() == doctest::Approx(k / n));
  CHECK(rate.at("low").get<double>() == doctest::Approx(low));
  CHECK(rate.at("high").get<double>() == doctest::Approx(high));
}

void check_rates_of(const json& rates, const std::vector<Answers>& residents) {
  for (const auto& [name, count] : count_by_hand(residents))
    if (rates.contains(name) || count.denominator > 0) check_rate(name, rates.at(name), count);  // no base: no rate
}

json ask(const Office& office, const std::string& by) {
  return json::parse(office.must({"rates", "--form", "civic-city", "--by", by, "--json"})).at("rows");
}

std::uint64_t total(const json& rows, const char* of) {
  std::uint64_t sum = 0;
  for (const json& row : rows) sum += row.at(of).get<std::uint64_t>();
  return sum;
}

std::string site_by_hand(const Answers& answers) {
  return answers.grid.starts_with("demo-") ? answers.grid : "demo-t1-c1";  // else where the kiosk stands
}

}  // namespace

void check_rates(const Office& office, const std::vector<Answers>& residents) {
  const json by_day = ask(office, "day");
  CAPTURE(by_day.dump());
  CHECK(total(by_day, "completed") == residents.size());
  if (by_day.size() == 1) check_rates_of(by_day.at(0).at("rates"), residents);  // not when midnight came in between

  std::map<std::string, std::vector<Answers>> by_hand;
  for (const Answers& each : residents) by_hand[site_by_hand(each)].push_back(each);
  const json by_site = ask(office, "site");
  CAPTURE(by_site.dump());
  for (const auto& [site, there] : by_hand) {
    CAPTURE(site);
    const auto row = std::ranges::find_if(by_site, [&](const json& each) { return each.at("site") == site; });
    REQUIRE(row != by_site.end());
    CHECK(row->at("completed") == there.size());
    check_rates_of(row->at("rates"), there);
    check_rate("turnout", row->at("rates").at("turnout"), {there.size(), eligible(site)});
  }
  CHECK(total(by_site, "completed") == residents.size());
  CHECK(total(ask(office, "site,day"), "completed") == residents.size());
}

}  // namespace minyi::e2e
