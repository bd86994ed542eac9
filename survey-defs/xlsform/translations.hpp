// The itext of a form: every text in every language, with "-" where a language has none, as the XForm wants it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/xlsform/references.hpp"
#include "minyi/xlsform/survey.hpp"

namespace minyi::xlsform {

struct ItextValue {
  std::string form;  // "", "guidance", "image" …
  std::string text;
};

class Translations {
 public:
  Translations(const Survey& survey);
  // Languages in the order of the sheets' columns.
  [[nodiscard]] const std::vector<std::string>& languages() const { return languages_; }
  [[nodiscard]] const std::vector<std::string>& ids() const { return ids_; }
  // What the text has in that language: one value for each form that it has in any language.
  [[nodiscard]] std::vector<ItextValue> values(const std::string& id, const std::string& language) const;
  [[nodiscard]] const Element& context(const std::string& id) const { return *texts_.at(id).context; }

  static bool label_needs_itext(const Element& element);
  static bool hint_needs_itext(const Element& element);
  static bool message_needs_itext(std::string_view attribute, const Texts& texts);
  static std::string id(const Element& element, std::string_view what);

 private:
  struct Text {
    const Element* context = nullptr;
    std::vector<std::string> forms{};
    std::map<std::string, std::map<std::string, std::string>> by_language{};
  };
  void add(const std::string& id, std::string_view form, const Texts& texts, const Element& context);
  void add_element(const Element& element);
  void order_languages(const Survey& survey);

  std::string default_language_;
  std::vector<std::string> languages_{};
  std::vector<std::string> ids_{};
  std::map<std::string, Text> texts_{};
};

}  // namespace minyi::xlsform
