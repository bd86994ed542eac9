#include "fuzz/corpus.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

#include <nlohmann/json.hpp>

#include "minyi/base/bytes.hpp"

namespace minyi::fuzz {

namespace {

std::ifstream open(const std::string& name) { return std::ifstream(MINYI_SOURCE_DIR "/" + name, std::ios::binary); }

}  // namespace

Seeds cases(const std::string& file, const std::string& name) {
  Seeds found;
  auto lines = open("tests/conformance/" + file);
  for (std::string line; std::getline(lines, line);) found.push_back(nlohmann::json::parse(line)[name]);
  return found;
}

Seeds surveys() {
  auto found = cases("xlsform.jsonl", "md");
  auto shipped = open("survey-defs/civic-city/form.md");
  found.emplace_back(std::istreambuf_iterator<char>(shipped), std::istreambuf_iterator<char>());
  return found;
}

}  // namespace minyi::fuzz

// libFuzzer calls this before it reads its corpus.
extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  if (!minyi::start_cryptography()) return 1;
  for (int i = 1; i < *count; ++i) {
    const std::string_view argument = (*arguments)[i];
    if (argument.starts_with('-')) continue;
    if (std::filesystem::is_regular_file(argument)) break;  // one input to be tried again
    std::filesystem::create_directories(argument);
    std::size_t number = 0;
    for (const auto& seed : minyi::fuzz::seeds())
      std::ofstream(std::filesystem::path(argument) / ("seed-" + std::to_string(number++)), std::ios::binary) << seed;
    break;
  }
  return 0;
}
