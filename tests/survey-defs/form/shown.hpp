// All that a form holds, but its digest, as text: two forms are the same when they read the same.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "minyi/form/form.hpp"

namespace minyi::testing {

class ShownForm {
 public:
  static std::string of(const form::Form& form) {
    ShownForm shown;
    shown.add(form);
    return std::move(shown.out_);
  }

 private:
  void line(const std::string& name, const std::string& value) {
    if (!value.empty()) out_ += std::string(depth_ * 2, ' ') + name + ": " + value + '\n';
  }
  void line(const std::string& name, const std::optional<form::Expression>& value) {
    if (value) line(name, value->text());
  }
  void line(const std::string& name, const std::map<std::string, std::string>& values) {
    for (const auto& [key, value] : values) line(name + " " + key, "\"" + value + "\"");
  }
  void line(const std::string& name, const xpath::Document& document) { line(name, xpath::to_xml(document.root())); }
  void line(const std::string& name, const form::TextPieces& pieces) {
    std::string text;
    for (const auto& piece : pieces)
      text += piece.output ? "{" + piece.output->text() + "}" : "<" + piece.literal + ">";
    line(name, text);
  }
  void line(const std::string& name, const form::Text& text) {
    line(name + " itext", text.itext_id);
    line(name + " itext path", text.itext_path);
    line(name, text.pieces);
  }
  void line(const std::string& name, const std::vector<form::Choice>& choices) {
    for (const auto& choice : choices) {
      line(name, "\"" + choice.value + "\"");
      line("  label", choice.label);
    }
  }
  void line(const std::string& name, const std::optional<form::Itemset>& itemset) {
    if (itemset)
      line(name, itemset->nodeset.text() + " " + itemset->value_ref + " " + itemset->label_ref +
                     (itemset->label_is_itext ? " itext" : ""));
  }
  template <class List>
  void words(const std::string& name, const List& list) {
    std::string text;
    for (const auto& each : list) text += each + "|";
    line(name, text);
  }

  void add(const form::Form& form) {
    line("id", form.id.value());
    line("version", form.version);
    line("title", form.title);
    for (const auto& language : form.languages)
      line("language", language.code + "|" + language.name + "|" + language.label);
    line("default language", form.default_language);
    line("instance", form.instance);
    line("namespace", form.namespaces);
    line("model", form.model);
    line("submission", form.submission);
    for (const auto& [id, instance] : form.instances) {
      line("instance " + id, instance.source + (instance.declared ? " declared" : " made"));
      if (instance.document) line("  document", *instance.document);
    }
    for (const auto& bind : form.binds) add(bind);
    for (const auto& control : form.body) add(control);
    for (const auto& action : form.actions) {
      words("action " + action.path, action.events);
      line("  value", action.value);
      line("  literal", action.literal);
      line("  trigger", action.trigger);
      line("  repeat", action.repeat);
    }
    for (const auto& [id, languages] : form.itext.texts)
      for (const auto& [language, forms] : languages) {
        line("text", id + " " + language);
        for (const auto& [name, pieces] : forms) line("  form " + name, pieces);
      }
    line("style", form.style);
    words("repeats", form.repeats);
    words("warnings", form.warnings);
    for (const auto& other : form.others) line("other", other);
  }

  void add(const form::Bind& bind) {
    line("bind", bind.path + " " + std::to_string(static_cast<int>(bind.type)));
    line("  relevant", bind.relevant);
    line("  required", bind.required);
    line("  constraint", bind.constraint);
    line("  calculate", bind.calculate);
    line("  read only", bind.read_only);
    line("  required message", bind.required_message);
    line("  constraint message", bind.constraint_message);
    line("  preload", bind.preload);
    line("  preload parameters", bind.preload_parameters);
    line("  indicator", bind.indicator);
    line("  other", bind.other);
  }

  void add(const form::Control& control) {
    line("control", std::to_string(static_cast<int>(control.kind)) + " " + control.path);
    ++depth_;
    words("appearance", control.appearance);
    line("label", control.label);
    line("hint", control.hint);
    line("choice", control.choices);
    line("itemset", control.itemset);
    if (control.range) {
      line("range", std::to_string(control.range->start) + " " + std::to_string(control.range->end) + " " +
                        std::to_string(control.range->step) + " " + control.range->placeholder);
      line("tick", control.range->ticks);
      line("ticks", control.range->list);
    }
    line("media type", control.media_type);
    line("count", control.repeat_count);
    line("fixed", std::string(control.repeat_fixed ? "yes" : ""));
    line("intent", control.intent);
    line("query", control.query);
    line("other", control.other);
    if (control.search) {
      line("search", control.search->call);
      line("column", control.search->columns);
    }
    for (const auto& other : control.others) line("other", other);
    for (const auto& child : control.children) add(child);
    --depth_;
  }

  std::string out_{};
  std::size_t depth_ = 0;
};

}  // namespace minyi::testing
