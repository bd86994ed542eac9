// Work on untrusted bytes by code that is not ours: in a process of its own, with bounded memory and time.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "minyi/base/result.hpp"

namespace minyi::sheets {

struct Confines {
  std::size_t memory = std::size_t{1} << 30U;    // bytes of address space; not kept under AddressSanitizer
  std::chrono::seconds processor{60};            // processor time
  std::size_t result = std::size_t{256} << 20U;  // bytes of what comes back
};

// What `work` returns, or throws, in a child of this process. Nothing else of the child's doing comes back. The calling
// process must have one thread. Errors: those of `work`; sheet_syntax at `file` when it throws, crashes or takes too
// much; file_failed when there can be no child.
Result<std::string> contained(const Confines& confines, const std::string& file,
                              const std::function<Result<std::string>()>& work);

}  // namespace minyi::sheets
