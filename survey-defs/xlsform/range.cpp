// The range question: start, end, step, ticks and their labels.
#include <algorithm>
#include <charconv>
#include <vector>

#include "minyi/xlsform/decimal.hpp"
#include "minyi/xlsform/rows.hpp"
#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int exponent = 0;
  if (const auto at = text.find_first_of("eE"); at != std::string_view::npos) {
    auto power = text.substr(at + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    const auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (error != std::errc{} || end != power.data() + power.size() || exponent > 12 || exponent < -12)
      return std::nullopt;
    text = text.substr(0, at);
  }
  Wide value = 0;
  int fraction = 0;
  bool point = false;
  bool digit = false;
  for (const char c : text) {
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9' || value > unit * unit) return std::nullopt;
    digit = true;
    value = value * 10 + (c - '0');
    if (point) ++fraction;
  }
  const int scale = 12 - fraction + exponent;
  if (!digit || scale < 0 || scale > 24) return std::nullopt;
  for (int i = 0; i < scale; ++i) {
    if (value > unit * unit) return std::nullopt;
    value *= 10;
  }
  return Decimal(negative ? -value : value);
}

namespace {

constexpr std::string_view tick_interval = "tick_interval";
constexpr std::string_view placeholder = "placeholder";
constexpr std::string_view labelset = "tick_labelset";

class RangeReader {
 public:
  RangeReader(Element& element, Parameters parameters, const Survey& survey, const Place& place, Findings& findings)
      : element_(element), parameters_(std::move(parameters)), survey_(survey), place_(place), findings_(findings) {}

  void read() {
    if (!allow_parameters(parameters_, {"start", "end", "step", "tick_interval", "placeholder", "tick_labelset"},
                          place_, findings_) ||
        !check_appearance())
      return;
    for (const auto& [key, value] : {std::pair{"start", "1"}, {"end", "10"}, {"step", "1"}})
      parameters_.try_emplace(key, value);
    start_ = number("start");
    end_ = number("end");
    step_ = number("step");
    interval_ = number(tick_interval);
    holder_ = number(placeholder);
    if (bad_) return;
    check_sizes();
    if (!bad_) check_labels();
    if (!bad_) write();
  }

 private:
  void wrong(std::string_view key, const std::string& message) {
    bad_ = true;
    findings_.error("xlsform.range", place_, std::string(key) + ' ' + message);
  }

  bool check_appearance() {
    const auto* appearance = find_attribute(element_.control, "appearance");
    auto parts = words(appearance == nullptr ? "" : *appearance);
    no_ticks_ = std::find(parts.begin(), parts.end(), "no-ticks") != parts.end();
    const bool plain = std::all_of(parts.begin(), parts.end(),
                                   [](const std::string& part) { return part == "vertical" || part == "no-ticks"; });
    for (const auto key : {tick_interval, placeholder, labelset})
      if (!plain && parameters_.contains(key)) wrong(key, "goes only with the appearances vertical and no-ticks");
    return !bad_;
  }

  std::optional<Decimal> number(std::string_view key) {
    const auto given = parameters_.find(key);
    if (given == parameters_.end()) return std::nullopt;
    auto value = Decimal::parse(given->second);
    if (!value) wrong(key, "is a number, not '" + given->second + "'");
    return value;
  }

  void check_sizes() {
    const auto width = (*end_ - *start_).magnitude();
    const auto fits = [&](std::string_view key, Decimal size) {
      if (size.is_zero()) wrong(key, "cannot be 0");
      if (size > width) wrong(key, "is larger than the range from start to end");
    };
    fits("step", *step_);
    if (bad_) return;
    if (interval_) {
      fits(tick_interval, *interval_);
      if (!interval_->is_multiple_of(*step_)) wrong(tick_interval, "is not a multiple of step");
    }
    if (holder_) {
      if (!(*holder_ - *start_).is_multiple_of(*step_)) wrong(placeholder, "is not start plus a multiple of step");
      if (*holder_ < std::min(*start_, *end_) || *holder_ > std::max(*start_, *end_))
        wrong(placeholder, "lies outside start and end");
    }
  }

  void check_labels() {
    const auto given = parameters_.find(labelset);
    if (given == parameters_.end()) return;
    const auto* list = survey_.list(given->second);
    if (list == nullptr) {
      std::vector<std::string> names;
      for (const auto& known : survey_.lists) names.push_back(known.name);
      findings_.error("xlsform.unknown_list", place_, "the choices sheet has no list '" + given->second + "'",
                      did_you_mean(given->second, names));
      bad_ = true;
      return;
    }
    std::vector<Decimal> labelled;
    for (const auto& choice : list->choices) {
      const auto value = Decimal::parse(choice.name);
      if (!value) {
        wrong(labelset, "wants numbers as names of its choices, not '" + choice.name + "'");
      } else if (*value < std::min(*start_, *end_) || *value > std::max(*start_, *end_)) {
        wrong(labelset, "has the choice " + choice.name + ", outside start and end");
      } else if (!(*value - *start_).is_multiple_of(interval_ ? *interval_ : *step_)) {
        wrong(labelset, "has the choice " + choice.name + ", which is not on a tick");
      } else if (std::find(labelled.begin(), labelled.end(), *value) == labelled.end()) {
        labelled.push_back(*value);
      }
    }
    if (!no_ticks_ || bad_) return;
    const bool ends = labelled.size() <= 2 && std::find(labelled.begin(), labelled.end(), *start_) != labelled.end() &&
                      std::find(labelled.begin(), labelled.end(), *end_) != labelled.end();
    if (!ends) wrong(labelset, "labels start and end, and only these, when the appearance is no-ticks");
  }

  void write() {
    const auto whole = [](const std::optional<Decimal>& number) { return !number || number->is_whole(); };
    if (!whole(start_) || !whole(end_) || !whole(step_) || !whole(interval_) || !whole(holder_))
      set_bind(element_, "type", "decimal");
    for (const auto& [key, value] : parameters_) {
      if (key == labelset)
        element_.list = value;
      else if (key == tick_interval)
        set_attribute(element_.control, "odk:tick-interval", value);
      else if (key == placeholder)
        set_attribute(element_.control, "odk:placeholder", value);
      else
        set_attribute(element_.control, key, value);
    }
  }

  Element& element_;
  Parameters parameters_;
  const Survey& survey_;
  const Place& place_;
  Findings& findings_;
  std::optional<Decimal> start_{}, end_{}, step_{}, interval_{}, holder_{};
  bool no_ticks_ = false;
  bool bad_ = false;
};

}  // namespace

void apply_range(Element& element, Parameters parameters, const Survey& survey, const Place& place,
                 Findings& findings) {
  RangeReader(element, std::move(parameters), survey, place, findings).read();
}

}  // namespace minyi::xlsform
