#include "minyi/base/error.hpp"

#include <array>

namespace minyi {
namespace {

struct Entry {
  std::string_view name;
  int status;
};

constexpr auto catalogue = std::to_array<Entry>({
#define MINYI_ERROR_ENTRY(identifier, code, status) {code, status},
    MINYI_ERROR_CATALOGUE(MINYI_ERROR_ENTRY)
#undef MINYI_ERROR_ENTRY
});

}  // namespace

std::string_view code_name(ErrorCode code) { return catalogue.at(static_cast<std::size_t>(code)).name; }

int http_status(ErrorCode code) { return catalogue.at(static_cast<std::size_t>(code)).status; }

std::string to_string(const Error& error) {
  std::string line;
  if (!error.where.empty()) line += error.where + ": ";
  line += error.message;
  if (!error.hint.empty()) line += " (" + error.hint + ")";
  return line;
}

}  // namespace minyi
