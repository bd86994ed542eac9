#include <doctest/doctest.h>

#include "minyi/form/form.hpp"

#include "survey-defs/form/shown.hpp"

namespace {

using namespace minyi;
using testing::ShownForm;

std::shared_ptr<const form::Form> read(std::string_view xml, const form::FileSource& files = form::NoFiles{}) {
  const auto form = form::read_xform(xml, files);
  if (!form) FAIL(to_string(form.error()) << '\n' << xml);
  return *form;
}

// As no compiler of XLSForms writes it: other prefixes, relative paths, ids of binds, actions that no kiosk knows.
constexpr std::string_view foreign = R"xml(<?xml version="1.0"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:xf="http://www.w3.org/2002/xforms"
      xmlns:jr="http://openrosa.org/javarosa" xmlns:o="http://www.opendatakit.org/xforms">
 <head><title>Foreign</title>
  <xf:model o:xforms-version="1.0.0">
   <!-- two kinds of list -->
   <xf:submission action="https://example.org/submit" method="post"/>
   <xf:instance>
    <visit xmlns="http://example.org/visit" id="visit" version="3" o:prefix="a">
     <name> Bat &amp; Co</name><person><age>7</age></person><where/>
     <meta xmlns="http://openrosa.org/xforms"><instanceID/></meta>
    </visit>
   </xf:instance>
   <xf:instance id="colours"><root xmlns=""><item><name>r</name><label>Red</label></item></root></xf:instance>
   <xf:instance id="towns" src="jr://file-csv/towns.csv"/>
   <xf:itext>
    <xf:translation lang="English (en)"><xf:text id="a"><xf:value>A <xf:output value="../name"/>!</xf:value>
      <xf:value form="guidance">why</xf:value></xf:text></xf:translation>
    <xf:translation lang="中文 (zh)" default="true()"><xf:text id="a"><xf:value>甲</xf:value></xf:text></xf:translation>
   </xf:itext>
   <xf:bind id="n" nodeset="name" type="xsd:string" required="true()" jr:requiredMsg="Say it &lt;now&gt;"
            jr:constraintMsg="jr:itext('a')" constraint=". != ''" z:hint="kept" xmlns:z="http://example.org/z"/>
   <xf:bind nodeset="/visit/person/age" type="long" relevant="../../name = 'Bat'"/>
   <xf:bind nodeset="/visit/where" type="signature"/>
   <xf:setvalue event="odk-instance-first-load" ref="/visit/where">here</xf:setvalue>
   <o:setgeopoint event="odk-instance-first-load" ref="/visit/where"/>
  </xf:model>
 </head>
 <body class="pages">
  <xf:input bind="n" appearance="a  b"><xf:label ref="jr:itext('a')"/>
   <xf:setvalue event="xforms-value-changed" ref="/visit/where" value="concat('x', ../name)"/></xf:input>
  <xf:group><xf:label>Who</xf:label>
   <xf:repeat nodeset="person" jr:count="/visit/name">
    <xf:select1 ref="age"><xf:label>Old <xf:output value="."/> years</xf:label>
     <xf:itemset nodeset="randomize(instance('colours')/root/item[name != ''])"><xf:value ref="name"/>
      <xf:label ref="label"/></xf:itemset></xf:select1>
    <xf:setvalue event="odk-new-repeat" ref="age" value="1 + 1"/>
   </xf:repeat>
  </xf:group>
  <xf:upload ref="where" mediatype="osm/*"><xf:label>Where</xf:label><tag key="k"><label>K</label></tag></xf:upload>
 </body>
</html>)xml";

TEST_CASE("an XForm of another tool is written in one spelling, and is the same form") {
  const auto form = read(foreign);
  const auto written = form::write_xform(*form);
  CAPTURE(written);
  const auto again = read(written);
  CHECK(ShownForm::of(*again) == ShownForm::of(*form));
  CHECK(form::write_xform(*again) == written);
  for (const std::string_view part :
       {"<xf:bind nodeset=\"/visit/name\" type=\"string\" required=\"true()\"", "jr:requiredMsg=\"Say it &lt;now&gt;\"",
        "z:hint=\"kept\"", "xmlns:z=\"http://example.org/z\"", "<name> Bat &amp; Co</name>",
        "<xf:input ref=\"/visit/name\" appearance=\"a b\">", "<o:setgeopoint event=\"odk-instance-first-load\"",
        "<xf:bind nodeset=\"/visit/where\" type=\"signature\"/>", "<xf:repeat nodeset=\"/visit/person\"",
        "o:xforms-version=\"1.0.0\"", "<xf:translation lang=\"中文 (zh)\" default=\"true()\">",
        "<meta xmlns=\"http://openrosa.org/xforms\">", "<xf:value>A <xf:output value=\"../name\"/>!</xf:value>"})
    CHECK_MESSAGE(written.find(part) != std::string::npos, part);
}

class Towns final : public form::FileSource {
 public:
  Result<std::string> read(std::string_view name) const override {
    if (name == "towns.csv") return std::string("name,label,label_mn\na,Alpha,ᠠ\nb,Beta,ᠪ\n");
    if (name == "itemsets.csv") return std::string("list_name,name,label::en\ngrids,g1,Grid\n");
    return fail(ErrorCode::file_missing, "not here", std::string(name));
  }
};

TEST_CASE("lists that older forms read from files are written as they stood, not as what the reader made of them") {
  const std::string xml = R"xml(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>t</h:title><model><instance><data id="d"><town/><grid/><code/></data></instance>
<itext><translation lang="en"><text id="l"><value>label</value></text></translation>
<translation lang="mn"><text id="l"><value>label_mn</value></text></translation></itext>
<bind nodeset="/data/code" calculate="pulldata('towns', 'label', 'name', /data/town)"/></model></h:head>
<h:body><select1 ref="/data/town" appearance="minimal search('towns', 'startswith', 'name', 'a')"><label>Town</label>
<item><label ref="jr:itext('l')"/><value>name</value></item></select1>
<input ref="/data/grid" query="instance('grids')/root/item[name != /data/town]"><label>Grid</label></input></h:body>
</h:html>)xml";
  const auto form = read(xml, Towns{});
  REQUIRE(form->control("/data/town")->itemset);
  REQUIRE(form->instances.size() == 3);
  const auto written = form::write_xform(*form);
  CAPTURE(written);
  CHECK(written.find("<itemset") == std::string::npos);
  CHECK(written.find("jr://") == std::string::npos);
  CHECK(written.find("itextId") == std::string::npos);
  const auto again = read(written, Towns{});
  CHECK(ShownForm::of(*again) == ShownForm::of(*form));
}

TEST_CASE("an XForm without namespaces is given those that the specification names") {
  const auto form = read(
      "<html><head><title>t</title><model><instance><data id='d'><q/></data></instance></model></head>"
      "<body><rank ref='/data/q'><label>Q</label></rank></body></html>");
  const auto written = form::write_xform(*form);
  CHECK(written.find("<h:html ") != std::string::npos);
  CHECK(written.find("<odk:rank ref=\"/data/q\">") != std::string::npos);
  CHECK(written.find("xmlns:odk=\"http://www.opendatakit.org/xforms\"") != std::string::npos);
  const auto again = read(written);
  CHECK(form::write_xform(*again) == written);
  CHECK(again->control("/data/q")->kind == form::ControlKind::rank);
}

}  // namespace
