// A Form as an XForm. The inverse of the reader, part for part.
#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>

#include "minyi/form/print_xml.hpp"
#include "minyi/form/reader.hpp"

namespace minyi::form {

namespace {

using Prefixes = std::map<std::string, std::string>;  // prefix -> URI

struct Namespace {
  std::string_view uri;
  std::string_view prefix;  // where the form has none for it
};
constexpr std::array standard{Namespace{xforms_uri, ""}, Namespace{xhtml_uri, "h"}, Namespace{javarosa_uri, "jr"},
                              Namespace{odk_uri, "odk"}, Namespace{minyi_namespace, "minyi"}};

struct TypeName {
  DataType type;
  const char* name;
};
constexpr std::array type_names{TypeName{DataType::string, "string"},      TypeName{DataType::integer, "int"},
                                TypeName{DataType::decimal, "decimal"},    TypeName{DataType::boolean, "boolean"},
                                TypeName{DataType::date, "date"},          TypeName{DataType::time, "time"},
                                TypeName{DataType::date_time, "dateTime"}, TypeName{DataType::geopoint, "geopoint"},
                                TypeName{DataType::geotrace, "geotrace"},  TypeName{DataType::geoshape, "geoshape"},
                                TypeName{DataType::binary, "binary"},      TypeName{DataType::barcode, "barcode"},
                                TypeName{DataType::intent, "intent"}};

struct Tag {
  ControlKind kind;
  std::string_view uri;
  std::string_view name;
};
constexpr std::array tags{Tag{ControlKind::input, xforms_uri, "input"},
                          Tag{ControlKind::secret, xforms_uri, "secret"},
                          Tag{ControlKind::select_one, xforms_uri, "select1"},
                          Tag{ControlKind::select_multiple, xforms_uri, "select"},
                          Tag{ControlKind::rank, odk_uri, "rank"},
                          Tag{ControlKind::range, xforms_uri, "range"},
                          Tag{ControlKind::upload, xforms_uri, "upload"},
                          Tag{ControlKind::trigger, xforms_uri, "trigger"},
                          Tag{ControlKind::group, xforms_uri, "group"},
                          Tag{ControlKind::repeat, xforms_uri, "repeat"}};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void set(pugi::xml_node node, const std::string& name, const std::string& value) {
  node.append_attribute(name.c_str()) = value.c_str();
}

void set_some(pugi::xml_node node, const std::string& name, const std::string& value) {
  if (!value.empty()) set(node, name, value);
}

void set_some(pugi::xml_node node, const std::string& name, const std::optional<Expression>& value) {
  if (value) set(node, name, value->text());
}

void add_literal(pugi::xml_node node, const std::string& text) {
  if (!text.empty()) node.append_child(pugi::node_pcdata).set_value(text.c_str());
}

bool is_section(ControlKind kind) { return kind == ControlKind::group || kind == ControlKind::repeat; }

// Paths of the nodes that hold others.
void collect_sections(const xpath::Node& node, const std::string& above, std::unordered_set<std::string>& paths) {
  if (!node.has_element_children()) return;
  const std::string path = above + '/' + written_name(node.name());
  paths.insert(path);
  for (const auto& child : node.children())
    if (child->kind() == xpath::NodeKind::element) collect_sections(*child, path, paths);
}

class Writer {
 public:
  explicit Writer(const Form& form) : form_(form), prefixes_(form.namespaces) {
    if (form.instance.element() != nullptr) collect_sections(*form.instance.element(), "", sections_);
    for (const auto& action : form.actions)
      (action.trigger.empty() ? of_repeats_[action.repeat] : of_questions_[action.trigger]).push_back(&action);
  }

  std::string write();

 private:
  std::string prefixed(std::string_view uri, std::string_view local, bool attribute);
  std::string element_name(std::string_view uri, std::string_view local) { return prefixed(uri, local, false); }
  std::string attribute_name(std::string_view uri, std::string_view local) { return prefixed(uri, local, true); }
  pugi::xml_node add(pugi::xml_node parent, std::string_view local) {
    return parent.append_child(element_name(xforms_uri, local).c_str());
  }

  void add_tree(pugi::xml_node parent, const xpath::Node& node, const Prefixes& outer);
  void add_others(pugi::xml_node parent, const std::vector<xpath::Document>& others) {
    for (const auto& other : others) add_tree(parent, *other.element(), prefixes_);
  }
  void add_model(pugi::xml_node head);
  void add_itext(pugi::xml_node model);
  void add_instances(pugi::xml_node model);
  void add_bind(pugi::xml_node model, const Bind& bind);
  void add_pieces(pugi::xml_node node, const TextPieces& pieces);
  void add_text(pugi::xml_node parent, std::string_view local, const Text& text);
  static std::string message(const Text& text);
  void add_control(pugi::xml_node parent, const Control& control);
  void add_choices(pugi::xml_node node, const std::vector<Choice>& choices);
  void add_itemset(pugi::xml_node node, const Itemset& itemset);
  using Actions = std::map<std::string, std::vector<const Action*>>;
  void add_actions(pugi::xml_node parent, Actions& of, const std::string& path);

