// Says that files in some folders have changed, however the author's program saves them: written in place, or replaced
// by a renamed one. Many programs save in several steps; one save is told of once.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "minyi/base/result.hpp"

namespace minyi::kiosk::preview {

class FolderWatch {
 public:
  // `changed` is called on a thread of the watch's own. Files that begin with a dot (locks, halves of a save) do not
  // count. file_failed.
  static Result<FolderWatch> open(const std::vector<std::string>& folders, std::function<void()> changed);

 private:
  explicit FolderWatch(std::jthread thread) : thread_(std::move(thread)) {}
  std::jthread thread_;
};

}  // namespace minyi::kiosk::preview
