#include "support/resident.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <regex>
#include <set>
#include <sstream>
#include <vector>

#include "support/screenshot.hpp"

namespace minyi::testing {
namespace {

constexpr int most_list_pages = 40;
constexpr Patience still_refused{1'500};  // how long a page that already showed a problem may take to show it again

// "choice:/data/group/aware:yes" belongs to "aware", to "group/aware" and to "/data/group/aware".
bool names(std::string_view path, std::string_view question) {
  return path == question || (path.ends_with(question) && path[path.size() - question.size() - 1] == '/');
}

std::string_view path_in(std::string_view id) {
  const std::size_t from = id.find(':');
  if (from == std::string_view::npos) return {};
  return id.substr(from + 1, id.find(':', from + 1) - from - 1);
}

const Element* about(const Sight& sight, std::string_view prefix, std::string_view question,
                     std::string_view suffix = {}) {
  for (const Element& element : sight.elements) {
    const std::string_view id = element.id;
    if (id.starts_with(prefix) && names(path_in(id), question) &&
        (suffix.empty() || id.ends_with(":" + std::string(suffix))))
      return &element;
  }
  return nullptr;
}

// What makes a page this page: its screen, how far it is, and its questions. A long page shows only some of them at a
// time.
std::set<std::string> page_of(const Sight& sight) {
  std::set<std::string> page{sight.screen};
  if (const Element* progress = sight.find("progress"); progress != nullptr && !progress->value.empty()) {
    page.insert(progress->value);
    return page;
  }
  for (const Element* question : sight.starting("question:")) page.insert(question->id);
  return page;
}

std::set<std::string> problems_of(const Sight& sight) {
  std::set<std::string> problems;
  for (const Element* problem : sight.starting("problem:")) problems.insert(problem->id + problem->label);
  return problems;
}

std::set<std::string> choices_of(const Sight& sight) {
  std::set<std::string> choices;
  for (const Element* choice : sight.starting("choice:")) choices.insert(choice->id);
  return choices;
}

bool chosen(const Element& choice) { return choice.is("selected"); }

// One key a character: the screen's keyboards are Latin.
std::vector<std::string> keys_of(const std::string& text) {
  std::vector<std::string> keys;
  for (const char letter : text) keys.push_back(letter == ' ' ? "key:space" : std::string("key:") + letter);
  return keys;
}

}  // namespace

Resident::Resident(ResidentOptions options)
    : options_(std::move(options)), finger_(options_.display), inspector_(options_.inspect) {}

void Resident::follow(std::string_view script) {
  for (const Command& command : parse_script(script)) {
    try {
      act(command);
    } catch (const Failure& failure) {
      throw Failure("at \"" + command.text + "\": " + failure.what());
    }
  }
}

void Resident::act(const Command& command) {
  const std::vector<std::string>& words = command.words;
  const auto expect = [&](const std::string& what, const std::function<bool(const Sight&)>& condition) {
    inspector_.wait_for(what, condition, options_.patience);
  };
  switch (command.verb) {
    case Verb::start:
      expect("the attract screen", [](const Sight& sight) { return sight.screen == "attract"; });
      touch("start:" + words[0]);
      return expect("the first question", [](const Sight& sight) { return sight.screen == "question"; });
    case Verb::choose:
      for (std::size_t i = 1; i < words.size(); ++i) choose(words[0], words[i], Mark::chosen);
      return;
    case Verb::unchoose:
      return choose(words[0], words[1], Mark::not_chosen);
    case Verb::rate:
      return rate(words[0], words[1]);
    case Verb::number:
    case Verb::type:
      return enter(words[0], words[1]);
    case Verb::date:
      return date(words[0], words[1]);
    case Verb::now:
      return now(words[0]);
    case Verb::remove:
      return remove();
    case Verb::clear:
      return clear(words[0]);
    case Verb::next:
      return turn("next");
    case Verb::back:
      return turn("back");
    case Verb::language:
      return change_language(words[0]);
    case Verb::more_time:
      touch("more-time");
      return expect("the idle warning to go", [](const Sight& sight) { return !sight.idle; });
    case Verb::start_over:
      touch("start-over");
      return expect("the attract screen", [](const Sight& sight) { return sight.screen == "attract"; });
    case Verb::await_idle:
      return expect("the idle warning", [](const Sight& sight) { return sight.idle; });
    case Verb::expect_screen:
      return expect("the screen " + words[0], [&](const Sight& sight) { return sight.screen == words[0]; });
    case Verb::expect_question:
      return expect("the question " + words[0],
                    [&](const Sight& sight) { return about(sight, "question:", words[0]) != nullptr; });
    case Verb::expect_no_question:
      if (const Sight sight = inspector_.look(options_.patience); about(sight, "question:", words[0]) != nullptr)
        throw Failure("this must not be asked; there was " + sight.summary());
      return;
    case Verb::expect_problem:
      return expect("a message beside " + words[0], [&](const Sight& sight) {
        const Element* problem = about(sight, "problem:", words[0]);
        return problem != nullptr && !problem->label.empty();
      });
    case Verb::expect_language:
      return expect("the language " + words[0], [&](const Sight& sight) { return sight.language == words[0]; });
    case Verb::expect_uploaded:
      return expect("the outbox to be empty",
                    [](const Sight& sight) { return sight.status.pending == 0 && sight.status.stored > 0; });
    case Verb::shot:
      return shoot(words[0]);
  }
}

Element Resident::find_choice(const std::string& what, const std::function<const Element*(const Sight&)>& find) {
  Sight sight = inspector_.wait_for(
      what + " or more choices",
      [&](const Sight& seen) { return find(seen) != nullptr || seen.find("choices:next") != nullptr; },
      options_.patience);
  for (const char* direction : {"choices:next", "choices:previous"}) {
    for (int page = 0; page < most_list_pages; ++page) {
      if (const Element* found = find(sight)) return *found;
      const Element* more = sight.find(direction);
      if (more == nullptr || more->is("disabled")) break;
      const std::set<std::string> before = choices_of(sight);
      touch(*more);
      sight = inspector_.wait_for(
          "other choices", [&](const Sight& seen) { return choices_of(seen) != before; }, options_.patience);
    }
  }
  throw Failure("there is no " + what + "; there was " + sight.summary());
}

void Resident::choose(const std::string& question, const std::string& value, Mark wanted) {
  const std::string what = "choice " + value + " of " + question;
  const auto find = [&](const Sight& sight) { return about(sight, "choice:", question, value); };
  const Element choice = find_choice(what, find);
  if (chosen(choice) == (wanted == Mark::chosen)) return;
  touch(choice);
  inspector_.wait_for(
      what + (wanted == Mark::chosen ? " to be marked" : " to lose its mark"),
      [&](const Sight& sight) {
        const Element* now = find(sight);
        return now != nullptr && chosen(*now) == (wanted == Mark::chosen);
      },
      options_.patience);
}

void Resident::rate(const std::string& question, const std::string& value) {
  const auto step = [](const Sight& sight) { return sight.find("key:plus"); };
  const Sight sight = inspector_.wait_for(
      "the scale of " + question,
      [&](const Sight& seen) { return about(seen, "choice:", question) != nullptr || step(seen) != nullptr; },
      options_.patience);
  if (step(sight) == nullptr) return choose(question, value, Mark::chosen);
  const auto value_of = [&](const Sight& seen) {
    const Element* shown = about(seen, "value:", question);
    return shown == nullptr ? std::string() : shown->value;
  };
  for (std::string now = value_of(sight); now != value;) {  // a long scale has a key for less and a key for more
    const std::string before = now;
    touch(before.empty() || std::stod(before) < std::stod(value) ? "key:plus" : "key:minus");
    now = value_of(inspector_.wait_for(
        "the scale of " + question + " to move", [&](const Sight& seen) { return value_of(seen) != before; },
        options_.patience));
  }
}

void Resident::focus(const std::string& question) {
  inspector_.wait_for(
      "the question " + question, [&](const Sight& sight) { return about(sight, "question:", question) != nullptr; },
      options_.patience);
}

void Resident::press(const std::string& key, const std::string& question, const std::string& becomes) {
  touch(key);
  inspector_.wait_for(
      question + " to read \"" + becomes + "\"",
      [&](const Sight& sight) {
        return std::ranges::any_of(sight.elements, [&](const Element& element) {
          return names(path_in(element.id), question) && !element.id.starts_with("choice:") && element.value == becomes;
        });
      },
      options_.patience);
}

void Resident::enter(const std::string& question, const std::string& text) {
  focus(question);
  std::string typed;
  std::size_t position = 0;
  for (const std::string& key : keys_of(text)) {
    typed += text[position++];
    press(key, question, typed);
  }
}

void Resident::date(const std::string& question, const std::string& moment) {
  focus(question);
  static constexpr std::array units{"year", "month", "day", "hour", "minute"};
  std::size_t unit = moment.find('-') == std::string::npos ? 3 : 0;
  std::istringstream in(std::regex_replace(moment, std::regex("[-T:]"), " "));
  for (std::string digits; in >> digits; ++unit) {
    const std::string part = units.at(unit);
    const auto find = [&](const Sight& sight) { return about(sight, "part:", question, part); };
    const Sight sight = inspector_.look();
    if (find(sight) == nullptr) continue;  // only the month or the year is asked
    touch(*find(sight));
    const auto has = [&](const Sight& seen, const std::function<bool(const Element&)>& fits) {
      const Element* now = find(seen);
      return now != nullptr && fits(*now);
    };
    inspector_.wait_for(
        "the " + part + " of " + question + " to be typed into",
        [&](const Sight& seen) { return has(seen, [](const Element& e) { return e.is("selected"); }); },
        options_.patience);
    for (std::size_t typed = 1; typed <= digits.size(); ++typed) {
      touch("key:" + digits.substr(typed - 1, 1));
      // Months and days have no zero before them, and a part that is whole leads on to the next.
      const int shown = std::stoi(digits.substr(0, typed));
      inspector_.wait_for(
          "the " + part + " of " + question + " to read " + digits.substr(0, typed),
          [&](const Sight& seen) {
            return has(seen, [&](const Element& e) { return !e.value.empty() && std::stoi(e.value) == shown; });
          },
          options_.patience);
    }
  }
}

void Resident::now(const std::string& question) {
  focus(question);
  touch("key:now");
  inspector_.wait_for(
      question + " to be filled in",
      [&](const Sight& sight) {
        const Element* part = about(sight, "part:", question);
        return part != nullptr && !part->value.empty();
      },
      options_.patience);
}

void Resident::remove() {
  const Sight before = touch("remove");
  const auto words = [](const Sight& sight) {
    const Element* button = sight.find("remove");
    return button == nullptr ? std::string() : button->label;
  };
  inspector_.wait_for(
      "to be asked again", [&](const Sight& sight) { return !words(sight).empty() && words(sight) != words(before); },
      options_.patience);
  touch("remove");
  inspector_.wait_for(
      "the page to turn", [&](const Sight& sight) { return page_of(sight) != page_of(before); }, options_.patience);
}

void Resident::clear(const std::string& question) {
  focus(question);
  const auto value_of = [&](const Sight& sight) {
    for (const Element& element : sight.elements)
      if (names(path_in(element.id), question) && !element.id.starts_with("choice:") && !element.value.empty())
        return element.value;
    return std::string();
  };
  for (std::string value = value_of(inspector_.look()); !value.empty();) {
    value.pop_back();
    press("key:delete", question, value);
  }
}

void Resident::turn(const std::string& button) {
  const Sight before = touch(button);
  const auto page = page_of(before);
  const auto problems = problems_of(before);
  const auto moved = [&](const Sight& sight) { return page_of(sight) != page; };
  const auto refused = [&](const Sight& sight) {
    return problems_of(sight) != problems && !problems_of(sight).empty();
  };
  if (!problems.empty() &&  // it may be refused for the same reason as before: then nothing changes
      !wait_until([&] { return moved(inspector_.look()); }, still_refused))
    return;
  inspector_.wait_for(
      "the page to turn", [&](const Sight& sight) { return moved(sight) || refused(sight); }, options_.patience);
}

void Resident::change_language(const std::string& code) {
  const Sight sight = inspector_.look(options_.patience);
  if (sight.find("language:" + code) == nullptr) touch("language");
  touch("language:" + code);
  inspector_.wait_for(
      "the language " + code, [&](const Sight& seen) { return seen.language == code; }, options_.patience);
}

void Resident::shoot(const std::string& name) {
  const Sight sight = inspector_.look(options_.patience);
  if (options_.judge) options_.judge(sight);
  if (!options_.shots.empty()) Screenshot::take(options_.display).write_png(options_.shots / (name + ".png"));
}

Sight Resident::touch(const std::string& id) {
  Sight sight = inspector_.wait_for(
      id + " to touch",
      [&](const Sight& seen) {
        const Element* element = seen.find(id);
        return element != nullptr && !element->is("disabled");
      },
      options_.patience);
  touch(*sight.find(id));
  return sight;
}

void Resident::touch(const Element& element) {
  finger_.tap(static_cast<int>(std::lround(element.x + element.w / 2)),
              static_cast<int>(std::lround(element.y + element.h / 2)));
}

}  // namespace minyi::testing
