#include <algorithm>

#include "minyi/xlsform/rows.hpp"
#include "minyi/xlsform/survey.hpp"

namespace minyi::xlsform {

std::string Element::path() const { return (parent == nullptr ? std::string{} : parent->path()) + '/' + name; }

const Texts* Element::bound(std::string_view attribute) const {
  const auto found =
      std::find_if(bind.begin(), bind.end(), [&](const auto& entry) { return entry.first == attribute; });
  return found == bind.end() ? nullptr : &found->second;
}

std::string Element::plain_bound(std::string_view attribute) const {
  const auto* texts = bound(attribute);
  return texts == nullptr ? std::string{} : texts->plain;
}

bool Element::visible() const {
  if (kind != ElementKind::question || spec == nullptr || spec->tag.empty()) return false;
  const bool computed = bound("calculate") != nullptr || !triggers.empty();
  return !computed || !label.empty() || !hint.empty();
}

Element& Element::add(std::unique_ptr<Element> child) {
  child->parent = this;
  children.push_back(std::move(child));
  return *children.back();
}

void set_attribute(Attributes& attributes, std::string_view name, std::string value) {
  for (auto& [known, text] : attributes)
    if (known == name) {
      text = std::move(value);
      return;
    }
  attributes.emplace_back(name, std::move(value));
}

const std::string* find_attribute(const Attributes& attributes, std::string_view name) {
  const auto found =
      std::find_if(attributes.begin(), attributes.end(), [&](const auto& entry) { return entry.first == name; });
  return found == attributes.end() ? nullptr : &found->second;
}

void set_bind(Element& element, std::string_view name, std::string value) {
  element.has_bind = true;
  for (auto& [known, texts] : element.bind)
    if (known == name) {
      texts = Texts{std::move(value), {}, {}};
      return;
    }
  element.bind.emplace_back(name, Texts{std::move(value), {}, {}});
}

}  // namespace minyi::xlsform
