// What a scripted resident will do, as text that reads like him:
//
//   start zh; next; choose aware know; next      # commands end with ";" or the line
//
//   start LANGUAGE            touches the start button of that language
//   choose QUESTION VALUE...  marks a choice; of a select_multiple or a rank several, in this order
//   unchoose QUESTION VALUE   takes a mark back
//   rate QUESTION N           marks N on a scale
//   number QUESTION N         types digits on the number pad
//   date QUESTION MOMENT      types a date, a time of day or both: 1950-06-12, 09:05, 2026-11-25T18:30
//   now QUESTION              touches the key for today or now
//   type QUESTION TEXT        types on the screen's keyboard
//   clear QUESTION            deletes what was typed
//   remove                    takes out the one of several that is asked about
//   next / back               turns the page; "next" also ends the survey on its last page
//   language CODE             changes the language in mid-survey
//   more-time                 answers the idle warning
//   start-over                gives up and starts again
//   await-idle                waits for the idle warning
//   expect-screen NAME        attract, question, thanks or out-of-service
//   expect-question QUESTION  it is asked on this page
//   expect-no-question QUESTION
//   expect-problem QUESTION   a message stands beside it
//   expect-language CODE
//   expect-uploaded           everything that was answered has reached the collector
//   shot NAME                 a picture of the screen
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace minyi::testing {

enum class Verb {
  start,
  choose,
  unchoose,
  rate,
  number,
  date,
  now,
  remove,
  type,
  clear,
  next,
  back,
  language,
  more_time,
  start_over,
  await_idle,
  expect_screen,
  expect_question,
  expect_no_question,
  expect_problem,
  expect_language,
  expect_uploaded,
  shot
};

struct Command {
  Verb verb = Verb::next;
  std::vector<std::string> words;  // what follows the verb; `type` keeps its text in one piece
  std::string text;                // as written, for messages
};

// Throws Failure that names the command that makes no sense.
std::vector<Command> parse_script(std::string_view script);

}  // namespace minyi::testing
