// What a form reads beside it: which files it names, and lists that it never declares.
#include <map>
#include <string>

#include <doctest/doctest.h>

#include "minyi/form/needed_files.hpp"

namespace {

using namespace minyi;

class Files final : public form::FileSource {
 public:
  using Contents = std::map<std::string, std::string, std::less<>>;
  explicit Files(Contents files) : files_(std::move(files)) {}
  Result<std::string> read(std::string_view name) const override {
    const auto found = files_.find(name);
    if (found == files_.end()) return fail(ErrorCode::file_missing, "no such file", std::string(name));
    return found->second;
  }

 private:
  Contents files_;
};

std::string xform(const std::string& nodes, const std::string& model, const std::string& body) {
  return "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" "
         "xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><h:title>T</h:title><model>"
         "<itext><translation lang=\"English (en)\"><text id=\"a\"><value>A</value>"
         "<value form=\"image\">jr://images/旗.png</value><value form=\"audio\">jr://audio/a.mp3</value></text>"
         "<text id=\"cols\"><value>label_en</value></text></translation>"
         "<translation lang=\"中文 (zh)\"><text id=\"a\"><value>甲</value>"
         "<value form=\"image\">jr://images/旗.png</value></text><text id=\"cols\"><value>label_zh</value></text>"
         "</translation></itext><instance><data id=\"t\">" +
         nodes + "</data></instance>" + model + "</model></h:head><h:body>" + body + "</h:body></h:html>";
}

std::shared_ptr<const form::Form> must_read(const std::string& text, const form::FileSource& files) {
  auto read = form::read_xform(text, files);
  REQUIRE_MESSAGE(read.has_value(), to_string(read.error()));
  return *read;
}

std::string names(const form::Form& form) {
  std::string text;
  for (const auto& file : form::needed_files(form)) text += (text.empty() ? "" : " ") + file.name;
  return text;
}

std::string rows_of(const form::Form& form, const std::string& instance) {
  const auto found = form.instances.find(instance);
  if (found == form.instances.end() || !found->second.document) return "none";
  return std::to_string(found->second.document->element()->children().size());
}

constexpr const char* towns = "name_key,label_en,label_zh,kind,name,label\na,A,甲,x,a,A\nb,B,乙,y,b,B\n";

}  // namespace

TEST_CASE("a URI names a file beside the form, or none") {
  CHECK(form::file_name("jr://images/旗.png") == "旗.png");
  CHECK(form::file_name("jr://file-csv/towns.csv") == "towns.csv");
  CHECK(form::file_name("jr://file/a/b.xml") == "a/b.xml");  // no plain name, as whoever reads it will say
  CHECK(form::file_name("jr://images/../key") == "../key");
  CHECK(form::file_name("flag.png") == "flag.png");
  CHECK(form::file_name("jr://instance/last-saved").empty());
  CHECK(form::file_name("jr://images").empty());
}

TEST_CASE("lists, pictures and sound that a form names are what it needs, each once") {
  const auto text =
      xform("<p>jr://images/start.png</p><q/>",
            "<instance id=\"towns\" src=\"jr://file-csv/towns.csv\"/>"
            "<instance id=\"map\" src=\"jr://file/map.geojson\"/>"
            "<instance id=\"__last-saved\" src=\"jr://instance/last-saved\"/>"
            "<instance id=\"inline\"><root><item><name>jr://images/none.png</name></item></root></instance>",
            "<select1 ref=\"/data/q\"><label ref=\"jr:itext('a')\"/>"
            "<itemset nodeset=\"instance('towns')/root/item\"><value ref=\"name\"/><label ref=\"label\"/>"
            "</itemset></select1>");
  const auto form = must_read(text, form::NoFiles{});
  CHECK(names(*form) == "a.mp3 map.geojson start.png towns.csv 旗.png");
  for (const auto& file : form::needed_files(*form))
    if (file.name == "旗.png") CHECK(file.where.find("text[@id='a']/value[@form='image']") != std::string::npos);

  SUBCASE("and so are the pictures that rows of a list name") {
    const Files files({{"towns.csv", "name,label,image\na,A,a.png\nb,B,\n"},
                       {"map.geojson", R"({"type":"FeatureCollection","features":[]})"}});
    CHECK(names(*must_read(text, files)) == "a.mp3 a.png map.geojson start.png towns.csv 旗.png");
  }
}

