#include "minyi/preview/variants.hpp"

#include <functional>
#include <string>

namespace minyi::kiosk::preview {
namespace {

void each_control(std::vector<form::Control>& controls, const std::function<void(form::Control&)>& visit) {
  for (auto& control : controls) {
    visit(control);
    each_control(control.children, visit);
  }
}

// instance('grid')/root/item[…], randomize(instance('grid')/root/item[…]) -> instance('grid')/root/item
void offer_all(form::Itemset& itemset) {
  for (const auto& reference : itemset.nodeset.references()) {
    if (reference.instance.empty() || reference.base) continue;
    std::string path = "instance('" + reference.instance + "')";
    for (const auto& step : reference.steps) path += "/" + step.name;
    if (auto all = form::Expression::parse(path)) itemset.nodeset = std::move(*all);
    return;
  }
}

std::shared_ptr<form::Form> lifted(const form::Form& form) {
  auto open = std::make_shared<form::Form>(form);
  for (auto& bind : open->binds) {
    bind.relevant.reset();
    bind.required.reset();
    bind.constraint.reset();
  }
  each_control(open->body, [](form::Control& control) {
    if (control.itemset) offer_all(*control.itemset);
  });
  return open;
}

}  // namespace

std::shared_ptr<const form::Form> without_rules(const form::Form& form) { return lifted(form); }

std::shared_ptr<const form::Form> with_messages(const form::Form& form) {
  auto telling = lifted(form);
  each_control(telling->body, [&](form::Control& control) {
    if (control.kind == form::ControlKind::group || control.kind == form::ControlKind::repeat) return;
    const auto* bind = form.bind(control.path);
    control.label = bind != nullptr ? bind->required_message : form::Text{};
    control.hint = bind != nullptr ? bind->constraint_message : form::Text{};
  });
  return telling;
}

}  // namespace minyi::kiosk::preview
