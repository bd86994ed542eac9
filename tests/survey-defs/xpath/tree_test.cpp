#include "minyi/xpath/tree.hpp"

#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "survey-defs/xpath/plain.hpp"

namespace {

using namespace minyi;
using namespace minyi::xpath;
using test::tree;

std::string complaint(std::string_view xml, const XmlLimits& limits = {}) {
  const auto document = parse_xml(xml, limits);
  return document ? "accepted" : minyi::to_string(document.error());
}

}  // namespace

TEST_CASE("XML reads to a tree and writes back to the same text") {
  for (const std::string xml : {
           "<a/>",
           "<a x=\"1\" y=\"&lt;&amp;&quot;&#10;\">text &amp; &lt;more&gt;<b/> tail</a>",
           "<data xmlns=\"http://one\" xmlns:orx=\"http://two\" orx:v=\"3\"><orx:meta><id/></orx:meta></data>",
           "<a xml:lang=\"mn-Mong\">ᠮᠣᠩᠭᠣᠯ 民意</a>",
           "<a><b xmlns=\"http://one\"><c xmlns=\"\"/></b></a>",
       }) {
    const std::string written = to_xml(tree(xml).root());
    CHECK(to_xml(tree(written).root()) == written);
  }
  CHECK(to_xml(tree("<a x='1'>t<!-- gone --><?gone too?>u<![CDATA[<v>]]></a>").root()) == "<a x=\"1\">tu&lt;v&gt;</a>");
  CHECK(to_xml(tree("<data xmlns='http://one'><orx:id xmlns:orx='http://two'/></data>").root()) ==
        "<data xmlns=\"http://one\"><orx:id xmlns:orx=\"http://two\"/></data>");
}

TEST_CASE("text on both sides of a comment is one node") {
  const Document document = tree("<a>one<!-- -->two<![CDATA[three]]></a>");
  REQUIRE(document.element()->children().size() == 1);
  CHECK(document.element()->string_value() == "onetwothree");
}

TEST_CASE("names are resolved to namespaces, and elements without prefix take the default one") {
  const Document document = tree("<d xmlns='http://one' xmlns:p='http://two' p:x='1' y='2'><p:e/><f xmlns=''/></d>");
  const Node& element = *document.element();
  CHECK(element.name().uri == "http://one");
  CHECK(element.attribute("x", "http://two")->string_value() == "1");
  CHECK(element.attribute("y")->string_value() == "2");
  CHECK(element.attribute("x") == nullptr);
  CHECK(element.first_child("e")->name().uri == "http://two");
  CHECK(element.first_child("f")->name().uri.empty());
}

TEST_CASE("what the root declares is kept, entities read as what they stand for") {
  const auto document = parse_xml("<!-- <b xmlns:no='n'/> --><a xmlns='d' xmlns:p = 'x&amp;y>z'><b xmlns:q='r'/></a>");
  REQUIRE(document);
  const std::map<std::string, std::string, std::less<>> declared{{"", "d"}, {"p", "x&y>z"}};
  CHECK(document->namespaces == declared);
  CHECK(Document(*document).namespaces == declared);
}

