// Sends a crowd through a survey: first at random, then with the one aim of getting where nobody came.
#pragma once

#include <cstdint>

#include "minyi/check/outline.hpp"
#include "minyi/check/proof.hpp"
#include "minyi/check/tally.hpp"

namespace minyi::check {

// Answers that lead to a place, as far as single conditions on the way can be satisfied by proof.
Wishes way_to(const Outline& outline, const Prover& prover, int place);

// `respondents` of them at random, fewer where the form is so large that they would take too long; then some for each
// question that none reached and each choice that a filter reads. Error: the interview cannot be begun.
Result<Tally> search(const Outline& outline, const Prover& prover, const Crowd& crowd, std::size_t respondents);

// The form without what makes dead ends of these questions (their required and constraint), so that a crowd sees what
// lies behind them.
std::shared_ptr<const form::Form> without_dead_ends(const form::Form& form, const Tally& tally);

}  // namespace minyi::check
