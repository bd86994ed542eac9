// Which files a form needs beside it, so that all of them can travel with it: lists that its expressions and choices
// read, pictures, sound and film of its texts. Source: ODK XForms specification, "URIs", "Media", "Secondary
// Instances"; XLSForm reference, "External selects", "pulldata".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/form/form.hpp"

namespace minyi::form {

// The file beside the form that a URI names: "flag.png" of jr://images/flag.png. Without jr:// the text is the name.
// Empty where no file is meant (jr://instance/last-saved). Not judged: is_plain_file_name does that.
std::string file_name(std::string_view uri);

struct NeededFile {
  std::string name;
  std::string where;  // the first place in the XForm that names it
  friend bool operator==(const NeededFile&, const NeededFile&) = default;
};

// Each name once, in the order of the names. What rows of a list name is told where the form was read with that list; a
// name that is put together while the form runs cannot be told and is left out.
std::vector<NeededFile> needed_files(const Form& form);

}  // namespace minyi::form
