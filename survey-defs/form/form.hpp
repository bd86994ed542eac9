// A survey, ready to be run: what an ODK XForm says, parsed once into types that cannot hold nonsense. Immutable and
// shared: the kiosk keeps the form a resident began with alive until he is done, whatever is published meanwhile.
// Source: ODK XForms specification.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/result.hpp"
#include "minyi/base/strong.hpp"
#include "minyi/xpath/expression.hpp"
#include "minyi/xpath/tree.hpp"

namespace minyi::form {

using xpath::Expression;

// A text is literal pieces and <output> expressions in turn. Markdown and ODK's HTML subset are kept as written.
struct TextPiece {
  std::string literal;  // used when there is no output
  std::optional<Expression> output{};
};
using TextPieces = std::vector<TextPiece>;

// The forms a text can take: "" (the text itself), "short", "guidance", "image", "big-image", "audio", "video".
using TextForms = std::map<std::string, TextPieces, std::less<>>;

// How an element refers to its text.
struct Text {
  std::string itext_id{};                  // jr:itext('id'); looked up in Itext
  std::optional<Expression> itext_path{};  // jr:itext(path): the id is a value in the instance
  TextPieces pieces{};                     // inline text, the same in all languages
  [[nodiscard]] bool empty() const { return itext_id.empty() && !itext_path && pieces.empty(); }
};

struct Language {
  std::string
      code;  // "zh", "mn-Mong", "en": what stands in brackets in `label::中文 (zh)`; the name where no code is given
  std::string name;   // as written in itext: "中文 (zh)"
  std::string label;  // without the code: "中文"
};

struct Itext {
  // id -> language name -> form -> pieces
  std::map<std::string, std::map<std::string, TextForms, std::less<>>, std::less<>> texts{};
};

enum class DataType {
  string,
  integer,
  decimal,
  boolean,
  date,
  time,
  date_time,
  geopoint,
  geotrace,
  geoshape,
  binary,
  barcode,
  intent
};

struct Bind {
  std::string path;  // absolute, without positions: "/data/group/question"
  DataType type = DataType::string;
  std::optional<Expression> relevant{}, required{}, constraint{}, calculate{}, read_only{};
  Text required_message{}, constraint_message{};
  std::string preload{}, preload_parameters{};  // jr:preload="timestamp" jr:preloadParams="start"
  std::string indicator{};  // bind::minyi:indicator: "awareness", "support", "participation" or the county's own
  std::map<std::string, std::string> other{};  // further attributes, by name with prefix as written
};

enum class ControlKind { input, secret, select_one, select_multiple, rank, range, upload, trigger, group, repeat };

struct Choice {
  std::string value;
  Text label;
};

struct Itemset {
  Expression nodeset;           // with its predicates (choice_filter) and randomize(…)
  std::string value_ref;        // child that holds the value, e.g. "name"
  std::string label_ref;        // child that holds the label, or its itext id
  bool label_is_itext = false;  // <label ref="jr:itext(itextId)"/>
};

// search('towns', …), the older way to read choices from a file, as it is written: the control's itemset is what it
// means. Its own choices name the file's columns.
struct Search {
  std::string call;
  std::vector<Choice> columns{};
};

struct Range {
  double start = 1, end = 10, step = 1;
  std::vector<Choice> ticks{};  // tick labels, where given
  std::string placeholder{};
  std::optional<Itemset> list{};  // where the ticks come from
};

struct Control {
  ControlKind kind = ControlKind::input;
  std::string path{};                     // bound node, absolute; empty for a group without ref
  std::vector<std::string> appearance{};  // space-separated words, in order
  Text label{}, hint{};                   // guidance is the hint's form "guidance"
  std::vector<Choice> choices{};          // inline choices, or
  std::optional<Itemset> itemset{};       // choices from an instance
  std::optional<Range> range{};
  std::string media_type{};                  // upload
  std::optional<Expression> repeat_count{};  // jr:count
  bool repeat_fixed = false;                 // jr:noAddRemove
  std::string intent{}, query{};
  std::map<std::string, std::string> other{};  // body:: attributes, by name with prefix as written
  std::vector<Control> children{};             // groups and repeats
  std::optional<Search> search{};
  std::vector<xpath::Document> others{};  // elements in it that a kiosk has no use for, as they stand
  [[nodiscard]] bool appears(std::string_view word) const;
};

// <setvalue>: dynamic defaults and triggers
struct Action {
  std::vector<std::string> events;    // "odk-instance-first-load", "odk-new-repeat", "xforms-value-changed"
  std::string path;                   // target
  std::optional<Expression> value{};  // computed value, or
  std::string literal{};
  std::string trigger{};  // xforms-value-changed: the question's path
  std::string repeat{};   // odk-new-repeat: the repeat's path
};

struct SecondaryInstance {
  std::string id;
  std::string source{};  // "jr://file-csv/x.csv", or empty for an inline instance
  std::shared_ptr<const xpath::Document> document{};
  bool declared = true;  // false: made by the reader, of pulldata(), search() or a query
};

struct Form {
  FormId id{};
  std::string version{};
  std::string title{};
  Digest digest{};                    // BLAKE2b-256 of the XForm's bytes
  std::vector<Language> languages{};  // in the form's order; empty when it has no itext
  std::string default_language{};     // a code out of `languages`; the first when the form names none
  // Primary instance with static defaults: the instances of repeats that a response begins with, and their templates.
  xpath::Document instance{};
  std::map<std::string, std::string> namespaces{};  // prefix -> URI, as declared on the root or needed there
  std::map<std::string, SecondaryInstance, std::less<>> instances{};
  std::vector<Bind> binds{};
  std::vector<Control> body{};
  std::vector<Action> actions{};
  Itext itext{};
  std::string style{};                              // "pages", "theme-grid" …
  std::map<std::string, std::string> model{};       // attributes of <model>
  std::map<std::string, std::string> submission{};  // attributes of <submission>, where given
  std::vector<xpath::Document> others{};            // elements of the model that a kiosk has no use for
  std::vector<std::string> repeats{};               // paths of repeats, outermost first
  std::vector<std::string> warnings{};              // what the reader had to leave out, with the reason

