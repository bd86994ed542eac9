// What is published, by whom, and settings.
#include "admin/warehouse/conformance_parts.hpp"

namespace minyi::tests {
namespace {

void the_newest_rollout_wins_and_never_goes_back(Backend& backend) {
  auto warehouse = backend.fresh();
  CHECK_FALSE(must(warehouse->rollout()));
  PublishedForm form{FormId{"civic"}, "1", {}, "文明城市", "<h:html/>"};
  form.digest = exchange::blake2b(as_bytes(form.xform));
  must(warehouse->publish({form}, {3, "{\"version\":3}", "sig3"}));
  CHECK(error_of(warehouse->publish({form}, {3, "{}", ""})) == ErrorCode::rollout_older);
  CHECK(error_of(warehouse->publish({form}, {2, "{}", ""})) == ErrorCode::rollout_older);
  CHECK(error_of(warehouse->publish({form}, {0, "{}", ""})) == ErrorCode::argument_invalid);
  PublishedForm wrong = form;
  wrong.xform += " ";
  CHECK(error_of(warehouse->publish({wrong}, {4, "{}", ""})) == ErrorCode::argument_invalid);
  must(warehouse->publish({form}, {5, "{\"version\":5}", "sig5"}));
  const auto newest = must(backend.again()->rollout());
  REQUIRE(newest);
  CHECK(newest->version == 5);
  CHECK(newest->json == "{\"version\":5}");
  CHECK(newest->signature == "sig5");
  const auto all = must(warehouse->rollouts());
  REQUIRE(all.size() == 2);
  CHECK(all[0].version == 5);
  CHECK(all[1].version == 3);
  const auto found = must(warehouse->form(form.digest));
  REQUIRE(found);
  CHECK(found->title == "文明城市");
  CHECK(found->xform == "<h:html/>");
  CHECK_FALSE(must(warehouse->form(Digest{})));
}

void files_belong_to_a_form_for_good(Backend& backend) {
  auto warehouse = backend.fresh();
  const std::string towns("name\nt1\n"), picture("\x89PNG\r\n\0\xff", 8);
  const Digest towns_digest = must(warehouse->keep_file(towns));
  CHECK(towns_digest == exchange::blake2b(as_bytes(towns)));
  CHECK(must(warehouse->keep_file(towns)) == towns_digest);
  const Digest picture_digest = must(warehouse->keep_file(picture));
  PublishedForm form{FormId{"civic"}, "1", {}, "", "<h:html/>", {}};
  form.digest = exchange::blake2b(as_bytes(form.xform));
  form.files = {{"旗.png", Digest{}, 8}};
  CHECK(error_of(warehouse->publish({form}, {1, "{}", ""})) == ErrorCode::file_missing);
  CHECK_FALSE(must(warehouse->form(form.digest)));
  form.files = {{"towns.csv", towns_digest, towns.size()}, {"旗.png", picture_digest, picture.size()}};
  must(warehouse->publish({form}, {1, "{}", ""}));
  must(warehouse->publish({form}, {2, "{}", ""}));

  CHECK(must(backend.again()->form(form.digest))->files == form.files);
  CHECK(must(warehouse->file(picture_digest)) == picture);
  CHECK(must(warehouse->file(towns_digest)) == towns);
  CHECK_FALSE(must(warehouse->file(Digest{})));

  PublishedForm changed = form;
  changed.files[0].digest = must(warehouse->keep_file("name\nt2\n"));
  CHECK(error_of(warehouse->publish({changed}, {3, "{}", ""})) == ErrorCode::form_invalid);
  changed.files.clear();
  CHECK(error_of(warehouse->publish({changed}, {3, "{}", ""})) == ErrorCode::form_invalid);
  CHECK(must(warehouse->rollout())->version == 2);
  CHECK(must(warehouse->form(form.digest))->files == form.files);
}

void a_new_publisher_signs_all_or_nothing(Backend& backend) {
  auto warehouse = backend.fresh();
  PublishedForm form{FormId{"civic"}, "1", {}, "", "<h:html/>", {}};
  form.digest = exchange::blake2b(as_bytes(form.xform));
  must(warehouse->set_setting(std::string(publisher_key_setting), as_bytes("RWQ")));
  for (const std::uint64_t version : {1, 2})
    must(warehouse->publish({form}, {version, "{\"version\":" + std::to_string(version) + "}", "old"}));
  const auto signed_anew = [&] {
    auto rollouts = must(warehouse->rollouts());
    for (PublishedRollout& one : rollouts) one.signature = "new";
    return rollouts;
  };
  auto rollouts = signed_anew();
  must(backend.again()->publish({form}, {3, "{\"version\":3}", "old"}));  // meanwhile
  CHECK(error_of(warehouse->change_publisher("RWR", as_bytes("way"), rollouts)) == ErrorCode::rollout_older);
  CHECK(must(warehouse->setting(std::string(publisher_key_setting))) == Bytes{'R', 'W', 'Q'});
  CHECK(must(warehouse->rollouts()).back().signature == "old");

  rollouts = signed_anew();
  must(warehouse->change_publisher("RWR", as_bytes("way"), rollouts));
  CHECK(must(backend.again()->setting(std::string(publisher_key_setting))) == Bytes{'R', 'W', 'R'});
  CHECK(must(warehouse->setting(std::string(publisher_rotations_setting))) == Bytes{'w', 'a', 'y'});
  const auto found = must(warehouse->rollouts());
  REQUIRE(found.size() == 3);
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(found[i].version == 3 - i);
    CHECK(found[i].json == rollouts[i].json);
    CHECK(found[i].signature == "new");
  }
}

void settings_are_bytes_by_name(Backend& backend) {
  auto warehouse = backend.fresh();
  CHECK_FALSE(must(warehouse->setting("publisher-key")));
  must(warehouse->set_setting("publisher-key", as_bytes("RWQ")));
  must(warehouse->set_setting("publisher-key", as_bytes("RWR")));
  must(warehouse->set_setting("empty", {}));
  CHECK(must(backend.again()->setting("publisher-key")) == Bytes{'R', 'W', 'R'});
  CHECK(must(warehouse->setting("empty")) == Bytes{});
}

constexpr Case cases[] = {
    {"the newest rollout wins and never goes back", the_newest_rollout_wins_and_never_goes_back},
    {"files belong to a form for good", files_belong_to_a_form_for_good},
    {"a new publisher signs all or nothing", a_new_publisher_signs_all_or_nothing},
    {"settings are bytes by name", settings_are_bytes_by_name},
};

}  // namespace

std::span<const Case> forms_cases() { return cases; }

}  // namespace minyi::tests
