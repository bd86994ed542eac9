#include "minyi/interview/values.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "minyi/base/bytes.hpp"

namespace minyi::interview {

namespace {

using form::ControlKind;
using form::DataType;

bool digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_integer(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return digits(text) && text.size() <= 15;  // exact as a double
}

bool is_decimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.size() > 30) return false;
  const auto point = text.find('.');
  if (point == std::string_view::npos) return digits(text);
  return digits(text.substr(0, point)) && digits(text.substr(point + 1));
}

int number(std::string_view text) {
  int result = -1;
  if (digits(text)) std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const int year = number(text.substr(0, 4));
  const int month = number(text.substr(5, 2));
  const int day = number(text.substr(8, 2));
  if (year < 0 || month < 0 || day < 0) return false;
  return std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                     std::chrono::day{static_cast<unsigned>(day)}}
      .ok();
}

// "09:15", "09:15:00", "09:15:00.000+08:00", "09:15:00Z"
bool is_time(std::string_view text) {
  if (text.ends_with('Z')) {
    text.remove_suffix(1);
  } else if (text.size() > 6 && (text[text.size() - 6] == '+' || text[text.size() - 6] == '-')) {
    const std::string_view zone = text.substr(text.size() - 5);
    if (zone[2] != ':' || number(zone.substr(0, 2)) > 14 || number(zone.substr(3)) > 59 || !digits(zone.substr(0, 2)) ||
        !digits(zone.substr(3)))
      return false;
    text.remove_suffix(6);
  }
  if (text.size() < 5 || text[2] != ':') return false;
  const int hour = number(text.substr(0, 2));
  const int minute = number(text.substr(3, 2));
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
  text.remove_prefix(5);
  if (text.empty()) return true;
  if (text.size() < 3 || text[0] != ':') return false;
  const int second = number(text.substr(1, 2));
  if (second < 0 || second > 59) return false;
  text.remove_prefix(3);
  return text.empty() || (text[0] == '.' && text.size() <= 10 && digits(text.substr(1)));
}

bool is_date_time(std::string_view text) {
  const auto middle = text.find('T');
  return middle != std::string_view::npos && is_date(text.substr(0, middle)) && is_time(text.substr(middle + 1));
}

Result<std::string> refuse(const Place& place, std::string_view expected) {
  return fail(ErrorCode::interview_invalid, fmt::format("the answer is not {}", expected), place.path);
}

Result<std::string> accept_range(const Place& place, std::string_view value) {
  const form::Range range = place.control->range.value_or(form::Range{});
  double at = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), at);
  if (!is_decimal(value) || error != std::errc{} || end != value.data() + value.size())
    return refuse(place, "a number of the range");
  const auto [low, high] = std::minmax(range.start, range.end);
  const double steps = range.step == 0 ? 0 : (at - range.start) / range.step;
  if (at < low - 1e-9 || at > high + 1e-9 || std::abs(steps - std::round(steps)) > 1e-6)
    return refuse(place, fmt::format("on the range from {} to {} by {}", range.start, range.end, range.step));
  return std::string(value);
}

Result<std::string> accept_choices(const Place& place, const Offer& offer, std::string_view value) {
  std::set<std::string_view> seen;
  std::string stored;
  for (const std::string_view word : words(value)) {
    if (!offer.by_value.contains(word)) return refuse(place, "one of the choices offered");
    if (!seen.insert(word).second) continue;
    if (!stored.empty()) stored += ' ';
    stored += word;
  }
  return stored;
}

QuestionKind input_kind(const Place& place) {
  if (place.bind == nullptr) return QuestionKind::text;
  switch (place.bind->type) {
    case DataType::string:
      // What XLSForm's `note` compiles to.
      if (place.bind->read_only && place.bind->read_only->text() == "true()" && !place.bind->calculate)
        return QuestionKind::note;
      return QuestionKind::text;
    case DataType::integer:
      return QuestionKind::integer;
    case DataType::decimal:
      return QuestionKind::decimal;
    case DataType::date:
      return QuestionKind::date;
    case DataType::time:
      return QuestionKind::time;
    case DataType::date_time:
      return QuestionKind::date_time;
    case DataType::barcode:
      return QuestionKind::barcode;
    default:
      return QuestionKind::unsupported;
  }
}

}  // namespace

