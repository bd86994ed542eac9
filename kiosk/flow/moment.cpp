#include "minyi/flow/moment.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace minyi::kiosk::flow {
namespace {

using interview::QuestionKind;

constexpr std::size_t date_length = 10, time_length = 5;  // "2026-11-25", "09:15"

enum class Asked { year, month, day };

Asked asked_of(const interview::QuestionView& question) {
  const auto has = [&](std::string_view word) {
    return std::find(question.appearance.begin(), question.appearance.end(), word) != question.appearance.end();
  };
  if (question.kind != QuestionKind::date) return Asked::day;
  return has("year") ? Asked::year : has("month-year") ? Asked::month : Asked::day;
}

std::string minutes_of(std::string_view iso) {  // of an ISO date and time
  return std::string(iso.substr(date_length + 1, time_length));
}

// "+08:00", as iso_date_time ends.
std::string offset_at(Instant instant, const TimeZone& zone) {
  constexpr std::size_t length = 6;
  const auto iso = iso_date_time(instant, zone.offset_at(instant));
  return iso.substr(iso.size() - length);
}

// The instant of a local time, "2026-11-25T09:15"; nothing when it is not finished.
std::optional<Instant> instant_of(std::string_view local, const Outlook& outlook) {
  using namespace std::chrono;
  if (local.size() != date_length + 1 + time_length) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = -1;
    std::from_chars(local.data() + at, local.data() + at + length, value);
    return value;
  };
  const year_month_day day{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                           std::chrono::day{static_cast<unsigned>(number(8, 2))}};
  if (!day.ok()) return std::nullopt;
  const Instant as_utc{sys_days{day} + hours{number(11, 2)} + minutes{number(14, 2)}};
  // The offset is that of the instant sought: near enough with today's, then exact but for the hour that clocks skip.
  const auto near = as_utc - outlook.time_zone->offset_at(outlook.clock->now());
  return as_utc - outlook.time_zone->offset_at(near);
}

}  // namespace

bool is_moment(QuestionKind kind) {
  return kind == QuestionKind::date || kind == QuestionKind::time || kind == QuestionKind::date_time;
}

std::vector<Part> parts_of(const interview::QuestionView& question, const LanguageWords& words) {
  std::vector<Part> parts;
  const auto add = [&](Unit unit, std::string_view name) { parts.push_back({unit, std::string(name)}); };
  if (question.kind != QuestionKind::time) {
    const auto asked = asked_of(question);
    add(Unit::year, words.year);
    if (asked >= Asked::month) add(Unit::month, words.month);
    if (asked >= Asked::day) add(Unit::day, words.day);
    if (words.day_first) std::reverse(parts.begin(), parts.end());
  }
  if (question.kind != QuestionKind::date) {
    add(Unit::hour, words.hour);
    add(Unit::minute, words.minute);
  }
  return parts;
}

std::string shown_moment(QuestionKind kind, std::string_view stored) {
  if (kind == QuestionKind::time) return std::string(stored.substr(0, time_length));
  if (kind == QuestionKind::date_time) return std::string(stored.substr(0, date_length + 1 + time_length));
  return std::string(stored);
}

std::string stored_moment(QuestionKind kind, std::string_view shown, const Outlook& outlook) {
  std::string stored(shown);
  std::optional<Instant> instant;
  if (kind == QuestionKind::time && shown.size() == time_length) instant = outlook.clock->now();
  if (kind == QuestionKind::date_time) instant = instant_of(shown, outlook);
  if (instant) stored += ":00.000" + offset_at(*instant, *outlook.time_zone);
  return stored;
}

std::string present_moment(const interview::QuestionView& question, const Outlook& outlook) {
  const auto now = outlook.clock->now();
  const auto iso = iso_date_time(now, outlook.time_zone->offset_at(now));
  if (question.kind == QuestionKind::time) return minutes_of(iso);
  if (question.kind == QuestionKind::date_time) return shown_moment(question.kind, iso);
  constexpr std::array first_day{"-01-01", "-01", ""};
  const auto asked = static_cast<std::size_t>(asked_of(question));
  return iso.substr(0, date_length - std::string_view(first_day.at(asked)).size()) + first_day.at(asked);
}

}  // namespace minyi::kiosk::flow
