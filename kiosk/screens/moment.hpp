// A date or time of day that is typed figure by figure, part by part. What cannot come to a possible date has no key
// that could be pressed: there is no 32nd, and no 30 February.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/screens/scene.hpp"

namespace minyi::kiosk::screens {

struct Moment {
  std::array<std::string, 5> digits{};  // by flow::Unit; empty: not given
  [[nodiscard]] const std::string& of(flow::Unit unit) const { return digits[static_cast<std::size_t>(unit)]; }
  std::string& of(flow::Unit unit) { return digits[static_cast<std::size_t>(unit)]; }
};

// Spelling as in flow::Question::value.
Moment read_moment(std::string_view value);
// "" when no part is given. Of a date of which only month or year is asked the rest is the first.
std::string spell_moment(const Moment& moment, const std::vector<flow::Part>& parts);

// Whether another digit can still come to a possible part; `typed` are the digits before it.
bool takes_digit(const Moment& moment, flow::Unit unit, std::string_view typed, char digit);
// Puts the digits into the part. A day that the month does not have becomes its last.
void put_digits(Moment& moment, flow::Unit unit, const std::string& typed);
// No further digit fits behind these.
bool is_whole(const Moment& moment, flow::Unit unit, std::string_view typed);

void draw_moment(Scene& scene, const flow::Question& question, const widgets::Rect& area);

}  // namespace minyi::kiosk::screens
