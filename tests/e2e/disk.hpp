// Disks and databases that a test makes on purpose.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace minyi::e2e {

// Runs SQL on a database, which is created when it is missing. Throws Failure.
void make_database(const std::filesystem::path& file, const std::string& sql);

// A file system of its own, of so many bytes, that a test can fill. Gone with the object.
class SmallDisk {
 public:
  // Nothing where the process may not mount (it is not root, or is in a container without the right).
  static std::optional<SmallDisk> mount(const std::filesystem::path& place, std::uint64_t bytes);
  SmallDisk(SmallDisk&& other) noexcept;
  SmallDisk& operator=(SmallDisk&&) = delete;
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk();

  // Leaves so many bytes free, by a file of its own; gives the space back on empty().
  void fill(std::uint64_t leaving);
  void empty();

 private:
  explicit SmallDisk(std::filesystem::path place) : place_(std::move(place)) {}
  std::filesystem::path place_;
};

}  // namespace minyi::e2e
