#include "minyi/check/literals.hpp"

#include <algorithm>
#include <set>

#include "minyi/check/parts.hpp"

namespace minyi::check {
namespace {

namespace ast = xpath::ast;

constexpr std::size_t most = 200;  // of each kind, by question

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  for (const auto& each : from)
    if (to.size() < most && std::ranges::find(to, each) == to.end()) to.push_back(each);
}

Literals constants(const ast::Expr& expression) {
  Literals found;
  for_each_within(expression, [&](const ast::Expr& each) {
    if (const auto* number = std::get_if<ast::Number>(&each.node)) found.numbers.push_back(number->value);
    if (const auto* literal = std::get_if<ast::Literal>(&each.node)) found.texts.push_back(literal->text);
    if (const auto* call = call_of(each, "regex"); call != nullptr && call->arguments.size() == 2)
      if (const auto* pattern = std::get_if<ast::Literal>(&call->arguments[1]->node))
        found.patterns.push_back(pattern->text);
    const auto* negate = std::get_if<ast::Negate>(&each.node);
    const auto* negated = negate == nullptr ? nullptr : std::get_if<ast::Number>(&negate->operand->node);
    if (negated != nullptr && negate->count % 2 == 1) found.numbers.push_back(-negated->value);
  });
  std::erase_if(found.texts, [&](const std::string& text) {
    return std::ranges::find(found.patterns, text) != found.patterns.end();
  });
  return found;
}

// A column of a list that a filter compares with an answer.
void columns(const Outline& outline, const Rule& rule, std::map<std::string, Literals, std::less<>>& found) {
  const auto& choices = outline.choices(rule.place);
  const auto pair = [&](const ast::Expr& answer, const ast::Expr& column) {
    const auto* path = std::get_if<ast::Path>(&answer.node);
    const auto* name = std::get_if<ast::Path>(&column.node);
    if (path == nullptr || name == nullptr || name->start != ast::Path::Start::context || name->steps.size() != 1)
      return;
    const auto targets = outline.resolve(*path, rule.place);
    if (!targets) return;
    std::set<std::string> values;
    for (const auto* item : choices.items)
      if (const auto* cell = item->first_child(name->steps.front().local); cell != nullptr && values.size() < most)
        values.insert(cell->string_value());
    for (const auto& target : *targets)
      append(found[outline.place(target.place).path].texts, {values.begin(), values.end()});
  };
  for (const auto* filter : choices.filters)
    for_each_within(*filter, [&](const ast::Expr& each) {
      const auto* chain = std::get_if<ast::Chain>(&each.node);
      if (chain == nullptr || chain->rest.front().first != ast::Operator::equal) return;
      pair(*chain->first, *chain->rest.front().second);
      pair(*chain->rest.front().second, *chain->first);
    });
}

}  // namespace

std::map<std::string, Literals, std::less<>> literals(const Outline& outline) {
  std::map<std::string, Literals, std::less<>> found;
  for (const auto& rule : outline.rules()) {
    const auto known = constants(rule.expression->tree());
    std::set<std::string> paths;
    const auto& own = outline.place(rule.place).path;
    if (rule.part == "constraint") paths.insert(own);
    for (const auto& target : rule.reads) {
      const auto& path = outline.place(target.place).path;
      paths.insert(path);
      if (rule.part == "constraint" && path != own) append(found[own].peers, {path});
    }
    for (const auto& path : paths) {
      auto& at = found[path];
      append(at.numbers, known.numbers);
      append(at.texts, known.texts);
      append(at.patterns, known.patterns);
    }
    if (rule.part == "choice_filter") columns(outline, rule, found);
  }
  return found;
}

}  // namespace minyi::check
