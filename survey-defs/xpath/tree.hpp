// The tree that expressions walk: an XPath 1.0 data model, small and mutable, since a resident's answers live in it.
// Comments and processing instructions are dropped while reading; namespaces are resolved to URIs.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/result.hpp"

namespace minyi::xpath {

enum class NodeKind : std::uint8_t { document, element, attribute, text };

struct Name {
  std::string local;
  std::string uri{};     // namespace; empty for none
  std::string prefix{};  // as written in the source, for printing only
};

class Node {
 public:
  Node(NodeKind kind, Name name, Node* parent) : kind_(kind), name_(std::move(name)), parent_(parent) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  [[nodiscard]] NodeKind kind() const { return kind_; }
  [[nodiscard]] const Name& name() const { return name_; }
  [[nodiscard]] const Node* parent() const { return parent_; }
  [[nodiscard]] Node* parent() { return parent_; }
  [[nodiscard]] std::span<const std::unique_ptr<Node>> children() const { return children_; }
  [[nodiscard]] std::span<const std::unique_ptr<Node>> attributes() const { return attributes_; }

  // XPath's string-value: own text, or that of all descendants in document order.
  [[nodiscard]] std::string string_value() const;
  [[nodiscard]] bool has_element_children() const;
  [[nodiscard]] const Node* first_child(std::string_view local) const;  // first child element of that name, or null
  [[nodiscard]] Node* first_child(std::string_view local);
  [[nodiscard]] const Node* attribute(std::string_view local, std::string_view uri = {}) const;

  // Replaces the content of an element (or the text of a text or attribute node) by one text; empty leaves no child.
  void set_value(std::string_view value);
  Node& append_element(Name name);
  Node& append_text(std::string_view text);
  Node& set_attribute(Name name, std::string_view value);
  // Deep copy of `source` as a child of this element, before position `index` among all children.
  Node& insert_copy(const Node& source, std::size_t index);
  void remove_child(const Node& child);
  [[nodiscard]] std::size_t child_index(const Node& child) const;

  // For the tree's owner: an index into a table of his own (the interview keeps its bind here). -1: none. Copied by
  // insert_copy.
  std::int32_t tag = -1;

 private:
  friend class Document;
  friend bool precedes(const Node& first, const Node& second);
  void number_children(std::size_t from);
  static void append_string_value(const Node& node, std::string& text);
  NodeKind kind_;
  Name name_;
  std::string text_;  // text and attribute nodes only
  Node* parent_;
  std::size_t place_ = 0;  // among its parent's children, or attributes
  std::vector<std::unique_ptr<Node>> children_;
  std::vector<std::unique_ptr<Node>> attributes_;
};

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

 private:
  std::unique_ptr<Node> root_;
};

// Bounds on untrusted XML.
struct XmlLimits {
  std::size_t bytes = 64u << 20;
  std::size_t nodes = 4'000'000;
  std::size_t depth = 200;
};

// Reads well-formed XML (UTF-8, no DTD: an internal subset is refused). Errors say line and column.
Result<Document> parse_xml(std::string_view xml, const XmlLimits& limits = {});
std::string to_xml(const Node& node);

// Whether a stands before b in document order (both of one tree).
bool precedes(const Node& a, const Node& b);

}  // namespace minyi::xpath