TEST_CASE("what XML forbids is refused, with line and column") {
  CHECK(complaint("<a>\n  <b></a>").starts_with("line 2, column"));
  CHECK(complaint("<a>\n民意&nbsp;</a>").starts_with("line 1, column 4: \"&\" does not start an entity"));
  CHECK(complaint("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>").find("document type declaration") != std::string::npos);
  CHECK(complaint("<!DOCTYPE html><a/>").find("document type declaration") != std::string::npos);
  CHECK(complaint("<a/><b/>").starts_with("line 1, column 6: there is a second root element"));
  CHECK(complaint("words <a/>").find("outside the root element") != std::string::npos);
  CHECK(complaint("").find("no element") != std::string::npos);
  CHECK(complaint("   ").find("XML") != std::string::npos);
  CHECK(complaint("<a x='1' x='2'/>").find("written twice") != std::string::npos);
  CHECK(complaint("<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>").find("written twice") != std::string::npos);
  CHECK(complaint("<p:a/>").find("prefix \"p\" is not declared") != std::string::npos);
  CHECK(complaint("<a x='<'/>").find("holds a \"<\"") != std::string::npos);
  CHECK(complaint("<a>&#0;</a>").find("not a character") != std::string::npos);
  CHECK(complaint("<a>&#xD800;</a>").find("not a character") != std::string::npos);
  CHECK(complaint("<a>&#99999999999;</a>").find("not a character") != std::string::npos);
  CHECK(complaint("<a>\xFF</a>").find("not UTF-8") != std::string::npos);
  CHECK(complaint("<a>\xC0\x80</a>").find("not UTF-8") != std::string::npos);
  CHECK(complaint(std::string_view("<a>\0</a>", 8)).find("zero byte") != std::string::npos);
  CHECK(complaint("<a>\x01</a>").find("not UTF-8 text of characters") != std::string::npos);
  CHECK(complaint("<?xml version='1.0' encoding='GB18030'?><a/>").find("GB18030") != std::string::npos);
  CHECK(complaint("<?xml version='1.0' encoding='utf-8'?><a/>") == "accepted");
  CHECK(complaint("\xEF\xBB\xBF<a/>") == "accepted");
}

