// A second copy of the store's settings, in a file beside it. They hold who this kiosk is: a damaged page must not cost
// a journey with a new code. Read only when a store is salvaged.
#pragma once

#include <map>
#include <string>

#include "minyi/base/bytes.hpp"

namespace minyi::kiosk::store {

class SettingsCopy {
 public:
  explicit SettingsCopy(std::string path) : path_(std::move(path)) {}
  // Replaces the copy, whole or not at all, durably; mode 0600. store_full, file_failed.
  Result<> write(const std::map<std::string, Bytes>& settings) const;
  // Empty when there is none, or it is not whole.
  [[nodiscard]] std::map<std::string, Bytes> read() const;
  [[nodiscard]] bool exists() const;

 private:
  std::string path_;
};

}  // namespace minyi::kiosk::store
