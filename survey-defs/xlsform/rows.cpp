#include "minyi/xlsform/rows.hpp"

#include <algorithm>

#include "minyi/xlsform/columns.hpp"
#include "minyi/xlsform/references.hpp"
#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

constexpr std::size_t max_depth = 60;
constexpr std::size_t max_rows = 20'000;
constexpr std::string_view name_rule =
    "a name begins with a letter or underscore and goes on with letters, digits, '-', '_' and '.'";

std::string_view section_name(Section section) {
  switch (section) {
    case Section::repeat:
      return "repeat";
    case Section::loop:
      return "loop";
    default:
      return "group";
  }
}

}  // namespace

RowReader::RowReader(Survey& survey, Findings& findings) : survey_(survey), findings_(findings) {
  survey_.root = std::make_unique<Element>();
  survey_.root->kind = ElementKind::survey;
  survey_.root->name = survey.settings.name;
  stack_.push_back({survey_.root.get(), Section::group, nullptr, {}});
}

Place RowReader::place(const Row& row, std::string_view token, std::string_view second) const {
  return survey_.survey_table.place(row, row.header(token, second));
}

std::string RowReader::text(const Row& row, std::string_view token) const {
  auto value = straight_quotes(row.text(token));
  return survey_.settings.clean ? collapse_blanks(value) : value;
}

void RowReader::read(const Row& row) {
  if (row.has("disabled")) {
    findings_.warning("xlsform.disabled", place(row, "disabled"), "the column 'disabled' is not part of XLSForm",
                      "use relevant");
    if (yes_no(row.text("disabled")) == 1) return;
  }
  if (row.empty()) return;
  const auto cell = collapse(row.text("type"));
  if (cell.empty()) {
    if (row.has("name") || row.has("label"))
      findings_.error("xlsform.missing_type", place(row, "type"), "the row has no type",
                      "write a type such as 'select_one list', 'text' or 'note'");
    else
      findings_.warning("xlsform.skipped_row", survey_.survey_table.place(row), "a row without type is left out");
    return;
  }
  const auto type = parse_type(cell);
  switch (type.kind) {
    case RowKind::begin:
      return begin(row, type);
    case RowKind::end:
      return end(row, type);
    case RowKind::select:
      return select(row, type);
    case RowKind::external:
      return external(row, type);
    case RowKind::osm:
    case RowKind::question:
      return question(row, type);
    case RowKind::setting:
      findings_.warning("xlsform.setting_row", place(row, "type"), "'" + cell + "' belongs on the settings sheet");
      return;
    case RowKind::unknown:
      break;
  }
  auto hint = did_you_mean(cell.substr(0, cell.find(' ')), known_types());
  if (hint.empty() && lower(cell).starts_with("select")) hint = "a select names its list: select_one list_name";
  findings_.error("xlsform.unknown_type", place(row, "type"), "the type '" + cell + "' is not known", hint,
                  caret(cell, 0));
}

bool RowReader::check_name(const Row& row, const std::string& name) {
  const auto where = place(row, "name");
  if (!is_xml_name(name)) {
    findings_.error("xlsform.name", where, "'" + name + "' cannot be a name", std::string(name_rule));
    return false;
  }
  if (name == "meta") {
    findings_.error("xlsform.name_reserved", where, "the name 'meta' is reserved for the form's own data",
                    "choose another name");
    return false;
  }
  const auto plain = lower(name);
  for (const auto& sibling : parent().children) {
    if (sibling->name == name) {
      findings_.error(
          "xlsform.duplicate_name", where,
          "the name '" + name + "' stands twice in the same group" +
              (sibling->row == nullptr ? std::string{} : ", first in row " + std::to_string(sibling->row->number())),
          "names must be unique within their group");
      return false;
    }
    if (sibling->name.size() == name.size() && lower(sibling->name) == plain)
      findings_.warning("xlsform.similar_name", where,
                        "the names '" + sibling->name + "' and '" + name + "' differ only in case",
                        "some tools that read the data do not tell them apart");
  }
  return true;
}