TEST_CASE("a form without files needs none") { CHECK(form::needed_files(form::Form{}).empty()); }

TEST_CASE("pulldata reads its file, declared or not") {
  const auto text =
      xform("<q/><r/>", "<bind nodeset=\"/data/r\" calculate=\"pulldata('towns', 'label', 'name', /data/q)\"/>",
            "<input ref=\"/data/q\"><label>Q</label></input>");
  CHECK(names(*must_read(text, form::NoFiles{})) == "a.mp3 towns.csv 旗.png");
  const auto form = must_read(text, Files(Files::Contents{{"towns.csv", towns}}));
  CHECK(rows_of(*form, "towns") == "2");
  const auto missing = form::read_xform(text, Files(Files::Contents{}));
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::file_missing);
  CHECK(missing.error().message.find("towns.csv") != std::string::npos);
  CHECK(missing.error().where.find("bind[@nodeset='/data/r']/@calculate") != std::string::npos);
}

// ODK XForms, "Secondary Instances from GeoJSON"
TEST_CASE("a GeoJSON property that is null is no node, and a type that is no text is no crash") {
  const auto text = xform("<q/>", "<instance id=\"map\" src=\"jr://file/map.geojson\"/>",
                          "<input ref=\"/data/q\"><label>Q</label></input>");
  const auto form = must_read(
      text, Files(Files::Contents{{"map.geojson",
                                   R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":)"
                                   R"({"name":"a","note":null},"geometry":{"type":5,"coordinates":[1,2]}}]})"}}));
  const auto& item = *form->instances.at("map").document->element()->children().front();
  CHECK(item.first_child("name")->string_value() == "a");
  CHECK(item.first_child("note") == nullptr);
  const auto wrong = form::read_xform(text, Files(Files::Contents{{"map.geojson", R"({"type":5,"features":[]})"}}));
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().code == ErrorCode::form_invalid);
}

TEST_CASE("search() becomes a list of its file's rows, with a label for each language") {
  const auto with = [](const std::string& appearance) {
    return xform(
        "<q/><r/>", "",
        "<input ref=\"/data/q\"><label>Q</label></input><select1 ref=\"/data/r\" appearance=\"" + appearance +
            "\"><label>R</label><item><label ref=\"jr:itext('cols')\"/><value>name_key</value></item></select1>");
  };
  const Files files(Files::Contents{{"towns.csv", towns}});
  const auto form = must_read(with("minimal search('towns', 'startswith', 'kind', ../q, 'label_en', 'A')"), files);
  CHECK(names(*form) == "a.mp3 towns.csv 旗.png");
  const auto* control = form->control("/data/r");
  REQUIRE(control != nullptr);
  CHECK(control->appearance == std::vector<std::string>{"minimal"});
  CHECK(control->choices.empty());
  REQUIRE(control->itemset);
  CHECK(control->itemset->nodeset.text().ends_with("/root/item[starts-with(kind, current()/../q)][label_en = 'A']"));
  CHECK(control->itemset->value_ref == "name_key");
  CHECK(control->itemset->label_is_itext);
  CHECK(must_read(with("search('towns')"), files)->control("/data/r")->itemset->nodeset.text().ends_with("/root/item"));
  for (const char* wrong : {"search('towns', 'like', 'kind', 'x')", "search('towns', 'contains')", "search('gone')"}) {
    INFO(wrong);
    CHECK_FALSE(form::read_xform(with(wrong), files));
  }
  for (const char* other : {"search(", "search()", "research", "w1 search('towns'"}) {  // an appearance like any other
    INFO(other);
    CHECK_FALSE(must_read(with(other), files)->control("/data/r")->itemset);
  }
}
