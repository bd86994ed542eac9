// Answers that somebody might give on a screen: not good ones, but of the question's kind and near what the survey's
// rules ask for, so that pages fill and skip logic moves.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "minyi/check/chance.hpp"
#include "minyi/flow/screen.hpp"
#include "minyi/form/form.hpp"

namespace minyi::kiosk::preview {

// How a resident chooses.
enum class Habit { first, last, all, any };

class Answers {
 public:
  explicit Answers(const std::shared_ptr<const form::Form>& form);

  // In its stored spelling; empty where nothing can be answered. Each further attempt at the same question gives
  // another value, `attempts` of them being worth a try. `any` leaves it to chance.
  [[nodiscard]] std::string value(const flow::Question& question, Habit habit, std::size_t attempt,
                                  check::Chance& chance) const;
  static constexpr std::size_t attempts = 24;

 private:
  // What can be typed, the most promising first.
  struct Typed {
    std::vector<std::string> integers{}, decimals{}, texts{};
  };
  Typed usual_;
  std::map<std::string, Typed, std::less<>> known_;  // by path, where the survey's rules speak of the answer
};

}  // namespace minyi::kiosk::preview
