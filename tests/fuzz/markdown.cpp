// Any bytes as an XLSForm in Markdown, through the compiler.
#include "minyi/base/bytes.hpp"
#include "minyi/xlsform/compile.hpp"

#include "fuzz/corpus.hpp"

minyi::fuzz::Seeds minyi::fuzz::seeds() { return surveys(); }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto workbook = minyi::xlsform::read_markdown(minyi::as_text({data, size}), "fuzz.md");
  if (workbook) (void)minyi::xlsform::compile(*workbook, {}, minyi::form::NoFiles{});
  return 0;
}
