#include "minyi/xlsform/types.hpp"

#include <algorithm>
#include <array>

#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

constexpr std::string_view gps_hint = "GPS coordinates can only be collected when outside.";

// name, tag, bind type, media type, read only, preload, its parameters, constraint, hint
constexpr std::array types{
    TypeSpec{"text", "input", "string"},
    TypeSpec{"integer", "input", "int"},
    TypeSpec{"decimal", "input", "decimal"},
    TypeSpec{"date", "input", "date"},
    TypeSpec{"time", "input", "time"},
    TypeSpec{"dateTime", "input", "dateTime"},
    TypeSpec{"note", "input", "string", "", "true()"},
    TypeSpec{"geopoint", "input", "geopoint"},
    TypeSpec{"geotrace", "input", "geotrace"},
    TypeSpec{"geoshape", "input", "geoshape"},
    TypeSpec{"gps", "input", "geopoint", "", "", "", "", "", gps_hint},
    TypeSpec{"barcode", "input", "barcode"},
    TypeSpec{"photo", "upload", "binary", "image/*"},
    TypeSpec{"audio", "upload", "binary", "audio/*"},
    TypeSpec{"video", "upload", "binary", "video/*"},
    TypeSpec{"file", "upload", "binary", "application/*"},
    TypeSpec{"osm", "upload", "binary", "osm/*"},
    TypeSpec{"acknowledge", "trigger", "string"},
    TypeSpec{"trigger", "trigger", ""},
    TypeSpec{"select one", "select1", "string"},
    TypeSpec{"select all that apply", "select", "string"},
    TypeSpec{"select one external", "input", "string"},
    TypeSpec{"rank", "odk:rank", "odk:rank"},
    TypeSpec{"range", "range", "int"},
    TypeSpec{"calculate", "", "string"},
    TypeSpec{"hidden", "", "string"},
    TypeSpec{"background-audio", "", "binary"},
    TypeSpec{"background-geopoint", "", "geopoint"},
    TypeSpec{"start-geopoint", "", "geopoint"},
    TypeSpec{"audit", "", "binary"},
    TypeSpec{"start", "", "dateTime", "", "", "timestamp", "start"},
    TypeSpec{"end", "", "dateTime", "", "", "timestamp", "end"},
    TypeSpec{"today", "", "date", "", "", "date", "today"},
    TypeSpec{"deviceid", "", "string", "", "", "property", "deviceid"},
    TypeSpec{"username", "", "string", "", "", "property", "username"},
    TypeSpec{"email", "", "string", "", "", "property", "email"},
    TypeSpec{"phonenumber", "", "string", "", "", "property", "phonenumber"},
    TypeSpec{"phone_number", "", "string", "", "", "property", "phonenumber"},
    TypeSpec{"simserial", "", "string", "", "", "property", "simserial"},
    TypeSpec{"subscriberid", "", "string", "", "", "property", "subscriberid"},
    TypeSpec{"uri:deviceid", "", "string", "", "", "property", "uri:deviceid"},
    TypeSpec{"uri:username", "", "string", "", "", "property", "uri:username"},
    TypeSpec{"uri:email", "", "string", "", "", "property", "uri:email"},
    TypeSpec{"uri:phonenumber", "", "string", "", "", "property", "uri:phonenumber"},
    TypeSpec{"uri:simserial", "", "string", "", "", "property", "uri:simserial"},
    TypeSpec{"uri:subscriberid", "", "string", "", "", "property", "uri:subscriberid"},
    TypeSpec{"phone number", "input", "string", "", "", "", "", "regex(., '^\\d*$')", "Enter numbers only."},
    TypeSpec{"percentage", "input", "int", "", "", "", "", "0 <= . and . <= 100"},
    TypeSpec{"number of days in last month", "input", "int", "", "", "", "", "0 <= . and . <= 31",
             "Enter a number 0-31."},
    TypeSpec{"number of days in last six months", "input", "int", "", "", "", "", "0 <= . and . <= 183",
             "Enter a number 0-183."},
    TypeSpec{"number of days in last year", "input", "int", "", "", "", "", "0 <= . and . <= 365",
             "Enter a number 0-365."},
};

