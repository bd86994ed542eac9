// The tree that expressions walk: an XPath 1.0 data model, small and mutable, since a resident's answers live in it.
// Comments and processing instructions are dropped while reading; namespaces are resolved to URIs.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "minyi/base/result.hpp"

namespace minyi::xpath {

enum class NodeKind : std::uint8_t { document, element, attribute, text };

struct Name {
  std::string local;
  std::string uri{};     // namespace; empty for none
  std::string prefix{};  // as written in the source, for printing only
};

// Ten thousand rows of a list have a handful of names between them: nodes share theirs.
using SharedName = std::shared_ptr<const Name>;

class Node {
 public:
  Node(NodeKind kind, SharedName name, Node* parent) : kind_(kind), name_(std::move(name)), parent_(parent) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  [[nodiscard]] NodeKind kind() const { return kind_; }
  [[nodiscard]] const Name& name() const { return name_ == nullptr ? nameless : *name_; }
  [[nodiscard]] const Node* parent() const { return parent_; }
  [[nodiscard]] Node* parent() { return parent_; }
  [[nodiscard]] std::span<const std::unique_ptr<Node>> children() const { return children_; }
  [[nodiscard]] std::span<const std::unique_ptr<Node>> attributes() const { return attributes_; }

  // XPath's string-value: own text, or that of all descendants in document order.
  [[nodiscard]] std::string string_value() const;
  // The same where it stands in one piece, to be read without a copy; null where it does not.
  [[nodiscard]] const std::string* sole_text() const;
  [[nodiscard]] bool has_element_children() const;
  [[nodiscard]] const Node* first_child(std::string_view local) const;  // first child element of that name, or null
  [[nodiscard]] Node* first_child(std::string_view local);
  // Visits the child elements of that name in document order. Takes as long as there are such, not as there are
  // children.
  template <class Visit>
  void each_child(std::string_view local, Visit visit) const;
  [[nodiscard]] const Node* attribute(std::string_view local, std::string_view uri = {}) const;

  // Replaces the content of an element (or the text of a text or attribute node) by one text; empty leaves no child.
  void set_value(std::string_view value);
  Node& append_element(Name name) { return append_element_named(std::make_shared<const Name>(std::move(name))); }
  Node& append_element_named(SharedName name);
  Node& append_text(std::string_view text);
  Node& set_attribute(Name name, std::string_view value) {
    return set_attribute_named(std::make_shared<const Name>(std::move(name)), value);
  }
  Node& set_attribute_named(SharedName name, std::string_view value);
  // Deep copy of `source` as a child of this element, before position `index` among all children.
  Node& insert_copy(const Node& source, std::size_t index);
  // Takes a child of `from` out of it and makes it the last one here, without copying what is below.
  Node& take_child(Node& from, const Node& child);
  void remove_child(const Node& child) { (void)release_child(child); }
  [[nodiscard]] std::size_t child_index(const Node& child) const;

  // For the tree's owner: an index into a table of his own (the interview keeps its bind here). -1: none. Copied by
  // insert_copy.
  std::int32_t tag = -1;

 private:
  friend class Document;
  friend bool precedes(const Node& first, const Node& second);

  static const Name nameless;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  // Child elements by local name, each list in document order. Kept by nodes of many children only, and kept up to date
  // with them: looking up changes nothing, so that one document serves many threads.
  using Index = std::unordered_map<std::string, std::vector<Node*>, Hash, std::equal_to<>>;

  void number_children(std::size_t from);
  Node& place_child(std::unique_ptr<Node> child, std::size_t index);
  std::unique_ptr<Node> release_child(const Node& child);  // null when it is none
  void index_child(Node& child);
  static void append_string_value(const Node& node, std::string& text);

  NodeKind kind_;
  SharedName name_;   // null: a document or a text
  std::string text_;  // text and attribute nodes only
  Node* parent_;
  std::size_t place_ = 0;  // among its parent's children, or attributes
  std::vector<std::unique_ptr<Node>> children_;
  std::vector<std::unique_ptr<Node>> attributes_;
  std::unique_ptr<Index> index_;
};

template <class Visit>
void Node::each_child(std::string_view local, Visit visit) const {
  if (index_ == nullptr) {
    for (const auto& child : children_)
      if (child->kind_ == NodeKind::element && child->name_->local == local) visit(*child);
  } else if (const auto found = index_->find(local); found != index_->end()) {
    for (const Node* child : found->second) visit(*child);
  }
}

class Document {
 public:
  Document();
  Document(const Document& other);  // with every node of it
  Document& operator=(const Document& other);
  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) noexcept = default;
  ~Document() = default;
  [[nodiscard]] const Node& root() const { return *root_; }  // the document node; its element is the only child
  [[nodiscard]] Node& root() { return *root_; }
  [[nodiscard]] const Node* element() const;
  [[nodiscard]] Node* element();
  // What the element of a document that was read declares: prefix ("" of the default) -> URI. Names are resolved
  // already.
  std::map<std::string, std::string, std::less<>> namespaces{};

 private:
  std::unique_ptr<Node> root_;
};

// Bounds on untrusted XML.
struct XmlLimits {
  std::size_t bytes = 64u << 20;
  std::size_t nodes = 4'000'000;
  std::size_t depth = 200;
};

// What becomes of white space that stands alone between tags: it belongs to the text of a label, and in lists it only
// lays the markup out (and would be every other node).
enum class Layout : std::uint8_t { kept, dropped, dropped_in_instances };  // the last: below <instance> elements

// Reads well-formed XML (UTF-8, no DTD: an internal subset is refused). Errors say line and column.
Result<Document> parse_xml(std::string_view xml, const XmlLimits& limits = {}, Layout layout = Layout::kept);
std::string to_xml(const Node& node);

// Whether a stands before b in document order (both of one tree).
bool precedes(const Node& a, const Node& b);

}  // namespace minyi::xpath
