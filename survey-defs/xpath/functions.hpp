// The one table of functions, and what an implementation gets to work with.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/result.hpp"
#include "minyi/xpath/ast.hpp"
#include "minyi/xpath/budget.hpp"
#include "minyi/xpath/evaluate.hpp"
#include "minyi/xpath/item.hpp"

namespace minyi::xpath {

// Where an expression, or a part of it, is evaluated.
struct Frame {
  const Environment& environment;
  Budget& budget;
  const Node* node;     // `.`
  const Node* current;  // current(), and the tree that "/" means: predicates on a secondary instance do not change it
  std::size_t position = 1;
  std::size_t size = 1;
  enum class Reach { own_instance, whole_tree };  // of absolute paths from inside a repeat
  Reach reach = Reach::own_instance;
};

Result<Item> evaluate_item(const ast::Expr& expr, const Frame& frame);
Result<Item> evaluate_item(const Expression& expression, const Scope& scope);

// Arguments of one call, evaluated when they are asked for: if(), once() and coalesce() leave some alone.
class Arguments {
 public:
  Arguments(const ast::Expr& site, const ast::Call& call, const Frame& frame)
      : site_(site), call_(call), frame_(frame) {}

  [[nodiscard]] std::size_t size() const { return call_.arguments.size(); }
  [[nodiscard]] bool has(std::size_t index) const { return index < size(); }
  [[nodiscard]] const Frame& frame() const { return frame_; }
  [[nodiscard]] const Environment& environment() const { return frame_.environment; }
  [[nodiscard]] const TimeZone& zone() const { return frame_.environment.time_zone(); }
  [[nodiscard]] const ast::Call& call() const { return call_; }
  // Pays for work beyond reading the arguments. Error: form_limit.
  [[nodiscard]] Result<> spend(std::size_t steps) const;

  [[nodiscard]] Result<Item> item(std::size_t index) const;
  // The same to be read as a text or a number, and paid for: of nodes the first alone.
  [[nodiscard]] Result<Item> readable(std::size_t index) const;
  [[nodiscard]] Result<bool> boolean(std::size_t index) const;
  [[nodiscard]] Result<double> number(std::size_t index) const;
  [[nodiscard]] Result<std::string> string(std::size_t index) const;
  [[nodiscard]] Result<NodeSet> nodes(std::size_t index) const;           // error unless it is a node-set
  [[nodiscard]] Result<NodeSet> nodes_anywhere(std::size_t index) const;  // in all instances of a repeat
  [[nodiscard]] Result<NodeSet> relevant_nodes(std::size_t index) const;
  // The argument, or where it is left out the context node.
  [[nodiscard]] Result<std::string> string_or_context(std::size_t index) const;
  // From an index on: each relevant node of a node-set by itself, any other value as it is.
  [[nodiscard]] Result<std::vector<Item>> spread(std::size_t from) const;

  // "round(): …" at the call's column.
  [[nodiscard]] tl::unexpected<Error> error(ErrorCode code, std::string_view what, std::string hint = {}) const;

 private:
  const ast::Expr& site_;
  const ast::Call& call_;
  const Frame& frame_;
};

inline constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

struct Function {
  std::string_view name;
  std::size_t least;  // number of arguments
  std::size_t most;
  std::size_t stride;  // 2: arguments beyond the least come in pairs
  Result<Item> (*implementation)(const Arguments&);
  std::string_view section;  // of the ODK XForms specification, or where else it is from
};

const Function* find_function(std::string_view name);
std::vector<const Function*> all_functions();
// The known name most like this one, or an empty text when none is near.
std::string_view nearest_function(std::string_view name);

// Rows of the table, by family; functions.cpp joins them.
std::span<const Function> string_functions();
std::span<const Function> boolean_functions();
std::span<const Function> number_functions();
std::span<const Function> node_functions();
std::span<const Function> date_functions();
std::span<const Function> select_functions();
std::span<const Function> geo_functions();

}  // namespace minyi::xpath
