// The parts of the preflight, each adding what it finds.
#pragma once

#include "minyi/check/finding.hpp"
#include "minyi/check/outline.hpp"
#include "minyi/check/proof.hpp"
#include "minyi/check/tally.hpp"

namespace minyi::check {

void check_texts(const Outline& outline, Findings& findings);                        // what is read
void check_rules(const Outline& outline, const Prover& prover, Findings& findings);  // conditions and constraints
void check_lists(const Outline& outline, const Prover& prover, Findings& findings);  // choices and names
// What does not fit a public screen.
void check_fitness(const Outline& outline, const form::FileSource& files, Findings& findings);
// What a crowd came upon. `minutes`: how long it should take.
void check_crowd(const Outline& outline, const Prover& prover, const Tally& tally, double minutes, Findings& findings);

}  // namespace minyi::check
