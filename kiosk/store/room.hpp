// Space on the disk that is held back: a file of real blocks beside the store. While a resident answers, anything may
// fill the disk; giving the file up makes room for the one answer that must still be kept.
#pragma once

#include <cstdint>
#include <string>

#include "minyi/base/result.hpp"

namespace minyi::kiosk::store {

class Room {
 public:
  // Nothing is held before hold() is called.
  Room(std::string path, std::uint64_t bytes) : path_(std::move(path)), bytes_(bytes) {}
  // store_full when the disk has not so much, store_failed.
  Result<> hold() const;
  // Whether there was something to give up.
  [[nodiscard]] bool give_up() const;

 private:
  std::string path_;
  std::uint64_t bytes_;
};

}  // namespace minyi::kiosk::store
