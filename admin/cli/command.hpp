// What a subcommand of `minyi` is: a name, a line of help, and a function that declares its options and gives back what
// to do once they are read. The table of all of them is in commands.cpp.
#pragma once

#include <functional>
#include <ostream>
#include <span>

#include "minyi/base/clock.hpp"
#include "minyi/base/result.hpp"

namespace CLI {
class App;
}

namespace minyi::cli {

// The outside, as a subcommand may touch it.
struct Console {
  std::ostream& out;  // results
  std::ostream& err;  // errors and remarks
  const Clock& clock;
  const TimeZone& time_zone;
};

// What the process ends with. failed: the command has said on `err` what is wrong, in more than one line.
enum class Exit { done = 0, failed = 1, usage = 2 };

using Action = std::function<Result<Exit>(Console&)>;

struct Command {
  const char* group;  // "sites" in `minyi sites import`; empty for a command of one word
  const char* name;
  const char* help;
  Action (*declare)(CLI::App& app);
};

std::span<const Command> commands();

Action declare_check(CLI::App& app);
Action declare_compile(CLI::App& app);
Action declare_convert(CLI::App& app);
Action declare_eval(CLI::App& app);
Action declare_import(CLI::App& app);
Action declare_preview(CLI::App& app);
Action declare_publish(CLI::App& app);
Action declare_publisher_rotate(CLI::App& app);
Action declare_simulate(CLI::App& app);
Action declare_stick(CLI::App& app);
Action declare_sites_import(CLI::App& app);
Action declare_sites_list(CLI::App& app);
Action declare_kiosks_invite(CLI::App& app);
Action declare_kiosks_list(CLI::App& app);
Action declare_kiosks_revoke(CLI::App& app);
Action declare_rates(CLI::App& app);

}  // namespace minyi::cli
