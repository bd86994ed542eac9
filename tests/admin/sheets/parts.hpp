// Workbooks made part by part, to hold what no writer writes.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <zip.h>

namespace minyi::testing {

using Parts = std::vector<std::pair<std::string, std::string>>;

struct FreeZip {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
  void operator()(zip_t* archive) const { zip_discard(archive); }
};

// Throws std::runtime_error for what no archive can hold, such as one name twice.
inline std::string zip(const Parts& parts) {
  const auto require = [](bool done) {
    if (!done) throw std::runtime_error("the parts cannot be packed");
  };
  zip_error_t error{};
  const std::unique_ptr<zip_source_t, FreeZip> source(zip_source_buffer_create(nullptr, 0, 0, &error));
  require(source != nullptr);
  std::unique_ptr<zip_t, FreeZip> archive(zip_open_from_source(source.get(), ZIP_TRUNCATE, &error));
  require(archive != nullptr);
  zip_source_keep(source.get());  // the archive has it too
  for (const auto& [name, content] : parts) {
    std::unique_ptr<zip_source_t, FreeZip> part(zip_source_buffer(archive.get(), content.data(), content.size(), 0));
    require(zip_file_add(archive.get(), name.c_str(), part.get(), ZIP_FL_ENC_UTF_8) >= 0);
    (void)part.release();  // the archive's
  }
  require(zip_close(archive.get()) == 0);
  (void)archive.release();
  require(zip_source_open(source.get()) == 0);
  zip_stat_t about{};
  require(zip_source_stat(source.get(), &about) == 0);
  std::string bytes(about.size, '\0');
  require(zip_source_read(source.get(), bytes.data(), bytes.size()) == static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(source.get());
  return bytes;
}

inline std::string xml(const std::string& body) {
  return R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)" + body;
}

constexpr const char* main_namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

// A workbook of one sheet "survey" with these rows (XML), shared strings (XML of <si> elements) and styles (XML within
// <styleSheet>).
inline Parts workbook_parts(const std::string& rows, const std::string& strings = "", const std::string& styles = "",
                            const std::string& properties = "") {
  const std::string relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const std::string packages = "http://schemas.openxmlformats.org/package/2006";
  const std::string type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  return {
      {"[Content_Types].xml",
       xml("<Types xmlns=\"" + packages +
           "/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd."
           "openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
           "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" +
           type +
           "sheet.main+xml\"/>"
           "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" +
           type +
           "worksheet+xml\"/>"
           "<Override PartName=\"/xl/styles.xml\" ContentType=\"" +
           type +
           "styles+xml\"/>"
           "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"" +
           type + "sharedStrings+xml\"/></Types>")},
      {"_rels/.rels", xml("<Relationships xmlns=\"" + packages + "/relationships\"><Relationship Id=\"rId1\" Type=\"" +
                          relationships + "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")},
      {"xl/workbook.xml",
       xml("<workbook xmlns=\"" + std::string(main_namespace) + "\" xmlns:r=\"" + relationships + "\">" + properties +
           "<sheets><sheet name=\"survey\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>")},
      {"xl/_rels/workbook.xml.rels",
       xml("<Relationships xmlns=\"" + packages + "/relationships\"><Relationship Id=\"rId1\" Type=\"" + relationships +
           "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" + relationships +
           "/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId3\" Type=\"" + relationships +
           "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>")},
      {"xl/styles.xml", xml("<styleSheet xmlns=\"" + std::string(main_namespace) + "\">" + styles + "</styleSheet>")},
      {"xl/sharedStrings.xml", xml("<sst xmlns=\"" + std::string(main_namespace) + "\">" + strings + "</sst>")},
      {"xl/worksheets/sheet1.xml",
       xml("<worksheet xmlns=\"" + std::string(main_namespace) + "\"><sheetData>" + rows + "</sheetData></worksheet>")},
  };
}

}  // namespace minyi::testing
