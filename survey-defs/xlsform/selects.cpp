// Rows of selects, table-lists, loops and the audit log.
#include <algorithm>
#include <array>
#include <charconv>

#include "minyi/xlsform/references.hpp"
#include "minyi/xlsform/rows.hpp"
#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

constexpr std::size_t max_elements = 100'000;  // loops in loops multiply

bool is_column_name(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                              c == '-' || c == '.';
                     }) &&
         ncname_length(text) == text.size();
}

bool is_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

bool RowReader::list_exists(const Row& row, const RowType& type) {
  const auto where = place(row, "type");
  if (type.external_choices) {
    const auto& known = survey_.external_lists;
    if (std::find(known.begin(), known.end(), type.list) != known.end()) return true;
    findings_.error("xlsform.unknown_list", where,
                    known.empty() ? "there is no sheet named 'external_choices'"
                                  : "the external_choices sheet has no list '" + type.list + "'",
                    did_you_mean(type.list, known));
    return false;
  }
  if (type.from_file) {
    const auto extension = file_extension(type.list);
    const auto stem = std::string_view(type.list).substr(0, type.list.size() - extension.size());
    if (!extension.empty() && stem.find('.') == std::string_view::npos) return true;
    findings_.error("xlsform.file_type", where,
                    "the file name of '" + type.command + ' ' + type.list + "' does not end in .csv, .xml or .geojson");
    return false;
  }
  if (!file_extension(type.list).empty() || type.list.find("${") != std::string::npos) return true;
  if (survey_.list(type.list) != nullptr) return true;
  std::vector<std::string> names;
  for (const auto& list : survey_.lists) names.push_back(list.name);
  findings_.error("xlsform.unknown_list", where,
                  names.empty() ? "there are no choices: the list '" + type.list + "' is not found"
                                : "the choices sheet has no list '" + type.list + "'",
                  names.empty() ? "add a sheet named 'choices' with the columns list_name, name and label"
                                : did_you_mean(type.list, names));
  return false;
}

void RowReader::select(const Row& row, const RowType& type) {
  auto parameters = parse_parameters(text(row, "parameters"));
  const auto where = place(row, "parameters");
  if (!parameters) {
    findings_.error("xlsform.parameters", where, "parameters are written key=value, parted by spaces");
    parameters.emplace();
  }
  auto out = element(row, ElementKind::question, type.spec);
  const bool known = list_exists(row, type);
  if (out == nullptr) return;
  questions_.insert(out->name);
  read_defaults(row, *out);
  read_triggers(row, *out);
  out->list = type.list;
  out->external_choices = type.external_choices;
  const auto* choices = survey_.list(type.list);
  if (type.spec->name == "select all that apply" && choices != nullptr)
    for (const auto& choice : choices->choices)
      if (choice.name.find(' ') != std::string::npos)
        findings_.error("xlsform.choice_space", {"choices", choice.row, "name"},
                        "'" + choice.name + "' has a space, but several answers are stored parted by spaces",
                        "write '_' for the space");
  std::vector<std::string> accepted{"randomize", "seed"};
  if (type.from_file) accepted.insert(accepted.end(), {"label", "value"});
  allow_parameters(*parameters, accepted, where, findings_);
  const auto parameter = [&](std::string_view key) -> const std::string* {
    const auto found = parameters->find(key);
    return found == parameters->end() ? nullptr : &found->second;
  };
  if (const auto* randomize = parameter("randomize");
      randomize != nullptr && *randomize != "true" && *randomize != "false")
    findings_.error("xlsform.parameters", where, "randomize is true or false, not '" + *randomize + "'");
  if (const auto* seed = parameter("seed")) {
    if (parameter("randomize") == nullptr)
      findings_.error("xlsform.parameters", where, "a seed is of use only with randomize=true");
    else if (!is_reference(*seed) && !is_number(*seed))
      findings_.error("xlsform.parameters", where,
                      "the seed is a number or a reference to a question, not '" + *seed + "'");
  }
  for (const std::string_view key : {"value", "label"})
    if (const auto* name = parameter(key); type.from_file && name != nullptr && !is_column_name(*name))
      findings_.error("xlsform.parameters", where,
                      std::string(key) + "=" + *name + " does not name a column that an expression can read",
                      "it begins with a letter or underscore and goes on with letters, digits, '-', '_' and '.'");
  out->parameters = std::move(*parameters);
  if (const auto* appearance = find_attribute(out->control, "appearance")) {
    const auto at = appearance->find("search(");
    out->search = at != std::string::npos && appearance->find(')', at) != std::string::npos;
    if (out->search && !file_extension(out->list).empty())
      findings_.error("xlsform.search", place(row, "control", "appearance"),
                      "search() does not go with a list from a file");
  }
  const bool other = type.or_other && known && add_other(row, type);
  if (!table_list_member(row, type, *out)) return;
  const auto name = out->name;
  parent().add(std::move(out));
  if (!other) return;
  auto specify = std::make_unique<Element>();
  specify->name = name + "_other";
  specify->row = &row;
  specify->spec = question_type("text");
  specify->label.plain = "Specify other.";
  set_bind(*specify, "relevant", "selected(../" + name + ", 'other')");
  parent().add(std::move(specify));
}

