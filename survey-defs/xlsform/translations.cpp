#include "minyi/xlsform/translations.hpp"

#include <algorithm>

namespace minyi::xlsform {

namespace {

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace

bool Translations::label_needs_itext(const Element& element) {
  return element.label.translated() || !element.media.empty();
}

bool Translations::hint_needs_itext(const Element& element) {
  return element.hint.translated() || !element.guidance.empty();
}

bool Translations::message_needs_itext(std::string_view attribute, const Texts& texts) {
  if (attribute == "jr:constraintMsg" || attribute == "jr:requiredMsg")
    return texts.translated() || mentions_reference(texts.plain);
  return attribute == "jr:noAppErrorString" && texts.translated();
}

std::string Translations::id(const Element& element, std::string_view what) {
  return element.path() + ':' + std::string(what);
}

Translations::Translations(const Survey& survey) : default_language_(survey.settings.default_language) {
  for (const auto& list : survey.lists) {
    if (!list.itext) continue;
    for (std::size_t i = 0; i < list.choices.size(); ++i) {
      const auto& choice = list.choices[i];
      const auto choice_id = list.name + '-' + std::to_string(i);
      if (!choice.label.empty()) add(choice_id, "", choice.label, *survey.root);
      for (const auto& [form, texts] : choice.media) add(choice_id, form, texts, *survey.root);
    }
  }
  for_each(static_cast<const Element&>(*survey.root), [&](const Element& element) { add_element(element); });
  order_languages(survey);
}

void Translations::add_element(const Element& element) {
  if (element.kind == ElementKind::survey || element.kind == ElementKind::external) return;
  for (const auto& [attribute, texts] : element.bind)
    if (message_needs_itext(attribute, texts)) add(id(element, attribute), "", texts, element);
  if (label_needs_itext(element)) {
    if (!element.label.empty()) add(id(element, "label"), "", element.label, element);
    for (const auto& [form, texts] : element.media) add(id(element, "label"), form, texts, element);
  }
  if (hint_needs_itext(element)) {
    if (!element.hint.empty()) add(id(element, "hint"), "", element.hint, element);
    if (!element.guidance.empty()) add(id(element, "hint"), "guidance", element.guidance, element);
  }
}

void Translations::add(const std::string& id, std::string_view form, const Texts& texts, const Element& context) {
  auto [entry, fresh] = texts_.try_emplace(id);
  if (fresh) {
    ids_.push_back(id);
    entry->second.context = &context;
  }
  auto& text = entry->second;
  if (!contains(text.forms, form)) text.forms.emplace_back(form);
  const auto put = [&](const std::string& language, const std::string& value) {
    if (!contains(languages_, language)) languages_.push_back(language);
    text.by_language[language].try_emplace(std::string(form), value);
  };
  if (!texts.translated()) put(default_language_, texts.plain);
  for (const auto& [language, value] : texts.languages) put(language, value);
}

void Translations::order_languages(const Survey& survey) {
  std::vector<std::string> order;
  for (const auto* table : {&survey.survey_table, &survey.choices_table})
    for (const auto& column : table->columns()) {
      const auto& tokens = column.tokens;
      const bool nested = !tokens.empty() && (tokens[0] == "bind" || tokens[0] == "media");
      const std::size_t at = nested ? 2 : 1;
      if (tokens.size() == at + 1 && !contains(order, tokens[at])) order.push_back(tokens[at]);
    }
  if (!contains(order, default_language_)) order.insert(order.begin(), default_language_);
  const auto rank = [&](const std::string& language) {
    return std::find(order.begin(), order.end(), language) - order.begin();
  };
  std::stable_sort(languages_.begin(), languages_.end(),
                   [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
}

std::vector<ItextValue> Translations::values(const std::string& id, const std::string& language) const {
  std::vector<ItextValue> out;
  const auto& text = texts_.at(id);
  const auto own = text.by_language.find(language);
  for (const auto& form : text.forms) {
    const std::string* value = nullptr;
    if (own != text.by_language.end())
      if (const auto found = own->second.find(form); found != own->second.end()) value = &found->second;
    const bool readable = form.empty() || form == "guidance";
    if (value != nullptr && *value != "-")
      out.push_back({form, *value});
    else if (readable)
      out.push_back({form, "-"});  // a picture or sound that is missing is left out, a text is shown as missing
  }
  return out;
}

}  // namespace minyi::xlsform
