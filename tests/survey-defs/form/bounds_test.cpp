// XForms that mean no good end in an error, within bounded memory.
#include <doctest/doctest.h>

#include "minyi/form/form.hpp"

namespace {

using namespace minyi;

std::string xform(const std::string& nodes, const std::string& binds, const std::string& body) {
  return R"(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>t</h:title>)"
         R"(<model><instance><data id="d">)" +
         nodes + "</data></instance>" + binds + "</model></h:head><h:body>" + body + "</h:body></h:html>";
}

std::string refused(const std::string& xml) {
  const auto form = form::read_xform(xml, form::NoFiles{});
  REQUIRE_FALSE(form);
  return to_string(form.error());
}

std::string times(int count, const std::string& text) {
  std::string all;
  all.reserve(static_cast<std::size_t>(count) * text.size());
  for (int index = 0; index < count; ++index) all += text;
  return all;
}

TEST_CASE("entities that blow up are refused before one of them is read") {
  std::string laughs = "<!DOCTYPE lolz [<!ENTITY lol0 \"lol\">";
  for (int level = 1; level <= 9; ++level)
    laughs +=
        "<!ENTITY lol" + std::to_string(level) + " \"" + times(10, "&lol" + std::to_string(level - 1) + ";") + "\">";
  CHECK(refused(laughs + "]>" + xform("<q>&lol9;</q>", "", "")).find("document type") != std::string::npos);
  CHECK(refused(xform("<q>&lol9;</q>", "", "")).find("entity") != std::string::npos);
}

TEST_CASE("groups in groups in groups are bounded") {
  const auto deep = [](int depth) {
    return xform("<q/>", "", times(depth, "<group>") + "<input ref=\"/data/q\"/>" + times(depth, "</group>"));
  };
  CHECK(form::read_xform(deep(90), form::NoFiles{}));
  CHECK(refused(deep(150)).find("nested more than 100 deep") != std::string::npos);
  CHECK(refused(deep(100'000)).find("nested deeper") != std::string::npos);
  CHECK(refused(xform(times(300, "<g>") + times(300, "</g>"), "", "")).find("nested deeper") != std::string::npos);
}

TEST_CASE("zero bytes, text that is not UTF-8, and a form of more than 64 MB are refused") {
  CHECK(refused(xform(std::string("<q>a\0b</q>", 10), "", "")).find("zero byte") != std::string::npos);
  CHECK(refused(xform("<q>\xFF\xFE</q>", "", "")).find("UTF-8") != std::string::npos);
  CHECK(refused(xform("<q>" + std::string(65U << 20U, ' ') + "</q>", "", "")).find("64 MB") != std::string::npos);
}

TEST_CASE("twenty thousand questions are read, and as many that chain to a circle are refused by name") {
  std::string nodes;
  std::string binds;
  std::string body;
  constexpr int count = 20'000;
  for (int index = 0; index < count; ++index) {
    const auto number = std::to_string(index);
    nodes += "<q" + number + "/>";
    binds += "<bind nodeset=\"/data/q" + number + "\" calculate=\"/data/q" + std::to_string(index + 1) + "\"/>";
    body += "<input ref=\"/data/q" + number + "\"/>";
  }
  const auto form = form::read_xform(xform(nodes + "<q20000/>", binds, body), form::NoFiles{});
  REQUIRE(form);
  CHECK((*form)->body.size() == count);
  const auto again = form::read_xform(form::write_xform(**form), form::NoFiles{});
  REQUIRE(again);
  CHECK((*again)->binds.size() == count);
  binds.replace(binds.rfind("/data/q20000"), 12, "/data/q0");
  CHECK(refused(xform(nodes, binds, body)).find("circle") != std::string::npos);
}

}  // namespace
