// Parameters of questions that are not selects: which a type takes, what they may be, and where they go.
#include <algorithm>
#include <array>
#include <charconv>

#include "minyi/xlsform/references.hpp"
#include "minyi/xlsform/rows.hpp"
#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

struct Use {
  Element& element;
  const Survey& survey;
  const Place& place;
  Findings& findings;

  void wrong(std::string message, std::string hint = {}) const {
    findings.error("xlsform.parameters", place, std::move(message), std::move(hint));
  }
};

enum class Want { whole, number, boolean, only_true, quality, recorded_quality, package, geometry };
enum class Goes { bind, control, quality, list };

struct Rule {
  std::string_view type;
  std::string_view key;
  Want want;
  Goes goes;
  std::string_view target;  // name of the attribute
};

constexpr std::array rules{
    Rule{"text", "rows", Want::whole, Goes::control, "rows"},
    Rule{"photo", "max-pixels", Want::whole, Goes::bind, "orx:max-pixels"},
    Rule{"photo", "app", Want::package, Goes::control, "intent"},
    Rule{"audio", "quality", Want::quality, Goes::bind, "odk:quality"},
    Rule{"background-audio", "quality", Want::recorded_quality, Goes::quality, ""},
    Rule{"geopoint", "allow-mock-accuracy", Want::boolean, Goes::bind, "odk:allow-mock-accuracy"},
    Rule{"geopoint", "capture-accuracy", Want::number, Goes::control, "accuracyThreshold"},
    Rule{"geopoint", "warning-accuracy", Want::number, Goes::control, "unacceptableAccuracyThreshold"},
    Rule{"geopoint", "reference-geometry", Want::geometry, Goes::list, ""},
    Rule{"geotrace", "allow-mock-accuracy", Want::boolean, Goes::bind, "odk:allow-mock-accuracy"},
    Rule{"geotrace", "incremental", Want::only_true, Goes::control, "incremental"},
    Rule{"geotrace", "reference-geometry", Want::geometry, Goes::list, ""},
    Rule{"geoshape", "allow-mock-accuracy", Want::boolean, Goes::bind, "odk:allow-mock-accuracy"},
    Rule{"geoshape", "incremental", Want::only_true, Goes::control, "incremental"},
    Rule{"geoshape", "reference-geometry", Want::geometry, Goes::list, ""},
};

template <class Number>
bool reads_as(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

// "com.example.app": at least two parts, each begins with a letter
bool is_package(std::string_view text) {
  const auto parts = split(text, ".");
  return parts.size() > 1 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
           return !part.empty() && std::isalpha(static_cast<unsigned char>(part[0])) != 0 &&
                  std::all_of(part.begin(), part.end(),
                              [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
         });
}

// What is wrong with the value; empty when nothing is.
std::string objection(Want want, const std::string& value) {
  switch (want) {
    case Want::whole:
      return reads_as<long>(value) ? "" : "is a whole number";
    case Want::number:
      return reads_as<double>(value) ? "" : "is a number";
    case Want::boolean:
      return value == "true" || value == "false" ? "" : "is true or false";
    case Want::only_true:
      return yes_no(value) == 1 ? "" : "is true or not given";
    case Want::quality:
      if (value == "external") return "";
      [[fallthrough]];
    case Want::recorded_quality:
      return value == "voice-only" || value == "low" || value == "normal" ? "" : "is voice-only, low or normal";
    case Want::package:
      return is_package(value) ? "" : "is the name of an Android package, such as org.example.app";
    default:
      return "";
  }
}

void apply(const Rule& rule, const std::string& value, const Use& use) {
  if (rule.want == Want::package) {  // other appearances bring their own way to take the picture
    const auto* appearance = find_attribute(use.element.control, "appearance");
    if (appearance != nullptr && *appearance != "annotate") return;
  }
  if (const auto wrong = objection(rule.want, value); !wrong.empty())
    return use.wrong(std::string(rule.key) + ' ' + wrong + ", not '" + value + "'");
  switch (rule.goes) {
    case Goes::bind:
      return set_bind(use.element, rule.target, value);
    case Goes::control:
      return set_attribute(use.element.control, rule.target, rule.want == Want::only_true ? "true" : value);
    case Goes::quality:
      use.element.quality = value;
      return;
    case Goes::list:
      use.element.list = value;
      return;
  }
}

}  // namespace

void apply_parameters(Element& element, Parameters parameters, const Survey& survey, const Place& place,
                      Findings& findings) {
  const auto type = element.spec->name;
  if (type == "range") return apply_range(element, std::move(parameters), survey, place, findings);
  std::vector<std::string> accepted;
  for (const auto& rule : rules)
    if (rule.type == type) accepted.emplace_back(rule.key);
  if (accepted.empty()) return;  // a type without parameters leaves the column alone
  if (!allow_parameters(parameters, accepted, place, findings)) return;
  for (const auto& rule : rules)
    if (const auto given = parameters.find(rule.key); rule.type == type && given != parameters.end())
      apply(rule, given->second, {element, survey, place, findings});
}

}  // namespace minyi::xlsform