  [[nodiscard]] const Bind* bind(std::string_view path) const;
  [[nodiscard]] const Control* control(std::string_view path) const;
  [[nodiscard]] const Language* language(std::string_view code) const;
};

// Whether a node of the primary instance is what new instances of its repeat are made of (jr:template), and none
// itself.
bool is_template(const xpath::Node& node);

// Files beside the form: CSV, GeoJSON, XML, media.
class FileSource {
 public:
  virtual ~FileSource() = default;
  virtual Result<std::string> read(std::string_view name) const = 0;  // file_missing
  // Whether a form must find its files here. Where not, lists from files stay empty and the form says so in its
  // warnings.
  [[nodiscard]] virtual bool complete() const { return true; }
};
class NoFiles final : public FileSource {
 public:
  Result<std::string> read(std::string_view name) const override;
  [[nodiscard]] bool complete() const override { return false; }
};

// Reads an XForm as Collect, Central, pyxform or this project's compiler write it.
// Errors: xml_syntax, form_invalid (with the XPath of the element at fault), form_cycle (names the cycle), form_limit.
Result<std::shared_ptr<const Form>> read_xform(std::string_view xml, const FileSource& files);

// The form as an XForm in canonical spelling, whatever tool wrote the one that it was read from: absolute paths, one
// order of elements, an element a line. Read again it is the same form, but for the digest. What the reader does not
// keep is gone: comments, ids of binds, elements in the body that it warned of.
std::string write_xform(const Form& form);

// The XForm's namespace of this project: bind::minyi:indicator.
inline constexpr std::string_view minyi_namespace = "https://minyi.example/xforms";

}  // namespace minyi::form
