// Secondary instances: lists inside the form, and files beside it. Source: ODK XForms specification, "Secondary
// Instances" (external: CSV, GeoJSON, XML).
#include <algorithm>

#include <nlohmann/json.hpp>

#include "minyi/base/bytes.hpp"
#include "minyi/base/csv.hpp"
#include "minyi/form/needed_files.hpp"
#include "minyi/form/reader.hpp"

namespace minyi::form {

namespace {

constexpr std::size_t max_file = 64U << 20U;
constexpr std::size_t max_nodes = 4'000'000;
constexpr std::size_t max_columns = 1'000;

xpath::SharedName shared_name(std::string_view local) {
  return std::make_shared<const xpath::Name>(xpath::Name{std::string(local)});
}

void leaf(xpath::Node& item, xpath::SharedName name, const std::string& value) {
  auto& node = item.append_element_named(std::move(name));
  if (!value.empty()) node.append_text(value);
}
void leaf(xpath::Node& item, const std::string& name, const std::string& value) {
  leaf(item, shared_name(name), value);
}

// Empty where the member is missing or no text.
std::string text_member(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

// "lat lon 0 0", the order that ODK writes
std::string point(const nlohmann::json& coordinates) {
  if (!coordinates.is_array() || coordinates.size() < 2 || !coordinates[0].is_number() || !coordinates[1].is_number())
    return {};
  return coordinates[1].dump() + ' ' + coordinates[0].dump() + " 0 0";
}

std::string geometry(const nlohmann::json& feature) {
  const auto found = feature.find("geometry");
  if (found == feature.end() || !found->is_object()) return {};
  const auto type = text_member(*found, "type");
  const auto coordinates = found->find("coordinates");
  if (coordinates == found->end()) return {};
  if (type == "Point") return point(*coordinates);
  const auto& line =
      type == "Polygon" && coordinates->is_array() && !coordinates->empty() ? (*coordinates)[0] : *coordinates;
  std::string out;
  if (line.is_array())
    for (const auto& corner : line) out += (out.empty() ? "" : "; ") + point(corner);
  return out;
}

std::string plain(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? std::string{} : value.dump();
}

Result<xpath::Document> read_file(const std::string& name, std::string_view text) {
  if (name.ends_with(".csv")) return read_csv(text, name);
  if (name.ends_with(".geojson")) return read_geojson(text, name);
  auto document = xpath::parse_xml(text, {max_file, max_nodes, 200}, xpath::Layout::dropped);
  if (!document) document.error().where = name + (document.error().where.empty() ? "" : ", " + document.error().where);
  return document;
}

}  // namespace

Result<xpath::Document> read_csv(std::string_view text, const std::string& name) {
  if (text.size() > max_file) return fail(ErrorCode::form_limit, "the file is larger than 64 MB", name);
  MINYI_TRY(const auto rows, minyi::read_csv(text, name));
  xpath::Document document;
  auto& root = document.root().append_element({"root"});
  if (rows.empty()) return document;
  if (rows.front().fields.size() > max_columns)
    return fail(ErrorCode::form_limit, "the file has more than 1000 columns", name);
  std::vector<xpath::SharedName> head;
  for (const auto& column : rows.front().fields) head.push_back(shared_name(trimmed(column)));
  const auto item_name = shared_name("item");
  std::size_t nodes = 0;
  for (std::size_t row = 1; row < rows.size(); ++row) {
    const auto& cells = rows[row].fields;
    if (std::all_of(cells.begin(), cells.end(), [](const std::string& cell) { return cell.empty(); })) continue;
    auto& item = root.append_element_named(item_name);
    for (std::size_t i = 0; i < head.size(); ++i)
      if (!head[i]->local.empty()) leaf(item, head[i], i < cells.size() ? cells[i] : std::string{});
    nodes += head.size() + 1;
    if (nodes > max_nodes) return fail(ErrorCode::form_limit, "the file has more than 4 million cells", name);
  }
  return document;
}

Result<xpath::Document> read_geojson(std::string_view text, const std::string& name) {
  if (text.size() > max_file) return fail(ErrorCode::form_limit, "the file is larger than 64 MB", name);
  int depth = 0;
  bool too_deep = false;
  const auto guard = [&](int level, nlohmann::json::parse_event_t, nlohmann::json&) {
    depth = std::max(depth, level);
    too_deep = too_deep || level > 50;
    return !too_deep;
  };
  const auto json = nlohmann::json::parse(text, guard, false);
  if (too_deep) return fail(ErrorCode::form_limit, "the file is nested more than 50 deep", name);
  const auto features = json.is_object() ? json.find("features") : json.end();
  if (json.is_discarded() || !json.is_object() || text_member(json, "type") != "FeatureCollection" ||
      features == json.end() || !features->is_array())
    return fail(ErrorCode::form_invalid, "the file is not a GeoJSON FeatureCollection", name);
  xpath::Document document;
  auto& root = document.root().append_element({"root"});
  for (const auto& feature : *features) {
    if (!feature.is_object()) continue;
    auto& item = root.append_element({"item"});
    leaf(item, "geometry", geometry(feature));
    const auto properties = feature.find("properties");
    const bool has_properties = properties != feature.end() && properties->is_object();
    if (const auto id = feature.find("id"); id != feature.end()) leaf(item, "id", plain(*id));
    if (!has_properties) continue;
    for (const auto& [key, value] : properties->items())
      if (!value.is_null() && key != "geometry" && (key != "id" || !feature.contains("id")))
        leaf(item, key, plain(value));
  }
  return document;
}

Result<std::optional<xpath::Document>> Reader::read_beside(const std::string& name, const std::string& where) {
  const auto text = files_.read(name);
  if (!text && !files_.complete()) {
    warn("the form needs the file " + name);
    return std::nullopt;
  }
  if (!text)
    return fail(text.error().code, "the form needs the file " + name + ": " + text.error().message, where,
                "put it beside the form");
  if (!valid_utf8(*text))
    return fail(ErrorCode::form_invalid, "the file " + name + " is not UTF-8", where,
                "save it as UTF-8; in Excel that is the file type \"CSV UTF-8\"");
  MINYI_TRY(auto document, read_file(name, *text));
  return std::optional(std::move(document));
}

Result<> Reader::read_secondary_instance(xpath::Node& node) {
  SecondaryInstance instance;
  instance.id = attribute_or(node, "id");
  instance.source = attribute_or(node, "src");
  const std::string where = "/h:html/h:head/model/instance[@id='" + instance.id + "']";
  if (instance.id.empty())
    return fail(ErrorCode::form_invalid, "a secondary instance has no id", "/h:html/h:head/model/instance");
  if (form_.instances.contains(instance.id))
    return fail(ErrorCode::form_invalid, "there are two instances '" + instance.id + "'", where);
  if (instance.source.empty()) {
    xpath::Document document;
    const auto first = std::ranges::find(node.children(), xpath::NodeKind::element, &xpath::Node::kind);
    if (first != node.children().end()) document.root().take_child(node, **first);
    instance.document = std::make_shared<const xpath::Document>(std::move(document));
  } else if (const auto name = file_name(instance.source); !name.empty()) {
    MINYI_TRY(auto document, read_beside(name, where));
    if (document) instance.document = std::make_shared<const xpath::Document>(std::move(*document));
  }
  auto id = instance.id;
  form_.instances.emplace(std::move(id), std::move(instance));
  return {};
}

}  // namespace minyi::form
