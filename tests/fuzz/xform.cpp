// Any bytes as an XForm.
#include "minyi/base/bytes.hpp"
#include "minyi/form/form.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)minyi::form::read_xform(minyi::as_text({data, size}), minyi::form::NoFiles{});
  return 0;
}
