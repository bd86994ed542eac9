// Answers that somebody might give: not good ones, but of the question's kind, so that pages fill and skip logic moves.
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "minyi/flow/screen.hpp"
#include "minyi/form/form.hpp"

namespace minyi::kiosk::preview {

// How a resident chooses.
enum class Habit { first, last, all, any };

class Answers {
 public:
  // The form's own expressions say which numbers and words matter to it.
  explicit Answers(const form::Form& form);

  // In its stored spelling; empty where nothing can be answered. Each further attempt at the same question gives
  // another value, `attempts` of them being worth a try. `any` draws from `random`.
  [[nodiscard]] std::string value(const flow::Question& question, Habit habit, std::size_t attempt,
                                  std::mt19937_64& random) const;
  static constexpr std::size_t attempts = 24;

 private:
  std::vector<std::string> integers_, decimals_, texts_;
};

}  // namespace minyi::kiosk::preview
