// Any text as an expression: parsed, printed and parsed again.
#include "minyi/xpath/expression.hpp"

#include <cstdlib>

#include "minyi/base/bytes.hpp"

#include "fuzz/corpus.hpp"

minyi::fuzz::Seeds minyi::fuzz::seeds() { return cases("xpath.jsonl", "expr"); }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = minyi::xpath::Expression::parse(minyi::as_text({data, size}));
  if (!parsed) return 0;
  const auto again = minyi::xpath::Expression::parse(parsed->print());
  if (!again || again->print() != parsed->print()) std::abort();  // the canonical spelling must be one
  return 0;
}
