// What the author of a survey has before him: its present version on the kiosk's own flow, and his place and answers in
// it, which he keeps when the next version comes. No window, no files: those are the caller's.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/result.hpp"
#include "minyi/flow/flow.hpp"
#include "minyi/preview/walk.hpp"

namespace minyi::kiosk::preview {

class Session {
 public:
  explicit Session(std::string site);

  // The next version, or why there is none. A version takes him back to the question he was at, else to where it
  // stood, with the answers of his that still fit; what is in the way and needs an answer gets one. An error stands on
  // the screen until a version comes.
  void adopt(Result<std::shared_ptr<const form::Form>> survey);

  [[nodiscard]] flow::Screen screen() const;
  void handle(const flow::UserEvent& event);
  void tick();
  [[nodiscard]] std::optional<Monotonic> next_deadline() const;

  // The author's keys: "PageDown", "PageUp", "F2" (language), "F3" (text size), "F4" (contrast), "F5" (begin again).
  // Others do nothing.
  void key(std::string_view name);

 private:
  struct Place {
    std::string language;
    flow::Comforts comforts;
    std::vector<std::string> questions;  // on his page; empty: not in the survey
    std::size_t position = 0;
  };
  [[nodiscard]] Place place() const;
  void return_to(const Place& place);
  bool walk_to(const Place& place, std::size_t position);
  void press(const flow::UserEvent& event);
  void go_past();
  void fill();
  void remember(const std::string& question);
  void begin_again();

  mutable Hall hall_;
  std::optional<flow::Flow> flow_;
  std::optional<Answers> answers_;
  std::optional<Error> trouble_;
  std::map<std::string, std::string> given_;  // his own answers, by question
  std::size_t more_ = 0, more_left_ = 0;  // how often he asked for one more of a repeat, and what of it is to be redone
};

}  // namespace minyi::kiosk::preview
