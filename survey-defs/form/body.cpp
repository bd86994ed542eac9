// The body: controls, groups and repeats.
#include <algorithm>
#include <array>
#include <charconv>

#include "minyi/form/reader.hpp"

namespace minyi::form {

namespace {

struct ControlName {
  std::string_view name;
  ControlKind kind;
};

constexpr std::array control_names{
    ControlName{"input", ControlKind::input},        ControlName{"secret", ControlKind::secret},
    ControlName{"select1", ControlKind::select_one}, ControlName{"select", ControlKind::select_multiple},
    ControlName{"rank", ControlKind::rank},          ControlName{"range", ControlKind::range},
    ControlName{"upload", ControlKind::upload},      ControlName{"trigger", ControlKind::trigger},
    ControlName{"group", ControlKind::group},        ControlName{"repeat", ControlKind::repeat}};

constexpr int max_depth = 100;

std::optional<double> number(std::string_view text) {
  double value = 0;
  text = trimmed(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_section(ControlKind kind) { return kind == ControlKind::group || kind == ControlKind::repeat; }

}  // namespace

std::string instance_id(std::string_view nodeset) {
  constexpr std::string_view call = "instance(";
  const auto at = nodeset.find(call);
  if (at == std::string_view::npos || at + call.size() >= nodeset.size()) return {};
  const char quote = nodeset[at + call.size()];
  const auto end = nodeset.find(quote, at + call.size() + 1);
  if ((quote != '\'' && quote != '"') || end == std::string_view::npos) return {};
  return std::string(nodeset.substr(at + call.size() + 1, end - at - call.size() - 1));
}

Result<> Reader::read_controls(const xpath::Node& parent, std::vector<Control>& out,
                               std::vector<xpath::Document>& others, const std::string& base, const std::string& repeat,
                               int depth) {
  if (depth > max_depth) return fail(ErrorCode::form_limit, "groups are nested more than 100 deep", "/h:html/h:body");
  for (const auto& child : parent.children()) {
    if (child->kind() != xpath::NodeKind::element) continue;
    const auto& name = child->name();
    const auto known = std::find_if(control_names.begin(), control_names.end(),
                                    [&](const ControlName& control) { return control.name == name.local; });
    if (known != control_names.end()) {
      MINYI_CHECK(read_control(*child, known->kind, out, base, repeat, depth));
    } else if (child->attribute("event") != nullptr) {
      MINYI_CHECK(read_action(*child, {}, repeat));
      if (name.local != "setvalue") others.push_back(copy_of(*child));
    } else if (name.local != "label" && name.local != "hint") {
      others.push_back(copy_of(*child));
      warn("the element " + written_name(name) + " in the body is not known and is left out");
    }
  }
  return {};
}

Result<std::string> Reader::control_path(const xpath::Node& node, const std::string& base, const std::string& where) {
  auto written = attribute_or(node, "ref", attribute_or(node, "nodeset"));
  if (written.empty()) {
    const auto id = attribute_or(node, "bind");
    if (id.empty()) return std::string{};
    const auto bound = bind_ids_.find(id);
    if (bound == bind_ids_.end())
      return fail(ErrorCode::form_invalid, "there is no bind with the id '" + id + "'", where);
    written = bound->second;
  }
  auto path = absolute_path(written, base);
  if (!paths_->contains(path))
    return fail(ErrorCode::form_invalid, "the instance has no node " + path, where, paths_->did_you_mean(path));
  return path;
}

Result<> Reader::read_control(const xpath::Node& node, ControlKind kind, std::vector<Control>& out,
                              const std::string& base, const std::string& repeat, int depth) {
  const auto tag = written_name(node.name());
  const auto written = attribute_or(node, "ref", attribute_or(node, "nodeset", attribute_or(node, "bind")));
  const std::string where = "/h:html/h:body//" + tag + (written.empty() ? "" : "[@ref='" + written + "']");
  Control control;
  control.kind = kind;
  MINYI_TRY(control.path, control_path(node, base, where));
  if (control.path.empty() && kind != ControlKind::group)
    return fail(ErrorCode::form_invalid, "the " + tag + " names no node", where);
  for (const auto& attribute : node.attributes()) {
    const auto& name = attribute->name();
    const auto value = attribute->string_value();
    if (name.uri == javarosa_uri && name.local == "count") {
      if (trimmed(value).empty()) continue;
      MINYI_TRY(control.repeat_count, expression(value, where + "/@jr:count"));
    } else if (name.uri == javarosa_uri && name.local == "noAddRemove") {
      control.repeat_fixed = trimmed(value) == "true()";
    } else if (name.uri.empty() && name.local == "appearance") {
      control.appearance = split_words(value);
    } else if (name.uri.empty() && name.local == "mediatype") {
      control.media_type = value;
    } else if (name.uri.empty() && name.local == "intent") {
      control.intent = value;
    } else if (name.uri.empty() && name.local == "query") {
      control.query = value;
    } else if (name.local != "ref" && name.local != "nodeset" && name.local != "bind") {
      control.other[kept_name(name)] = value;
    }
  }
  for (const auto& child : node.children()) {
    if (child->kind() != xpath::NodeKind::element) continue;
    const auto& name = child->name().local;
    if (name == "label") {
      MINYI_TRY(control.label, read_text(*child, where + "/label"));
    } else if (name == "hint") {
      MINYI_TRY(control.hint, read_text(*child, where + "/hint"));
    } else if (name == "item" && !is_section(kind)) {
      MINYI_TRY(auto choice, read_item(*child, where + "/item"));
      control.choices.push_back(std::move(choice));
    } else if (name == "itemset" && kind != ControlKind::range && !is_section(kind)) {
      MINYI_TRY(control.itemset, read_itemset(*child, where + "/itemset"));
    } else if (!is_section(kind) && name != "itemset") {
      if (child->attribute("event") != nullptr) MINYI_CHECK(read_action(*child, control.path, {}));
      if (name != "setvalue") control.others.push_back(copy_of(*child));
    }
  }
  if (kind == ControlKind::range) {
    MINYI_TRY(control.range, read_range(node, where));
  }
  if (!control.itemset) {
    MINYI_CHECK(read_search(control, attribute_or(node, "appearance"), where + "/@appearance"));
    MINYI_CHECK(read_query(control, where + "/@query"));
  }
  if (is_section(kind)) {
    if (kind == ControlKind::repeat) form_.repeats.push_back(control.path);
    const auto inner = control.path.empty() ? base : control.path;
    MINYI_CHECK(read_controls(node, control.children, control.others, inner,
                              kind == ControlKind::repeat ? control.path : repeat, depth + 1));
  }
  out.push_back(std::move(control));
  return {};
}

Result<Choice> Reader::read_item(const xpath::Node& item, const std::string& where) {
  Choice choice;
  if (const auto* label = item.first_child("label")) {
    MINYI_TRY(choice.label, read_text(*label, where + "/label"));
  }
  const auto* value = item.first_child("value");
  if (value == nullptr) return fail(ErrorCode::form_invalid, "a choice has no value", where);
  choice.value = trimmed(value->string_value());
  return choice;
}

Result<Itemset> Reader::read_itemset(const xpath::Node& node, const std::string& where) {
  MINYI_TRY(auto nodeset, expression(attribute_or(node, "nodeset"), where + "/@nodeset"));
  Itemset itemset{std::move(nodeset), "name", "label", false};
  if (const auto* value = node.first_child("value")) itemset.value_ref = trimmed(attribute_or(*value, "ref"));
  if (const auto* label = node.first_child("label")) {
    const auto reference = attribute_or(*label, "ref");
    itemset.label_ref = trimmed(reference);
    constexpr std::string_view call = "jr:itext(";
    if (itemset.label_ref.starts_with(call) && itemset.label_ref.ends_with(')')) {
      itemset.label_is_itext = true;
      itemset.label_ref =
          trimmed(std::string_view(itemset.label_ref).substr(call.size(), itemset.label_ref.size() - call.size() - 1));
    }
  }
  const auto id = instance_id(itemset.nodeset.text());
  if (!id.empty() && !form_.instances.contains(id))
    return fail(ErrorCode::form_invalid, "there is no instance '" + id + "'", where,
                "the list must be on the choices sheet or in a file beside the form");
  return itemset;
}

Result<Range> Reader::read_range(const xpath::Node& node, const std::string& where) {
  Range range;
  const auto read = [&](const char* name, double& target) -> Result<> {
    const auto text = attribute_or(node, name);
    if (text.empty()) return {};
    const auto value = number(text);
    if (!value) return fail(ErrorCode::form_invalid, std::string(name) + " is not a number: " + text, where);
    target = *value;
    return {};
  };
  MINYI_CHECK(read("start", range.start));
  MINYI_CHECK(read("end", range.end));
  MINYI_CHECK(read("step", range.step));
  range.placeholder = attribute_or(node, "placeholder", {}, odk_uri);
  const auto* itemset = node.first_child("itemset");
  if (itemset == nullptr) return range;
  const auto instance = form_.instances.find(instance_id(attribute_or(*itemset, "nodeset")));
  if (instance == form_.instances.end() || !instance->second.document) return range;
  MINYI_TRY(range.list, read_itemset(*itemset, where + "/itemset"));
  const auto* label_node = itemset->first_child("label");
  const bool itext = label_node != nullptr && attribute_or(*label_node, "ref").find("itext") != std::string::npos;
  const auto* root = instance->second.document->element();
  for (const auto& item : root->children()) {
    if (item->kind() != xpath::NodeKind::element) continue;
    Choice tick;
    if (const auto* name = item->first_child("name")) tick.value = trimmed(name->string_value());
    const auto* text = item->first_child(itext ? "itextId" : "label");
    if (text != nullptr && itext) tick.label.itext_id = trimmed(text->string_value());
    if (text != nullptr && !itext) tick.label.pieces.push_back({text->string_value(), std::nullopt});
    range.ticks.push_back(std::move(tick));
  }
  return range;
}

}  // namespace minyi::form
