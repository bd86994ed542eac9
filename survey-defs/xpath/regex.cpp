#include "minyi/xpath/regex.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <array>
#include <memory>

#include <fmt/format.h>
#include <pcre2.h>

namespace minyi::xpath {
namespace {

constexpr std::uint32_t kMostSteps = 1'000'000;
constexpr std::uint32_t kMostHeapKibibytes = 16'384;

struct Release {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

PCRE2_SPTR units(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.empty() ? "" : text.data());  // PCRE2 takes no null pointer
}

}  // namespace

Result<bool> regex_found(std::string_view text, std::string_view pattern) {
  int code = 0;
  PCRE2_SIZE offset = 0;
  constexpr std::uint32_t options =
      PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_MATCH_UNSET_BACKREF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
  const std::unique_ptr<pcre2_code, Release> compiled(
      pcre2_compile(units(pattern), pattern.size(), options, &code, &offset, nullptr));
  if (!compiled) {
    std::array<PCRE2_UCHAR, 256> message{};
    pcre2_get_error_message(code, message.data(), message.size());
    return fail(ErrorCode::xpath_function, fmt::format("the pattern is wrong after {} bytes: {}", offset,
                                                       reinterpret_cast<const char*>(message.data())));
  }
  const std::unique_ptr<pcre2_match_data, Release> match(pcre2_match_data_create(1, nullptr));
  const std::unique_ptr<pcre2_match_context, Release> context(pcre2_match_context_create(nullptr));
  if (!match || !context) return fail(ErrorCode::internal, "there is no memory for a pattern");
  pcre2_set_match_limit(context.get(), kMostSteps);
  pcre2_set_heap_limit(context.get(), kMostHeapKibibytes);
  const int found = pcre2_match(compiled.get(), units(text), text.size(), 0, 0, match.get(), context.get());
  if (found >= 0) return true;
  if (found == PCRE2_ERROR_NOMATCH) return false;
  return fail(ErrorCode::xpath_function, "the pattern takes too much work on this text",
              "avoid repeats inside repeats, like (a+)+");
}

}  // namespace minyi::xpath
