// bench-engine: what the survey engine takes to load a large form and to bring a resident from an answer to the next
// page. Loading stands beside the bare reading of the same bytes by pugixml; an answer in a form of n questions beside
// one in a form of a hundred, since its cost should grow with what depends on it and not with the form; a cascade's
// filter beside comparing each of its rows with the answer by hand.
#include <chrono>
#include <ctime>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <pugixml.hpp>

#include "minyi/base/clock.hpp"
#include "minyi/form/form.hpp"
#include "minyi/interview/interview.hpp"
#include "minyi/xlsform/compile.hpp"

#include "bench/report.hpp"

namespace {

using namespace minyi;  // NOLINT(google-build-using-namespace): a program of this project

constexpr int districts = 100;
constexpr int grids = 10'000;  // a hundred in each district

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "bench-engine: " << why << '\n';
  std::exit(1);
}

// Of this program's own computing: nothing here waits for a disk or a network, and what else the machine does is no
// matter.
double milliseconds_of(const std::function<void()>& work) {
  const std::clock_t start = std::clock();
  work();
  return 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

double median_of(std::size_t rounds, const std::function<void()>& work) {
  std::vector<double> times;
  for (std::size_t round = 0; round < rounds; ++round) times.push_back(milliseconds_of(work));
  return bench::percentile(std::move(times), 0.5);
}

// Flat: all questions are children of the root, as in a survey without groups. Three in ten have an expression, each on
// the questions shortly before; at the end a district and, filtered by it, its grid.
std::string survey_of(int questions) {
  std::string survey = "| survey |\n| | type | name | label | relevant | constraint | calculation | choice_filter |\n";
  const auto row = [&](std::string_view type, const std::string& name, std::string_view label,
                       const std::string& relevant, const std::string& constraint, const std::string& calculation,
                       std::string_view filter) {
    survey += fmt::format("| | {} | {} | {} | {} | {} | {} | {} |\n", type, name, label, relevant, constraint,
                          calculation, filter);
  };
  for (int index = 0; index < questions - 2; ++index) {
    const std::string name = fmt::format("q{}", index);
    const auto before = [&](int steps) { return fmt::format("${{q{}}}", index - steps); };
    const int kind = index < 10 ? 9 : index % 10;
    if (kind == 3)
      row("integer", name, "How many?", before(1) + " != 7", "", "", "");
    else if (kind == 5)
      row("integer", name, "How many?", "", ". >= 0 and . < 1000", "", "");
    else if (kind == 8)
      row("calculate", name, "", "", "", fmt::format("coalesce({}, 0) + coalesce({}, 0)", before(1), before(2)), "");
    else
      row("integer", name, "How many?", "", "", "", "");
  }
  row("select_one districts", "district", "Which district?", "", "", "", "");
  row("select_one grids", "grid", "Which grid?", "", "", "", "district = ${district}");
  survey += "| choices |\n| | list_name | name | label | district |\n";
  for (int index = 0; index < districts; ++index)
    survey += fmt::format("| | districts | d{} | District {} | |\n", index, index);
  for (int index = 0; index < grids; ++index)
    survey += fmt::format("| | grids | g{} | Grid {} | d{} |\n", index, index, index % districts);
  survey += "| settings |\n| | form_id | form_title |\n| | bench | Bench |\n";
  return survey;
}

std::string compiled(int questions) {
  const auto workbook = xlsform::read_markdown(survey_of(questions), "bench.md");
  if (!workbook) give_up(to_string(workbook.error()));
  auto made = xlsform::compile(*workbook, {}, form::NoFiles{});
  if (!made.valid()) give_up(xlsform::to_string(made.errors.front()));
  return std::move(made.xform);
}

std::shared_ptr<const form::Form> loaded(const std::string& xform) {
  auto form = form::read_xform(xform, form::NoFiles{});
  if (!form) give_up(to_string(form.error()));
  return std::move(*form);
}

class Chance final : public xpath::RandomSource {
 public:
  double uniform() override { return std::uniform_real_distribution<double>(0, 1)(engine_); }

 private:
  std::mt19937_64 engine_{20261123};
};

// What an interview needs of the outside.
struct Hall {
  SystemClock clock{};
  FixedTimeZone zone{std::chrono::minutes{480}};
  Chance chance{};

  interview::Interview begin(std::shared_ptr<const form::Form> form) {
    auto begun = interview::Interview::start(std::move(form), {&clock, &zone, &chance, "bench", {}}, "");
    if (!begun) give_up(to_string(begun.error()));
    return std::move(*begun);
  }
};

// From the answer to the page after it, as the kiosk goes: the answer, the way on, the page and its place in the bar.
void answer_and_go_on(interview::Interview& interview, const std::string& path, const std::string& value) {
  if (const auto given = interview.answer(path, value); !given) give_up(to_string(given.error()));
  if (interview.next() != interview::Move::moved) give_up("the interview does not go on from " + path);
  if (interview.page().questions.empty()) give_up("there is an empty page after " + path);
  (void)interview.progress();
}

// The time of one page, by walking through questions in the middle of the form, where there are as many before as
// after.
double page_time(Hall& hall, const std::shared_ptr<const form::Form>& form, int questions) {
  auto interview = hall.begin(form);
  while (interview.place() != fmt::format("/data/q{}", questions / 2))
    if (interview.next() != interview::Move::moved) give_up("the interview does not reach its middle");
  constexpr int pages = 40;
  std::vector<double> times;
  for (int round = 0; round < 25; ++round) {
    times.push_back(milliseconds_of([&] {
      for (int page = 0; page < pages; ++page)
        answer_and_go_on(interview, interview.place(), fmt::format("{}", 10 + (round + page) % 50));
    }));
    for (int page = 0; page < pages; ++page) interview.back();
  }
  return bench::percentile(std::move(times), 0.5) / pages;
}

// The last step of the cascade: a district is chosen, and the page of its grids comes.
double cascade_time(Hall& hall, const std::shared_ptr<const form::Form>& form) {
  auto interview = hall.begin(form);
  while (interview.place() != "/data/district")
    if (interview.next() != interview::Move::moved) give_up("the interview does not reach the district");
  int round = 0;
  return median_of(25, [&] {
    answer_and_go_on(interview, "/data/district", fmt::format("d{}", ++round % districts));
    if (interview.page().questions.front().choices.size() != grids / districts) give_up("a district lacks grids");
    interview.back();
  });
}

double comparing_time() {
  std::vector<std::string> rows;
  for (int index = 0; index < grids; ++index) rows.push_back(fmt::format("d{}", index % districts));
  int round = 0;
  return median_of(25, [&] {
    const std::string wanted = fmt::format("d{}", ++round % districts);
    std::vector<const std::string*> found;
    for (const auto& row : rows)
      if (row == wanted) found.push_back(&row);
    if (found.size() != grids / districts) give_up("a district lacks grids");
  });
}

bench::Line line(std::string what, std::string unit, double value, double floor, double most) {
  return {std::move(what), std::move(unit), value, floor, fmt::format("<= {:g} x floor", most), value <= most * floor};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Time of loading large forms and of going from an answer to the next page"};
  bool json = false;
  app.add_flag("--json", json, "JSON instead of a table");
  CLI11_PARSE(app, argc, argv);

  Hall hall;
  std::vector<bench::Line> lines;
  std::map<int, double> pages;
  for (const int questions : {100, 1'000, 10'000}) {
    const std::string xform = compiled(questions);
    const std::string size = fmt::format("{} questions, {} choices", questions, grids);
    const std::size_t rounds = questions > 1'000 ? 5 : 11;
    const double bare = median_of(rounds, [&] {
      pugi::xml_document document;
      if (!document.load_buffer(xform.data(), xform.size())) give_up("the XForm is not well formed");
    });
    lines.push_back(line("read: " + size, "ms", median_of(rounds, [&] { (void)loaded(xform); }), bare, 20));
    const auto form = loaded(xform);
    lines.push_back(line("begin: " + size, "ms", median_of(rounds, [&] { (void)hall.begin(form); }), bare, 10));
    pages[questions] = page_time(hall, form, questions);
    lines.push_back(line(fmt::format("answer to next page, {} questions (floor: 100)", questions), "us",
                         1000 * pages.at(questions), 1000 * pages.at(100), 1.5));
    if (questions == 1'000)
      lines.push_back(line("filter of 10000 choices", "ms", cascade_time(hall, form), comparing_time(), 10));
  }
  bench::print(lines, json ? bench::Style::json : bench::Style::table);
}
