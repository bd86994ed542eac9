#include "minyi/sheets/package.hpp"

#include <zip.h>

namespace minyi::sheets {
namespace {

constexpr std::size_t most_bytes = std::size_t{192} << 20U;  // of all parts that are read, unpacked
constexpr const char* save_anew = "open it in a spreadsheet program and save it anew as .xlsx";

// "worksheets/sheet1.xml" as seen from "xl/workbook.xml", or "/xl/worksheets/sheet1.xml"
std::string resolve(const std::string& from, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  auto folder = from.substr(0, from.rfind('/') + 1);
  while (target.starts_with("../") && !folder.empty()) {
    target.remove_prefix(3);
    folder.pop_back();
    folder.resize(folder.rfind('/') + 1);
  }
  return folder + std::string(target);
}

}  // namespace

void Package::Close::operator()(zip* archive) const { zip_discard(archive); }

Result<Package> Package::open(std::string_view bytes, const std::string& file) {
  Package package(file);
  zip_error_t error{};
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) return fail(ErrorCode::sheet_syntax, zip_error_strerror(&error), file);
  package.archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
  if (!package.archive_) {
    zip_source_free(source);
    return fail(ErrorCode::sheet_syntax, "the file is damaged or cut off", file, save_anew);
  }
  return package;
}

bool Package::has(const std::string& name) const { return zip_name_locate(archive_.get(), name.c_str(), 0) >= 0; }

Result<std::string> Package::read(const std::string& name) {
  const auto refuse = [&](std::string message) {
    return fail(ErrorCode::sheet_syntax, std::move(message), file_, save_anew);
  };
  zip_stat_t about{};
  if (zip_stat(archive_.get(), name.c_str(), 0, &about) != 0 || (about.valid & ZIP_STAT_SIZE) == 0)
    return refuse("the workbook's part " + name + " is missing");
  if (about.size > most_bytes - bytes_) return refuse("the workbook unpacks to more than any survey does");
  zip_file_t* part = zip_fopen_index(archive_.get(), about.index, 0);
  if (part == nullptr) return refuse("the workbook's part " + name + " cannot be unpacked");
  std::string text(about.size, '\0');
  const auto count = zip_fread(part, text.data(), text.size());
  const bool sound = zip_fclose(part) == 0 && count == static_cast<zip_int64_t>(text.size());
  if (!sound) return refuse("the workbook's part " + name + " is damaged");
  bytes_ += text.size();
  return text;
}

Result<std::unique_ptr<pugi::xml_document>> Package::part(const std::string& name) {
  MINYI_TRY(const auto text, read(name));
  auto document = std::make_unique<pugi::xml_document>();
  // White space that is all of a text is a text; declarations of entities are passed over, none is expanded.
  const auto parsed =
      document->load_buffer(text.data(), text.size(),
                            pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata_single);
  if (!parsed || text.find('\0') != std::string::npos)
    return fail(ErrorCode::sheet_syntax, "the workbook's part " + name + " is not XML", file_, save_anew);
  return document;
}

Result<std::vector<Relationship>> Package::relationships(const std::string& part) {
  const auto slash = part.rfind('/') + 1;  // 0 where there is none
  const auto list = part.substr(0, slash) + "_rels/" + part.substr(slash) + ".rels";
  std::vector<Relationship> found;
  if (!has(list)) return found;
  MINYI_TRY(const auto document, this->part(list));
  for (const auto& one : children(child(*document, "Relationships"), "Relationship")) {
    const std::string_view type = one.attribute("Type").value();
    found.push_back({one.attribute("Id").value(), std::string(type.substr(type.rfind('/') + 1)),
                     resolve(part, one.attribute("Target").value())});
  }
  return found;
}

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);
}

std::vector<pugi::xml_node> children(const pugi::xml_node& node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const auto& each : node.children())
    if (local_name(each) == name) found.push_back(each);
  return found;
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  for (const auto& each : node.children())
    if (local_name(each) == name) return each;
  return {};
}

}  // namespace minyi::sheets
