// The Markdown and HTML that ODK allows in labels, hints and choices, as Pango markup. Everything else is shown as
// written, and what comes out always parses, whatever the form's author typed. Takes time in proportion to the text.
//
// Markdown: headings (# to ######; bold, since every line of a text is equally high), **bold**, __bold__, *italic*,
// _italic_, [links](…) as their words (a kiosk opens nothing), lists (-, *, +), and \ before a mark that stands for
// itself. HTML: b strong i em cite dfn u s strike del sub sup small tt, br, p div blockquote h1…h6 ul ol li as lines,
// a as its words, img as nothing, span and font with color, font-family, bold and italic; entities.
// Colours are moved towards the ink until they can be read on its ground.
// Sources: ODK documentation, "Form Styling"; XLSForm.org, "Styling prompts"; CommonMark 0.30 for what marks do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace minyi::kiosk::text {

// Pango markup; `ink` is the colour (0xRRGGBB) of text that has none of its own.
std::string to_markup(std::string_view label, std::uint32_t ink = 0x1D2024);

// Whether colours of the text's own (emoji, colour spans) rule out a plain coverage mask.
bool has_colours(std::string_view label, std::string_view markup);

}  // namespace minyi::kiosk::text
