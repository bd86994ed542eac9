// The pictures of one language beside each other: a page of HTML that needs nothing but the pictures.
#pragma once

#include <string>
#include <vector>

namespace minyi::kiosk::preview {

struct Row {
  std::string title;
  bool forced = false;                             // no answers that were tried lead to this page
  std::vector<std::vector<std::string>> pictures;  // files, by text size and then by screenful
};

struct Sheet {
  std::string title, language;
  std::vector<Row> rows;
};

std::string to_html(const Sheet& sheet);

}  // namespace minyi::kiosk::preview