std::unique_ptr<Element> RowReader::element(const Row& row, ElementKind kind, const TypeSpec* spec) {
  auto out = std::make_unique<Element>();
  out->kind = kind;
  out->spec = spec;
  out->row = &row;
  out->parent = &parent();
  out->name = text(row, "name");
  if (out->name.empty()) {
    if (spec == nullptr || spec->name != "note") {
      findings_.error("xlsform.missing_name", place(row, "name"), "the row has no name", std::string(name_rule));
      return nullptr;
    }
    out->name = "generated_note_name_" + std::to_string(row.number());
  }
  const bool good = check_name(row, out->name);
  const auto clean = [&](Texts& texts, bool straight) {
    const auto tidy = [&](std::string& value) {
      if (straight) value = straight_quotes(value);
      if (survey_.settings.clean) value = collapse_blanks(value);
    };
    tidy(texts.plain);
    for (auto& [language, value] : texts.languages) tidy(value);
  };
  out->label = row.texts("label");
  out->hint = row.texts("hint");
  out->guidance = row.texts("guidance_hint");
  for (auto* texts : {&out->label, &out->hint, &out->guidance}) clean(*texts, false);
  for (const std::string_view group : {"bind", "control", "instance"}) check_attributes(row, group);
  out->bind = row.group("bind");
  out->has_bind = !out->bind.empty();
  for (auto& [name, texts] : out->bind) clean(texts, !name.ends_with("Msg"));
  out->media = row.group("media");
  for (auto& [name, texts] : out->media) clean(texts, true);
  const auto attributes = [&](std::string_view group, Attributes& target) {
    for (auto& [name, texts] : row.group(group)) {
      clean(texts, true);
      if (texts.translated())
        findings_.warning("xlsform.attribute", place(row, group, name),
                          "'" + texts.header + "' cannot be in several languages and is left out",
                          "part the names of the column by '::'");
      else
        target.emplace_back(name, texts.plain);
    }
  };
  attributes("control", out->control);
  attributes("instance", out->instance);
  out->choice_filter = text(row, "choice_filter");
  if (good) return out;
  return kind == ElementKind::question ? nullptr : std::move(out);  // an open section must be closed again
}

// An attribute that cannot be named so is an error of its column, which the first row that uses it reports.
void RowReader::check_attributes(const Row& row, std::string_view group) {
  for (const auto& [name, texts] : row.group(group))
    if (!is_xml_name(name) && bad_attributes_.insert(texts.header).second)
      findings_.error("xlsform.attribute", place(row, group, name), "'" + name + "' cannot be the name of an attribute",
                      std::string(attribute_rule));
}

void RowReader::read_defaults(const Row& row, Element& out) {
  out.default_value = text(row, "default");
  out.dynamic_default = is_dynamic_default(out.default_value, out.spec);
}

void RowReader::read_triggers(const Row& row, Element& out) {
  const auto cell = text(row, "trigger");
  if (cell.empty()) return;
  const auto where = place(row, "trigger");
  if (cell.find("${") == std::string::npos) {
    findings_.error("xlsform.trigger", where, "a trigger is a reference to a question, such as ${age}", "",
                    caret(cell, 0));
    return;
  }
  for (const auto& part : split(cell, ",")) {
    const auto references = find_references(part);
    if (references.malformed) {
      findings_.error("xlsform.trigger", where, "after '${' come a question's name and '}'", "",
                      caret(part, *references.malformed));
    } else if (references.found.size() > 1) {
      findings_.error("xlsform.trigger", where, "there is no comma between two triggers", "write ${a}, ${b}",
                      caret(part, references.found[1].begin));
    } else if (!references.found.empty()) {
      out.triggers.push_back(references.found[0].name);
    }
  }
}

void RowReader::begin(const Row& row, const RowType& type) {
  if (stack_.size() > max_depth) {
    findings_.error("xlsform.depth", place(row, "type"), "groups are nested more than 60 deep");
    return;
  }
  const bool repeats = type.section == Section::repeat;
  auto section = element(row, repeats ? ElementKind::repeat : ElementKind::group, nullptr);
  if (section == nullptr) {  // without a name: keep it open, so that its end is found
    section = std::make_unique<Element>();
    section->kind = repeats ? ElementKind::repeat : ElementKind::group;
    section->row = &row;
    section->parent = &parent();
  }
  if (repeats && section->name == survey_.settings.name)
    findings_.error("xlsform.repeat_name", place(row, "name"),
                    "a repeat cannot have the name of the form's root, '" + section->name + "'", "choose another name");
  else if (repeats && !section->name.empty() && !repeats_.insert(section->name).second)
    findings_.error("xlsform.repeat_name", place(row, "name"), "there is another repeat named '" + section->name + "'",
                    "names of repeats are unique in the survey");
  if (section->bound("required") != nullptr)
    findings_.warning("xlsform.required_group", place(row, "bind", "required"),
                      "a group cannot be required: only its questions can");
  if (section->bound("entities:saveto") != nullptr)
    findings_.error("xlsform.save_to", place(row, "bind", "entities:saveto"),
                    "a group or repeat cannot be saved as a property of an entity", "remove or move it");
  if (const auto intent = text(row, "intent"); !intent.empty()) set_attribute(section->control, "intent", intent);
  if (type.section == Section::loop) {
    if (type.list.empty())
      findings_.error("xlsform.loop", place(row, "type"), "a loop names a list", "begin_loop over list_name");
    else if (survey_.list(type.list) == nullptr)
      findings_.error("xlsform.unknown_list", place(row, "type"), "the choices sheet has no list '" + type.list + "'");
  }
  if (repeats) repeat_count(row, *section);
  table_list(row, *section);
  auto& added = parent().add(std::move(section));
  stack_.push_back({&added, type.section, &row, type.list});
}

