// The parts of the XForm reader. One Reader fills one Form; every part says where it stands when something is wrong.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "minyi/form/form.hpp"
#include "minyi/form/paths.hpp"

namespace minyi::form {

inline constexpr std::string_view xhtml_uri = "http://www.w3.org/1999/xhtml";
inline constexpr std::string_view xforms_uri = "http://www.w3.org/2002/xforms";
inline constexpr std::string_view javarosa_uri = "http://openrosa.org/javarosa";
inline constexpr std::string_view odk_uri = "http://www.opendatakit.org/xforms";

class Reader {
 public:
  Reader(Form& form, const FileSource& files) : form_(form), files_(files) {}
  Result<> read(const xpath::Node& html);

 private:
  // model.cpp
  Result<> read_model(const xpath::Node& model);
  Result<> read_primary_instance(const xpath::Node& instance);
  Result<> read_bind(const xpath::Node& bind);
  Result<> read_action(const xpath::Node& action, std::string_view question, std::string_view repeat);
  // itext.cpp
  Result<> read_itext(const xpath::Node& itext);
  Result<Text> read_text(const xpath::Node& node, const std::string& where);
  Result<Text> message(const xpath::Node& attribute, const std::string& where);
  Result<TextPieces> read_pieces(const xpath::Node& node, const std::string& where);
  // secondary.cpp
  Result<> read_secondary_instance(xpath::Node& instance);  // takes its content out
  // The tree of a file beside the form; nothing when no files are at hand.
  Result<std::optional<xpath::Document>> read_beside(const std::string& name, const std::string& where);
  // external_choices.cpp
  Result<> read_pulled_files();
  Result<> read_search(Control& control, std::string_view appearance, const std::string& where);
  Result<> read_query(Control& control, const std::string& where);
  using LabelColumns = std::map<std::string, std::string>;  // by the language's name; "" for all languages
  Result<> add_rows(const std::string& id, const std::string& name, const LabelColumns& labels,
                    const std::string& where);
  // body.cpp
  Result<> read_controls(const xpath::Node& parent, std::vector<Control>& out, std::vector<xpath::Document>& others,
                         const std::string& base, const std::string& repeat, int depth);
  Result<> read_control(const xpath::Node& node, ControlKind kind, std::vector<Control>& out, const std::string& base,
                        const std::string& repeat, int depth);
  Result<std::string> control_path(const xpath::Node& node, const std::string& base, const std::string& where);
  Result<Choice> read_item(const xpath::Node& item, const std::string& where);
  Result<Itemset> read_itemset(const xpath::Node& node, const std::string& where);
  Result<Range> read_range(const xpath::Node& node, const std::string& where);
  // graph.cpp
  Result<> check_paths() const;
  Result<> check_cycles() const;

  Result<Expression> expression(std::string_view text, const std::string& where);
  Result<std::optional<Expression>> optional_expression(const xpath::Node& node, std::string_view attribute,
                                                        std::string_view uri, const std::string& where);
  // The attribute's name as written; its prefix is then declared in the form.
  std::string kept_name(const xpath::Name& name);
  void warn(std::string text) { form_.warnings.push_back(std::move(text)); }

  Form& form_;
  const FileSource& files_;
  std::optional<InstancePaths> paths_{};
  std::unordered_set<std::string> bound_{};        // paths that have a bind
  std::map<std::string, std::string> bind_ids_{};  // <bind id="x"> -> path
  std::map<std::string, std::string> pulled_{};    // first argument of a pulldata() -> where it stands
};

// The name as written: "orx:auto-send", "appearance".
std::string written_name(const xpath::Name& name);
std::string attribute_or(const xpath::Node& node, std::string_view local, std::string_view otherwise = {},
                         std::string_view uri = {});
std::vector<std::string> split_words(std::string_view text);
std::string_view trimmed(std::string_view text);
// An element by itself, without the white space that a printer put between those it holds.
xpath::Document copy_of(const xpath::Node& element);
// The id in instance('id')/…, or nothing.
std::string instance_id(std::string_view nodeset);

// Reads the text of a file as the tree that instance('id') sees. Errors: form_invalid, form_limit, xml_syntax.
Result<xpath::Document> read_csv(std::string_view text, const std::string& name);
Result<xpath::Document> read_geojson(std::string_view text, const std::string& name);

}  // namespace minyi::form
