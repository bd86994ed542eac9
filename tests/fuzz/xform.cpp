// Any bytes as an XForm; and what is read as one must be written and read again.
#include <cstdlib>

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
  const minyi::form::NoFiles none;
  const auto form = minyi::form::read_xform(minyi::as_text({data, size}), none);
  if (!form) return 0;
  const auto written = minyi::form::write_xform(**form);
  const auto again = minyi::form::read_xform(written, none);
  if (!again || minyi::form::write_xform(**again) != written) std::abort();
  return 0;
}
