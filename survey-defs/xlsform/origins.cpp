#include "minyi/xlsform/origins.hpp"

#include <algorithm>
#include <array>

#include "minyi/xlsform/survey.hpp"

namespace minyi::xlsform {

namespace {

// Parts whose column goes by other tokens than its name.
struct Part {
  std::string_view name, first, second;
};
constexpr auto parts = std::to_array<Part>({
    {"relevant", "bind", "relevant"},
    {"required", "bind", "required"},
    {"constraint", "bind", "constraint"},
    {"calculation", "bind", "calculate"},
    {"read_only", "bind", "readonly"},
    {"constraint_message", "bind", "jr:constraintMsg"},
    {"required_message", "bind", "jr:requiredMsg"},
    {"indicator", "bind", "minyi:indicator"},
    {"repeat_count", "control", "jr:count"},
    {"appearance", "control", "appearance"},
    {"image", "media", "image"},
    {"big-image", "media", "big-image"},
    {"audio", "media", "audio"},
    {"video", "media", "video"},
});

std::vector<std::string> tokens_of(std::string_view part) {
  const auto known = std::ranges::find(parts, part, &Part::name);
  if (known == parts.end()) return {std::string(part)};
  return {std::string(known->first), std::string(known->second)};
}

}  // namespace

Origins::Origins(const Survey& survey) {
  const auto copy = [](const Table& table, std::vector<Header>& headers) {
    for (const auto& column : table.columns())
      if (!column.tokens.empty()) headers.push_back({column.header, column.tokens});
  };
  copy(survey.survey_table, survey_);
  copy(survey.choices_table, choices_);
  for_each(static_cast<const Element&>(*survey.root), [&](const Element& element) {
    if (element.row != nullptr) rows_.try_emplace(element.path(), element.row->number());
  });
  for (const auto& list : survey.lists)
    for (const auto& choice : list.choices) {
      choice_rows_.try_emplace({list.name, choice.name}, choice.row);
      choice_rows_.try_emplace({list.name, ""}, choice.row);
    }
}

std::string Origins::column(const std::vector<Header>& headers, std::string_view part, std::string_view language) {
  if (part.empty()) return {};
  auto tokens = tokens_of(part);
  const auto find = [&] { return std::ranges::find(headers, tokens, &Header::tokens); };
  const auto plain = find();
  if (language.empty()) return plain == headers.end() ? std::string(part) : plain->text;
  tokens.emplace_back(language);
  if (const auto own = find(); own != headers.end()) return own->text;
  return std::string(part) + "::" + std::string(language);
}

Place Origins::node(std::string_view path, std::string_view part, std::string_view language) const {
  const auto row = rows_.find(path);
  if (row == rows_.end()) return {};
  return {"survey", row->second, column(survey_, part, language)};
}

Place Origins::choice(std::string_view list, std::string_view value, std::string_view part,
                      std::string_view language) const {
  const auto row = choice_rows_.find(std::pair(std::string(list), std::string(value)));
  if (row == choice_rows_.end()) return {};
  return {"choices", row->second, column(choices_, value.empty() ? "list_name" : part, language)};
}

}  // namespace minyi::xlsform
