// Colours as a form's author names them, made fit to be read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace minyi::kiosk::text {

// "#f00", "#ff0000" or a name of CSS as 0xRRGGBB; nothing for anything else.
std::optional<std::uint32_t> read_colour(std::string_view name);
std::string write_colour(std::uint32_t colour);  // "#ff0000"

// Ratio of contrast between two colours, from 1 to 21. Source: WCAG 2.2, "contrast ratio".
double contrast(std::uint32_t a, std::uint32_t b);

// The colour, moved towards the ink as far as it takes to stand out from the ground that this ink is for.
std::uint32_t readable(std::uint32_t colour, std::uint32_t ink);

}  // namespace minyi::kiosk::text
