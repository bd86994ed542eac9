// How a photograph is to be turned before it is shown. Telephones write what their sensor saw and note in the file how
// they were held (Exif 2.32, tag 0x0112 "Orientation"); without it people lie on their side.
#pragma once

#include <string_view>

#include "minyi/pictures/picture.hpp"

namespace minyi::kiosk::pictures {

struct Turning {
  bool mirrored = false;  // left to right, before anything else
  int quarters = 0;       // clockwise
  friend bool operator==(const Turning&, const Turning&) = default;
};

// Of a JPEG file; none where it does not say so, or in a way that makes no sense.
Turning turning_of(std::string_view jpeg);
Extent turned(Extent extent, Turning turning);
Picture turned(Picture picture, Turning turning);

}  // namespace minyi::kiosk::pictures
