// Cases from the test suite of pyxform, the compiler that ODK uses, judged by libxml2: tests/conformance/NOTICE.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include <doctest/doctest.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <nlohmann/json.hpp>

#include "minyi/xlsform/compile.hpp"

namespace {

using minyi::xlsform::Compiled;

// Where we differ on purpose, and why.
const std::map<std::string, std::string> exceptions{};

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
struct FreeContext {
  void operator()(xmlXPathContext* context) const { xmlXPathFreeContext(context); }
};
struct FreeObject {
  void operator()(xmlXPathObject* object) const { xmlXPathFreeObject(object); }
};

class Judge {
 public:
  explicit Judge(const std::string& xml)
      : document_(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "form.xml", nullptr, XML_PARSE_NONET)) {
    if (!document_) return;
    context_.reset(xmlXPathNewContext(document_.get()));
    const std::map<std::string, std::string> prefixes{{"h", "http://www.w3.org/1999/xhtml"},
                                                      {"x", "http://www.w3.org/2002/xforms"},
                                                      {"jr", "http://openrosa.org/javarosa"},
                                                      {"orx", "http://openrosa.org/xforms"},
                                                      {"odk", "http://www.opendatakit.org/xforms"}};
    for (const auto& [prefix, uri] : prefixes)
      xmlXPathRegisterNs(context_.get(), reinterpret_cast<const xmlChar*>(prefix.c_str()),
                         reinterpret_cast<const xmlChar*>(uri.c_str()));
  }
  [[nodiscard]] bool readable() const { return document_ != nullptr; }
  // Number of nodes, or -1 when the expression cannot be evaluated.
  [[nodiscard]] int count(const std::string& expression) const {
    const std::unique_ptr<xmlXPathObject, FreeObject> result(
        xmlXPathEvalExpression(reinterpret_cast<const xmlChar*>(expression.c_str()), context_.get()));
    if (!result || result->type != XPATH_NODESET) return -1;
    return result->nodesetval == nullptr ? 0 : result->nodesetval->nodeNr;
  }

 private:
  std::unique_ptr<xmlDoc, FreeDocument> document_;
  std::unique_ptr<xmlXPathContext, FreeContext> context_;
};

std::string findings_of(const Compiled& compiled) {
  std::string out;
  for (const auto& error : compiled.errors) out += to_string(error) + '\n';
  return out;
}

// What is wrong with the case's outcome; empty when it is as it should be.
std::string verdict(const nlohmann::json& test) {
  const auto book = minyi::xlsform::read_markdown(test["md"].get<std::string>(), "case");
  if (!book) return test["valid"].get<bool>() ? to_string(book.error()) : "";
  minyi::xlsform::Options options;
  options.form_name = test["form_name"].is_null() ? "test_name" : test["form_name"].get<std::string>();
  options.expressions = minyi::xlsform::Expressions::as_written;  // that suite leaves expressions to ODK Validate
  const auto compiled = compile(*book, options, minyi::form::NoFiles{});
  if (compiled.valid() != test["valid"].get<bool>())
    return compiled.valid() ? "accepted, but: " + test["error"].dump() : "refused: " + findings_of(compiled);
  if (!compiled.valid()) return {};
  const Judge judge(compiled.xform);
  if (!judge.readable()) return "the XForm is not well formed\n" + compiled.xform;
  for (const auto& match : test["xpath_match"]) {
    const auto expression = match.get<std::string>();
    if (judge.count(expression) != 1) return "does not match: " + expression + '\n' + compiled.xform;
  }
  for (const auto& pair : test["xpath_count"]) {
    const auto expression = pair[0].get<std::string>();
    if (judge.count(expression) != pair[1].get<int>()) return "wrong count: " + pair.dump() + '\n' + compiled.xform;
  }
  return {};
}

TEST_CASE("surveys compile to what other tools of the ecosystem expect") {
  std::ifstream file(MINYI_SOURCE_DIR "/tests/conformance/xlsform.jsonl");
  REQUIRE(file.good());
  const char* only = std::getenv("MINYI_CASE");
  int cases = 0;
  for (std::string line; std::getline(file, line);) {
    const auto test = nlohmann::json::parse(line);
    const auto id = test["id"].get<std::string>();
    if (only != nullptr && id != only) continue;
    ++cases;
    const auto wrong = verdict(test);
    CAPTURE(id);
    CAPTURE(test["group"].get<std::string>());
    if (exceptions.contains(id)) {
      CHECK_MESSAGE(!wrong.empty(), "no longer an exception: ", exceptions.at(id));
    } else {
      CHECK_MESSAGE(wrong.empty(), test["md"].get<std::string>(), '\n', wrong);
    }
  }
  CHECK(cases > 0);
}

}  // namespace
