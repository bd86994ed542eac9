// The program `minyi-collector`: its arguments and how it starts and ends.
#pragma once

namespace minyi::collector {

// Returns the exit status: 0, 1 (it could not work, the reason is on stderr), or CLI11's for wrong arguments.
int run(int argc, char** argv);

}  // namespace minyi::collector
