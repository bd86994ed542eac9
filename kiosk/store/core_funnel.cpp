// The funnel: what residents did before the last page, counted by day, form and version.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "minyi/store/core.hpp"

namespace minyi::kiosk::store {
namespace {

struct StepColumn {
  Step step;
  std::string_view name;
};
constexpr auto step_columns = std::to_array<StepColumn>({{Step::shown, "shown"},
                                                         {Step::started, "started"},
                                                         {Step::completed, "completed"},
                                                         {Step::abandoned, "abandoned"}});

std::string_view column_of(Step step) {
  return std::find_if(step_columns.begin(), step_columns.end(), [&](const StepColumn& c) { return c.step == step; })
      ->name;
}

}  // namespace

Result<> Core::count(Step step, const std::string& day, const FormId& form, const std::string& version,
                     const std::string& question_path) {
  MINYI_CHECK(ready());
  return database_->transaction([&]() -> Result<> {
    const auto column = column_of(step);
    MINYI_TRY(Statement counter,
              database_->prepare(fmt::format("INSERT INTO funnel (day, form, version, {0}) VALUES (?, ?, ?, 1) "
                                             "ON CONFLICT DO UPDATE SET {0} = {0} + 1",
                                             column)));
    MINYI_CHECK(counter.bind(1, day).bind(2, form.value()).bind(3, version).run());
    if (step != Step::abandoned || question_path.empty()) return {};
    MINYI_TRY(Statement question,
              database_->prepare("INSERT INTO funnel_question (day, form, version, question, abandoned) "
                                 "VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET abandoned = abandoned + 1"));
    return question.bind(1, day).bind(2, form.value()).bind(3, version).bind(4, question_path).run();
  });
}

Result<std::vector<exchange::FunnelDay>> Core::funnel() {
  MINYI_CHECK(ready());
  std::vector<exchange::FunnelDay> days;
  MINYI_TRY(Statement rows,
            database_->prepare("SELECT day, form, version, shown, started, completed, abandoned FROM funnel "
                               "WHERE shown + started + completed + abandoned != sent "
                               "OR day = (SELECT max(day) FROM funnel) ORDER BY day, form, version"));
  for (;;) {
    MINYI_TRY(const bool row, rows.step());
    if (!row) break;
    exchange::FunnelDay day;
    day.day = rows.text(0);
    day.form = FormId{rows.text(1)};
    day.version = rows.text(2);
    day.shown = rows.integer(3);
    day.started = rows.integer(4);
    day.completed = rows.integer(5);
    day.abandoned = rows.integer(6);
    MINYI_TRY(Statement questions, database_->prepare("SELECT question, abandoned FROM funnel_question "
                                                      "WHERE day = ? AND form = ? AND version = ?"));
    questions.bind(1, day.day).bind(2, day.form.value()).bind(3, day.version);
    for (;;) {
      MINYI_TRY(const bool question, questions.step());
      if (!question) break;
      day.abandoned_at.emplace(questions.text(0), questions.integer(1));
    }
    days.push_back(std::move(day));
  }
  return days;
}

Result<> Core::funnel_sent(const std::vector<exchange::FunnelDay>& sent) {
  if (sent.empty()) return {};
  MINYI_CHECK(ready());
  return database_->transaction([&]() -> Result<> {
    for (const exchange::FunnelDay& day : sent) {
      // Counters only grow, so their sum says which state of them was sent.
      MINYI_TRY(Statement mark,
                database_->prepare("UPDATE funnel SET sent = max(sent, min(?, shown + started + completed + "
                                   "abandoned)) WHERE day = ? AND form = ? AND version = ?"));
      mark.bind(1, day.shown + day.started + day.completed + day.abandoned).bind(2, day.day);
      MINYI_CHECK(mark.bind(3, day.form.value()).bind(4, day.version).run());
    }
    return {};
  });
}

}  // namespace minyi::kiosk::store
