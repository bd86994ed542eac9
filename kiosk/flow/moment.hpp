// Dates and times of day as the resident's screen has them and as ODK stores them. The screen's spelling ends with the
// minutes; a stored time has seconds and the offset from UTC: "09:15:00.000+08:00", "2026-11-25T09:15:00.000+08:00".
// Source: ODK XForms specification, "Data Types".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/flow/screen.hpp"
#include "minyi/flow/words.hpp"
#include "minyi/interview/interview.hpp"

namespace minyi::kiosk::flow {

struct Outlook {
  const Clock* clock = nullptr;
  const TimeZone* time_zone = nullptr;
};

bool is_moment(interview::QuestionKind kind);

// What of a date or time is asked, in the language's order: of a date with the appearance "month-year" its year and
// month, with "year" its year. Other calendars than the Gregorian are not offered: dates are stored in it anyway.
std::vector<Part> parts_of(const interview::QuestionView& question, const LanguageWords& words);

// Both directions. What is not finished ("2026-11-") stays as it is.
std::string shown_moment(interview::QuestionKind kind, std::string_view stored);
std::string stored_moment(interview::QuestionKind kind, std::string_view shown, const Outlook& outlook);

// The present moment as the screen spells it. A date of which only month or year is asked is their first day.
std::string present_moment(const interview::QuestionView& question, const Outlook& outlook);

}  // namespace minyi::kiosk::flow
