// What the parts of the conformance suite share: a county, kiosks in it, runs of responses, and the table that each
// part fills.
#pragma once

#include <span>

#include <doctest/doctest.h>

#include "admin/warehouse/conformance.hpp"

namespace minyi::tests {

struct Case {
  const char* name;
  void (*run)(Backend&);
};
std::span<const Case> places_cases();
std::span<const Case> forms_cases();
std::span<const Case> intake_cases();
std::span<const Case> rollup_cases();

using namespace minyi::warehouse;
using exchange::Head;
using exchange::Outcome;

inline const Instant noon{std::chrono::milliseconds{1'795'420'800'000}};

template <class T>
T must(Result<T> result) {
  if (!result) FAIL(to_string(result.error()));
  return std::move(*result);
}
inline void must(const Result<>& result) {
  if (!result) FAIL(to_string(result.error()));
}
template <class T>
ErrorCode error_of(const Result<T>& result) {
  REQUIRE_FALSE(result.has_value());
  return result.error().code;
}

// 旗 1 > 镇 1-1, 1-2 > 社区 1-1-1, 1-1-2, 1-2-1 > 网格 1-1-1-1, 1-1-1-2
inline std::vector<Site> county() {
  return {
      {SiteId{"1"}, std::nullopt, "banner", "旗", std::nullopt},
      {SiteId{"1-1"}, SiteId{"1"}, "town", "镇一", std::nullopt},
      {SiteId{"1-2"}, SiteId{"1"}, "town", "镇二", 500},
      {SiteId{"1-1-1"}, SiteId{"1-1"}, "community", "社区一", std::nullopt},
      {SiteId{"1-1-2"}, SiteId{"1-1"}, "community", "社区二", 300},
      {SiteId{"1-2-1"}, SiteId{"1-2"}, "community", "社区三", std::nullopt},
      {SiteId{"1-1-1-1"}, SiteId{"1-1-1"}, "grid", "网格一", 100},
      {SiteId{"1-1-1-2"}, SiteId{"1-1-1"}, "grid", "网格二", 60},
  };
}

inline Invitation invitation(const std::string& lookup, const std::string& site) {
  Invitation one{.lookup = lookup, .site = SiteId{site}, .expires = noon + std::chrono::hours{24}};
  one.key.fill(7);
  return one;
}

inline Kiosk kiosk_of(const std::string& id, const std::string& site) {
  return {.id = KioskId{id}, .site = SiteId{site}, .key = exchange::make_sign_keys().public_key, .enrolled = noon};
}

inline void enrol(Warehouse& warehouse, const std::string& id, const std::string& site) {
  must(warehouse.add_invitation(invitation(id, site)));
  must(warehouse.enrol(kiosk_of(id, site), id));
}

inline Response response(const std::string& site, const std::string& day, std::optional<bool> aware) {
  return {.id = exchange::random_record_id(),
          .form = FormId{"civic"},
          .version = "1",
          .language = "zh",
          .site = SiteId{site},
          .day = day,
          .hour = 9,
          .duration = std::chrono::seconds{95},
          .answers = {{"/data/aware", "yes"}, {"/data/why", "报纸"}},
          .indicators = {{"awareness", aware}}};
}

// A run that continues `from` with this many links; bodies are of no interest to a warehouse.
inline Intake run(const std::string& kiosk, const StreamId& stream, const Head& from, std::size_t length) {
  Intake intake{.kiosk = KioskId{kiosk},
                .stream = stream,
                .expected = from,
                .head = from,
                .health = exchange::Health{},
                .received = noon};
  for (std::size_t i = 0; i < length; ++i) {
    intake.head = exchange::extend(intake.head, random_bytes(40));
    intake.links.push_back(intake.head.hash);
  }
  return intake;
}

inline Intake run_of(const std::string& kiosk, std::vector<Response> responses) {
  const StreamId stream = exchange::random_stream_id();
  Intake intake = run(kiosk, stream, exchange::genesis(stream), responses.size());
  intake.responses = std::move(responses);
  return intake;
}

inline std::vector<RollupRow> rows(Warehouse& warehouse, RollupQuery query) {
  query.form = FormId{"civic"};
  return must(warehouse.rollup(query));
}

inline const RollupRow& row_of(const std::vector<RollupRow>& rows, const std::string& site,
                               const std::string& day = {}) {
  for (const RollupRow& row : rows)
    if (row.site.value() == site && row.day == day) return row;
  FAIL("no row of site " << site << " on " << day);
  return rows.front();
}

using Counts = std::pair<std::uint64_t, std::uint64_t>;

}  // namespace minyi::tests
