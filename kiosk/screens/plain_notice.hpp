// The one screen that must work when nothing else does: without any usable font, Dear ImGui's built-in one (ASCII)
// tells the attendant what is wrong.
#pragma once

#include <string>

namespace minyi::kiosk::screens {

struct PlainNotice {
  std::string title, code, detail, hint;
};

// Inside an ImGui frame of that size in pixels.
void draw_plain_notice(const PlainNotice& notice, float width, float height);

}  // namespace minyi::kiosk::screens
