// Any bytes as an XForm.
#include "minyi/base/bytes.hpp"
#include "minyi/form/form.hpp"
#include "minyi/xlsform/compile.hpp"

#include "fuzz/corpus.hpp"

minyi::fuzz::Seeds minyi::fuzz::seeds() {
  Seeds forms;
  for (const auto& survey : surveys()) {
    const auto workbook = xlsform::read_markdown(survey, "seed.md");
    if (!workbook) continue;
    auto compiled = xlsform::compile(*workbook, {}, form::NoFiles{});
    if (compiled.valid()) forms.push_back(std::move(compiled.xform));
  }
  return forms;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)minyi::form::read_xform(minyi::as_text({data, size}), minyi::form::NoFiles{});
  return 0;
}
