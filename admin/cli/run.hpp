// The command line of admins and analysts, as a function: main.cpp gives it the process's streams, tests their own.
#pragma once

#include "minyi/cli/command.hpp"

namespace minyi::cli {

// 0: done. 1: it did not work, and `console.err` says why in one line (or one line a finding). 2: the arguments make no
// sense.
int run(int argc, const char* const* argv, Console& console);

}  // namespace minyi::cli
