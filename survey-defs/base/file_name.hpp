// What a file beside a survey may be called. Names come from survey files, rollouts and sticks: none may lead out of a
// folder, hide in it, or be one that some disk cannot hold.
#pragma once

#include <cstddef>
#include <string_view>

namespace minyi {

inline constexpr std::size_t max_file_name = 200;  // bytes

// UTF-8 of 1 to 200 bytes in any script; no control characters, none of / \ : * ? " < > |, no dot or blank at either
// end.
bool is_plain_file_name(std::string_view name);

}  // namespace minyi
