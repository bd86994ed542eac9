// The model: primary instance, binds, actions.
#include <algorithm>
#include <array>

#include "minyi/form/reader.hpp"

namespace minyi::form {

namespace {

struct TypeName {
  std::string_view name;
  DataType type;
};

constexpr std::array type_names{TypeName{"string", DataType::string},      TypeName{"int", DataType::integer},
                                TypeName{"integer", DataType::integer},    TypeName{"long", DataType::integer},
                                TypeName{"decimal", DataType::decimal},    TypeName{"double", DataType::decimal},
                                TypeName{"float", DataType::decimal},      TypeName{"boolean", DataType::boolean},
                                TypeName{"date", DataType::date},          TypeName{"time", DataType::time},
                                TypeName{"dateTime", DataType::date_time}, TypeName{"geopoint", DataType::geopoint},
                                TypeName{"geotrace", DataType::geotrace},  TypeName{"geoshape", DataType::geoshape},
                                TypeName{"binary", DataType::binary},      TypeName{"barcode", DataType::barcode},
                                TypeName{"intent", DataType::intent},      TypeName{"select", DataType::string},
                                TypeName{"select1", DataType::string},     TypeName{"rank", DataType::string}};

// White space between elements is the printer's, not data.
void copy_elements(const xpath::Node& from, xpath::Node& to) {
  for (const auto& attribute : from.attributes()) to.set_attribute(attribute->name(), attribute->string_value());
  if (!from.has_element_children()) {
    const auto value = from.string_value();
    if (!value.empty()) to.append_text(value);
    return;
  }
  for (const auto& child : from.children())
    if (child->kind() == xpath::NodeKind::element) copy_elements(*child, to.append_element(child->name()));
}

}  // namespace

bool is_template(const xpath::Node& node) { return node.attribute("template", javarosa_uri) != nullptr; }

Result<> Reader::read_model(const xpath::Node& model) {
  const xpath::Node* primary = nullptr;
  for (const auto& child : model.children())
    if (child->kind() == xpath::NodeKind::element && child->name().local == "instance") {
      primary = child.get();
      break;
    }
  if (primary == nullptr) return fail(ErrorCode::form_invalid, "the form has no instance", "/h:html/h:head/model");
  for (const auto& attribute : model.attributes())
    form_.model[kept_name(attribute->name())] = attribute->string_value();
  MINYI_CHECK(read_primary_instance(*primary));
  std::vector<const xpath::Node*> actions;
  for (const auto& child : model.children()) {
    if (child->kind() != xpath::NodeKind::element || child.get() == primary) continue;
    const auto& name = child->name().local;
    if (name == "itext") {
      MINYI_CHECK(read_itext(*child));
    } else if (name == "instance") {
      MINYI_CHECK(read_secondary_instance(*child));
    } else if (name == "bind") {
      MINYI_CHECK(read_bind(*child));
    } else if (name == "submission") {
      for (const auto& attribute : child->attributes())
        form_.submission[kept_name(attribute->name())] = attribute->string_value();
    } else {
      if (child->attribute("event") != nullptr) MINYI_CHECK(read_action(*child, {}, {}));
      if (name != "setvalue") form_.others.push_back(copy_of(*child));
    }
  }
  return {};
}

Result<> Reader::read_primary_instance(const xpath::Node& instance) {
  const xpath::Node* root = nullptr;
  for (const auto& child : instance.children())
    if (child->kind() == xpath::NodeKind::element) root = child.get();
  const std::string where = "/h:html/h:head/model/instance";
  if (root == nullptr) return fail(ErrorCode::form_invalid, "the instance is empty", where);
  form_.id = FormId(attribute_or(*root, "id"));
  if (form_.id.value().empty()) form_.id = FormId(root->name().uri == xforms_uri ? "" : root->name().uri);
  if (form_.id.value().empty())
    return fail(ErrorCode::form_invalid, "the form has no id", where + '/' + written_name(root->name()),
                "give form_id on the settings sheet");
  form_.version = attribute_or(*root, "version");
  copy_elements(*root, form_.instance.root().append_element(root->name()));
  paths_.emplace(form_.instance);
  return {};
}

Result<> Reader::read_bind(const xpath::Node& node) {
  const auto nodeset = attribute_or(node, "nodeset", attribute_or(node, "ref"));
  const std::string where = "/h:html/h:head/model/bind[@nodeset='" + nodeset + "']";
  if (nodeset.empty()) return fail(ErrorCode::form_invalid, "a bind names no node", "/h:html/h:head/model/bind");
  Bind bind;
  bind.path = absolute_path(nodeset, paths_->root());
  if (!paths_->contains(bind.path))
    return fail(ErrorCode::form_invalid, "the instance has no node " + bind.path, where,
                paths_->did_you_mean(bind.path));
  if (const auto id = attribute_or(node, "id"); !id.empty()) bind_ids_[id] = bind.path;
  MINYI_TRY(bind.relevant, optional_expression(node, "relevant", {}, where));
  MINYI_TRY(bind.required, optional_expression(node, "required", {}, where));
  MINYI_TRY(bind.constraint, optional_expression(node, "constraint", {}, where));
  MINYI_TRY(bind.calculate, optional_expression(node, "calculate", {}, where));
  MINYI_TRY(bind.read_only, optional_expression(node, "readonly", {}, where));
  for (const auto& attribute : node.attributes()) {
    const auto& name = attribute->name();
    const auto value = attribute->string_value();
    if (name.uri.empty()) {
      if (name.local == "type") {
        auto plain = std::string_view(value);
        if (const auto colon = plain.find(':'); colon != std::string_view::npos) plain.remove_prefix(colon + 1);
        const auto known =
            std::find_if(type_names.begin(), type_names.end(), [&](const TypeName& t) { return t.name == plain; });
        if (known != type_names.end())
          bind.type = known->type;
        else
          warn("the type '" + value + "' of " + bind.path + " is not known: taken as text");
        if (known != type_names.end()) continue;
      }
      constexpr std::array<std::string_view, 8> own{"nodeset",  "ref",        "id",        "relevant",
                                                    "required", "constraint", "calculate", "readonly"};
      if (std::find(own.begin(), own.end(), name.local) != own.end()) continue;
    } else if (name.uri == javarosa_uri && name.local == "constraintMsg") {
      MINYI_TRY(bind.constraint_message, message(*attribute, where));
      continue;
    } else if (name.uri == javarosa_uri && name.local == "requiredMsg") {
      MINYI_TRY(bind.required_message, message(*attribute, where));
      continue;
    } else if (name.uri == javarosa_uri && name.local == "preload") {
      bind.preload = value;
      continue;
    } else if (name.uri == javarosa_uri && name.local == "preloadParams") {
      bind.preload_parameters = value;
      continue;
    } else if (name.uri == minyi_namespace && name.local == "indicator") {
      bind.indicator = trimmed(value);
      continue;
    }
    bind.other[kept_name(name)] = value;
  }
  if (!bound_.insert(bind.path).second)
    return fail(ErrorCode::form_invalid, "the node " + bind.path + " has two binds", where, "merge them into one");
  form_.binds.push_back(std::move(bind));
  return {};
}

Result<> Reader::read_action(const xpath::Node& node, std::string_view question, std::string_view repeat) {
  const auto name = written_name(node.name());
  auto target = attribute_or(node, "ref");
  if (target.empty())
    if (const auto bound = bind_ids_.find(attribute_or(node, "bind")); bound != bind_ids_.end()) target = bound->second;
  const std::string where = "//" + name + "[@ref='" + target + "']";
  if (node.name().local != "setvalue") {
    warn("the action " + name + " for " + target + " has no meaning on a kiosk and is left out");
    return {};
  }
  Action action;
  action.events = split_words(attribute_or(node, "event"));
  const auto base = !question.empty() ? question : !repeat.empty() ? repeat : std::string_view(paths_->root());
  action.path = absolute_path(target, base);
  if (!paths_->contains(action.path))
    return fail(ErrorCode::form_invalid, "the instance has no node " + action.path, where,
                paths_->did_you_mean(action.path));
  MINYI_TRY(action.value, optional_expression(node, "value", {}, where));
  if (!action.value) action.literal = trimmed(node.string_value());
  action.trigger = question;
  action.repeat = repeat;
  form_.actions.push_back(std::move(action));
  return {};
}

}  // namespace minyi::form
