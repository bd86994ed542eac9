// Small helpers for the texts in cells. ASCII rules for case and white space: names of columns and types are ASCII.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace minyi::xlsform {

std::string_view trim(std::string_view text);
std::string lower(std::string_view text);
// Runs of white space become one space.
std::string collapse(std::string_view text);
// Runs of blanks become one; line breaks stay, as they are part of what a label says.
std::string collapse_blanks(std::string_view text);
// "List Name" -> "list_name"
std::string snake_case(std::string_view text);
// “ ” ‘ ’ as word processors write them become " and '.
std::string straight_quotes(std::string_view text);
std::vector<std::string> split(std::string_view text, std::string_view delimiter);
std::vector<std::string> words(std::string_view text);
std::string replace_all(std::string text, std::string_view what, std::string_view with);

// A name that XML allows for an element: a letter or underscore, then letters, digits, '-', '_', '.' (any script);
// at most one colon between two such names.
bool is_xml_name(std::string_view text);
// Length in bytes of the XML name without colon at the start of the text; 0 when there is none.
std::size_t ncname_length(std::string_view text);

// Characters (code points) in a UTF-8 text, and columns that they take on a terminal (wide CJK is two).
std::size_t characters(std::string_view text);
std::size_t display_width(std::string_view text);

// The candidate nearest to the text, if near enough to be a slip of the hand; empty otherwise.
std::string closest(std::string_view text, const std::vector<std::string>& candidates);

// "yes", "TRUE", "true()" …: 1 or 0; -1 for anything else.
int yes_no(std::string_view text);

}  // namespace minyi::xlsform
