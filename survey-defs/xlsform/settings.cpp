#include <algorithm>

#include "minyi/xlsform/columns.hpp"
#include "minyi/xlsform/strings.hpp"
#include "minyi/xlsform/survey.hpp"

namespace minyi::xlsform {

namespace {

// a="http://…" b='…', parted by spaces
void read_namespaces(const std::string& text, Settings& settings, const Place& place, Findings& findings) {
  for (const auto& word : words(text)) {
    const auto equals = word.find('=');
    auto uri = equals == std::string::npos ? std::string{} : word.substr(equals + 1);
    uri.erase(std::remove_if(uri.begin(), uri.end(), [](char c) { return c == '"' || c == '\''; }), uri.end());
    const auto prefix = word.substr(0, equals);
    if (prefix.empty() || ncname_length(prefix) != prefix.size() || uri.empty()) {
      findings.warning("xlsform.namespace", place, "'" + word + "' is not of the form prefix=\"uri\" and is left out");
      continue;
    }
    settings.namespaces.emplace_back(prefix, uri);
  }
}

bool flag(const Row& row, std::string_view name, bool otherwise, Findings& findings) {
  const auto text = row.text(name);
  if (text.empty()) return otherwise;
  const int value = yes_no(text);
  if (value < 0)
    findings.warning("xlsform.yes_no", row.table().place(row, row.header(name)),
                     "'" + text + "' is neither yes nor no; " + (otherwise ? "yes" : "no") + " is taken");
  return value < 0 ? otherwise : value == 1;
}

}  // namespace

void read_settings(const Workbook& workbook, Survey& survey, const Options& options, Findings& findings) {
  auto& settings = survey.settings;
  settings.name = options.form_name.empty() ? "data" : options.form_name;
  settings.id = options.default_form_id;
  auto& table = survey.settings_table;
  const auto* sheet = workbook.sheet("settings");
  if (sheet != nullptr) table.read(*sheet, settings_columns(), "", findings);
  const auto used = std::find_if(table.rows().begin(), table.rows().end(), [](const Row& row) { return !row.empty(); });
  if (used != table.rows().end()) {
    const auto& row = *used;
    const auto text = [&](std::string_view name) { return straight_quotes(row.text(name)); };
    const auto set = [&](std::string& target, std::string_view name) {
      if (auto value = text(name); !value.empty()) target = std::move(value);
    };
    settings.title = row.text("title");
    set(settings.id, "id_string");
    set(settings.name, "name");
    set(settings.version, "version");
    set(settings.default_language, "default_language");
    set(settings.style, "style");
    set(settings.instance_xmlns, "instance_xmlns");
    set(settings.instance_name, "instance_name");
    set(settings.instance_id, "instance_id");
    set(settings.prefix, "prefix");
    set(settings.delimiter, "delimiter");
    for (auto& [name, value] : row.group("attribute")) {
      if (is_xml_name(name))
        settings.attributes.emplace_back(name, value.plain);
      else
        findings.error("xlsform.attribute", table.place(row, value.header),
                       "'" + name + "' cannot be the name of an attribute", std::string(attribute_rule));
    }
    settings.allow_duplicates = flag(row, "allow_choice_duplicates", false, findings);
    settings.clean = flag(row, "clean_text_values", true, findings);
    settings.omit_instance_id = flag(row, "omit_instanceid", false, findings);
    settings.encrypted = !row.text("public_key").empty();
    read_namespaces(text("namespaces"), settings, table.place(row, row.header("namespaces")), findings);
    if (auto url = text("submission_url"); !url.empty()) {
      settings.submission.emplace_back("action", url);
      settings.submission.emplace_back("method", "post");
    }
    if (auto key = text("public_key"); !key.empty()) settings.submission.emplace_back("base64RsaPublicKey", key);
    if (auto send = text("auto_send"); !send.empty()) settings.submission.emplace_back("orx:auto-send", send);
    if (auto remove = text("auto_delete"); !remove.empty()) settings.submission.emplace_back("orx:auto-delete", remove);
    if (flag(row, "client_editable", false, findings)) settings.submission.emplace_back("odk:client-editable", "true");
    if (ncname_length(settings.name) != settings.name.size())
      findings.error("xlsform.name", table.place(row, row.header("name")),
                     "'" + settings.name + "' cannot be the name of the form's root",
                     "a name begins with a letter or underscore and goes on with letters, digits, '-', '_' and '.'");
    if (settings.omit_instance_id && settings.encrypted)
      findings.error("xlsform.instance_id", table.place(row, "omit_instanceID"),
                     "an encrypted form needs its instanceID", "remove omit_instanceID or public_key");
  }
  if (settings.id.empty()) settings.id = "data";
  if (settings.title.empty()) settings.title = settings.id;
}

}  // namespace minyi::xlsform
