// Files that must last: a descriptor with an owner, bytes that are all written, and what makes them durable. One place
// for what keys, stores, forms and the command line do to the disk.
#pragma once

#include <string>
#include <string_view>

#include <sys/stat.h>

#include "minyi/base/result.hpp"

namespace minyi {

inline constexpr mode_t owner_only = S_IRUSR | S_IWUSR;

class File {
 public:
  // open(2) with these flags and O_CLOEXEC; `mode` is that of a file that is made. Ask is_open() whether it worked; if
  // not, errno says why.
  File(const std::string& path, int flags, mode_t mode = owner_only);
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

// What errno says, in our words: store_full where there is no space or no quota left, else `otherwise`.
Error file_error(std::string_view doing, const std::string& path, ErrorCode otherwise = ErrorCode::file_failed);

// All of it, however many writes that takes. `path` is what an error names: store_full, file_failed.
Result<> write_all(const File& file, std::string_view content, const std::string& path);
// Its bytes are on the disk when this succeeds. After a failure they may be or not: the kernel forgets what it could
// not write, so that asking again proves nothing.
Result<> sync_file(const File& file, const std::string& path);
Result<> sync_file(const std::string& path);
// The names in a folder are on the disk when this succeeds.
Result<> sync_folder(const std::string& folder);
// "." for a bare name.
std::string folder_of(const std::string& path);

}  // namespace minyi
