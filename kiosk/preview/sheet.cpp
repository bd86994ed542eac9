#include "minyi/preview/sheet.hpp"

#include <string_view>

#include "minyi/preview/sizes.hpp"

namespace minyi::kiosk::preview {
namespace {

constexpr std::string_view style =
    "body{font-family:sans-serif;margin:2em;background:#f6f3ec;color:#1d2024}"
    "table{border-collapse:collapse}th{text-align:left;padding:.5em;vertical-align:top}"
    "td{padding:.25em;vertical-align:top}img{width:30vw;display:block;margin-bottom:.5em;border:1px solid #999}"
    "small{display:block;font-weight:normal}";

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '"')
      safe += "&quot;";
    else
      safe += c;
  }
  return safe;
}

}  // namespace

std::string to_html(const Sheet& sheet) {
  const auto title = escaped(sheet.title) + " (" + escaped(sheet.language) + ")";
  std::string html = "<!DOCTYPE html>\n<html lang=\"" + escaped(sheet.language) +
                     "\"><head><meta charset=\"utf-8\"><title>" + title + "</title><style>" + std::string(style) +
                     "</style></head>\n<body><h1>" + title + "</h1>\n<table><tr><th></th>";
  for (const auto& size : sizes) html += std::string("<th>") + size.name + "</th>";
  html += "</tr>\n";
  for (const auto& row : sheet.rows) {
    html += "<tr><th>" + escaped(row.title);
    if (row.forced) html += "<small>no answers that were tried lead here</small>";
    html += "</th>";
    for (const auto& files : row.pictures) {
      html += "<td>";
      for (const auto& file : files)
        html += "<a href=\"" + escaped(file) + "\"><img loading=\"lazy\" alt=\"\" src=\"" + escaped(file) + "\"></a>";
      html += "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</table></body></html>\n";
}

}  // namespace minyi::kiosk::preview
