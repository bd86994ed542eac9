// The one printer of XForms, whether they come from the compiler or from a Form.
#pragma once

#include <string>

#include <pugixml.hpp>

namespace minyi::form {

// The document with an element a line, texts left exactly as they are.
std::string print_xml(const pugi::xml_document& document);

}  // namespace minyi::form
