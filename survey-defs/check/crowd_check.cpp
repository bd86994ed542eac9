// What a crowd of random respondents came upon.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "minyi/check/checks.hpp"
#include "minyi/check/spelling.hpp"

namespace minyi::check {
namespace {

class CrowdCheck {
 public:
  CrowdCheck(const Outline& outline, const Prover& prover, const Tally& tally, Findings& findings)
      : outline_(outline), prover_(prover), tally_(tally), findings_(findings) {}

  void run(double minutes) {
    unreached();
    dead_ends();
    offers();
    idle_choices();
    labels();
    indicators();
    length(minutes);
  }

 private:
  // A condition on the way is false by proof: that is said at its place.
  [[nodiscard]] bool closed(int place) const {
    for (int at = place; at > 0; at = outline_.place(at).parent)
      if (const auto* rule = outline_.rule(at, "relevant");
          rule != nullptr && prover_.outcome(*rule).certainty == Certainty::never)
        return true;
    return false;
  }

  // Only the first of a page that nobody was asked.
  void unreached() {
    constexpr std::size_t enough = 20;  // of a form so large that only a few could try, a few say nothing
    if (tally_.respondents < enough) return;
    std::set<const form::Control*> missed;  // pages
    for (const auto& question : outline_.questions()) {
      const auto& path = outline_.place(question.place).path;
      if (question.head || tally_.asked.contains(path) || closed(question.place)) continue;
      if (question.page != nullptr && !missed.insert(question.page).second) continue;
      findings_.add({.code = Code::not_reached,
                     .path = path,
                     .part = outline_.rule(question.place, "relevant") != nullptr ? "relevant" : "",
                     .message = fmt::format("none of {} random respondents was asked this", tally_.respondents),
                     .hint = "look at its condition and at those around it: can all of them hold at once?"});
    }
  }

  // The last answers to questions before it, in order: "a=y, b=3".
  [[nodiscard]] std::string told(const std::vector<interview::AnsweredNode>& answers) const {
    constexpr std::size_t most = 8, longest = 60;
    std::vector<std::string> last;
    for (auto it = answers.rbegin(); it != answers.rend() && last.size() < most; ++it) {
      const int place = outline_.plan().find(without_positions(it->path));
      if (place < 0 || outline_.order(place) < 0 || it->value.size() > longest) continue;
      last.push_back(it->path.substr(it->path.find('/', 1) + 1) + "=" + it->value);
    }
    return fmt::format("{}", fmt::join(last.rbegin(), last.rend(), ", "));
  }

  void dead_ends() {
    for (const auto& [path, ends] : tally_.dead_ends) {
      const auto& end = ends.first;
      const auto share = fmt::format("{} of {} random respondents", ends.count, ends.tried);
      if (end.nothing_offered) {
        findings_.add(
            {.code = Code::dead_end,
             .path = path,
             .part = outline_.rule(outline_.plan().find(path), "choice_filter") != nullptr ? "choice_filter" : "",
             .message = share + " had to choose where no choice was offered, for one after: " + told(end.answers),
             .hint = "let the filter offer something in any case, or make it required only then"});
        continue;
      }
      const int place = outline_.plan().find(path);
      const auto* rule = outline_.rule(place, "constraint");
      if (rule != nullptr && prover_.outcome(*rule).certainty == Certainty::never) continue;  // said there
      const bool constraint = end.problem == interview::ProblemKind::constraint;
      findings_.add({.code = Code::constraint_unmet,
                     .path = path,
                     .part = constraint ? "constraint" : "required",
                     .message = share + " found no answer that is taken, for one after: " + told(end.answers),
                     .hint = "see whether residents can know what is asked for, and whether it can be met at all"});
    }
    if (tally_.lost == 0) return;
    findings_.add(
        {.code = Code::endless,
         .message = fmt::format("{} of {} random respondents did not come to an end", tally_.lost, tally_.respondents),
         .hint = "look for repeats and pages that bring each other back"});
  }

  void offers() {
    for (const auto& [path, count] : tally_.nothing_offered) {
      if (tally_.dead_ends.contains(path) && tally_.dead_ends.at(path).first.nothing_offered) continue;
      findings_.add(
          {.code = Code::nothing_offered,
           .path = path,
           .part = "choice_filter",
           .message = fmt::format("{} of {} random respondents were shown no choice here", count, tally_.respondents),
           .hint = "ask it only where the filter offers something"});
    }
  }

