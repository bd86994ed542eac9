// A resident before a survey, so that a test reads like his visit: s.next(); s.choose("yes"); s.expect_question("why").
// The survey is an XLSForm written as Markdown tables in the test, compiled by the real compiler.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "minyi/form/form.hpp"
#include "minyi/interview/interview.hpp"
#include "minyi/xlsform/compile.hpp"

#include "support/fake_clock.hpp"

namespace minyi::testing {

// Randomness that a test can repeat.
class Dice final : public xpath::RandomSource {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  double uniform() override {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(state_ >> 11) * 0x1.0p-53;
  }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(uniform() * static_cast<double>(bound)); }

 private:
  std::uint64_t state_;
};

class Scenario {
 public:
  explicit Scenario(std::string_view tables, std::string language = "",
                    std::map<std::string, std::string> properties = {})
      : Scenario(compile(tables), std::move(language), std::move(properties)) {}
  explicit Scenario(std::shared_ptr<const form::Form> form, std::string language = "",
                    std::map<std::string, std::string> properties = {})
      : form_(std::move(form)), properties_(std::move(properties)), interview_(begin(std::move(language))) {}
  Scenario(const Scenario&) = delete;
  Scenario& operator=(const Scenario&) = delete;

  static std::shared_ptr<const form::Form> compile(std::string_view tables,
                                                   const form::FileSource& files = form::NoFiles{}) {
    auto workbook = xlsform::read_markdown(tables, "test.md");
    if (!workbook) FAIL(to_string(workbook.error()));
    auto compiled = xlsform::compile(*workbook, {.default_form_id = "test"}, files);
    for (const auto& error : compiled.errors) MESSAGE(xlsform::to_string(error));
    REQUIRE(compiled.form);
    return compiled.form;
  }

  interview::Interview& interview() { return interview_; }
  [[nodiscard]] const std::shared_ptr<const form::Form>& form() const { return form_; }
  FakeClock& clock() { return clock_; }
  interview::Surroundings surroundings() { return {&clock_, &zone_, &dice_, "k-test", properties_}; }

  // What the resident does
  void choose(std::string_view value) { give(value); }
  void choose(std::string_view question, std::string_view value) { give(question, value); }
  void type(std::string_view value) { give(value); }
  void type(std::string_view question, std::string_view value) { give(question, value); }
  void next() { CHECK(static_cast<int>(interview_.next()) == static_cast<int>(interview::Move::moved)); }
  void next_stops() { CHECK(static_cast<int>(interview_.next()) == static_cast<int>(interview::Move::stopped)); }
  void next_finishes() { CHECK(static_cast<int>(interview_.next()) == static_cast<int>(interview::Move::finished)); }
  void back() { interview_.back(); }
  void speak(std::string_view language) { interview_.set_language(language); }
  void add() {
    const auto added = interview_.add_repeat(interview_.page().may_add);
    if (!added) FAIL_CHECK(to_string(added.error()));
  }
  void remove() {
    const auto removed = interview_.remove_repeat(interview_.page().may_remove);
    if (!removed) FAIL_CHECK(to_string(removed.error()));
  }

  // What he sees
  [[nodiscard]] interview::QuestionView question(std::size_t index = 0) const {
    const auto page = interview_.page();
    REQUIRE(index < page.questions.size());
    return page.questions[index];
  }
  // By the end of its path ("age", "person[2]/age").
  [[nodiscard]] interview::QuestionView question(std::string_view name) const {
    for (auto& each : interview_.page().questions)
      if (is(each.path, name)) return each;
    FAIL("no question " << name << " on the page of " << interview_.place());
    return {};
  }
  void expect_question(std::string_view name) const {
    INFO("on the page of ", interview_.place());
    CHECK(is(interview_.place(), name));
  }
  void refuse(std::string_view value) {
    const auto answered = interview_.answer(question().path, value);
    REQUIRE_FALSE(answered);
    CHECK(answered.error().code == ErrorCode::interview_invalid);
  }
  [[nodiscard]] std::string choices(std::size_t index = 0) const {
    std::string values;
    for (const auto& choice : question(index).choices) values += (values.empty() ? "" : " ") + choice.value;
    return values;
  }
  // A value of the response, by the end of its path; empty where the response has none.
  [[nodiscard]] std::string answer_of(std::string_view name) const {
    for (const auto& each : interview_.answers())
      if (is(each.path, name)) return each.value;
    return {};
  }
  [[nodiscard]] bool answered(std::string_view name) const { return !answer_of(name).empty(); }

 private:
  static bool is(std::string_view path, std::string_view name) {
    return path.ends_with(name) && path.size() > name.size() && path[path.size() - name.size() - 1] == '/';
  }
  interview::Interview begin(std::string language) {
    auto begun = interview::Interview::start(form_, surroundings(), std::move(language));
    if (!begun) FAIL(to_string(begun.error()));
    return std::move(*begun);
  }
  void give(std::string_view value) {
    const auto answered = interview_.answer(question().path, value);
    if (!answered) FAIL_CHECK(to_string(answered.error()));
  }
  void give(std::string_view name, std::string_view value) {
    const auto answered = interview_.answer(question(name).path, value);
    if (!answered) FAIL_CHECK(to_string(answered.error()));
  }

  std::shared_ptr<const form::Form> form_;
  std::map<std::string, std::string> properties_;
  FakeClock clock_{};
  FixedTimeZone zone_{std::chrono::minutes{480}};
  Dice dice_{7};
  interview::Interview interview_;
};

}  // namespace minyi::testing
