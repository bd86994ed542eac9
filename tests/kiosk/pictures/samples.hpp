// Small pictures as files: left half red, right half blue; the lower half is half see-through where the format knows
// that.
#pragma once

#include <string>

#include "minyi/pictures/picture.hpp"

namespace minyi::testing {

std::string png(kiosk::pictures::Extent extent);
std::string jpeg(kiosk::pictures::Extent extent);

// The segment that stands behind a JPEG's first two bytes and says how it is to be turned, from 1 to 8.
std::string exif(int orientation, bool low_first);

}  // namespace minyi::testing
