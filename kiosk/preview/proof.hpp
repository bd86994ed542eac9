// Tries one screen's texts on a screen of a given size, with the kiosk's own layout and without a display: what is
// shortened, torn, left out, or stands in something else's place.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "minyi/flow/screen.hpp"
#include "minyi/pictures/album.hpp"
#include "minyi/preview/preview.hpp"
#include "minyi/text/text.hpp"
#include "minyi/window/sketch.hpp"

namespace minyi::kiosk::preview {

// A text of the survey on a screen: where it comes from, and what the screen calls it.
struct Origin {
  std::string path{};    // of the question or group, without positions; empty: the survey itself
  std::string part{};    // "title", "label", "hint", "choice", "message"
  std::string choice{};  // the choice's value
  std::string text{};
  std::vector<std::string> elements{};  // ids of the elements that may show it
};
std::vector<Origin> origins_of(const flow::Screen& screen);

enum class Fault {
  shortened,  // ends in an ellipsis
  torn,       // a line ends inside a word
  left_out,   // nowhere on the page
  overlaps,   // stands in something else's place
  outside,    // reaches beyond the screen
  crowded,    // of a page: takes more screenfuls than anybody turns
};

struct Blemish {
  Fault fault = Fault::shortened;
  std::size_t origin = 0;  // of origins_of(screen); of `crowded`: the first
  std::size_t screenfuls = 1;
};

class Proof {
 public:
  Proof(text::Typesetter& typesetter, float density, pictures::ReadFile read)
      : typesetter_(typesetter), density_(density), read_(std::move(read)) {}
  std::vector<Blemish> read(const flow::Screen& screen, const std::vector<Origin>& origins, Resolution resolution);

 private:
  text::Typesetter& typesetter_;
  float density_;
  pictures::ReadFile read_;
  window::Sketch sketch_;
};

}  // namespace minyi::kiosk::preview
