// Files beside a form, at the collector: handed to kiosks, and read where an answer is evaluated.
#include "admin/collector/office.hpp"

using namespace minyi;
using namespace minyi::collector;
using namespace minyi::collector::tests;

namespace {

// The indicator is what the list says of the town that was chosen.
const std::string form_text = R"xml(<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:minyi="https://minyi.example/xforms">
  <h:head><h:title>Test</h:title><model>
    <instance><data id="towns" version="1"><town/><awareness/></data></instance>
    <instance id="towns" src="jr://file-csv/towns.csv"/>
    <bind nodeset="/data/town" type="string"/>
    <bind nodeset="/data/awareness" type="string" calculate="instance('towns')/root/item[name = /data/town]/counts"
      minyi:indicator="awareness"/>
  </model></h:head>
  <h:body><select1 ref="/data/town"><label>Town</label>
    <itemset nodeset="instance('towns')/root/item"><value ref="name"/><label ref="label"/></itemset></select1></h:body>
</h:html>)xml";

const std::string towns = "name,label,counts\nt1,阳光镇,1\nt2,河畔镇,0\n";
const std::string picture("\x89PNG\r\n\x1a\n\0\xff\0", 11);

Digest form_digest() { return exchange::blake2b(as_bytes(form_text)); }

void publish_with_files(Office& office, std::uint64_t version) {
  const warehouse::PublishedForm form{FormId{"towns"},
                                      "1",
                                      form_digest(),
                                      "Test",
                                      form_text,
                                      {{"flag.png", must(office.warehouse().keep_file(picture)), picture.size()},
                                       {"towns.csv", must(office.warehouse().keep_file(towns)), towns.size()}}};
  const exchange::Rollout rollout{.version = version,
                                  .created = office.clock().now(),
                                  .forms = {{form.form, form.version, form.digest, form_text.size(), form.files}}};
  must(office.warehouse().publish({form}, {version, exchange::encode(rollout), "signature"}));
}

void choose(Kiosk& kiosk, const std::string& town) {
  exchange::Record record = Kiosk::record("");
  record.form = FormId{"towns"};
  record.form_digest = form_digest();
  record.answers = {{"/data/town", town}};
  kiosk.append(record);
}

Counts awareness(Office& office) {
  const auto rows = must(office.warehouse().rollup({.form = FormId{"towns"}, .by_site = false}));
  if (rows.empty()) return {};
  const auto found = rows.front().indicators.find("awareness");
  return found == rows.front().indicators.end() ? Counts{} : found->second;
}

}  // namespace

TEST_CASE("an enrolled kiosk fetches files by digest, byte for byte, and nobody else does") {
  Office office;
  publish_with_files(office, 4);
  const Kiosk kiosk(office);
  const std::string path = "/v1/files/" + to_hex(exchange::blake2b(as_bytes(picture)));
  const HttpAnswer answer = kiosk.send("GET", path, "");
  CHECK(answer.status == 200);
  CHECK(answer.content_type == "application/octet-stream");
  CHECK(answer.body == picture);
  CHECK(kiosk.send("GET", "/v1/files/" + to_hex(exchange::blake2b(as_bytes(towns))), "").body == towns);

  const HttpAnswer unknown = kiosk.send("GET", "/v1/files/" + to_hex(form_digest()), "");  // a form is no file
  CHECK(unknown.status == 404);
  CHECK(unknown.code() == "file.missing");
  CHECK(kiosk.send("GET", "/v1/files/../collector.key", "").status == 404);
  CHECK(exchange_http(office.url() + path, "GET", "", {}).code() == "signature.invalid");
  must(office.warehouse().revoke(kiosk.id));
  CHECK(kiosk.send("GET", path, "").code() == "kiosk.revoked");
}

TEST_CASE("an answer is evaluated with the lists that its form was published with") {
  Office office;
  publish_with_files(office, 4);
  Kiosk kiosk(office);
  choose(kiosk, "t1");
  choose(kiosk, "t2");
  choose(kiosk, "t1");
  CHECK(kiosk.sync_all().rejected.empty());
  CHECK(awareness(office) == Counts{2, 3});
}

TEST_CASE("a list that is lost or damaged makes no poison of the answers, and publishing again mends it") {
  Office office;
  publish_with_files(office, 4);
  Kiosk kiosk(office);
  choose(kiosk, "t1");
  SUBCASE("damaged") { CHECK(office.select("UPDATE file SET content = x'6E616D650A'").empty()); }
  SUBCASE("lost") { CHECK(office.select("DELETE FROM file").empty()); }
  const HttpAnswer answer = kiosk.post(kiosk.run(0, 1));
  CHECK(answer.status == 503);
  CHECK(answer.code() == "store.damaged");
  FormCache forms(office.warehouse());
  CHECK(forms.check(form_digest()).error().code == ErrorCode::store_damaged);
  publish_with_files(office, 5);
  CHECK(forms.check(form_digest()));
  CHECK(kiosk.sync_all().rejected.empty());
  CHECK(awareness(office) == Counts{1, 1});
}

TEST_CASE("a lost picture stops no answer, and is found by the check") {
  Office office;
  publish_with_files(office, 4);
  CHECK(office.select("DELETE FROM file WHERE content = x'89504E470D0A1A0A00FF00'").empty());
  Kiosk kiosk(office);
  choose(kiosk, "t2");
  CHECK(kiosk.sync_all().rejected.empty());
  const auto checked = FormCache(office.warehouse()).check(form_digest());
  REQUIRE_FALSE(checked);
  CHECK(checked.error().where.find("flag.png") != std::string::npos);
}