  // Where proof is not to be had: a choice that nobody was offered though many were asked.
  void idle_choices() {
    constexpr std::size_t most = 100, enough = 10;
    std::map<std::string, std::set<std::string>> offered;
    std::map<std::string, std::size_t> asked;
    std::map<std::string, const Question*> users;
    for (const auto& question : outline_.questions()) {
      const auto& choices = outline_.choices(question.place);
      const auto& path = outline_.place(question.place).path;
      if (!choices.known || choices.list.empty()) continue;
      if (const auto seen = tally_.offered.find(path); seen != tally_.offered.end())
        offered[choices.list].insert(seen->second.begin(), seen->second.end());
      if (const auto count = tally_.asked.find(path); count != tally_.asked.end()) asked[choices.list] += count->second;
      const auto [user, fresh] = users.emplace(choices.list, &question);
      if (choices.filters.empty()) user->second = nullptr;
    }
    for (const auto& [list, question] : users) {
      if (question == nullptr) continue;
      const auto& choices = outline_.choices(question->place);
      if (choices.values.size() > most || asked[list] < enough * choices.values.size()) continue;
      for (std::size_t at = 0; at < choices.values.size(); ++at)
        if (!offered[list].contains(choices.values[at]) && prover_.may_be_offered(question->place, *choices.items[at]))
          findings_.add({.code = Code::choice_never_offered,
                         .list = list,
                         .choice = choices.values[at],
                         .message = fmt::format("offered to none of {} random respondents who were asked", asked[list]),
                         .hint = "see whether any answer makes the filter let it through"});
    }
  }

  void labels() {
    for (const auto& [path, languages] : tally_.same_labels) {
      if (outline_.choices(outline_.plan().find(path)).filters.empty()) continue;  // said of the list
      for (const auto& [code, label] : languages) {
        const auto* language = outline_.form().language(code);
        findings_.add({.code = Code::same_label,
                       .path = path,
                       .language = language == nullptr ? std::string() : language->name,
                       .message = "two choices that were offered together read the same: " + label,
                       .hint = "residents cannot tell them apart"});
      }
    }
  }

  void indicators() {
    std::map<std::string, std::string> paths;
    for (const auto& bind : outline_.form().binds)
      if (!bind.indicator.empty()) paths.emplace(bind.indicator, bind.path);
    if (tally_.indicator_error)
      findings_.add({.code = Code::indicator_value,
                     .path = tally_.indicator_error->where,
                     .part = "calculation",
                     .message = fmt::format("{} (of {} of {} random respondents)", tally_.indicator_error->message,
                                            tally_.indicator_errors, tally_.finished),
                     .hint = "write the calculation as if(…, 1, 0), or '' where the answer does not count"});
    constexpr std::size_t enough = 30;  // fewer may agree by chance
    if (tally_.finished < enough) return;
    for (const auto& [name, base] : tally_.indicators) {
      if (tally_.indicator_error && tally_.indicator_error->where == paths[name]) continue;
      const bool never = base.denominator == 0;
      if (!never && base.numerator != 0 && base.numerator != base.denominator) continue;
      if (base.denominator < enough && !never) continue;
      findings_.add(
          {.code = Code::indicator_constant,
           .path = paths[name],
           .part = "calculation",
           .message =
               never ? fmt::format("the indicator {} is empty for all of {} random respondents", name, tally_.finished)
                     : fmt::format("the indicator {} is {} for all of {} random respondents", name,
                                   base.numerator == 0 ? 0 : 1, base.denominator),
           .hint = "a rate that cannot vary tells nothing: look at the values that the calculation compares with"});
    }
  }

  void length(double minutes) {
    const auto seconds = distribution(tally_.seconds);
    if (seconds.median < minutes * 60 + 30) return;  // "about two minutes" is less than two and a half
    findings_.add(
        {.code = Code::too_long,
         .message = fmt::format("takes about {:.1f} minutes (95 % of respondents: up to {:.1f}), more than {:g}",
                                seconds.median / 60, seconds.percentile_95 / 60, minutes),
         .hint = "ask less, in shorter words; --minutes says how long it may take"});
  }

  const Outline& outline_;
  const Prover& prover_;
  const Tally& tally_;
  Findings& findings_;
};

}  // namespace

void check_crowd(const Outline& outline, const Prover& prover, const Tally& tally, double minutes, Findings& findings) {
  CrowdCheck(outline, prover, tally, findings).run(minutes);
}

}  // namespace minyi::check