struct Synonym {
  std::string_view name;
  std::string_view type;
};

// Older names, written with spaces and in lower case.
constexpr std::array synonyms{
    Synonym{"string", "text"},
    Synonym{"q string", "text"},
    Synonym{"add text prompt", "text"},
    Synonym{"int", "integer"},
    Synonym{"q int", "integer"},
    Synonym{"add integer prompt", "integer"},
    Synonym{"q decimal", "decimal"},
    Synonym{"add decimal prompt", "decimal"},
    Synonym{"q date", "date"},
    Synonym{"add date prompt", "date"},
    Synonym{"datetime", "dateTime"},
    Synonym{"date time", "dateTime"},
    Synonym{"q datetime", "dateTime"},
    Synonym{"q date time", "dateTime"},
    Synonym{"add datetime prompt", "dateTime"},
    Synonym{"add date time prompt", "dateTime"},
    Synonym{"q note", "note"},
    Synonym{"add note prompt", "note"},
    Synonym{"location", "geopoint"},
    Synonym{"q geopoint", "geopoint"},
    Synonym{"q location", "geopoint"},
    Synonym{"add location prompt", "geopoint"},
    Synonym{"q barcode", "barcode"},
    Synonym{"add barcode prompt", "barcode"},
    Synonym{"image", "photo"},
    Synonym{"q image", "photo"},
    Synonym{"q picture", "photo"},
    Synonym{"add image prompt", "photo"},
    Synonym{"add photo prompt", "photo"},
    Synonym{"q audio", "audio"},
    Synonym{"add audio prompt", "audio"},
    Synonym{"q video", "video"},
    Synonym{"add video prompt", "video"},
    Synonym{"add file prompt", "file"},
    Synonym{"q acknowledge", "acknowledge"},
    Synonym{"add acknowledge prompt", "acknowledge"},
    Synonym{"q calculate", "calculate"},
    Synonym{"add calculate prompt", "calculate"},
    Synonym{"background audio", "background-audio"},
    Synonym{"background geopoint", "background-geopoint"},
    Synonym{"start geopoint", "start-geopoint"},
    Synonym{"start time", "start"},
    Synonym{"get start time", "start"},
    Synonym{"end time", "end"},
    Synonym{"get end time", "end"},
    Synonym{"get today", "today"},
    Synonym{"imei", "deviceid"},
    Synonym{"device id", "deviceid"},
    Synonym{"get device id", "deviceid"},
    Synonym{"sim id", "simserial"},
    Synonym{"get sim id", "simserial"},
    Synonym{"subscriber id", "subscriberid"},
    Synonym{"get subscriber id", "subscriberid"},
    Synonym{"get phone number", "phonenumber"},
};

struct Select {
  std::string_view command;
  std::string_view type;
  bool from_file = false;
};

constexpr std::array selects{
    Select{"select one from file", "select one", true},
    Select{"select multiple from file", "select all that apply", true},
    Select{"add select one prompt using", "select one"},
    Select{"add select multiple prompt using", "select all that apply"},
    Select{"select all that apply from", "select all that apply"},
    Select{"select one from", "select one"},
    Select{"select one external", "select one external"},
    Select{"select1", "select one"},
    Select{"select one", "select one"},
    Select{"select multiple from", "select all that apply"},
    Select{"select multiple", "select all that apply"},
    Select{"select all that apply", "select all that apply"},
    Select{"rank", "rank"},
};

struct SectionName {
  std::string_view name;
  Section section;
};

constexpr std::array sections{SectionName{"group", Section::group}, SectionName{"lgroup", Section::repeat},
                              SectionName{"looped group", Section::repeat}, SectionName{"repeat", Section::repeat},
                              SectionName{"loop", Section::loop}};

