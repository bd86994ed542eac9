// Lists that older forms read from files without declaring an instance: pulldata(), search() and select_one_external.
// They become instances and itemsets here, so that whatever runs a form knows one kind of list only.
// Source: XLSForm reference, "External selects", "Pulling data from CSV"; ODK documentation, "Selects from CSV files".
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "minyi/form/needed_files.hpp"
#include "minyi/form/reader.hpp"

namespace minyi::form {

namespace {

constexpr std::string_view csv = ".csv";
constexpr std::string_view itemsets = "itemsets.csv";
constexpr std::string_view itext_column = "itextId";

std::string csv_uri(const std::string& name) { return "jr://file-csv/" + name; }

std::string csv_name(const std::string& name) { return name.ends_with(csv) ? name : name + std::string(csv); }

// The arguments of a call, of which `text` begins after the bracket; nothing when it is never closed.
std::optional<std::vector<std::string>> arguments(std::string_view text) {
  std::vector<std::string> found;
  std::string argument;
  char quote = 0;
  int depth = 0;
  for (const char c : text) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == ')' && depth == 0) {
      found.emplace_back(trimmed(argument));
      return found;
    } else if (c == ',' && depth == 0) {
      found.emplace_back(trimmed(argument));
      argument.clear();
      continue;
    } else if (c == '(' || c == ')') {
      depth += c == '(' ? 1 : -1;
    }
    argument += c;
  }
  return std::nullopt;
}

std::string unquoted(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front())
    return std::string(text.substr(1, text.size() - 2));
  return std::string(text);
}

// An argument that names a question by its way from this one must still find it from within a row of the file.
std::string from_the_question(const std::string& argument) {
  return argument.starts_with('.') ? "current()/" + argument : argument;
}

struct Match {
  std::string_view name;
  std::string_view function;  // of column and value
};
constexpr auto matches = std::to_array<Match>(
    {{"contains", "contains"}, {"startswith", "starts-with"}, {"endswith", "ends-with"}, {"matches", ""}});

// search(file, how, column, value) and, besides, that another column is a second value.
Result<std::string> row_filter(const std::vector<std::string>& call, const std::string& where) {
  if (call.size() == 1) return std::string{};
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorCode::form_invalid, "search(): " + why, where,
                "write search('file', 'contains', 'column', ${question}), or ask with select_one_from_file");
  };
  if (call.size() != 4 && call.size() != 6) return refuse("it takes 1, 4 or 6 arguments");
  const auto how = unquoted(call[1]);
  const auto match = std::find_if(matches.begin(), matches.end(), [&](const Match& m) { return m.name == how; });
  if (match == matches.end()) return refuse("'" + how + "' is no way to compare");
  const auto value = from_the_question(call[3]);
  std::string filter;
  const auto columns = split_words(unquoted(call[2]));  // "one, two": in any of them
  for (auto column : columns) {
    if (column.ends_with(',')) column.pop_back();
    filter += filter.empty() ? "" : " or ";
    filter += match->function.empty() ? fmt::format("{} = {}", column, value)
                                      : fmt::format("{}({}, {})", match->function, column, value);
  }
  filter = '[' + filter + ']';
  if (call.size() == 6) filter += '[' + unquoted(call[4]) + " = " + from_the_question(call[5]) + ']';
  return filter;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string plain(const TextPieces& pieces) {
  return pieces.size() == 1 && !pieces.front().output ? std::string(trimmed(pieces.front().literal)) : std::string{};
}

}  // namespace

Result<> Reader::add_rows(const std::string& id, const std::string& name, const LabelColumns& labels,
                          const std::string& where) {
  if (form_.instances.contains(id)) return {};
  SecondaryInstance instance{id, csv_uri(name), nullptr, false};
  MINYI_TRY(auto document, read_beside(name, where));
  if (document && !labels.empty() && document->element() != nullptr) {
    std::size_t number = 0;
    for (const auto& row : document->element()->children()) {
      const auto text_id = id + '-' + std::to_string(number++);
      auto& texts = form_.itext.texts[text_id];
      for (const auto& [language, column] : labels) {
        const auto* cell = row->first_child(column);
        if (cell == nullptr) cell = row->first_child("label");
        if (cell != nullptr) texts[language][""] = {TextPiece{cell->string_value(), std::nullopt}};
      }
      row->append_element({std::string(itext_column)}).append_text(text_id);
    }
  }
  if (document) instance.document = std::make_shared<const xpath::Document>(std::move(*document));
  form_.instances.emplace(id, std::move(instance));
  return {};
}

