// The survey in a window that follows its file.
#pragma once

#include <iosfwd>

#include "minyi/preview/preview.hpp"

namespace minyi::kiosk::preview {

// Until the window is closed. Each time that something in the form's folder or the media folder was saved, a line
// "changed" goes to `out`. window_failed, font_missing, file_failed.
Result<> show(const Options& options, std::ostream& out);

}  // namespace minyi::kiosk::preview