bool RowReader::add_other(const Row& row, const RowType& type) {
  if (!text(row, "choice_filter").empty()) {
    findings_.error("xlsform.or_other", place(row, "choice_filter"), "or_other does not go with a choice filter",
                    "add the choice 'other' to the list and a text question after it");
    return false;
  }
  auto* list = survey_.list(type.list);
  if (list == nullptr) {
    findings_.error("xlsform.or_other", place(row, "type"), "or_other needs a list on the choices sheet");
    return false;
  }
  if (std::any_of(list->choices.begin(), list->choices.end(), [](const ChoiceRow& c) { return c.name == "other"; }))
    return true;
  ChoiceRow other;
  other.name = "other";
  other.row = row.number();
  for (const auto& choice : list->choices)
    for (const auto& label : choice.label.languages)
      if (std::none_of(other.label.languages.begin(), other.label.languages.end(),
                       [&](const auto& known) { return known.first == label.first; }))
        other.label.languages.emplace_back(label.first, "Other");
  if (!other.label.translated()) other.label.plain = "Other";
  if (other.label.languages.size() > 1)
    findings_.warning("xlsform.or_other", place(row, "type"), "or_other adds an English choice in every language",
                      "write the choice 'other' and its question yourself");
  list->choices.push_back(std::move(other));
  return true;
}

bool RowReader::table_list_member(const Row& row, const RowType& type, Element& out) {
  if (!in_table_list_) return true;
  if (table_list_.empty()) {
    table_list_ = type.list;
    if (!out.choice_filter.empty()) {
      findings_.error("xlsform.table_list", place(row, "choice_filter"), "a table-list does not take a choice filter");
      return false;
    }
    auto head = std::make_unique<Element>();
    head->name = "reserved_name_for_field_list_labels_" + std::to_string(row.number());
    head->spec = type.spec;
    head->row = &row;
    head->list = type.list;
    head->label.plain = " ";
    set_attribute(head->control, "appearance", "label");
    parent().add(std::move(head));
  }
  if (table_list_ != type.list) {
    findings_.error("xlsform.table_list", place(row, "type"),
                    "the questions of a table-list share one list: '" + table_list_ + "', not '" + type.list + "'");
    return false;
  }
  set_attribute(out.control, "appearance", "list-nolabel");
  return true;
}

namespace {

std::string fill_in(std::string text, const ChoiceRow& choice, std::string_view label) {
  text = replace_all(std::move(text), "%(name)s", choice.name);
  return replace_all(std::move(text), "%(label)s", label);
}

Texts fill_in(const Texts& texts, const ChoiceRow& choice) {
  Texts out = texts;
  const auto label = [&](const std::string& language) {
    for (const auto& [known, text] : choice.label.languages)
      if (known == language) return text;
    return choice.label.plain;
  };
  if (!texts.translated() && choice.label.translated() && texts.plain.find("%(label)s") != std::string::npos) {
    out.plain.clear();
    for (const auto& [language, text] : choice.label.languages)
      out.languages.emplace_back(language, fill_in(texts.plain, choice, text));
    return out;
  }
  out.plain = fill_in(texts.plain, choice, choice.label.plain);
  for (auto& [language, text] : out.languages) text = fill_in(text, choice, label(language));
  return out;
}

// `fill` is for the loop's own questions: what lies in a group of the loop is copied as it stands.
enum class Fill { yes, no };

std::unique_ptr<Element> copy_for(const Element& source, const ChoiceRow& choice, Fill fill) {
  const bool filled = fill == Fill::yes && source.kind == ElementKind::question;
  const auto text = [&](const std::string& plain) {
    return filled ? fill_in(plain, choice, choice.label.plain) : plain;
  };
  const auto texts = [&](const Texts& all) { return filled ? fill_in(all, choice) : all; };
  auto out = std::make_unique<Element>();
  out->kind = source.kind;
  out->name = text(source.name);
  out->spec = source.spec;
  out->row = source.row;
  out->label = texts(source.label);
  out->hint = texts(source.hint);
  out->guidance = texts(source.guidance);
  out->bind = source.bind;
  for (auto& [name, bound] : out->bind) bound = texts(bound);
  out->has_bind = source.has_bind;
  out->control = source.control;
  out->instance = source.instance;
  out->media = source.media;
  for (auto& [name, files] : out->media) files = texts(files);
  out->default_value = text(source.default_value);
  out->dynamic_default = source.dynamic_default;
  out->triggers = source.triggers;
  out->list = source.list;
  out->external_choices = source.external_choices;
  out->search = source.search;
  out->choice_filter = text(source.choice_filter);
  out->parameters = source.parameters;
  out->extension = source.extension;
  out->quality = source.quality;
  for (const auto& child : source.children) out->add(copy_for(*child, choice, Fill::no));
  return out;
}

}  // namespace