// pulldata('towns', …) reads towns.csv, declared or not.
Result<> Reader::read_pulled_files() {
  for (const auto& [id, where] : pulled_) MINYI_CHECK(add_rows(id, csv_name(id), {}, where));
  return {};
}

// The question's own choices say which columns hold values and labels; those whose value is a number stand beside the
// file's rows in Collect, and cannot here.
Result<> Reader::read_search(Control& control, std::string_view appearance, const std::string& where) {
  constexpr std::string_view call = "search(";
  const auto at = appearance.find(call);
  if (at == std::string_view::npos) return {};
  const auto found = arguments(appearance.substr(at + call.size()));
  if (!found || unquoted(found->front()).empty()) return {};
  control.appearance = split_words(appearance.substr(0, at));
  const auto columns = std::find_if(control.choices.begin(), control.choices.end(),
                                    [](const Choice& choice) { return !is_number(choice.value); });
  if (columns == control.choices.end())
    return fail(ErrorCode::form_invalid, "search() without a choice that names the file's columns", where,
                "in the choices sheet, give a row with the columns' names as name and label");
  if (control.choices.size() > 1)
    warn("choices beside those of search() in " + control.path + " are left out: put them into the file");
  LabelColumns labels;
  std::string column = plain(columns->label.pieces);
  if (const auto itext = form_.itext.texts.find(columns->label.itext_id); itext != form_.itext.texts.end())
    for (const auto& [language, forms] : itext->second)
      if (const auto text = forms.find(""); text != forms.end()) column = labels[language] = plain(text->second);
  if (std::all_of(labels.begin(), labels.end(), [&](const auto& label) { return label.second == column; }))
    labels.clear();

  const auto name = csv_name(unquoted(found->front()));
  auto id = name;
  for (const auto& [language, label] : labels) id += ' ' + label;
  MINYI_CHECK(add_rows(id, name, labels, where));
  MINYI_TRY(const auto filter, row_filter(*found, where));
  MINYI_TRY(auto nodeset, expression("instance('" + id + "')/root/item" + filter, where));
  if (!labels.empty()) column = itext_column;
  control.itemset = Itemset{std::move(nodeset), columns->value, std::move(column), !labels.empty()};
  control.search = Search{std::string(trimmed(appearance.substr(at))), std::move(control.choices)};
  control.choices.clear();
  return {};
}

// select_one_external: <input query="instance('towns')/root/item[…]"/>, whose rows are those of itemsets.csv with
// list_name towns.
Result<> Reader::read_query(Control& control, const std::string& where) {
  const auto id = instance_id(control.query);
  if (id.empty()) return {};
  std::string nodeset = control.query;
  LabelColumns labels;
  const auto declared = form_.instances.find(id);
  if (declared == form_.instances.end() || declared->second.source == csv_uri(std::string(itemsets))) {
    for (const auto& language : form_.languages) labels[language.name] = "label::" + language.name;
    MINYI_CHECK(add_rows(id, std::string(itemsets), labels, where));
    constexpr std::string_view rows = "/root/item";
    if (const auto at = nodeset.find(rows); at != std::string::npos)
      nodeset.insert(at + rows.size(), "[list_name = '" + id + "']");
  }
  MINYI_TRY(auto parsed, expression(nodeset, where));
  control.kind = ControlKind::select_one;
  control.itemset = labels.empty() ? Itemset{std::move(parsed), "name", "label", false}
                                   : Itemset{std::move(parsed), "name", std::string(itext_column), true};
  return {};
}

}  // namespace minyi::form
