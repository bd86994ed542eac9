// Files that must last: bytes that are all written, and what makes them durable. One place for what keys, stores, forms
// and the command line do to the disk.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <sys/stat.h>

#include "minyi/base/descriptor.hpp"
#include "minyi/base/result.hpp"

namespace minyi {

inline constexpr mode_t owner_only = S_IRUSR | S_IWUSR;

// open(2) with these flags and O_CLOEXEC; `mode` is that of a file that is made. Ask is_open() whether it worked; if
// not, errno says why.
Descriptor open_file(const std::string& path, int flags, mode_t mode = owner_only);

// What errno says, in our words: store_full where there is no space or no quota left, else `otherwise`.
Error file_error(std::string_view doing, const std::string& path, ErrorCode otherwise = ErrorCode::file_failed);

// All of it, however many writes that takes. `path` is what an error names: store_full, file_failed.
Result<> write_all(const Descriptor& file, std::string_view content, const std::string& path);
// Its bytes are on the disk when this succeeds. After a failure they may be or not: the kernel forgets what it could
// not write, so that asking again proves nothing.
Result<> sync_file(const Descriptor& file, const std::string& path);
Result<> sync_file(const std::string& path);
// The names in a folder are on the disk when this succeeds.
Result<> sync_folder(const std::string& folder);
// All of it. file_missing; file_failed when it cannot be read or is larger than `limit` bytes. Does not wait for one
// who would write to a pipe.
Result<std::string> read_file(const std::string& path, std::size_t limit);
// The same, and nothing when there is no such file.
Result<std::optional<std::string>> read_if_there(const std::string& path, std::size_t limit);
// Written beside, made durable, renamed: whoever reads finds the former file or this one, whole. The name lasts once
// sync_folder has been called on its folder.
Result<> replace_file(const std::string& path, std::string_view content);
// The same owner and group as `model` has: who does a service's work as root leaves its files to the service.
// file_failed.
Result<> give_to_owner_of(const std::string& model, const std::string& path);
// "." for a bare name.
std::string folder_of(const std::string& path);

}  // namespace minyi
