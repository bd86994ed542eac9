// A form drawn by hand, without XForm or XLSForm in between: for random forms and very large ones.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "minyi/form/form.hpp"

namespace minyi::testing {

struct Draft {
  form::DataType type = form::DataType::string;
  std::string relevant{}, required{}, constraint{}, calculate{}, read_only{};
  std::vector<std::string> choices{};  // a select_one with these
  std::string itemset{};               // a select_one with these nodes' `name`, labelled by `label`
  bool hidden = false;                 // no control
  std::string value{};                 // static default
};

class Sketch {
 public:
  Sketch() : form_(std::make_shared<form::Form>()) {
    form_->id = FormId{"sketch"};
    levels_.push_back({&form_->instance.root().append_element({"data"}), "/data", &form_->body});
  }

  std::string question(const std::string& name, const Draft& draft) {
    Level& level = levels_.back();
    xpath::Node& node = level.node->append_element({name});
    if (!draft.value.empty()) node.set_value(draft.value);
    form::Bind bind = make_bind(level.path + "/" + name, draft);
    bind.type = draft.type;
    form_->binds.push_back(std::move(bind));
    if (!draft.hidden) {
      form::Control control;
      control.path = level.path + "/" + name;
      for (const std::string& choice : draft.choices) control.choices.push_back({choice, {}});
      if (!draft.choices.empty() || !draft.itemset.empty()) control.kind = form::ControlKind::select_one;
      if (!draft.itemset.empty())
        control.itemset.emplace(form::Itemset{expression(draft.itemset), "name", "label", !form_->languages.empty()});
      level.controls->push_back(std::move(control));
    }
    return level.path + "/" + name;
  }
  void begin_group(const std::string& name, const std::string& relevant = {}) {
    begin(name, relevant, form::ControlKind::group);
  }
  void begin_repeat(const std::string& name, const std::string& count = {}, const std::string& relevant = {}) {
    begin(name, relevant, form::ControlKind::repeat);
    form_->repeats.push_back(levels_.back().path);
    if (!count.empty()) levels_[levels_.size() - 2].controls->back().repeat_count = expression(count);
  }
  void end() { levels_.pop_back(); }
  void action(form::Action action) { form_->actions.push_back(std::move(action)); }
  // A secondary instance: /root/item with these children.
  void items(const std::string& id, const std::vector<std::vector<std::pair<std::string, std::string>>>& rows) {
    auto document = std::make_shared<xpath::Document>();
    xpath::Node& root = document->root().append_element({"root"});
    for (const auto& row : rows) {
      xpath::Node& item = root.append_element({"item"});
      for (const auto& [name, value] : row) item.append_element({name}).set_value(value);
    }
    form_->instances[id] = {id, {}, document};
  }
  // Languages, and texts whose id is what stands in a list's labels: "A" is "A in zh".
  void languages(const std::vector<std::string>& codes, const std::vector<std::string>& texts) {
    for (const std::string& code : codes) {
      form_->languages.push_back({code, code, code});
      for (const std::string& text : texts)
        form_->itext.texts[text][code][""] = {form::TextPiece{text + " in " + code, std::nullopt}};
    }
    form_->default_language = codes.front();
  }
  std::shared_ptr<const form::Form> form() const { return form_; }

  static form::Expression expression(const std::string& text) {
    auto parsed = form::Expression::parse(text);
    if (!parsed) FAIL(text << ": " << to_string(parsed.error()));
    return *parsed;
  }

 private:
  struct Level {
    xpath::Node* node;
    std::string path;
    std::vector<form::Control>* controls;  // stays put: only the innermost level's list grows
  };
  static form::Bind make_bind(const std::string& path, const Draft& draft) {
    form::Bind bind;
    bind.path = path;
    if (!draft.relevant.empty()) bind.relevant = expression(draft.relevant);
    if (!draft.required.empty()) bind.required = expression(draft.required);
    if (!draft.constraint.empty()) bind.constraint = expression(draft.constraint);
    if (!draft.calculate.empty()) bind.calculate = expression(draft.calculate);
    if (!draft.read_only.empty()) bind.read_only = expression(draft.read_only);
    return bind;
  }
  void begin(const std::string& name, const std::string& relevant, form::ControlKind kind) {
    Level& level = levels_.back();
    const std::string path = level.path + "/" + name;
    Draft draft;
    draft.relevant = relevant;
    form_->binds.push_back(make_bind(path, draft));
    form::Control control;
    control.kind = kind;
    control.path = path;
    level.controls->push_back(std::move(control));
    levels_.push_back({&level.node->append_element({name}), path, &level.controls->back().children});
  }

  std::shared_ptr<form::Form> form_;
  std::vector<Level> levels_{};
};

}  // namespace minyi::testing
