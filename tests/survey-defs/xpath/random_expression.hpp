// Expressions drawn at random from the grammar: all operators, axes, node tests and functions, with blanks and
// parentheses where nobody would put them. And trees to try them on.
#pragma once

#include <algorithm>
#include <random>
#include <string>

#include "minyi/xpath/functions.hpp"
#include "minyi/xpath/tree.hpp"

namespace minyi::xpath::test {

class RandomExpression {
 public:
  explicit RandomExpression(unsigned seed) : engine_(seed) {}

  std::string expression(int depth) {
    switch (depth <= 0 ? below(3) : below(10)) {
      case 0:
        return number();
      case 1:
        return literal();
      case 2:
        return path(depth);
      case 3:
        return blank() + "(" + expression(depth - 1) + blank() + ")";
      case 4:
        return "-" + blank() + expression(depth - 1);
      case 5:
      case 6:
        return call(depth);
      case 7:
        return "(" + path(depth) + " | " + path(depth) + ")" + (below(2) ? predicate(depth) : "/" + step(depth));
      default:
        return expression(depth - 1) +
               any({" and ", " or ", " = ", "!=", "<", "<= ", " >", ">=", "+", " - ", "*", " div ", " mod "}) +
               blank() + expression(depth - 1);
    }
  }

  // A tree of the names that the expressions know, with a few texts of each kind.
  Document document() {
    Document made;
    fill(made.root().append_element({"r"}), 4);
    return made;
  }

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(engine_() % limit); }
  std::string any(std::initializer_list<const char*> words) { return words.begin()[below(unsigned(words.size()))]; }
  std::string blank() { return below(3) == 0 ? " \n" : ""; }
  std::string number() { return any({"0", "1", "2", "3", "17", "2.5", ".5", "5.", "1000000"}); }
  std::string literal() {
    return any({"''", "'it is'", "\"it's\"", "'a'", "' 3 '", "'2026-11-23'", "'a b c'", "'民意'", "'0 0;0 1;1 1;0 0'"});
  }

  // As many arguments as its row of the table lets it take, up to a few.
  std::string call(int depth) {
    const auto functions = all_functions();
    const Function& function = *functions[below(static_cast<unsigned>(functions.size()))];
    const std::size_t room =
        std::min<std::size_t>(function.most, function.least + 3 * function.stride) - function.least;
    const std::size_t count =
        function.least + below(static_cast<unsigned>(room / function.stride + 1)) * function.stride;
    std::string text = std::string(function.name) + blank() + "(";
    for (std::size_t index = 0; index < count; ++index) {
      text += index == 0 ? blank() : ",";
      const bool question = function.name == "jr:choice-name" && index == 1;  // its path, in quotes or not
      text += question   ? any({"'/r/a'", "'../b[1]'", "'//c'", "/r/a"})
              : below(2) ? path(depth - 1)
                         : expression(depth - 1);
    }
    return text + blank() + ")";
  }

  std::string predicate(int depth) { return "[" + expression(depth - 2) + "]"; }

  std::string step(int depth) {
    if (below(6) == 0) return any({".", ".."});
    std::string text;
    if (below(4) == 0)
      text = any({"child::", "parent::", "self::", "descendant::", "descendant-or-self::", "ancestor::",
                  "ancestor-or-self::", "attribute::", "@",
                  "following::", "following-sibling::", "preceding::", "preceding-sibling::", "namespace::"});
    text += any({"a", "b", "c", "a", "b", "c", "div", "mod", "b-c", "orx:meta", "orx:*", "*", "id", "县", "text()",
                 "node()", "comment()", "processing-instruction('x')"});
    if (depth > 0 && below(4) == 0) text += blank() + predicate(depth);
    return text;
  }

  std::string path(int depth) {
    std::string text = any({"", "/", "//", "./", "../", "/r/", "current()/", "instance('list')/r/"}) + step(depth);
    while (below(2) == 0) text += any({"/", "/", "/", "//", " / "}) + step(depth);
    return text;
  }

  void fill(Node& node, int depth) {
    if (below(4) == 0) node.set_attribute({"id"}, any({"a", "b", "7"}));
    if (depth == 0 || below(5) == 0) {
      node.append_text(any({"", "0", "1", "3", "-2.5", "a", "it's", "a b c", "2026-11-23", "民意", " "}));
      return;
    }
    for (unsigned count = below(4) + 1; count > 0; --count) {
      const bool foreign = below(8) == 0;
      const std::string name = any({"a", "b", "c", "div", "b-c", "县"});
      fill(node.append_element(foreign ? Name{"meta", "http://openrosa.org/xforms", "orx"} : Name{name}), depth - 1);
    }
  }

  std::mt19937 engine_;
};

}  // namespace minyi::xpath::test
