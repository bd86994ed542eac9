#include "minyi/store/room.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "minyi/base/file.hpp"

namespace minyi::kiosk::store {

Result<> Room::hold() const {
  if (bytes_ == 0) return {};
  const auto file = open_file(path_, O_RDWR | O_CREAT | O_NOFOLLOW);
  if (!file.is_open()) return fail(file_error("space cannot be held back", path_, ErrorCode::store_failed));
  errno = ::posix_fallocate(file.get(), 0, static_cast<off_t>(bytes_));  // at no cost where it is held already
  if (errno == 0) return {};
  Error error = file_error("no space can be held back for the next answer", path_, ErrorCode::store_failed);
  (void)give_up();  // a part of it would serve nobody
  return fail(std::move(error));
}

bool Room::give_up() const { return bytes_ != 0 && ::unlink(path_.c_str()) == 0; }

}  // namespace minyi::kiosk::store
