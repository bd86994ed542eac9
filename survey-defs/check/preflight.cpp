#include "minyi/check/preflight.hpp"

#include "minyi/check/checks.hpp"
#include "minyi/check/search.hpp"

namespace minyi::check {
namespace {

constexpr int most_rounds = 6;

// Where the crowd comes to dead ends, another one goes as if these were mended: what lies behind is to be seen, too.
Result<Tally> explore(std::shared_ptr<const form::Form> form, const Outline& outline, const Prover& prover,
                      const Clock& clock, const TimeZone& zone, const Terms& terms) {
  Tally tally;
  for (int round = 0; round < most_rounds; ++round) {
    const Crowd crowd(outline, form, clock, zone, terms.seed);
    MINYI_TRY(auto next, search(outline, prover, crowd, terms.respondents));
    const bool blocked = !next.dead_ends.empty();
    next.dead_ends.merge(tally.dead_ends);
    tally = std::move(next);
    if (!blocked) break;
    form = without_dead_ends(*form, tally);
  }
  return tally;
}

}  // namespace

std::vector<Finding> preflight(const std::shared_ptr<const form::Form>& form, const form::FileSource& files,
                               const Clock& clock, const TimeZone& zone, const Terms& terms) {
  Findings findings;
  const auto give_up = [&](const Error& error) {
    findings.add({.code = Code::cannot_start,
                  .path = error.where.starts_with('/') ? error.where : "",
                  .message = error.message,
                  .hint = error.hint});
    return std::move(findings).take();
  };
  const auto outline = Outline::make(form);
  if (!outline) return give_up(outline.error());
  const FrozenClock still(clock.now());
  const Prover prover(**outline, still, zone);
  check_texts(**outline, findings);
  check_rules(**outline, prover, findings);
  check_lists(**outline, prover, findings);
  check_fitness(**outline, files, findings);
  const auto tally = explore(form, **outline, prover, still, zone, terms);
  if (!tally) return give_up(tally.error());
  check_crowd(**outline, prover, *tally, terms.minutes, findings);
  return std::move(findings).take();
}

}  // namespace minyi::check
