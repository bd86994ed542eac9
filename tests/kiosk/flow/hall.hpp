// The hall that a kiosk stands in, so that a test reads like the resident and the attendant around him.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "minyi/flow/flow.hpp"
#include "minyi/xlsform/compile.hpp"

#include "support/fake_clock.hpp"

namespace minyi::testing {

using namespace kiosk::flow;

inline std::shared_ptr<const form::Form> compile(std::string_view text) {
  const auto workbook = xlsform::read_markdown(text, "test.md");
  REQUIRE(workbook);
  const auto compiled = xlsform::compile(*workbook, {}, form::NoFiles{});
  for (const auto& error : compiled.errors) MESSAGE(xlsform::to_string(error));
  REQUIRE(compiled.form);
  return compiled.form;
}

class HalfRandom final : public xpath::RandomSource {
 public:
  double uniform() override { return 0.5; }
};

class Hall {
 public:
  explicit Hall(std::string_view survey) {
    offer_.form = compile(survey);
    offer_.policy = {
        .idle_warning = std::chrono::seconds{45}, .idle_reset = std::chrono::seconds{20}, .keep_partial = true};
    flow_.emplace(Outside{.clock = &clock_, .time_zone = &zone_, .random = &random_}, Delays{}, offer_,
                  clock_.monotonic());
  }
  void does(const Event& event) {
    for (auto& effect : flow_->handle(event, clock_.monotonic())) effects_.push_back(std::move(effect));
  }
  void waits(std::chrono::milliseconds time) {
    clock_.advance(time);
    does(Tick{});
  }
  Screen screen() { return flow_->screen(clock_.monotonic()); }
  Question question() { return std::get<QuestionScreen>(screen().body).questions.at(0); }
  std::vector<Effect> takes_effects() { return std::exchange(effects_, {}); }
  void starts(const std::string& language = "en") { does(UserEvent(StartPressed{language})); }
  void chooses(const std::string& value) { does(UserEvent(ChoicePressed{question().id, value})); }
  void types(const std::string& value) { does(UserEvent(ValueEdited{question().id, value})); }
  void types(const std::string& question_id, const std::string& value) {
    does(UserEvent(ValueEdited{question_id, value}));
  }
  void next() { does(UserEvent(NextPressed{})); }
  std::optional<Screen> prospect(std::size_t start) { return flow_->prospect(start, clock_.monotonic()); }
  std::optional<Monotonic> deadline() { return flow_->next_deadline(clock_.monotonic()); }
  Monotonic now() { return clock_.monotonic(); }
  std::shared_ptr<const form::FileSource> files() { return flow_->files(); }

  Offer offer_;

 private:
  FakeClock clock_;
  FixedTimeZone zone_{std::chrono::hours{8}};
  HalfRandom random_;
  std::optional<Flow> flow_;
  std::vector<Effect> effects_;
};

}  // namespace minyi::testing
