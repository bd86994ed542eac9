#pragma once

#include <string>
#include <string_view>

namespace minyi::kiosk::preview {

// A question's path without the positions of repeats: "/data/person[2]/age" is "/data/person/age".
inline std::string path_of(std::string_view id) {
  std::string path;
  bool inside = false;
  for (const char c : id) {
    if (c == '[') inside = true;
    if (!inside) path += c;
    if (c == ']') inside = false;
  }
  return path;
}

}  // namespace minyi::kiosk::preview
