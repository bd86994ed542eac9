// The small subset of Markdown and HTML that ODK allows in labels, as Pango markup: **bold**, *italic*, _italic_,
// headings, <b>, <strong>, <i>, <em>, <u>, <br>, and <span style="color:…"> or <font color="…">. Everything else is
// shown as written: what comes out always parses, whatever the form's author typed.
#pragma once

#include <string>
#include <string_view>

namespace minyi::kiosk::text {

// Pango markup with every character of `label` escaped that is not part of the subset.
std::string to_markup(std::string_view label);

// Whether colours of the text's own (emoji, colour spans) rule out a plain coverage mask.
bool has_colours(std::string_view label, std::string_view markup);

}  // namespace minyi::kiosk::text
