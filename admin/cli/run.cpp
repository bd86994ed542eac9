#include "minyi/cli/run.hpp"

#include <map>

#include <CLI/CLI.hpp>

namespace minyi::cli {
namespace {

CLI::App& group_of(CLI::App& app, std::map<std::string, CLI::App*>& groups, const std::string& name) {
  if (name.empty()) return app;
  CLI::App*& group = groups[name];
  if (group == nullptr) {
    group = app.add_subcommand(name, "Manage " + name);
    group->require_subcommand(1);
  }
  return *group;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

int report(const Result<Exit>& result, Console& console) {
  if (!result) {
    console.err << "minyi: " << to_string(result.error()) << '\n';
    const bool usage = result.error().code == ErrorCode::argument_invalid;
    return static_cast<int>(usage ? Exit::usage : Exit::failed);
  }
  if (!console.out.flush()) {
    console.err << "minyi: the output could not be written (is the disk full?)\n";
    return static_cast<int>(Exit::failed);
  }
  return static_cast<int>(*result);
}

}  // namespace

int run(int argc, const char* const* argv, Console& console) {
  CLI::App app("Surveys, sites, kiosks and rates of Minyi.", "minyi");
  app.require_subcommand(1);
  std::map<std::string, CLI::App*> groups;
  Action chosen;
  for (const Command& command : commands()) {
    CLI::App* sub = group_of(app, groups, command.group).add_subcommand(command.name, command.help);
    sub->callback([&chosen, action = command.declare(*sub)] { chosen = action; });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, console.out, console.err);
    console.err << "minyi: " << first_line(error.what()) << " (see `minyi --help`)\n";
    return static_cast<int>(Exit::usage);
  }
  return report(chosen(console), console);
}

}  // namespace minyi::cli
