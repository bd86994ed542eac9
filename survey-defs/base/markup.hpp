// Labels are read as Markdown and HTML (ODK documentation, "Form Styling"). What stands in them by chance, such as a
// resident's answer, is to be read as itself.
#pragma once

#include <string>
#include <string_view>

namespace minyi {

// The text with a "\" before whatever a reader of labels would take for a mark.
std::string escape_markup(std::string_view text);

}  // namespace minyi
