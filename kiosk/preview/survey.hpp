// The survey under preview, read from its file with what stands beside it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "minyi/form/form.hpp"
#include "minyi/preview/preview.hpp"

namespace minyi::kiosk::preview {

// The folder of the files that the form refers to.
std::string media_folder(const Options& options);

// A picture beside the form; empty when there is none.
std::string read_media(const Options& options, std::string_view name);

// Errors: file_missing, file_failed, those of read_xform; the words of the trouble file as form_invalid.
Result<std::shared_ptr<const form::Form>> read_survey(const Options& options);

}  // namespace minyi::kiosk::preview
