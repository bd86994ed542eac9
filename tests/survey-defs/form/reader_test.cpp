#include <map>
#include <string>

#include <doctest/doctest.h>

#include "minyi/form/form.hpp"

namespace {

using namespace minyi;

class Files final : public form::FileSource {
 public:
  explicit Files(std::map<std::string, std::string, std::less<>> files) : files_(std::move(files)) {}
  Result<std::string> read(std::string_view name) const override {
    const auto found = files_.find(name);
    if (found == files_.end()) return fail(ErrorCode::file_missing, "no such file", std::string(name));
    return found->second;
  }

 private:
  std::map<std::string, std::string, std::less<>> files_;
};

std::string xform(const std::string& instance, const std::string& model, const std::string& body) {
  return "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" "
         "xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:m=\"https://minyi.example/xforms\">"
         "<h:head><h:title>T</h:title><model><instance><data id=\"t\" version=\"7\">" +
         instance + "</data></instance>" + model + "</model></h:head><h:body>" + body + "</h:body></h:html>";
}

TEST_CASE("a form's binds, controls, texts and languages are read") {
  const auto read = form::read_xform(
      xform(
          "<a/><r jr:template=\"\"><q>1</q></r><r><q/></r>",
          "<itext><translation lang=\"English (en)\"><text id=\"a\"><value>Hi <output value=\"/data/a\"/>!</value>"
          "</text></translation><translation lang=\"中文 (zh)\" default=\"true()\"><text "
          "id=\"a\"><value>-</value></text>"
          "</translation></itext><bind nodeset=\"/data/a\" type=\"int\" constraint=\". &lt; 5\" "
          "jr:constraintMsg=\"too big\" m:indicator=\"support\"/><setvalue event=\"odk-instance-first-load\" "
          "ref=\"/data/a\" value=\"1 + 1\"/>",
          "<input ref=\"/data/a\"><label ref=\"jr:itext('a')\"/></input><group ref=\"/data/r\"><label>R</label>"
          "<repeat nodeset=\"/data/r\" jr:count=\"/data/a\"><input ref=\"/data/r/q\"><label>Q</label></input></repeat>"
          "</group>"),
      form::NoFiles{});
  REQUIRE_MESSAGE(read.has_value(), to_string(read.error()));
  const auto& form = **read;
  CHECK(form.id.value() == "t");
  CHECK(form.version == "7");
  CHECK(form.title == "T");
  CHECK(form.default_language == "zh");
  CHECK(form.language("en")->label == "English");
  CHECK(form.itext.texts.at("a").at("English (en)").at("").size() == 3);
  CHECK(form.itext.texts.at("a").at("中文 (zh)").empty());  // "-" is no text
  const auto* bind = form.bind("/data/a");
  REQUIRE(bind != nullptr);
  CHECK(bind->type == form::DataType::integer);
  CHECK(bind->indicator == "support");
  CHECK(bind->constraint_message.pieces.at(0).literal == "too big");
  REQUIRE(form.control("/data/a") != nullptr);
  CHECK(form.control("/data/a")->label.itext_id == "a");
  REQUIRE(form.body.size() == 2);
  CHECK(form.body[1].children.at(0).kind == form::ControlKind::repeat);
  CHECK(form.body[1].children.at(0).repeat_count.has_value());
  REQUIRE(form.actions.size() == 1);
  const auto* root = form.instance.element();
  REQUIRE(root->children().size() == 3);
  CHECK(form::is_template(*root->children()[1]));
  CHECK(root->children()[1]->string_value() == "1");
  CHECK_FALSE(form::is_template(*root->children()[2]));
}

TEST_CASE("the digest is of the bytes: one byte more is another form") {
  const auto xml = xform("<a/>", "", "");
  const auto one = form::read_xform(xml, form::NoFiles{});
  const auto two = form::read_xform(xml + "\n", form::NoFiles{});
  REQUIRE(one.has_value());
  REQUIRE(two.has_value());
  CHECK((*one)->digest != (*two)->digest);
}

TEST_CASE("a path that is not in the instance is refused with the one that was meant") {
  const auto bind = form::read_xform(xform("<age/>", "<bind nodeset=\"/data/aeg\"/>", ""), form::NoFiles{});
  REQUIRE_FALSE(bind.has_value());
  CHECK(bind.error().code == ErrorCode::form_invalid);
  CHECK(bind.error().hint == "did you mean /data/age");
  const auto read = form::read_xform(
      xform("<age/><b/>", "<bind nodeset=\"/data/b\" relevant=\"/data/agee &gt; 1\"/>", ""), form::NoFiles{});
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().hint == "did you mean /data/age");
}

TEST_CASE("nodes that depend on each other in a circle are refused and the circle is named") {
  const auto read = form::read_xform(xform("<a/><b/>",
                                           "<bind nodeset=\"/data/a\" calculate=\"/data/b\"/>"
                                           "<bind nodeset=\"/data/b\" relevant=\"/data/a = 1\"/>",
                                           ""),
                                     form::NoFiles{});
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == ErrorCode::form_cycle);
  CHECK(read.error().message.find("/data/a reads /data/b reads /data/a") != std::string::npos);
}

TEST_CASE("external instances are read from the files beside the form") {
  const auto xml =
      xform("<a/>", "<instance id=\"c\" src=\"jr://file-csv/c.csv\"/><instance id=\"g\" src=\"jr://file/g.geojson\"/>",
            "<select1 ref=\"/data/a\"><label>A</label><itemset nodeset=\"instance('c')/root/item\">"
            "<value ref=\"name\"/><label ref=\"label\"/></itemset></select1>");
  const Files files(
      {{"c.csv", "name,label\r\nx,\"a, \"\"b\"\"\"\n\n"},
       {"g.geojson",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"id\":\"f1\","
        "\"geometry\":{\"type\":\"Point\",\"coordinates\":[111.5,41]},\"properties\":{\"title\":\"T\"}}]}"}});
  const auto read = form::read_xform(xml, files);
  REQUIRE_MESSAGE(read.has_value(), to_string(read.error()));
  const auto& csv = *(*read)->instances.at("c").document->element();
  REQUIRE(csv.children().size() == 1);
  CHECK(csv.children()[0]->first_child("label")->string_value() == "a, \"b\"");
  const auto& feature = *(*read)->instances.at("g").document->element()->children()[0];
  CHECK(feature.first_child("geometry")->string_value() == "41 111.5 0 0");
  CHECK(feature.first_child("title")->string_value() == "T");

  const auto missing = form::read_xform(xml, Files({}));
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().code == ErrorCode::file_missing);
  const auto without = form::read_xform(xml, form::NoFiles{});
  REQUIRE(without.has_value());
  CHECK((*without)->warnings.size() == 2);
}

TEST_CASE("what is not an XForm is refused") {
  CHECK_FALSE(form::read_xform("", form::NoFiles{}).has_value());
  CHECK_FALSE(form::read_xform("<a/>", form::NoFiles{}).has_value());
  CHECK_FALSE(form::read_xform("<a><b></a>", form::NoFiles{}).has_value());
}

}  // namespace
