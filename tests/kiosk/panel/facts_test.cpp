#include "minyi/panel/facts.hpp"

#include <doctest/doctest.h>

using namespace minyi;
using namespace minyi::kiosk;

TEST_CASE("the panel's facts are those of the store, the uploader and the rollout") {
  const auto outbox = store::make_memory_outbox();
  const exchange::SealedRecord sealed{Bytes(300, 7)};
  REQUIRE(outbox->append(sealed, exchange::Outcome::complete));
  REQUIRE(outbox->append(sealed, exchange::Outcome::complete));
  REQUIRE(outbox->append(sealed, exchange::Outcome::partial));
  upload::Identity identity;
  identity.kiosk = KioskId{"k-1"};
  identity.site = SiteId{"demo-t1-c1"};
  identity.site_name = "团结社区";
  auto form = std::make_shared<form::Form>();
  form->title = "居民问卷";
  form->version = "2026";
  const forms::Active active{.rollout_version = 4, .forms = {{form, nullptr}}, .stale = true};
  const upload::UploadStatus status{.waiting_for = "nobody answers", .last_receipt = Instant{}};

  const auto facts = panel::facts(*outbox, identity, status, active);
  CHECK(facts.kiosk == "k-1");
  CHECK(facts.site == "demo-t1-c1");
  CHECK(facts.site_name == "团结社区");
  CHECK(facts.survey == "居民问卷");
  CHECK(facts.survey_version == "2026");
  CHECK(facts.rollout == 4);
  CHECK(facts.stale);
  CHECK_FALSE(facts.connected);
  CHECK(facts.waiting_for == "nobody answers");
  CHECK(facts.last_receipt == Instant{});
  REQUIRE(facts.kept);
  CHECK(facts.kept->waiting == 3);
  CHECK(facts.kept->completed == 2);
  CHECK(facts.kept->free_bytes > 0);
}
