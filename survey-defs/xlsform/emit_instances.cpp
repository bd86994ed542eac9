// The primary instance with its static defaults, and the secondary instances that expressions and selects read.
#include <algorithm>

#include "minyi/xlsform/emit.hpp"
#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

enum class Templates { wanted, none };

void emit_node(const Emitter& emitter, const Element& element, pugi::xml_node parent, Templates templates);

void emit_attributes(const Emitter& emitter, const Element& element, pugi::xml_node node) {
  for (const auto& [name, value] : element.instance)
    emitter.attribute(node, name, emitter.resolver.resolve(value, element));
}

// A repeat's template: what a new instance of it starts as.
void emit_template(const Emitter& emitter, const Element& repeat, pugi::xml_node parent) {
  auto node = parent.append_child(repeat.name.c_str());
  node.append_attribute("jr:template") = "";
  for (const auto& child : repeat.children) {
    if (child->kind == ElementKind::repeat)
      emit_template(emitter, *child, node);
    else
      emit_node(emitter, *child, node, Templates::wanted);
  }
}

void emit_entity(const Entity& entity, pugi::xml_node parent) {
  auto node = parent.append_child("entity");
  node.append_attribute("dataset") = entity.list.c_str();
  if (entity.creates()) node.append_attribute("create") = "1";
  if (entity.updates()) node.append_attribute("update") = "1";
  if (!entity.id.empty())
    for (const char* name : {"baseVersion", "trunkVersion", "branchId"}) node.append_attribute(name) = "";
  node.append_attribute("id") = "";
  if (!entity.label.empty()) node.append_child("label");
}

void emit_node(const Emitter& emitter, const Element& element, pugi::xml_node parent, Templates templates) {
  if (element.kind == ElementKind::external) return;
  if (element.kind == ElementKind::entity) return emit_entity(*element.entity, parent);
  if (element.kind == ElementKind::repeat && templates == Templates::wanted) {
    emit_template(emitter, element, parent);
    templates = Templates::none;
  }
  auto node = parent.append_child(element.name.c_str());
  emit_attributes(emitter, element, node);
  if (!element.default_value.empty() && !element.dynamic_default)
    node.append_child(pugi::node_pcdata).set_value(element.default_value.c_str());
  for (const auto& child : element.children) emit_node(emitter, *child, node, templates);
}

// Secondary instances by id; the same id from two places must mean the same file.
class Instances {
 public:
  Instances(const Emitter& emitter, pugi::xml_node model) : emitter_(emitter), model_(model) {}

  void from_element(const Element& element) {
    if (element.kind == ElementKind::external) return external(element);
    for (const std::string_view attribute : {"calculate", "constraint", "readonly", "required", "relevant"})
      pulldata(element.plain_bound(attribute), element, "bind", attribute);
    pulldata(element.choice_filter, element, "choice_filter");
    pulldata(element.default_value, element, "default");
    if (const auto extension = file_extension(element.list); !extension.empty()) {
      const std::string folder = extension == ".csv" ? "file-csv" : "file";
      add(element.list.substr(0, element.list.size() - extension.size()), "jr://" + folder + '/' + element.list,
          emitter_.place(element, "type"));
    }
  }

  void last_saved(const Element& root) {
    bool used = false;
    for_each(root, [&](const Element& element) {
      for (const auto& [name, texts] : element.bind) used = used || texts.any_of(mentions_last_saved);
      for (const auto* texts : {&element.label, &element.hint, &element.guidance})
        used = used || texts->any_of(mentions_last_saved);
      used = used || mentions_last_saved(element.choice_filter) || mentions_last_saved(element.default_value);
    });
    if (used) add("__last-saved", "jr://instance/last-saved", {});
  }

