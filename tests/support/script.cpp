#include "support/script.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <sstream>

#include "support/wait.hpp"

namespace minyi::testing {
namespace {

constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

struct Grammar {
  std::string_view name;
  Verb verb;
  std::size_t least, most;  // words that follow
};

constexpr auto grammar = std::to_array<Grammar>({
    {"start", Verb::start, 1, 1},
    {"choose", Verb::choose, 2, any_number},
    {"unchoose", Verb::unchoose, 2, 2},
    {"rate", Verb::rate, 2, 2},
    {"number", Verb::number, 2, 2},
    {"date", Verb::date, 2, 2},
    {"now", Verb::now, 1, 1},
    {"remove", Verb::remove, 0, 0},
    {"type", Verb::type, 2, any_number},
    {"clear", Verb::clear, 1, 1},
    {"next", Verb::next, 0, 0},
    {"back", Verb::back, 0, 0},
    {"language", Verb::language, 1, 1},
    {"more-time", Verb::more_time, 0, 0},
    {"start-over", Verb::start_over, 0, 0},
    {"await-idle", Verb::await_idle, 0, 0},
    {"expect-screen", Verb::expect_screen, 1, 1},
    {"expect-question", Verb::expect_question, 1, 1},
    {"expect-no-question", Verb::expect_no_question, 1, 1},
    {"expect-problem", Verb::expect_problem, 1, 1},
    {"expect-language", Verb::expect_language, 1, 1},
    {"expect-uploaded", Verb::expect_uploaded, 0, 0},
    {"shot", Verb::shot, 1, 1},
});

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r";
  const std::size_t from = text.find_first_not_of(blank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(blank) - from + 1);
}

Command parse_command(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::string name;
  in >> name;
  const auto* const rule = std::ranges::find(grammar, name, &Grammar::name);
  if (rule == grammar.end()) throw Failure("the script has no command like: " + std::string(text));
  Command command{rule->verb, {}, std::string(text)};
  for (std::string word; in >> word;) {
    if (rule->verb == Verb::type && command.words.size() == 1) {  // the rest is one text, inner spaces and all
      std::string rest;
      std::getline(in, rest);
      word += rest;
    }
    command.words.push_back(word);
  }
  if (command.words.size() < rule->least || command.words.size() > rule->most)
    throw Failure("wrong number of words in: " + std::string(text));
  return command;
}

}  // namespace

std::vector<Command> parse_script(std::string_view script) {
  std::vector<Command> commands;
  std::istringstream lines{std::string(script)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream parts(line.substr(0, line.find('#')));
    for (std::string part; std::getline(parts, part, ';');)
      if (const std::string_view text = trimmed(part); !text.empty()) commands.push_back(parse_command(text));
  }
  return commands;
}

}  // namespace minyi::testing