TEST_CASE("bytes, nodes and depth are bounded") {
  std::string deep;
  for (int depth = 0; depth < 100'000; ++depth) deep += "<a>";
  for (int depth = 0; depth < 100'000; ++depth) deep += "</a>";
  CHECK(complaint(deep).find("nested deeper than 200") != std::string::npos);
  CHECK(complaint("<a><b/><b/><b/></a>", {.nodes = 3}).find("more than 3 nodes") != std::string::npos);
  CHECK(complaint("<a x='1' y='2' z='3'/>", {.nodes = 3}).find("more than 3 nodes") != std::string::npos);
  CHECK(complaint("<a>long</a>", {.bytes = 5}).find("more than the 5 allowed") != std::string::npos);
}

TEST_CASE("a tree changes in place and keeps its order") {
  Document document = tree("<r><x>1</x><y>2</y></r>");
  Node& root = *document.element();
  Node& copy = root.insert_copy(*root.first_child("x"), 2);
  copy.set_value("3");
  copy.tag = 7;
  Node& second = root.insert_copy(copy, 0);
  CHECK(second.tag == 7);
  CHECK(to_xml(root) == "<r><x>3</x><x>1</x><y>2</y><x>3</x></r>");
  CHECK(root.child_index(copy) == 3);
  CHECK(precedes(second, copy));
  CHECK_FALSE(precedes(copy, second));
  CHECK(precedes(root, second));
  CHECK_FALSE(precedes(second, second));
  root.remove_child(*root.children()[1]);
  CHECK(to_xml(root) == "<r><x>3</x><y>2</y><x>3</x></r>");
  CHECK(root.child_index(copy) == 2);
  copy.set_value("");
  CHECK(copy.children().empty());
  CHECK(root.has_element_children());
  CHECK_FALSE(copy.has_element_children());
  const Document cloned(document);
  root.set_value("gone");
  CHECK(to_xml(cloned.root()) == "<r><x>3</x><y>2</y><x/></r>");
  CHECK(to_xml(root) == "<r>gone</r>");
}

TEST_CASE("a branch moves from one tree to another as it is") {
  Document from = tree("<r><x>1</x><y a='2'><z/>t</y></r>");
  Document to = tree("<s><w/></s>");
  const Node* branch = from.element()->first_child("y");
  Node& taken = to.element()->take_child(*from.element(), *branch);
  CHECK(&taken == branch);
  CHECK(taken.parent() == to.element());
  CHECK(to_xml(from.root()) == "<r><x>1</x></r>");
  CHECK(to_xml(to.root()) == "<s><w/><y a=\"2\"><z/>t</y></s>");
  CHECK(precedes(*to.element()->first_child("w"), taken));
}

TEST_CASE("white space that lays out data is left out on request, and text never") {
  const std::string xml =
      "<f>\n <label> <o/> <o/> </label>\n <instance>\n <i>\n <n> </n> <l>a <b/></l>\n</i></instance></f>";
  CHECK(to_xml(tree(xml).root()) == xml);
  const auto written = [&](Layout layout) { return to_xml(parse_xml(xml, {}, layout)->root()); };
  CHECK(written(Layout::dropped) == "<f><label><o/><o/></label><instance><i><n> </n><l>a <b/></l></i></instance></f>");
  CHECK(written(Layout::dropped_in_instances) ==
        "<f>\n <label> <o/> <o/> </label>\n <instance><i><n> </n><l>a <b/></l></i></instance></f>");
}

TEST_CASE("names are shared, but never between namespaces") {
  const Document document = tree("<a xmlns='http://one'><a/><a xmlns='http://two'><a/></a><a a='3'/></a>");
  const Node& root = *document.element();
  CHECK(&root.name() == &root.children()[0]->name());
  CHECK(root.children()[0]->name().uri == "http://one");
  CHECK(root.children()[1]->children()[0]->name().uri == "http://two");
  CHECK(root.children()[2]->name().uri == "http://one");
  CHECK(root.children()[2]->attribute("a")->name().uri.empty());
}

TEST_CASE("attributes stand after their element and before its children") {
  const Document document = tree("<r a='1' b='2'><x/></r>");
  const Node& root = *document.element();
  const Node& a = *root.attribute("a");
  const Node& b = *root.attribute("b");
  CHECK(precedes(root, a));
  CHECK(precedes(a, b));
  CHECK(precedes(b, *root.first_child("x")));
  CHECK_FALSE(precedes(*root.first_child("x"), a));
}

namespace {

std::vector<const Node*> found_by_name(const Node& parent, std::string_view name) {
  std::vector<const Node*> found;
  parent.each_child(name, [&](const Node& child) { found.push_back(&child); });
  return found;
}

std::vector<const Node*> found_by_looking(const Node& parent, std::string_view name) {
  std::vector<const Node*> found;
  for (const auto& child : parent.children())
    if (child->kind() == NodeKind::element && child->name().local == name) found.push_back(child.get());
  return found;
}

void check_names(const Node& parent) {
  for (const std::string name : {"a", "b", "c", "gone"}) {
    CAPTURE(name);
    const auto expected = found_by_looking(parent, name);
    REQUIRE(found_by_name(parent, name) == expected);
    REQUIRE(parent.first_child(name) == (expected.empty() ? nullptr : expected.front()));
  }
  for (std::size_t index = 0; index + 1 < parent.children().size(); ++index) {
    REQUIRE(parent.child_index(*parent.children()[index]) == index);
    REQUIRE(precedes(*parent.children()[index], *parent.children()[index + 1]));
  }
}

}  // namespace

TEST_CASE("children are found by name whatever was put in and taken out, few or many of them") {
  const Document sample = tree("<s><a>1</a>text<b>2</b><c>3</c></s>");
  std::mt19937 dice(20261125);
  const auto below = [&](std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(dice); };
  for (int round = 0; round < 20; ++round) {
    CAPTURE(round);
    Document document = tree("<r/>");
    Node& parent = *document.element();
    for (int step = 0; step < 200; ++step) {
      const std::size_t count = parent.children().size();
      if (count > 0 && below(step < 120 ? 4 : 2) == 0) {
        parent.remove_child(*parent.children()[below(count)]);
      } else {
        const Node& source = *sample.element()->children()[below(4)];
        if (source.kind() == NodeKind::element && below(3) == 0)
          parent.append_element(source.name());
        else
          parent.insert_copy(source, below(count + 1));
      }
      check_names(parent);
    }
    const Document copy(document);
    parent.set_value("emptied");
    check_names(parent);
    check_names(*copy.element());  // looks among its own nodes, not among those it was copied from
  }
}
