// The things that residents touch. Each draws itself, lists itself as an element, and says whether it was pressed.
#pragma once

#include <string>
#include <string_view>

#include "minyi/widgets/canvas.hpp"

namespace minyi::kiosk::widgets {

enum class Look { primary, plain, quiet };  // filled with the accent; a card; text only
enum class Sign { none, before, after, up, down, home, globe, contrast, less, more, erase, shift, cross };

struct Button {
  std::string id;
  std::string label{};  // also the accessible name
  Look look = Look::plain;
  Sign sign = Sign::none;  // before: an arrow in front; after: one behind
  bool show_label = true;
  bool enabled = true;
  bool selected = false;
  Level level = Level::choice;
  std::string role = "button";
  std::string value{};
};
bool button(Canvas& canvas, const Button& button, const Rect& rect);
// Width (height when texts run down) that the button would like.
float wanted(Canvas& canvas, const Button& button);

enum class Mark { radio, check, place, none };  // place: a number in an order
struct Card {
  std::string id;
  std::string label;
  std::string value{};
  Mark mark = Mark::radio;
  bool chosen = false;
  bool stacked = false;   // the mark over a centred label: a scale's card
  std::size_t place = 0;  // from 1; 0: none
  float top = 0;          // pixels that the mark and label leave free at the top, for a picture
};
bool choice_card(Canvas& canvas, const Card& card, const Rect& rect);
// Room on a card's line that is not the label's, and beside its lines.
float card_overhead(const Tokens& tokens, bool stacked, Mark mark = Mark::radio);
float card_padding(const Tokens& tokens);

void mark(Canvas& canvas, Mark kind, bool chosen, float x, float y, float r, std::size_t place = 0);
void progress(Canvas& canvas, std::size_t position, std::size_t total, std::string_view words, const Rect& rect);
void check_mark(Canvas& canvas, float x, float y, float r, float part_left);
void sign(Canvas& canvas, Sign what, float x, float y, float size, std::uint32_t colour);

}  // namespace minyi::kiosk::widgets
