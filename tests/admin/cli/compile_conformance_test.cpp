// `minyi compile --cases` on tests/conformance/xlsform.jsonl: cases from the test suite of pyxform, the compiler that
// ODK uses (see NOTICE there), judged by libxml2.
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include <doctest/doctest.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <nlohmann/json.hpp>

#include "admin/cli/desk.hpp"

namespace {

using namespace minyi::cli;
using nlohmann::json;

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

// What is wrong with the command's answer to a case; empty when it is as it should be.
std::string verdict(const json& test, const json& answer) {
  const bool valid = answer["valid"];
  if (valid != test["valid"].get<bool>())
    return valid ? "accepted, but: " + test["error"].dump() : "refused: " + answer["errors"].dump(2);
  if (valid != answer["errors"].empty()) return "valid and errors disagree: " + answer["errors"].dump(2);
  if (!valid) return {};
  const auto xform = answer["xform"].get<std::string>();
  const Judge judge(xform);
  if (!judge.readable()) return "the XForm is not well formed\n" + xform;
  for (const auto& match : test["xpath_match"]) {
    const auto expression = match.get<std::string>();
    if (judge.count(expression) != 1) return "does not match: " + expression + '\n' + xform;
  }
  for (const auto& pair : test["xpath_count"]) {
    const auto expression = pair[0].get<std::string>();
    if (judge.count(expression) != pair[1].get<int>()) return "wrong count: " + pair.dump() + '\n' + xform;
  }
  return {};
}

TEST_CASE("surveys compile to what other tools of the ecosystem expect") {
  const std::string suite = MINYI_SOURCE_DIR "/tests/conformance/xlsform.jsonl";
  Desk desk;
  const Outcome outcome = desk.run({"compile", "--cases", suite});
  CHECK(outcome.exit == 0);
  std::istringstream cases(Desk::read(suite)), answers(outcome.out);
  int count = 0;
  for (std::string line, answer_line; std::getline(cases, line); ++count) {
    REQUIRE(std::getline(answers, answer_line));
    const json test = json::parse(line), answer = json::parse(answer_line);
    const auto id = test["id"].get<std::string>();
    CHECK(answer["id"] == id);
    const auto wrong = verdict(test, answer);
    CAPTURE(id);
    CAPTURE(test["group"].get<std::string>());
    if (exceptions.contains(id)) {
      CHECK_MESSAGE(!wrong.empty(), "no longer an exception: ", exceptions.at(id));
    } else {
      CHECK_MESSAGE(wrong.empty(), test["md"].get<std::string>(), '\n', wrong);
    }
  }
  CHECK(count > 390);
}

}  // namespace
