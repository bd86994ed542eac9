#include "minyi/sheets/cell_text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <system_error>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "minyi/base/bytes.hpp"

namespace minyi::sheets {

std::string number_text(double number) {
  if (std::abs(number) < 1e15 && number == std::trunc(number)) return fmt::format("{}", static_cast<long long>(number));
  return fmt::format("{}", number);
}

std::string date_text(double days, Epoch epoch) {
  constexpr double last_day = 2958465;  // 9999-12-31
  if (!(days >= 0 && days <= last_day)) return number_text(days);
  using namespace std::chrono;
  auto whole = static_cast<int>(std::floor(days));
  auto second = static_cast<int>(std::lround((days - whole) * 86400));
  if (second == 86400) {
    second = 0;
    ++whole;
  }
  auto time = fmt::format("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
  if (whole == 0 && second > 0) return time;
  // Excel's 1900 has a 29 February that never was: before it a serial number is one day ahead.
  const auto origin = epoch == Epoch::y1904 ? sys_days(year(1904) / 1 / 1)
                      : whole < 60          ? sys_days(year(1899) / 12 / 31)
                                            : sys_days(year(1899) / 12 / 30);
  const year_month_day date(origin + std::chrono::days(whole));
  const auto day = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                               static_cast<unsigned>(date.day()));
  return second == 0 ? day : day + "T" + time;
}

bool shows_date(std::size_t id, std::string_view code) {
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)) return true;
  // Letters of a date outside quotes, brackets (colours, locales; but [h] is elapsed time) and escapes.
  constexpr std::string_view general = "General", letters = "dDmMyYhHsS";
  for (std::size_t at = 0; at < code.size(); ++at) {
    switch (code[at]) {
      case '"':
        at = std::min(code.find('"', at + 1), code.size());
        break;
      case '\\':
      case '_':
      case '*':
        ++at;
        break;
      case '[': {
        const auto end = std::min(code.find(']', at), code.size());
        const auto inside = code.substr(at + 1, end - at - 1);
        if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) return true;
        at = end;
        break;
      }
      default:
        if (code.substr(at, general.size()) == general)
          at += general.size() - 1;
        else if (letters.find(code[at]) != std::string_view::npos)
          return true;
    }
  }
  return false;
}

namespace {

constexpr std::size_t escape_length = 7;  // _xHHHH_

// The character that an escape at the beginning of the text stands for; 0 when there is none.
char32_t escaped(std::string_view text) {
  const auto escape = text.substr(0, escape_length);
  if (escape.size() < escape_length || !escape.starts_with("_x") || escape.back() != '_') return 0;
  unsigned value = 0;
  const auto* end = escape.data() + escape_length - 1;
  const auto [stopped, error] = std::from_chars(escape.data() + 2, end, value, 16);
  return error != std::errc{} || stopped != end || (value >= 0xD800 && value <= 0xDFFF) ? 0 : value;
}

}  // namespace

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (const auto character = escaped(text.substr(at)); character != 0) {
      append_utf8(out, character);
      at += escape_length;
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::string escape(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (escaped(text.substr(at)) != 0) out += "_x005F";
    out += text[at];
  }
  return out;
}

}  // namespace minyi::sheets
