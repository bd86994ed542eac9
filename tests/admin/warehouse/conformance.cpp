#include "admin/warehouse/conformance_parts.hpp"

namespace minyi::tests {

void check_conformance(Backend& backend) {
  must(start_cryptography());
  for (const auto part : {places_cases(), forms_cases(), intake_cases(), rollup_cases()})
    for (const Case& one : part) {
      SUBCASE(one.name) { one.run(backend); }
    }
}

}  // namespace minyi::tests