  void choices(const ChoiceList& list) {
    if (list.search || !add(list.name, "", {"choices", 0, "list_name"})) return;
    auto root = model_.last_child().append_child("root");
    const auto leaf = [](pugi::xml_node item, const std::string& name, const std::string& value) {
      auto node = item.append_child(name.c_str());
      if (!value.empty()) node.append_child(pugi::node_pcdata).set_value(value.c_str());
    };
    for (std::size_t i = 0; i < list.choices.size(); ++i) {
      const auto& choice = list.choices[i];
      auto item = root.append_child("item");
      if (list.itext) leaf(item, "itextId", list.name + '-' + std::to_string(i));
      leaf(item, "name", choice.name);
      if (!list.itext && !choice.label.empty()) leaf(item, "label", choice.label.plain);
      for (const auto& [name, value] : choice.other) leaf(item, name, value);
    }
  }

 private:
  void external(const Element& element) {
    const auto folder = element.extension == "csv" ? "jr://file-csv/" : "jr://file/";
    const auto where = emitter_.place(element, "name");
    if (std::find(externals_.begin(), externals_.end(), element.name) != externals_.end())
      emitter_.findings.error("xlsform.instance", where,
                              "there are two external instances named '" + element.name + "'");
    externals_.push_back(element.name);
    add(element.name, folder + element.name + '.' + element.extension, where);
  }

  // pulldata('file', …) reads file.csv
  void pulldata(const std::string& text, const Element& element, std::string_view token, std::string_view second = {}) {
    constexpr std::string_view call = "pulldata";
    for (auto at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
      auto rest = trim(std::string_view(text).substr(at + call.size()));
      if (!rest.starts_with('(')) continue;
      const auto comma = rest.find(',');
      if (comma == std::string_view::npos) continue;
      std::string name(trim(rest.substr(1, comma - 1)));
      name.erase(std::remove_if(name.begin(), name.end(), [](char c) { return c == '\'' || c == '"'; }), name.end());
      add(name, "jr://file-csv/" + name + ".csv", emitter_.place(element, token, second));
    }
  }

  // Whether it is new.
  bool add(const std::string& id, const std::string& source, const Place& place) {
    for (const auto& [known, other] : known_) {
      if (known != id) continue;
      const auto name = [](const std::string& s) { return s.empty() ? std::string("the choices sheet") : s; };
      if (other != source)
        emitter_.findings.error("xlsform.instance", place,
                                "the instance '" + id + "' would be both " + name(other) + " and " + name(source),
                                "give the file or the list another name");
      return false;
    }
    known_.emplace_back(id, source);
    auto instance = model_.append_child("instance");
    instance.append_attribute("id") = id.c_str();
    if (!source.empty()) instance.append_attribute("src") = source.c_str();
    return true;
  }

  const Emitter& emitter_;
  pugi::xml_node model_;
  std::vector<std::pair<std::string, std::string>> known_{};
  std::vector<std::string> externals_{};
};

}  // namespace

void emit_primary_instance(const Emitter& emitter, pugi::xml_node model) {
  const auto& settings = emitter.survey.settings;
  auto instance = model.append_child("instance");
  auto root = instance.append_child(emitter.survey.root->name.c_str());
  for (const auto& [name, value] : settings.attributes) emitter.attribute(root, name, value);
  emitter.attribute(root, "id", settings.id);
  const auto set = [&](const char* name, const std::string& value) {
    if (!value.empty()) emitter.attribute(root, name, value);
  };
  set("xmlns", settings.instance_xmlns);
  set("version", settings.version);
  set("odk:prefix", settings.prefix);
  set("odk:delimiter", settings.delimiter);
  for (const auto& child : emitter.survey.root->children) emit_node(emitter, *child, root, Templates::wanted);
}

void emit_secondary_instances(const Emitter& emitter, pugi::xml_node model) {
  Instances instances(emitter, model);
  const Element& root = *emitter.survey.root;
  for_each(root, [&](const Element& element) { instances.from_element(element); });
  instances.last_saved(root);
  for (const auto& list : emitter.survey.lists) instances.choices(list);
}

}  // namespace minyi::xlsform
