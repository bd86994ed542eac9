#include "minyi/check/preflight.hpp"

#include "minyi/check/checks.hpp"
#include "minyi/check/search.hpp"

namespace minyi::check {

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
  const Crowd crowd(**outline, form, still, zone, terms.seed);
  const auto tally = search(**outline, prover, crowd, terms.respondents);
  if (!tally) return give_up(tally.error());
  check_crowd(**outline, prover, *tally, terms.minutes, findings);
  return std::move(findings).take();
}

}  // namespace minyi::check
