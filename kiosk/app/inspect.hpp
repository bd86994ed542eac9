// The present screen as one line of JSON, for tests and assistive tools.
#pragma once

#include <string>
#include <vector>

#include "minyi/flow/screen.hpp"
#include "minyi/screens/draw.hpp"
#include "minyi/store/outbox.hpp"
#include "minyi/upload/uploader.hpp"

namespace minyi::kiosk::app {

struct Inspected {
  const flow::Screen& screen;
  const std::vector<screens::Element>& elements;
  const store::Status* store = nullptr;  // null while there is none
  const upload::UploadStatus* upload = nullptr;
  std::uint64_t rollout_version = 0;
};

std::string inspect(const Inspected& inspected);

}  // namespace minyi::kiosk::app
