#include <cstdio>
#include <iostream>
#include <string_view>

#include "minyi/app/app.hpp"
#include "minyi/app/pin.hpp"
#include "minyi/app/stick.hpp"
#include "minyi/preview/preview.hpp"

namespace {

// Reads the options and runs with them: what the process ends with.
template <class Options, class Run>
int carry_out(const minyi::Result<std::optional<Options>>& options, const Run& run) {
  const auto complain = [](const minyi::Error& error) {
    std::fprintf(stderr, "minyi-kiosk: %s\n", minyi::to_string(error).c_str());
  };
  if (!options) {
    complain(options.error());
    return 2;
  }
  if (!*options) return 0;
  const auto ended = run(**options);
  if (ended) return 0;
  complain(ended.error());
  return 1;
}

struct StickCommand {
  std::string_view name;
  minyi::Result<> (*run)(const minyi::kiosk::app::StickOptions&, std::ostream&);
};
constexpr StickCommand stick_commands[] = {{"export", minyi::kiosk::app::export_answers},
                                           {"import", minyi::kiosk::app::import_receipts}};

}  // namespace

int main(int argc, char** argv) {
  using namespace minyi::kiosk;
  if (argc > 1 && std::string_view(argv[1]) == "preview")
    return carry_out(preview::parse(argc - 1, argv + 1),
                     [](const preview::Options& options) { return preview::run(options, std::cout); });
  if (argc > 1 && std::string_view(argv[1]) == "pin")
    return carry_out(app::parse_pin(argc - 1, argv + 1),
                     [](const app::PinOptions& options) { return app::set_pin(options, std::cout); });
  for (const StickCommand& command : stick_commands)
    if (argc > 1 && argv[1] == command.name)
      return carry_out(app::parse_stick(argc - 1, argv + 1),
                       [&](const app::StickOptions& options) { return command.run(options, std::cout); });
  return carry_out(app::parse(argc, argv), app::run);
}
