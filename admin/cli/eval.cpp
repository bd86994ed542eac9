// minyi eval [--instance X.xml] [--context PATH] EXPR, minyi eval --cases FILE.jsonl
#include <cmath>
#include <random>

#include <CLI/CLI.hpp>

#include "minyi/cli/cases.hpp"
#include "minyi/cli/files.hpp"
#include "minyi/xpath/cases.hpp"
#include "minyi/xpath/evaluate.hpp"

namespace minyi::cli {
namespace {

using nlohmann::json;

struct Options {
  std::string instance, context = "/", expression, cases;
};

class Random final : public xpath::RandomSource {
 public:
  double uniform() override { return std::uniform_real_distribution<double>(0, 1)(engine_); }

 private:
  std::mt19937_64 engine_{std::random_device{}()};
};

// An expression by itself: it has a clock and a zone, but no form around it.
class BareEnvironment final : public xpath::Environment {
 public:
  explicit BareEnvironment(const Console& console) : console_(console) {}
  [[nodiscard]] const Clock& clock() const override { return console_.clock; }
  [[nodiscard]] const TimeZone& time_zone() const override { return console_.time_zone; }
  [[nodiscard]] xpath::RandomSource& random() const override { return random_; }
  [[nodiscard]] const xpath::Node* instance(std::string_view) const override { return nullptr; }
  [[nodiscard]] std::optional<std::string> itext(std::string_view) const override { return std::nullopt; }
  [[nodiscard]] std::optional<std::string> choice_name(std::string_view, const xpath::Node&) const override {
    return std::nullopt;
  }

 private:
  const Console& console_;
  mutable Random random_;
};

// The nodes of the value live in `document`, which is therefore the caller's.
Result<xpath::Value> evaluate(const xpath::Document& document, const std::string& context, const std::string& text,
                              const xpath::Environment& environment) {
  MINYI_TRY(const auto expression, xpath::Expression::parse(text));
  MINYI_TRY(const auto path, xpath::Expression::parse(context));
  MINYI_TRY(const auto place, xpath::evaluate(path, {.environment = &environment, .context = &document.root()}));
  const auto* nodes = std::get_if<xpath::NodeSet>(&place);
  if (nodes == nullptr || nodes->empty())
    return fail(ErrorCode::xpath_reference, "the context is not a node of the instance", context);
  return xpath::evaluate(expression, {.environment = &environment, .context = nodes->front()});
}

json number_json(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  return number;
}

json to_json(const xpath::PlainResult& result) {
  if (const auto* number = std::get_if<double>(&result)) return number_json(*number);
  if (const auto* truth = std::get_if<bool>(&result)) return *truth;
  return std::get<std::string>(result);
}

json evaluate_one(const json& test_case, const Console& console) {
  const std::string xml = text_of(test_case, "xml");
  const std::string context = text_of(test_case, "context");
  const BareEnvironment environment(console);
  const auto result = xpath::evaluate_case({.xml = xml.empty() ? "<root/>" : xml,
                                            .context = context.empty() ? "/" : context,
                                            .expression = text_of(test_case, "expr"),
                                            .kind = text_of(test_case, "kind")},
                                           environment);
  if (!result) return {{"error", to_string(result.error())}};
  return {{"result", to_json(*result)}};
}

Result<Exit> eval(const Options& options, Console& console) {
  if (!options.cases.empty())
    return run_cases(options.cases, console, [&](const json& test_case) { return evaluate_one(test_case, console); });
  std::string xml = "<data/>";
  if (!options.instance.empty()) {
    MINYI_TRY(xml, read_file(options.instance));
  }
  auto document = xpath::parse_xml(xml);
  if (!document) {
    Error error = document.error();
    error.where = error.where.empty() ? options.instance : options.instance + " " + error.where;
    return fail(std::move(error));
  }
  const BareEnvironment environment(console);
  MINYI_TRY(const auto value, evaluate(*document, options.context, options.expression, environment));
  if (const auto* nodes = std::get_if<xpath::NodeSet>(&value)) {
    for (const xpath::Node* node : *nodes) console.out << node->string_value() << '\n';
  } else {
    console.out << xpath::to_string(value) << '\n';
  }
  return Exit::done;
}

}  // namespace

Action declare_eval(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* expression = app.add_option("EXPR", options->expression, "The expression");
  auto* instance = app.add_option("--instance", options->instance, "An XML file that paths refer to");
  auto* context = app.add_option("--context", options->context, "Path of the node that `.` is")->capture_default_str();
  auto* cases = app.add_option("--cases", options->cases, "Evaluate each case of a JSON Lines file");
  cases->excludes(expression)->excludes(instance)->excludes(context);
  return [options, expression](Console& console) -> Result<Exit> {
    if (expression->count() == 0 && options->cases.empty())
      return fail(ErrorCode::argument_invalid, "EXPR or --cases is required", "", "see `minyi eval --help`");
    return eval(*options, console);
  };
}

}  // namespace minyi::cli
