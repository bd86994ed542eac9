// The words of the frame around the questions, in each language the kiosk speaks of its own. A survey may come in more
// languages than these: then the frame falls back to English.
#pragma once

#include <string>
#include <string_view>

#include "minyi/flow/screen.hpp"

namespace minyi::kiosk::flow {

struct LanguageWords {
  std::string_view code;
  // attract
  std::string_view start, invitation, facts,
      participants;  // facts: {0} minutes, {1} questions; participants: {0} people
  // question page
  std::string_view next, back, finish, start_over, text_size, contrast, language, delete_key, done_key, space_key,
      clear_key;
  std::string_view list_index;  // the way into a long list
  std::string_view choose_one, choose_many, rank;
  std::string_view placed;  // of a rank: {0} of {1}
  std::string_view year, month, day, hour, minute, today, now;
  bool day_first = false;  // day, month, year; else year, month, day
  std::string_view unsupported;
  std::string_view another, another_yes, another_no, remove, really_remove;  // a repeat: is there one more?
  std::string_view problem_required, problem_constraint, problem_type, problem_moment, problem_rank;
  // idle
  std::string_view idle_title, more_time;
  // thanks
  std::string_view thanks_title, thanks_sentence, thanks_happens;
  // out of service
  std::string_view closed_title, closed_sentence;
  // for the attendant
  struct Panel {
    std::string_view corner;
    std::string_view pin_title, pin_wrong, pin_rests, open, back;  // pin_rests: {0} seconds
    std::string_view title, send_now, close;
    std::string_view trouble, connection, waiting, completed, last_receipt, alarms, kiosk, site, survey, rollout, free,
        program, clock;
    std::string_view connected, not_connected, never, none, stale;
  } panel;
};

// Best match for a language code: exact, then by primary language, then English.
const LanguageWords& words_for(std::string_view language);

// How a script runs, by its language code or, where the code does not tell, by the language's own name.
Direction direction_of(std::string_view language, std::string_view label);

}  // namespace minyi::kiosk::flow
