#include <algorithm>
#include <set>

#include "minyi/xlsform/columns.hpp"
#include "minyi/xlsform/references.hpp"
#include "minyi/xlsform/strings.hpp"
#include "minyi/xlsform/survey.hpp"

namespace minyi::xlsform {

const ChoiceList* Survey::list(std::string_view name) const {
  const auto found = std::find_if(lists.begin(), lists.end(), [&](const ChoiceList& l) { return l.name == name; });
  return found == lists.end() ? nullptr : &*found;
}

ChoiceList* Survey::list(std::string_view name) {
  const auto found = std::find_if(lists.begin(), lists.end(), [&](const ChoiceList& l) { return l.name == name; });
  return found == lists.end() ? nullptr : &*found;
}

namespace {

constexpr std::size_t max_lists = 5'000;

// Columns that become elements of an item must have names that XML allows.
std::vector<bool> usable_columns(const Table& table, Findings& findings) {
  std::vector<bool> usable;
  for (const auto& column : table.columns()) {
    const auto& tokens = column.tokens;
    bool good = tokens.size() == 1 && tokens[0] != "list_name" && tokens[0] != "name" && tokens[0] != "label";
    if (good && !is_xml_name(tokens[0])) {
      findings.warning("xlsform.choices_column", {table.sheet(), 1, column.header},
                       "the column '" + column.header + "' is left out: its name cannot be an element's",
                       "use letters, digits, '-', '_' and '.', without spaces");
      good = false;
    }
    usable.push_back(good);
  }
  return usable;
}

ChoiceRow choice_of(const Row& row, const std::vector<bool>& usable) {
  ChoiceRow choice;
  choice.row = row.number();
  choice.name = straight_quotes(row.text("name"));
  choice.label = row.texts("label");
  choice.media = row.group("media");
  for (const auto& field : row.fields())
    if (usable[field.column])
      choice.other.emplace_back(row.table().columns()[field.column].tokens.front(), straight_quotes(field.value));
  return choice;
}

}  // namespace

void read_choices(const Workbook& workbook, Survey& survey, Findings& findings) {
  if (const auto* sheet = workbook.sheet("external_choices")) {
    survey.external_table.read(*sheet, external_choices_columns(), survey.settings.default_language, findings);
    for (const auto& row : survey.external_table.rows()) survey.external_lists.push_back(row.text("list_name"));
  }
  if (const auto* sheet = workbook.sheet("osm"))
    survey.osm_table.read(*sheet, osm_columns(), survey.settings.default_language, findings);
  const auto* sheet = workbook.sheet("choices");
  if (sheet == nullptr) return;
  auto& table = survey.choices_table;
  auto kind = choices_columns();
  if (sheet->rows.size() < 2) kind.required = {};  // headers alone say nothing wrong
  table.read(*sheet, kind, survey.settings.default_language, findings);
  const auto usable = usable_columns(table, findings);
  const bool named = table.has_column("name");
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& row : table.rows()) {
    if (row.empty()) continue;
    const auto list_name = row.text("list_name");
    if (list_name.empty()) {
      findings.warning("xlsform.choice_without_list", table.place(row, "list_name"),
                       "a choice without list_name is left out");
      continue;
    }
    if (survey.list(list_name) == nullptr) {
      if (survey.lists.size() >= max_lists) {
        findings.error("xlsform.limit", table.place(row), "there are more than 5000 lists");
        return;
      }
      survey.lists.push_back({list_name, {}, false, false});
    }
    auto choice = choice_of(row, usable);
    if (choice.name.empty()) {
      if (named)
        findings.error("xlsform.choice_name", table.place(row, row.header("name")), "the choice has no name",
                       "the name is what is stored as the answer");
      continue;
    }
    if (choice.label.empty() && choice.media.empty())
      findings.warning("xlsform.choice_label", table.place(row, row.header("label")),
                       "the choice '" + choice.name + "' has no label");
    if (!seen.emplace(list_name, choice.name).second && !survey.settings.allow_duplicates)
      findings.error("xlsform.choice_duplicate", table.place(row, row.header("name")),
                     "the list '" + list_name + "' has the choice '" + choice.name + "' already",
                     "if that is meant, set allow_choice_duplicates to yes on the settings sheet");
    survey.list(list_name)->choices.push_back(std::move(choice));
  }
}

void settle_lists(Survey& survey) {
  for (auto& list : survey.lists)
    list.itext = std::any_of(list.choices.begin(), list.choices.end(), [](const ChoiceRow& choice) {
      return choice.label.translated() || !choice.media.empty() || mentions_reference(choice.label.plain);
    });
}

}  // namespace minyi::xlsform
