// An XPath expression of the ODK XForms dialect, parsed once to a tree.
// Source: ODK XForms specification, sections "XPath paths", "XPath predicates", "XPath operators", "XPath functions".
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/result.hpp"

namespace minyi::xpath {

namespace ast {
struct Expr;  // defined in ast.hpp
}

enum class Axis {
  child,
  parent,
  self,
  descendant_or_self,
  attribute,
  ancestor,
  ancestor_or_self,
  descendant,
  following_sibling,
  preceding_sibling
};

// A location path that an expression reads, for the dependency graph. Predicates are left out here: the paths inside
// them are listed as dependencies of their own.
struct PathReference {
  struct Step {
    Axis axis = Axis::child;
    std::string name;     // local name with prefix as written; "*" for any, "" for node()
    bool chosen = false;  // a predicate, or indexed-repeat(), chooses among the nodes of this step
  };
  bool absolute = false;
  std::string instance{};  // id when the path starts at instance('id')
  std::vector<Step> steps{};
  // Where the path stands inside a predicate of another path, that path: a relative reference starts from it.
  // Null for a path that starts from the expression's own context.
  std::shared_ptr<const PathReference> base{};
  bool from_current = false;  // starts at current(): the expression's own context even inside a predicate
};

// What becomes of a call to an unknown function or with a wrong number of arguments: refused while parsing, or, as the
// ecosystem's engines do, an error only when the call is reached ("false() and unknown()" is false).
enum class CallCheck { parsing, reaching };

class Expression {
 public:
  // Error: xpath_syntax or xpath_function (unknown function, wrong number of arguments); `where` is "column N"
  // (1-based, in characters), the message says what was expected.
  static Result<Expression> parse(std::string_view text, CallCheck check = CallCheck::parsing);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string print() const;  // canonical spelling; parses to an equal tree
  [[nodiscard]] const std::vector<PathReference>& references() const { return *references_; }
  // Names of the functions it calls (for preflight, and to know what must be recalculated when the clock or language
  // moves).
  [[nodiscard]] std::vector<std::string> functions() const;
  [[nodiscard]] const ast::Expr& tree() const { return *tree_; }

 private:
  Expression() = default;
  std::string text_;
  std::shared_ptr<const ast::Expr> tree_;
  std::shared_ptr<const std::vector<PathReference>> references_;
};

}  // namespace minyi::xpath
