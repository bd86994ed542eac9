#include "minyi/form/needed_files.hpp"

#include <array>
#include <map>

#include <fmt/format.h>

namespace minyi::form {
namespace {

constexpr std::string_view scheme = "jr://";
constexpr auto media = std::to_array<std::string_view>({"image", "big-image", "audio", "video"});

class Collector {
 public:
  void add(std::string_view uri, const std::string& where) {
    if (auto name = file_name(uri); !name.empty()) found_.emplace(std::move(name), where);
  }
  void instances(const Form& form) {
    for (const auto& [id, instance] : form.instances)
      if (!instance.source.empty()) add(instance.source, "/h:html/h:head/model/instance[@id='" + id + "']");
  }
  void texts(const Itext& itext) {
    for (const auto& [id, languages] : itext.texts)
      for (const auto& [language, forms] : languages)
        for (const auto kind : media)
          if (const auto found = forms.find(kind); found != forms.end())
            pieces(found->second,
                   fmt::format("/h:html/h:head/model/itext/translation[@lang='{}']/text[@id='{}']/value[@form='{}']",
                               language, id, kind));
  }
  // A picture that stands in a question from the start.
  void defaults(const xpath::Node& node, const std::string& path) {
    for (const auto& child : node.children()) {
      if (child->kind() == xpath::NodeKind::element)
        defaults(*child, path + '/' + child->name().local);
      else if (const auto text = child->string_value(); text.starts_with(scheme))
        add(text, path);
    }
  }
  // Rows of a list from a file may name their own pictures, in columns called as the forms of a text.
  void controls(const Form& form, const std::vector<Control>& list) {
    for (const auto& control : list) {
      if (control.itemset && !control.itemset->label_is_itext)
        for (const auto& reference : control.itemset->nodeset.references())
          if (const auto found = form.instances.find(reference.instance);
              found != form.instances.end() && !found->second.source.empty() && found->second.document)
            rows(*found->second.document, found->second.source);
      controls(form, control.children);
    }
  }
  std::vector<NeededFile> take() {
    std::vector<NeededFile> files;
    for (auto& [name, where] : found_) files.push_back({name, std::move(where)});
    return files;
  }

 private:
  void rows(const xpath::Document& document, const std::string& source) {
    if (document.element() == nullptr) return;
    for (const auto& row : document.element()->children())
      for (const auto kind : media)
        if (const auto* cell = row->first_child(kind)) add(cell->string_value(), source);
  }
  void pieces(const TextPieces& pieces, const std::string& where) {
    if (pieces.size() == 1 && !pieces.front().output) add(pieces.front().literal, where);
  }

  std::map<std::string, std::string> found_{};  // name -> where
};

}  // namespace

std::string file_name(std::string_view uri) {
  if (!uri.starts_with(scheme)) return std::string(uri);
  uri.remove_prefix(scheme.size());
  const auto slash = uri.find('/');
  if (slash == std::string_view::npos || uri.substr(0, slash) == "instance") return {};
  return std::string(uri.substr(slash + 1));
}

std::vector<NeededFile> needed_files(const Form& form) {
  Collector collector;
  collector.instances(form);
  collector.texts(form.itext);
  collector.defaults(form.instance.root(), "");
  collector.controls(form, form.body);
  return collector.take();
}

}  // namespace minyi::form