void RowReader::repeat_count(const Row& row, Element& repeat) {
  const auto* count = find_attribute(repeat.control, "jr:count");
  if (count == nullptr || is_reference(*count)) return;
  // The count of an XForm is a path: what must be computed gets a node of its own.
  auto node = std::make_unique<Element>();
  node->name = repeat.name + "_count";
  for (const auto& sibling : parent().children)
    if (sibling->name == node->name)
      findings_.error("xlsform.duplicate_name", place(row, "control", "jr:count"),
                      "the count of the repeat '" + repeat.name + "' needs a node named '" + node->name +
                          "', but that name is taken",
                      "rename the question '" + node->name + "'");
  node->spec = question_type("calculate");
  node->row = &row;
  set_bind(*node, "readonly", "true()");
  set_bind(*node, "calculate", *count);
  set_attribute(repeat.control, "jr:count", "${" + node->name + "}");
  parent().add(std::move(node));
}

// table-list: a field-list whose label is a note and whose selects show their shared choices once.
void RowReader::table_list(const Row& row, Element& section) {
  const auto* appearance = find_attribute(section.control, "appearance");
  if (appearance == nullptr) return;
  auto parts = words(*appearance);
  const auto found = std::find(parts.begin(), parts.end(), "table-list");
  if (found == parts.end()) return;
  parts.erase(found);
  std::string rest = "field-list";
  for (const auto& part : parts) rest += ' ' + part;
  set_attribute(section.control, "appearance", rest);
  in_table_list_ = true;
  table_list_.clear();
  if (section.label.empty() && section.hint.empty()) return;
  auto note = std::make_unique<Element>();
  note->name = "generated_table_list_label_" + std::to_string(row.number());
  note->spec = question_type("note");
  note->row = &row;
  note->label = std::exchange(section.label, {});
  note->hint = std::exchange(section.hint, {});
  section.add(std::move(note));
}

void RowReader::end(const Row& row, const RowType& type) {
  const auto name = std::string(section_name(type.section));
  if (stack_.size() == 1 || stack_.back().section != type.section) {
    std::string open;
    if (stack_.size() > 1)
      open = "the " + std::string(section_name(stack_.back().section)) + " '" + stack_.back().element->name +
             "' of row " + std::to_string(stack_.back().row->number()) + " is still open";
    const auto named = row.text("name");
    findings_.error("xlsform.unmatched_end", place(row, "type"),
                    "this end_" + name + " has no begin_" + name + (named.empty() ? "" : " for '" + named + "'"), open);
    return;
  }
  const auto closed = stack_.back();
  stack_.pop_back();
  in_table_list_ = false;
  if (closed.section == Section::loop) expand_loop(closed);
}

void RowReader::external(const Row& row, const RowType& type) {
  auto out = element(row, ElementKind::external, nullptr);
  if (out == nullptr) return;
  out->extension = type.list;
  parent().add(std::move(out));
}

