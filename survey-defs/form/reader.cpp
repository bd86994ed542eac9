#include "minyi/form/reader.hpp"

#include <algorithm>

#include <sodium.h>

namespace minyi::form {

namespace {

constexpr std::size_t max_xform = 64U << 20U;

void copy_content(const xpath::Node& from, xpath::Node& to) {
  for (const auto& attribute : from.attributes()) to.set_attribute(attribute->name(), attribute->string_value());
  const auto children = from.children();
  const bool laid_out =
      from.has_element_children() && std::all_of(children.begin(), children.end(), [](const auto& child) {
        return child->kind() == xpath::NodeKind::element || trimmed(child->string_value()).empty();
      });
  for (const auto& child : children) {
    if (child->kind() == xpath::NodeKind::element)
      copy_content(*child, to.append_element(child->name()));
    else if (!laid_out)
      to.append_text(child->string_value());
  }
}

}  // namespace

std::string written_name(const xpath::Name& name) {
  return name.prefix.empty() ? name.local : name.prefix + ':' + name.local;
}

std::string attribute_or(const xpath::Node& node, std::string_view local, std::string_view otherwise,
                         std::string_view uri) {
  const auto* attribute = node.attribute(local, uri);
  return attribute == nullptr ? std::string(otherwise) : attribute->string_value();
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::vector<std::string> split_words(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  std::vector<std::string> out;
  for (auto at = text.find_first_not_of(space); at != std::string_view::npos; at = text.find_first_not_of(space, at)) {
    const auto end = std::min(text.size(), text.find_first_of(space, at));
    out.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

xpath::Document copy_of(const xpath::Node& element) {
  xpath::Document document;
  copy_content(element, document.root().append_element(element.name()));
  return document;
}

std::string Reader::kept_name(const xpath::Name& name) {
  if (!name.prefix.empty() && name.prefix != "xml") form_.namespaces.emplace(name.prefix, name.uri);
  return written_name(name);
}

Result<Expression> Reader::expression(std::string_view text, const std::string& where) {
  auto parsed = Expression::parse(trimmed(text));
  if (parsed) {
    const auto functions = parsed->functions();
    if (std::find(functions.begin(), functions.end(), "pulldata") != functions.end())
      for (const auto& reference : parsed->references())
        if (!reference.instance.empty()) pulled_.emplace(reference.instance, where);
    return std::move(*parsed);
  }
  auto error = std::move(parsed).error();
  error.message += ", in the expression " + std::string(trimmed(text));
  error.where = where + (error.where.empty() ? "" : ", " + error.where);
  return fail(std::move(error));
}

Result<std::optional<Expression>> Reader::optional_expression(const xpath::Node& node, std::string_view attribute,
                                                              std::string_view uri, const std::string& where) {
  const auto* found = node.attribute(attribute, uri);
  if (found == nullptr) return std::optional<Expression>{};
  const auto text = found->string_value();
  if (trimmed(text).empty()) return std::optional<Expression>{};
  MINYI_TRY(auto parsed, expression(text, where + "/@" + std::string(attribute)));
  return std::optional<Expression>(std::move(parsed));
}

Result<> Reader::read(const xpath::Node& html) {
  const auto* head = html.first_child("head");
  const auto* model = head == nullptr ? nullptr : head->first_child("model");
  const auto* body = html.first_child("body");
  if (model == nullptr)
    return fail(ErrorCode::form_invalid, "this is not an XForm: it has no model", "/h:html/h:head",
                "a form is compiled from an XLSForm, or exported by Central");
  if (const auto* title = head->first_child("title")) form_.title = trimmed(title->string_value());
  MINYI_CHECK(read_model(*model));
  if (body != nullptr) {
    form_.style = attribute_or(*body, "class");
    MINYI_CHECK(read_controls(*body, form_.body, form_.others, paths_->root(), {}, 0));
  }
  MINYI_CHECK(read_pulled_files());
  MINYI_CHECK(check_paths());
  return check_cycles();
}

Result<std::shared_ptr<const Form>> read_xform(std::string_view xml, const FileSource& files) {
  if (xml.size() > max_xform) return fail(ErrorCode::form_limit, "the form is larger than 64 MB");
  MINYI_TRY(auto document, xpath::parse_xml(xml, {}, xpath::Layout::dropped_in_instances));
  const auto* html = document.element();
  if (html == nullptr) return fail(ErrorCode::form_invalid, "the form is empty");
  auto form = std::make_shared<Form>();
  crypto_generichash(form->digest.data(), form->digest.size(), reinterpret_cast<const unsigned char*>(xml.data()),
                     xml.size(), nullptr, 0);
  form->namespaces = {document.namespaces.begin(), document.namespaces.end()};
  Reader reader(*form, files);
  MINYI_CHECK(reader.read(*html));
  return std::shared_ptr<const Form>(std::move(form));
}

}  // namespace minyi::form