constexpr std::array<std::string_view, 3> other_suffixes{" or_other", " or specify other", " or other"};

std::string spaced(std::string_view text) {
  auto out = lower(text);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

bool parse_section(std::string_view cell, RowType& out) {
  const auto plain = spaced(cell);
  const bool begins = plain.starts_with("begin ");
  if (!begins && !plain.starts_with("end ")) return false;
  const std::size_t skip = begins ? 6 : 4;
  const auto rest = std::string_view(plain).substr(skip);
  for (const auto& [name, section] : sections) {
    if (!rest.starts_with(name) || (rest.size() > name.size() && rest[name.size()] != ' ')) continue;
    auto list = trim(cell.substr(std::min(cell.size(), skip + name.size())));
    if (list.starts_with("over ")) list = trim(list.substr(5));
    if (list.find(' ') != std::string_view::npos || (!begins && !list.empty())) return false;
    out.kind = begins ? RowKind::begin : RowKind::end;
    out.section = section;
    out.list = list;
    return true;
  }
  return false;
}

bool parse_select(std::string_view cell, RowType& out) {
  const auto plain = spaced(cell);
  for (const auto& select : selects) {
    if (!plain.starts_with(select.command) || plain.size() <= select.command.size() ||
        plain[select.command.size()] != ' ')
      continue;
    auto list = trim(cell.substr(select.command.size()));
    bool other = false;
    for (const auto suffix : other_suffixes)
      if (!other && list.ends_with(suffix)) {
        list = trim(list.substr(0, list.size() - suffix.size()));
        other = true;
      }
    if (list.empty() || list.find(' ') != std::string_view::npos) continue;
    out.kind = RowKind::select;
    out.spec = question_type(select.type);
    out.list = list;
    out.from_file = select.from_file;
    out.external_choices = select.type == "select one external";
    out.or_other = other;
    out.command = cell.substr(0, select.command.size());
    return true;
  }
  return false;
}

}  // namespace

const TypeSpec* question_type(std::string_view name) {
  for (const auto& type : types)
    if (type.name == name) return &type;
  const auto plain = spaced(name);
  for (const auto& synonym : synonyms)
    if (synonym.name == plain) return question_type(synonym.type);
  for (const auto& type : types)
    if (spaced(type.name) == plain) return &type;
  return nullptr;
}

std::vector<std::string> known_types() {
  std::vector<std::string> names{"select_one",
                                 "select_multiple",
                                 "begin_group",
                                 "end_group",
                                 "begin_repeat",
                                 "end_repeat",
                                 "image",
                                 "csv-external",
                                 "xml-external",
                                 "select_one_from_file",
                                 "select_multiple_from_file"};
  for (const auto& type : types) names.emplace_back(type.name);
  return names;
}

RowType parse_type(std::string_view cell) {
  RowType out;
  out.command = cell;
  if (parse_section(cell, out) || parse_select(cell, out)) return out;
  const auto plain = spaced(cell);
  if (plain == "csv-external" || plain == "xml-external") {
    out.kind = RowKind::external;
    out.list = plain.substr(0, 3);
    return out;
  }
  if (plain == "osm" || plain.starts_with("osm ")) {
    out.kind = RowKind::osm;
    out.spec = question_type("osm");
    out.list = trim(cell.substr(3));
    return out;
  }
  if (plain == "set form title" || plain == "set form id" || plain == "form title" || plain == "form id") {
    out.kind = RowKind::setting;
    return out;
  }
  // These need a list.
  if (plain == "select one" || plain == "select all that apply" || plain == "select one external" || plain == "rank")
    return out;
  out.spec = question_type(cell);
  if (out.spec != nullptr) out.kind = RowKind::question;
  return out;
}

std::string_view file_extension(std::string_view list) {
  for (const std::string_view extension : {".csv", ".xml", ".geojson"})
    if (list.ends_with(extension)) return extension;
  return {};
}

}  // namespace minyi::xlsform
