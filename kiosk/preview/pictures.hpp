// Every page of a survey as a picture, in each language and text size, and for each language a sheet (HTML) with all of
// them beside each other.
#pragma once

#include <memory>
#include <string>

#include "minyi/base/result.hpp"
#include "minyi/form/form.hpp"
#include "minyi/preview/preview.hpp"

namespace minyi::kiosk::preview {

struct Taken {
  std::size_t pictures = 0, pages = 0, languages = 0;
  std::string sheet;  // path of the first language's
};

// Into options.pictures (created when missing): "zh-standard-03-age.png", for the further screenfuls of a long page
// "zh-standard-03-age_2.png" …; and "zh.html". A page that no answers that were tried lead to says so on the sheet.
// Errors: interview_invalid, file_failed, window_failed, font_missing.
Result<Taken> take_pictures(const std::shared_ptr<const form::Form>& form, const Options& options);

}  // namespace minyi::kiosk::preview
