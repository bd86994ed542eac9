#include "e2e/residents.hpp"

namespace minyi::e2e {
namespace {

constexpr std::array grid_rows{"order", "sanitation", "traffic", "stairwells", "services"};

std::string page(const std::string& verb, const std::string& question, const std::string& value) {
  return value.empty() ? "expect-question " + question + "; next\n" : verb + " " + question + " " + value + "; next\n";
}

}  // namespace

std::vector<Answers> ten_residents() {
  return {
      {"zh",
       "demo-t1-c1-g1",
       "a60_74",
       "female",
       "know",
       "community poster",
       "litter traffic",
       "s5",
       "yes",
       "cleaning",
       "6",
       {"v5", "v4", "v3", "v2", "v5"},
       "8",
       "parking at gate 3"},
      {"mn-Mong",
       "demo-t1-c1-g1",
       "a45_59",
       "male",
       "heard",
       "people",
       "unsure",
       "s4",
       "no",
       "",
       "",
       {"v4", "v4", "v4", "v4", "v4"},
       "7",
       ""},
      {"en",
       "demo-t1-c1-g2",
       "a18_29",
       "decline",
       "no",
       "",
       "polite",
       "s3",
       "no",
       "",
       "",
       {"v3", "", "v3", "", "v3"},
       "5",
       "more buses"},
      {"zh",
       "demo-t1-c1-g1",
       "a75",
       "female",
       "know",
       "tv",
       "stairs litter",
       "s5",
       "yes",
       "sport lecture",
       "12",
       {"v5", "v5", "v5", "v5", "v5"},
       "10",
       ""},
      {"zh",
       "demo-t1-c1-g3",
       "a30_44",
       "male",
       "decline",
       "",
       "unsure",
       "decline",
       "decline",
       "",
       "",
       {"", "", "", "", ""},
       "",
       ""},
      {"en",
       "demo-t1-c1-g1",
       "a30_44",
       "female",
       "heard",
       "phone",
       "volunteer",
       "s2",
       "yes",
       "volunteer",
       "1",
       {"v2", "v2", "v1", "v1", "v3"},
       "3",
       "quiet nights"},
      {"mn-Mong",
       "demo-t1-c1-g1",
       "decline",
       "decline",
       "no",
       "",
       "unsure",
       "s1",
       "no",
       "",
       "",
       {"v1", "v1", "v1", "v1", "v1"},
       "1",
       ""},
      {"zh",
       "decline",
       "a45_59",
       "male",
       "know",
       "phone other",
       "litter traffic stairs polite volunteer",
       "s4",
       "yes",
       "other",
       "",
       {"v4", "v3", "v4", "v3", "v4"},
       "7",
       "trees"},
      {"en",
       "elsewhere",
       "a60_74",
       "female",
       "heard",
       "tv",
       "traffic",
       "s5",
       "no",
       "",
       "",
       {"v4", "v4", "v4", "v4", "v4"},
       "9",
       ""},
      {"zh",
       "demo-t1-c1-g1",
       "a18",
       "female",
       "know",
       "people",
       "litter",
       "s4",
       "no",
       "",
       "",
       {"v5", "v4", "v5", "v4", "v5"},
       "6",
       ""},
  };
}

std::string first_half_for(const Answers& answers) {
  return "start " + answers.language + "; expect-question welcome; next\n" + page("choose", "grid", answers.grid) +
         page("choose", "age", answers.age) + page("choose", "sex", answers.sex) + "choose aware " + answers.aware +
         "\n";
}

std::string script_for(const Answers& answers) {
  std::string script = first_half_for(answers) + "next\n";
  if (!answers.heard_from.empty()) script += page("choose", "heard_from", answers.heard_from);
  script += page("choose", "asks", answers.asks);
  script += page("choose", "support", answers.support);
  script += page("choose", "took_part", answers.took_part);
  if (!answers.activities.empty()) {
    script += page("choose", "activities", answers.activities);
    script += page("number", "times", answers.times);
  }
  script += "expect-question order\n";
  for (std::size_t row = 0; row < grid_rows.size(); ++row)
    if (!answers.satisfied.at(row).empty())
      script += std::string("choose ") + grid_rows.at(row) + " " + answers.satisfied.at(row) + "\n";
  script += "next\n";
  script += page("rate", "overall", answers.overall);
  script += page("type", "wish", answers.wish);
  return script + "expect-question thanks; next; expect-screen thanks\n";
}

std::map<std::string, Count> count_by_hand(const std::vector<Answers>& residents) {
  std::map<std::string, Count> counts{{"awareness", {}}, {"support", {}}, {"participation", {}}};
  const auto count = [&](const std::string& rate, const std::string& answer, const std::vector<std::string>& for_it) {
    if (answer == "decline") return;  // in no base
    ++counts.at(rate).denominator;
    for (const std::string& value : for_it)
      if (answer == value) ++counts.at(rate).numerator;
  };
  for (const Answers& each : residents) {
    count("awareness", each.aware, {"know", "heard"});
    count("support", each.support, {"s5", "s4"});
    count("participation", each.took_part, {"yes"});
  }
  return counts;
}

}  // namespace minyi::e2e
