#include "minyi/xpath/tree.hpp"

#include <algorithm>

namespace minyi::xpath {
namespace {

constexpr std::size_t kFewChildren = 16;  // so many are looked through as quickly as they are looked up

std::size_t depth_of(const Node* node) {
  std::size_t depth = 0;
  for (; node->parent() != nullptr; node = node->parent()) ++depth;
  return depth;
}

}  // namespace

const Name Node::nameless{};

void Node::append_string_value(const Node& node, std::string& text) {
  for (const auto& child : node.children_) {
    if (child->kind_ == NodeKind::text)
      text += child->text_;
    else
      append_string_value(*child, text);
  }
}

const std::string* Node::sole_text() const {
  if (kind_ == NodeKind::text || kind_ == NodeKind::attribute) return &text_;
  if (children_.size() == 1 && children_.front()->kind_ == NodeKind::text) return &children_.front()->text_;
  return nullptr;
}

std::string Node::string_value() const {
  if (const std::string* sole = sole_text()) return *sole;
  std::string text;
  append_string_value(*this, text);
  return text;
}

bool Node::has_element_children() const {
  return std::any_of(children_.begin(), children_.end(),
                     [](const auto& child) { return child->kind_ == NodeKind::element; });
}

const Node* Node::first_child(std::string_view local) const {
  if (index_ != nullptr) {
    const auto found = index_->find(local);
    return found == index_->end() ? nullptr : found->second.front();
  }
  for (const auto& child : children_)
    if (child->kind_ == NodeKind::element && child->name_->local == local) return child.get();
  return nullptr;
}

Node* Node::first_child(std::string_view local) {
  return const_cast<Node*>(static_cast<const Node&>(*this).first_child(local));
}

const Node* Node::attribute(std::string_view local, std::string_view uri) const {
  for (const auto& attribute : attributes_)
    if (attribute->name_->local == local && attribute->name_->uri == uri) return attribute.get();
  return nullptr;
}

void Node::set_value(std::string_view value) {
  if (kind_ == NodeKind::text || kind_ == NodeKind::attribute) {
    text_ = value;
    return;
  }
  index_.reset();
  children_.clear();
  if (!value.empty()) append_text(value);
}

Node& Node::append_element_named(SharedName name) {
  return place_child(std::make_unique<Node>(NodeKind::element, std::move(name), this), children_.size());
}

Node& Node::append_text(std::string_view text) {
  if (!children_.empty() && children_.back()->kind_ == NodeKind::text) {  // adjacent texts are one node
    children_.back()->text_ += text;
    return *children_.back();
  }
  Node& made = place_child(std::make_unique<Node>(NodeKind::text, nullptr, this), children_.size());
  made.text_ = text;
  return made;
}

Node& Node::set_attribute_named(SharedName name, std::string_view value) {
  for (const auto& attribute : attributes_) {
    if (attribute->name_->local != name->local || attribute->name_->uri != name->uri) continue;
    attribute->text_ = value;
    return *attribute;
  }
  attributes_.push_back(std::make_unique<Node>(NodeKind::attribute, std::move(name), this));
  attributes_.back()->text_ = value;
  attributes_.back()->place_ = attributes_.size() - 1;
  return *attributes_.back();
}

Node& Node::insert_copy(const Node& source, std::size_t index) {
  auto copy = std::make_unique<Node>(source.kind_, source.name_, this);
  copy->text_ = source.text_;
  copy->tag = source.tag;
  copy->attributes_.reserve(source.attributes_.size());
  for (const auto& attribute : source.attributes_) {
    Node& made = copy->set_attribute_named(attribute->name_, attribute->text_);
    made.tag = attribute->tag;
  }
  copy->children_.reserve(source.children_.size());
  for (const auto& child : source.children_) copy->insert_copy(*child, copy->children_.size());
  return place_child(std::move(copy), std::min(index, children_.size()));
}

Node& Node::place_child(std::unique_ptr<Node> child, std::size_t index) {
  Node& placed = *child;
  children_.insert(children_.begin() + static_cast<std::ptrdiff_t>(index), std::move(child));
  number_children(index);
  if (index_ != nullptr) {
    index_child(placed);
  } else if (children_.size() > kFewChildren) {
    index_ = std::make_unique<Index>();
    for (const auto& each : children_) index_child(*each);
  }
  return placed;
}

void Node::index_child(Node& child) {
  if (child.kind_ != NodeKind::element) return;
  auto& same = (*index_)[child.name_->local];
  same.insert(std::ranges::upper_bound(same, child.place_, {}, &Node::place_), &child);
}

Node& Node::take_child(Node& from, const Node& child) {
  auto taken = from.release_child(child);
  taken->parent_ = this;
  return place_child(std::move(taken), children_.size());
}

std::unique_ptr<Node> Node::release_child(const Node& child) {
  if (child.parent_ != this || child.kind_ == NodeKind::attribute) return nullptr;
  const std::size_t index = child.place_;
  if (index_ != nullptr && child.kind_ == NodeKind::element) {
    const auto found = index_->find(child.name_->local);
    auto& same = found->second;
    same.erase(std::ranges::lower_bound(same, index, {}, &Node::place_));
    if (same.empty()) index_->erase(found);
  }
  auto released = std::move(children_[index]);
  children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(index));
  number_children(index);
  return released;
}

std::size_t Node::child_index(const Node& child) const { return child.place_; }

void Node::number_children(std::size_t from) {
  for (std::size_t index = from; index < children_.size(); ++index) children_[index]->place_ = index;
}

Document::Document() : root_(std::make_unique<Node>(NodeKind::document, nullptr, nullptr)) {}

const Node* Document::element() const {
  for (const auto& child : root_->children())
    if (child->kind() == NodeKind::element) return child.get();
  return nullptr;
}

Node* Document::element() { return const_cast<Node*>(static_cast<const Document&>(*this).element()); }

Document::Document(const Document& other) : Document() {
  namespaces = other.namespaces;
  root_->tag = other.root_->tag;
  for (const auto& child : other.root_->children()) root_->insert_copy(*child, root_->children().size());
}

Document& Document::operator=(const Document& other) {
  *this = Document(other);
  return *this;
}

bool precedes(const Node& first, const Node& second) {
  if (&first == &second) return false;
  const Node* a = &first;
  const Node* b = &second;
  const std::size_t depth_a = depth_of(a);
  const std::size_t depth_b = depth_of(b);
  for (std::size_t depth = depth_a; depth > depth_b; --depth) a = a->parent();
  for (std::size_t depth = depth_b; depth > depth_a; --depth) b = b->parent();
  if (a == b) return depth_a < depth_b;  // an ancestor stands before what it holds
  while (a->parent() != b->parent()) {
    a = a->parent();
    b = b->parent();
  }
  const bool attribute_a = a->kind() == NodeKind::attribute;
  const bool attribute_b = b->kind() == NodeKind::attribute;
  if (attribute_a != attribute_b) return attribute_a;  // attributes stand before children
  return a->place_ < b->place_;
}

}  // namespace minyi::xpath