void RowReader::question(const Row& row, const RowType& type) {
  auto parameters = parse_parameters(text(row, "parameters"));
  if (!parameters) {
    const auto where = place(row, "parameters");
    findings_.error("xlsform.parameters", where, "parameters are written key=value, parted by spaces", "",
                    caret(text(row, "parameters"), 0));
    parameters.emplace();
  }
  if (type.spec->name == "audit") return audit(row, *parameters);
  auto out = element(row, ElementKind::question, type.spec);
  if (out == nullptr) return;
  questions_.insert(out->name);
  read_defaults(row, *out);
  read_triggers(row, *out);
  if (type.kind == RowKind::osm) out->list = type.list;
  if (type.spec->name == "calculate" && out->bound("calculate") == nullptr && !out->dynamic_default)
    findings_.error("xlsform.missing_calculation", place(row, "bind", "calculate"),
                    "'" + out->name + "' is a calculate without a calculation");
  if (type.spec->name == "photo" && !out->default_value.empty() && !out->dynamic_default &&
      out->default_value.find("jr://images/") == std::string::npos)
    out->default_value = "jr://images/" + out->default_value;
  if (type.spec->name == "background-geopoint") {
    if (out->triggers.empty())
      findings_.error("xlsform.background_geopoint", place(row, "trigger"), "a background-geopoint needs a trigger");
    if (out->bound("calculate") != nullptr)
      findings_.error("xlsform.background_geopoint", place(row, "bind", "calculate"),
                      "a background-geopoint takes no calculation");
  }
  apply_parameters(*out, std::move(*parameters), survey_, place(row, "parameters"), findings_);
  parent().add(std::move(out));
}

void RowReader::finish() {
  while (stack_.size() > 1) {
    const auto& open = stack_.back();
    findings_.error("xlsform.unmatched_begin", place(*open.row, "type"),
                    "the " + std::string(section_name(open.section)) + " '" + open.element->name + "' is never closed",
                    "add a row of the type end_" + std::string(section_name(open.section)));
    stack_.pop_back();
  }
  check_triggers();
  check_reference_geometry();
  add_meta();
  attach_entities(survey_, findings_);
}

void RowReader::check_triggers() {
  for_each(*survey_.root, [&](const Element& element) {
    for (const auto& name : element.triggers) {
      if (questions_.contains(name)) continue;
      findings_.error("xlsform.unknown_reference", place(*element.row, "trigger"),
                      "the survey has no question named '" + name + "'",
                      did_you_mean(name, {questions_.begin(), questions_.end()}));
    }
  });
}

// reference-geometry=list: of the choices sheet, of a file, or of a csv-external or xml-external row anywhere.
void RowReader::check_reference_geometry() {
  std::vector<std::string> known;
  for (const auto& list : survey_.lists) known.push_back(list.name);
  for_each(*survey_.root, [&](const Element& element) {
    if (element.kind == ElementKind::external) known.push_back(element.name);
  });
  for_each(*survey_.root, [&](const Element& element) {
    const bool geometry = element.spec != nullptr && element.spec->name.starts_with("geo");
    const auto& list = element.list;
    if (!geometry || list.empty() || list.find("${") != std::string::npos || !file_extension(list).empty()) return;
    if (std::find(known.begin(), known.end(), list) == known.end())
      findings_.error("xlsform.unknown_list", place(*element.row, "parameters"),
                      "reference-geometry names the list '" + list + "', which there is not",
                      did_you_mean(list, known));
  });
}

void RowReader::add_meta() {
  const auto add = [&](std::string name) -> Element& {
    auto node = std::make_unique<Element>();
    node->name = std::move(name);
    node->spec = question_type("calculate");
    meta_.push_back(std::move(node));
    return *meta_.back();
  };
  if (!survey_.settings.omit_instance_id) {
    auto& id = add("instanceID");
    set_bind(id, "readonly", "true()");
    set_bind(id, "jr:preload", survey_.settings.instance_id);
  }
  if (!survey_.settings.instance_name.empty())
    set_bind(add("instanceName"), "calculate", survey_.settings.instance_name);
  if (meta_.empty()) return;
  auto meta = std::make_unique<Element>();
  meta->kind = ElementKind::group;
  meta->name = "meta";
  meta->bodyless = true;
  auto& added = survey_.root->add(std::move(meta));
  for (auto& node : meta_) added.add(std::move(node));
}

void read_survey(const Workbook& workbook, Survey& survey, Findings& findings) {
  const auto* sheet = workbook.sheet("survey");
  if (sheet == nullptr) {
    std::vector<std::string> names;
    for (const auto& other : workbook.sheets) names.push_back(other.name);
    findings.error("xlsform.no_survey", {"survey", 0, {}}, "there is no sheet named 'survey'",
                   did_you_mean("survey", names));
    survey.root = std::make_unique<Element>();
    return;
  }
  survey.survey_table.read(*sheet, survey_columns(), survey.settings.default_language, findings);
  RowReader reader(survey, findings);
  if (survey.survey_table.rows().size() > max_rows) {
    findings.error("xlsform.limit", {"survey", 0, {}}, "the survey has more than 20000 rows");
    return;
  }
  for (const auto& row : survey.survey_table.rows()) reader.read(row);
  reader.finish();
}

}  // namespace minyi::xlsform
