// The parts of an Office Open XML file: a zip archive of XML documents that refer to each other by relationships.
// Source: ECMA-376 part 2 (Open Packaging Conventions).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "minyi/base/result.hpp"

struct zip;

namespace minyi::sheets {

struct Relationship {
  std::string id;
  std::string kind;  // the last word of its type: "worksheet", "sharedStrings"
  std::string part;  // what it leads to: "xl/worksheets/sheet1.xml"
};

class Package {
 public:
  // `bytes` must outlive the package. Error: sheet_syntax at `file`.
  static Result<Package> open(std::string_view bytes, const std::string& file);
  // Parses a part. sheet_syntax: it is not there, too large, or not well-formed.
  Result<std::unique_ptr<pugi::xml_document>> part(const std::string& name);
  // Of a part, or with "" of the package. None where there is no such list.
  Result<std::vector<Relationship>> relationships(const std::string& part);

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  explicit Package(std::string file) : file_(std::move(file)) {}
  Result<std::string> read(const std::string& name);
  [[nodiscard]] bool has(const std::string& name) const;

  std::string file_;
  std::unique_ptr<zip, Close> archive_{};
  std::size_t bytes_ = 0;  // read so far
};

// Elements are told by their local name: writers differ in prefixes, and in the namespace (transitional or strict).
std::string_view local_name(const pugi::xml_node& node);
std::vector<pugi::xml_node> children(const pugi::xml_node& node, std::string_view name);
pugi::xml_node child(const pugi::xml_node& node, std::string_view name);

}  // namespace minyi::sheets
