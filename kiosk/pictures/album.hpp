// The pictures of the present survey as textures: read once, unpacked at the size they are shown in, dropped when long
// unused.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "minyi/pictures/picture.hpp"

namespace minyi::kiosk::pictures {

// The bytes of a file beside the form; empty where there is none.
using ReadFile = std::function<std::string(std::string_view name)>;

enum class Use { paint, measure };  // measure: no OpenGL, no textures

class Album {
 public:
  explicit Album(ReadFile read, Use use = Use::paint) : read_(std::move(read)), use_(use) {}
  ~Album();
  Album(const Album&) = delete;
  Album& operator=(const Album&) = delete;

  // As large as it is in its file; empty where there is no picture to show.
  Extent extent(const std::string& name);
  // Fitted into `room`. Its texture is 0 while measuring and where the picture turns out broken.
  struct Shown {
    std::uintptr_t texture = 0;
    Extent extent{};
  };
  Shown show(const std::string& name, Extent room);

  void end_frame();
  void wipe();  // the next survey may have other pictures of the same names

 private:
  struct Entry {
    Shown shown;
    unsigned used = 0;
  };
  void drop(Entry& entry);

  ReadFile read_;
  Use use_;
  std::map<std::string, Extent> extents_;
  std::map<std::pair<std::string, std::pair<int, int>>, Entry> entries_;
  std::vector<std::uintptr_t> doomed_;  // the frame under way may still paint them
  std::size_t doomed_before_ = 0;
  unsigned frame_ = 0;
  std::int64_t kept_ = 0;  // pixels of all entries' textures
};

}  // namespace minyi::kiosk::pictures