  const Form& form_;
  Prefixes prefixes_;
  std::unordered_set<std::string> sections_{};  // they have no type
  Actions of_questions_{}, of_repeats_{};       // by path, those of the model under ""; each is taken out when written
};

// With the form's own prefix for the namespace, or the usual one, which is then declared. An attribute needs one.
std::string Writer::prefixed(std::string_view uri, std::string_view local, bool attribute) {
  auto known = std::find_if(prefixes_.begin(), prefixes_.end(),
                            [&](const auto& each) { return each.second == uri && !(attribute && each.first.empty()); });
  if (known == prefixes_.end()) {
    const auto* usual =
        std::find_if(standard.begin(), standard.end(), [&](const Namespace& each) { return each.uri == uri; });
    std::string prefix(usual == standard.end() ? "ns" : usual->prefix);
    while (prefixes_.contains(prefix)) prefix += 'x';
    known = prefixes_.emplace(std::move(prefix), uri).first;
  }
  return known->first.empty() ? std::string(local) : known->first + ':' + std::string(local);
}

// As it stands, declaring what is not in force around it.
void Writer::add_tree(pugi::xml_node parent, const xpath::Node& node, const Prefixes& outer) {
  Prefixes inner = outer;
  auto element = parent.append_child(written_name(node.name()).c_str());
  const auto declare = [&](const xpath::Name& name) {
    if (name.prefix == "xml") return;
    const auto found = inner.find(name.prefix);
    if ((found == inner.end() ? std::string_view{} : found->second) == name.uri) return;
    inner[name.prefix] = name.uri;
    set(element, name.prefix.empty() ? "xmlns" : "xmlns:" + name.prefix, name.uri);
  };
  declare(node.name());
  for (const auto& attribute : node.attributes()) {
    if (!attribute->name().uri.empty()) declare(attribute->name());
    set(element, written_name(attribute->name()), attribute->string_value());
  }
  for (const auto& child : node.children()) {
    if (child->kind() == xpath::NodeKind::text)
      add_literal(element, child->string_value());
    else
      add_tree(element, *child, inner);
  }
}

void Writer::add_pieces(pugi::xml_node node, const TextPieces& pieces) {
  for (const auto& piece : pieces) {
    if (piece.output)
      set(add(node, "output"), "value", piece.output->text());
    else
      add_literal(node, piece.literal);
  }
}

void Writer::add_text(pugi::xml_node parent, std::string_view local, const Text& text) {
  if (text.empty()) return;
  auto node = add(parent, local);
  if (!text.itext_id.empty())
    set(node, "ref", "jr:itext('" + text.itext_id + "')");
  else if (text.itext_path)
    set(node, "ref", "jr:itext(" + text.itext_path->text() + ")");
  else
    add_pieces(node, text.pieces);
}

std::string Writer::message(const Text& text) {
  if (!text.itext_id.empty()) return "jr:itext('" + text.itext_id + "')";
  return text.pieces.empty() ? std::string() : text.pieces.front().literal;
}

void Writer::add_itext(pugi::xml_node model) {
  if (form_.languages.empty()) return;
  std::set<std::string> made;  // texts that the reader makes of rows of files
  for (const auto& [id, instance] : form_.instances)
    if (!instance.declared && instance.document && instance.document->element() != nullptr)
      for (const auto& row : instance.document->element()->children())
        if (const auto* text = row->first_child("itextId")) made.insert(text->string_value());
  auto itext = add(model, "itext");
  for (const auto& language : form_.languages) {
    auto translation = add(itext, "translation");
    set(translation, "lang", language.name);
    if (language.code == form_.default_language) set(translation, "default", "true()");
    for (const auto& [id, languages] : form_.itext.texts) {
      const auto forms = languages.find(language.name);
      if (forms == languages.end() || made.contains(id)) continue;
      auto text = add(translation, "text");
      set(text, "id", id);
      for (const auto& [form, pieces] : forms->second) {
        auto value = add(text, "value");
        set_some(value, "form", form);
        add_pieces(value, pieces);
      }
    }
  }
}

void Writer::add_instances(pugi::xml_node model) {
  add_tree(add(model, "instance"), *form_.instance.element(), prefixes_);
  for (const auto& [id, instance] : form_.instances) {
    if (!instance.declared) continue;
    auto node = add(model, "instance");
    set(node, "id", id);
    set_some(node, "src", instance.source);
    if (instance.source.empty() && instance.document && instance.document->element() != nullptr)
      add_tree(node, *instance.document->element(), prefixes_);
  }
}

void Writer::add_bind(pugi::xml_node model, const Bind& bind) {
  auto node = add(model, "bind");
  set(node, "nodeset", bind.path);
  const auto* type =
      std::find_if(type_names.begin(), type_names.end(), [&](const TypeName& each) { return each.type == bind.type; });
  if (!sections_.contains(bind.path) && !bind.other.contains("type")) set(node, "type", type->name);
  set_some(node, "relevant", bind.relevant);
  set_some(node, "required", bind.required);
  set_some(node, "constraint", bind.constraint);
  set_some(node, "calculate", bind.calculate);
  set_some(node, "readonly", bind.read_only);
  const auto own = [&](std::string_view uri, std::string_view local, const std::string& value) {
    if (!value.empty()) set(node, attribute_name(uri, local), value);
  };
  own(javarosa_uri, "requiredMsg", message(bind.required_message));
  own(javarosa_uri, "constraintMsg", message(bind.constraint_message));
  own(javarosa_uri, "preload", bind.preload);
  own(javarosa_uri, "preloadParams", bind.preload_parameters);
  own(minyi_namespace, "indicator", bind.indicator);
  for (const auto& [name, value] : bind.other) set(node, name, value);
}

void Writer::add_actions(pugi::xml_node parent, Actions& of, const std::string& path) {
  const auto actions = of.extract(path);
  if (actions.empty()) return;
  for (const auto* action : actions.mapped()) {
    auto node = add(parent, "setvalue");
    set(node, "ref", action->path);
    set(node, "event", joined(action->events));
    set_some(node, "value", action->value);
    add_literal(node, action->literal);
  }
}

void Writer::add_model(pugi::xml_node head) {
  auto model = add(head, "model");
  for (const auto& [name, value] : form_.model) set(model, name, value);
  if (!form_.submission.empty()) {
    auto submission = add(model, "submission");
    for (const auto& [name, value] : form_.submission) set(submission, name, value);
  }
  add_itext(model);
  add_instances(model);
  for (const auto& bind : form_.binds) add_bind(model, bind);
  add_actions(model, of_repeats_, "");
  add_others(model, form_.others);
}

void Writer::add_choices(pugi::xml_node node, const std::vector<Choice>& choices) {
  for (const auto& choice : choices) {
    auto item = add(node, "item");
    add_text(item, "label", choice.label);
    add_literal(add(item, "value"), choice.value);
  }
}

void Writer::add_itemset(pugi::xml_node node, const Itemset& itemset) {
  auto made = add(node, "itemset");
  set(made, "nodeset", itemset.nodeset.text());
  set(add(made, "value"), "ref", itemset.value_ref);
  set(add(made, "label"), "ref", itemset.label_is_itext ? "jr:itext(" + itemset.label_ref + ")" : itemset.label_ref);
}

void Writer::add_control(pugi::xml_node parent, const Control& control) {
  // A query is an input that the reader makes a question with choices of.
  const bool query = control.itemset && !control.query.empty() && !instance_id(control.query).empty();
  const auto kind = query ? ControlKind::input : control.kind;
  const auto* tag = std::find_if(tags.begin(), tags.end(), [&](const Tag& each) { return each.kind == kind; });
  auto node = parent.append_child(element_name(tag->uri, tag->name).c_str());
  set_some(node, kind == ControlKind::repeat ? "nodeset" : "ref", control.path);
  set_some(node, "mediatype", control.media_type);
  auto appearance = joined(control.appearance);
  if (control.search) appearance += (appearance.empty() ? "" : " ") + control.search->call;
  set_some(node, "appearance", appearance);
  set_some(node, "intent", control.intent);
  set_some(node, "query", control.query);
  if (control.repeat_count) set(node, attribute_name(javarosa_uri, "count"), control.repeat_count->text());
  if (control.repeat_fixed) set(node, attribute_name(javarosa_uri, "noAddRemove"), "true()");
  for (const auto& [name, value] : control.other) set(node, name, value);
  add_text(node, "label", control.label);
  add_text(node, "hint", control.hint);
  add_choices(node, control.search ? control.search->columns : control.choices);
  if (control.itemset && !control.search && !query) add_itemset(node, *control.itemset);
  if (control.range && control.range->list) add_itemset(node, *control.range->list);
  for (const auto& child : control.children) add_control(node, child);
  if (kind == ControlKind::repeat) add_actions(node, of_repeats_, control.path);
  if (!is_section(kind)) add_actions(node, of_questions_, control.path);
  add_others(node, control.others);
}

std::string Writer::write() {
  pugi::xml_document document;
  auto html = document.append_child(element_name(xhtml_uri, "html").c_str());
  auto head = html.append_child(element_name(xhtml_uri, "head").c_str());
  add_literal(head.append_child(element_name(xhtml_uri, "title").c_str()), form_.title);
  add_model(head);
  auto body = html.append_child(element_name(xhtml_uri, "body").c_str());
  set_some(body, "class", form_.style);
  for (const auto& control : form_.body) add_control(body, control);
  for (const auto& [prefix, uri] : prefixes_) set(html, prefix.empty() ? "xmlns" : "xmlns:" + prefix, uri);
  return print_xml(document);
}

}  // namespace

std::string write_xform(const Form& form) { return Writer(form).write(); }

}  // namespace minyi::form