// A loop becomes a group that holds its questions once for every choice of the list.
void RowReader::expand_loop(const OpenSection& loop) {
  const auto* list = survey_.list(loop.loop_list);
  if (list == nullptr) return;
  std::size_t questions = 0;
  for_each(*loop.element, [&](const Element&) { ++questions; });
  elements_ += questions * list->choices.size();
  if (elements_ > max_elements) {
    findings_.error("xlsform.limit", place(*loop.row, "type"), "the loops make more than 100000 questions");
    return;
  }
  auto body = std::exchange(loop.element->children, {});
  for (const auto& choice : list->choices) {
    if (choice.name == "none") continue;
    if (!is_xml_name(choice.name)) {
      findings_.error(
          "xlsform.name", {"choices", choice.row, "name"},
          "'" + choice.name + "' cannot be the name of a group, as the loop '" + loop.element->name + "' wants");
      continue;
    }
    auto group = std::make_unique<Element>();
    group->kind = ElementKind::group;
    group->name = choice.name;
    group->row = loop.row;
    group->label = choice.label;
    group->media = choice.media;
    for (const auto& child : body) group->add(copy_for(*child, choice, Fill::yes));
    loop.element->add(std::move(group));
  }
}

void RowReader::audit(const Row& row, const Parameters& parameters) {
  const auto where = place(row, "parameters");
  if (const auto name = row.text("name"); !name.empty() && name != "audit")
    findings_.error("xlsform.audit", place(row, "name"), "the audit's name is 'audit' or left empty");
  allow_parameters(parameters,
                   {"identify-user", "location-max-age", "location-min-interval", "location-priority", "track-changes",
                    "track-changes-reasons"},
                   where, findings_);
  auto out = std::make_unique<Element>();
  out->name = "audit";
  out->row = &row;
  out->spec = question_type("audit");
  check_attributes(row, "bind");
  out->bind = row.group("bind");
  for (const std::string_view key : {"track-changes", "identify-user"}) {
    const auto found = parameters.find(key);
    if (found == parameters.end()) continue;
    if (found->second != "true" && found->second != "false")
      findings_.error("xlsform.audit", where, std::string(key) + " is true or false, not '" + found->second + "'");
    set_bind(*out, "odk:" + std::string(key), found->second);
  }
  if (const auto reasons = parameters.find("track-changes-reasons"); reasons != parameters.end()) {
    if (reasons->second != "on-form-edit")
      findings_.error("xlsform.audit", where, "track-changes-reasons can only be on-form-edit");
    set_bind(*out, "odk:track-changes-reasons", reasons->second);
  }
  constexpr std::array<std::string_view, 3> location{"location-priority", "location-min-interval", "location-max-age"};
  const auto given =
      std::count_if(location.begin(), location.end(), [&](auto key) { return parameters.contains(key); });
  if (given > 0 && given < 3) {
    findings_.error("xlsform.audit", where,
                    "location needs all of location-priority, location-min-interval and location-max-age");
  } else if (given == 3) {
    constexpr std::array<std::string_view, 4> priorities{"no-power", "low-power", "balanced", "high-accuracy"};
    if (std::find(priorities.begin(), priorities.end(), parameters.find(location[0])->second) == priorities.end())
      findings_.error("xlsform.audit", where, "location-priority is no-power, low-power, balanced or high-accuracy");
    const auto seconds = [&](std::string_view key) {
      const auto& text = parameters.find(key)->second;
      long value = -1;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error != std::errc{} || end != text.data() + text.size() || value < 0) {
        findings_.error("xlsform.audit", where, std::string(key) + " is a whole number of seconds, not '" + text + "'");
        return -1L;
      }
      return value;
    };
    const auto interval = seconds(location[1]);
    const auto age = seconds(location[2]);
    if (interval >= 0 && age >= 0 && age < interval)
      findings_.error("xlsform.audit", where, "location-max-age must not be less than location-min-interval");
    for (const auto key : location) set_bind(*out, "odk:" + std::string(key), parameters.find(key)->second);
  }
  meta_.push_back(std::move(out));
}

}  // namespace minyi::xlsform