QuestionKind question_kind(const Place& place) {
  switch (place.control->kind) {
    case ControlKind::input:
      return input_kind(place);
    case ControlKind::secret:
      return QuestionKind::text;
    case ControlKind::select_one:
      return QuestionKind::select_one;
    case ControlKind::select_multiple:
      return QuestionKind::select_multiple;
    case ControlKind::rank:
      return QuestionKind::rank;
    case ControlKind::range:
      return QuestionKind::range;
    case ControlKind::trigger:
      return QuestionKind::acknowledge;
    default:
      return QuestionKind::unsupported;
  }
}

Result<> accept_text(std::string_view value) {
  const auto refuse_text = [](std::string why) { return fail(ErrorCode::interview_invalid, std::move(why)); };
  if (value.size() > max_value_bytes)
    return refuse_text(fmt::format("the answer is longer than {} bytes", max_value_bytes));
  if (!valid_utf8(value)) return refuse_text("the answer is not UTF-8");
  const auto control = [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return (code < 0x20 && letter != '\t' && letter != '\n' && letter != '\r') || code == 0x7f;
  };
  if (std::ranges::any_of(value, control)) return refuse_text("the answer holds a control character");
  return {};
}

Result<std::string> accept(QuestionKind kind, const Place& place, const Offer* offer, std::string_view value) {
  if (value.empty()) return std::string{};
  if (auto text = accept_text(value); !text) {
    text.error().where = place.path;
    return fail(std::move(text).error());
  }
  const auto when = [&](bool fits, std::string_view expected) -> Result<std::string> {
    return fits ? Result<std::string>(std::string(value)) : refuse(place, expected);
  };
  switch (kind) {
    case QuestionKind::note:
      return refuse(place, "asked for: this is a note");
    case QuestionKind::unsupported:
      return refuse(place, "of a kind this program can ask for");
    case QuestionKind::select_one:
      return when(offer != nullptr && offer->by_value.contains(value), "one of the choices offered");
    case QuestionKind::select_multiple:
    case QuestionKind::rank:
      return offer == nullptr ? refuse(place, "one of the choices offered") : accept_choices(place, *offer, value);
    case QuestionKind::integer:
      return when(is_integer(value), "a whole number");
    case QuestionKind::decimal:
      return when(is_decimal(value), "a number");
    case QuestionKind::range:
      return accept_range(place, value);
    case QuestionKind::date:
      return when(is_date(value), "a date (YYYY-MM-DD)");
    case QuestionKind::time:
      return when(is_time(value), "a time of day (HH:MM)");
    case QuestionKind::date_time:
      return when(is_date_time(value), "a date and time");
    case QuestionKind::acknowledge:
      return when(value == "OK", "\"OK\"");
    case QuestionKind::text:
    case QuestionKind::barcode:
      return std::string(value);
  }
  return refuse(place, "of a known kind");
}

std::string only_offered(std::string_view value, const Offer& offer, ControlKind kind) {
  if (kind == ControlKind::select_one) return offer.by_value.contains(value) ? std::string(value) : std::string{};
  std::string kept;
  for (const std::string_view word : words(value)) {
    if (!offer.by_value.contains(word)) continue;
    if (!kept.empty()) kept += ' ';
    kept += word;
  }
  return kept;
}

std::vector<std::string_view> words(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  std::vector<std::string_view> found;
  for (std::size_t at = text.find_first_not_of(space); at != std::string_view::npos;
       at = text.find_first_not_of(space, at)) {
    const std::size_t end = std::min(text.find_first_of(space, at), text.size());
    found.push_back(text.substr(at, end - at));
    at = end;
  }
  return found;
}

}  // namespace minyi::interview
