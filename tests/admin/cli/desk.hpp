// An admin's desk for a test: a data directory, a directory for files, a clock, and `minyi` run in this process.
#pragma once

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "minyi/cli/run.hpp"
#include "minyi/warehouse/warehouse.hpp"

#include "support/fake_clock.hpp"
#include "support/temp_dir.hpp"

namespace minyi::cli {

struct Outcome {
  int exit = 0;
  std::string out, err;
};

class Desk {
 public:
  Outcome run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "minyi");
    std::vector<const char*> argv;
    for (const auto& argument : arguments) argv.push_back(argument.c_str());
    std::ostringstream out, err;
    Console console{out, err, clock, zone};
    const int exit = cli::run(static_cast<int>(argv.size()), argv.data(), console);
    return {exit, out.str(), err.str()};
  }
  // With --data DIR
  Outcome office(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--data", data()});
    return run(std::move(arguments));
  }
  [[nodiscard]] std::string data() const { return (place_ / "data").string(); }
  [[nodiscard]] std::string database() const { return data() + "/" + std::string(warehouse::database_name); }
  [[nodiscard]] std::string path(const std::string& name) const { return (place_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  [[nodiscard]] static std::string read(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  testing::FakeClock clock;
  FixedTimeZone zone{std::chrono::hours(8)};

 private:
  testing::TempDir place_;
};

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline constexpr const char* small_tree =
    "code,parent,level,name,eligible\n"
    "b,,banner,示例旗,\n"
    "t,b,town,阳光镇,\n"
    "c1,t,community,团结社区,20\n"
    "c2,t,社区,=幸福,\n";

}  // namespace minyi::cli
