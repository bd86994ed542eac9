#include "minyi/collector/opener.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "minyi/interview/interview.hpp"

namespace minyi::collector {
namespace {

using exchange::Record;

// The clock of the record: what an expression asks of the time is answered as it was when the resident finished.
class RecordClock final : public Clock {
 public:
  explicit RecordClock(Instant end) : end_(end) {}
  [[nodiscard]] Instant now() const override { return end_; }
  [[nodiscard]] Monotonic monotonic() const override { return {}; }

 private:
  Instant end_;
};

// Opening a record twice must give the same response.
class NoRandom final : public xpath::RandomSource {
 public:
  double uniform() override { return 0.5; }
};

// Days that a calendar can spell. A kiosk with a flat battery says 1970 and is heard.
constexpr Instant earliest = std::chrono::sys_days{std::chrono::year{1970} / 1 / 1};
constexpr Instant latest = std::chrono::sys_days{std::chrono::year{2200} / 1 / 1};
constexpr std::chrono::minutes widest_offset{18 * 60};

std::string without_positions(const std::string& path) {
  std::string plain;
  bool inside = false;
  for (const char c : path) {
    if (c == '[') inside = true;
    if (!inside) plain += c;
    if (c == ']') inside = false;
  }
  return plain;
}

// Rows say day and hour. A node that the form itself fills with the moment (`start`, `end`, a calculation with now())
// would say the minute, so it is left out; what a resident himself answers about dates and times stays.
bool asks_now(const std::optional<xpath::Expression>& expression) {
  if (!expression) return false;
  const auto functions = expression->functions();
  return std::find(functions.begin(), functions.end(), "now") != functions.end();
}

bool tells_the_moment(const form::Form& form, const form::Bind& bind) {
  return bind.preload == "timestamp" || asks_now(bind.calculate) ||
         std::any_of(form.actions.begin(), form.actions.end(),
                     [&](const form::Action& action) { return action.path == bind.path && asks_now(action.value); });
}

std::vector<exchange::Answer> presentable(const form::Form& form, const std::vector<exchange::Answer>& answers) {
  std::vector<exchange::Answer> kept;
  for (const exchange::Answer& answer : answers) {
    const form::Bind* bind = form.bind(without_positions(answer.path));
    if (bind == nullptr || !tells_the_moment(form, *bind)) kept.push_back(answer);
  }
  return kept;
}

// Where the resident lives, if the form asks (bind::minyi:site) and he named a place below the kiosk's; else the
// kiosk's.
SiteId site_of(const form::Form& form, const std::vector<exchange::Answer>& answers, const SiteId& kiosk,
               const warehouse::SiteTree& sites) {
  for (const exchange::Answer& answer : answers) {
    const form::Bind* bind = form.bind(without_positions(answer.path));
    if (bind == nullptr || answer.value.empty()) continue;
    const auto mark = bind->other.find("minyi:site");
    if (mark == bind->other.end() || mark->second.empty()) continue;
    SiteId named{answer.value};
    if (sites.find(named) != nullptr && sites.within(named, kiosk)) return named;
  }
  return kiosk;
}

Result<> check_times(const Record& record) {
  const auto within = [](Instant instant) { return instant >= earliest && instant < latest; };
  if (!within(record.start) || !within(record.end) || record.offset > widest_offset || record.offset < -widest_offset)
    return fail(ErrorCode::wire_malformed, "the record's times are not of this world");
  return {};
}

}  // namespace

Result<warehouse::Response> Opener::open(ByteView sealed) const {
  if (sealed.size() > exchange::max_sealed_size)
    return fail(ErrorCode::wire_too_large, "the sealed record is too large");
  MINYI_TRY(const Record record, open_record(sealed, keys_));
  MINYI_CHECK(check_times(record));
  MINYI_TRY(const auto form, forms_.get(record.form_digest));
  if (form->id != record.form || form->version != record.version)
    return fail(ErrorCode::interview_invalid, "the record names another form than its digest does");

  const RecordClock clock(record.end);
  const FixedTimeZone zone(record.offset);
  NoRandom random;
  const interview::Surroundings surroundings{.clock = &clock,
                                             .time_zone = &zone,
                                             .random = &random,
                                             .device_id = kiosk_.id.value(),
                                             .properties = {{"site", kiosk_.site.value()}}};
  std::vector<interview::AnsweredNode> nodes;
  nodes.reserve(record.answers.size());
  for (const exchange::Answer& answer : record.answers) nodes.push_back({answer.path, answer.value});
  MINYI_TRY(const auto interview, interview::Interview::restore(form, surroundings, nodes));
  MINYI_TRY(auto indicators, interview.indicators());

  const Instant end = clock_.apply(record.end);  // what the form made of the time is the kiosk's, as its answers are
  const Instant local = end + record.offset;
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  return warehouse::Response{
      .id = record.id,
      .form = record.form,
      .version = record.version,
      .outcome = record.outcome,
      .language = record.language,
      .site = site_of(*form, record.answers, kiosk_.site, sites_),
      .day = iso_date(end, record.offset),
      .hour = static_cast<int>(std::chrono::floor<std::chrono::hours>(local - midnight).count()),
      .duration =
          std::max(std::chrono::seconds{0}, std::chrono::floor<std::chrono::seconds>(record.end - record.start)),
      .answers = presentable(*form, record.answers),
      .indicators = std::move(indicators),
  };
}

}  // namespace minyi::collector
