#include "faults/simulated.hpp"

#include <algorithm>

namespace minyi::faults {

Digest published_form(const County& county) {
  const Bytes bytes = must(from_hex(county.text("SELECT hex(digest) FROM form WHERE version = '1'")));
  Digest digest{};
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

SimulatedKiosk::SimulatedKiosk(County& county, std::shared_ptr<store::Outbox> outbox)
    : form_(published_form(county)), outbox_(std::move(outbox)) {
  const auto code = must(exchange::parse_enrolment_code(county.office().invite()));
  identity_ = std::make_shared<const upload::Identity>(
      must(upload::enrol(county.network().url(), code, *outbox_, SystemClock{})));
}

SimulatedKiosk::SimulatedKiosk(const SimulatedKiosk& neighbour, std::shared_ptr<store::Outbox> outbox,
                               upload::Identity identity)
    : SimulatedKiosk(neighbour.form_, std::move(outbox), std::move(identity)) {}

SimulatedKiosk SimulatedKiosk::on_disk(const County& county, const std::filesystem::path& store) {
  std::shared_ptr<store::Outbox> outbox = must(store::open_outbox(store.string()));
  auto identity = must(upload::load_identity(*outbox));
  if (!identity) throw testing::Failure(store.string() + ": no kiosk was enrolled on this disk");
  return {published_form(county), std::move(outbox), std::move(*identity)};
}

SimulatedKiosk::SimulatedKiosk(const Digest& form, std::shared_ptr<store::Outbox> outbox, upload::Identity identity)
    : form_(form),
      outbox_(std::move(outbox)),
      identity_(std::make_shared<const upload::Identity>(std::move(identity))) {}

exchange::Record SimulatedKiosk::record(const std::string& wish) const {
  const Instant now = SystemClock{}.now();
  return {.id = exchange::random_record_id(),
          .form = FormId{form_id},
          .version = "1",
          .form_digest = form_,
          .language = "en",
          .start = now - std::chrono::seconds{30},
          .end = now,
          .answers = {{"/data/aware", "yes"}, {"/data/wish", wish}, {"/data/known", "1"}}};
}

void SimulatedKiosk::answer(const std::string& wish) {
  append(exchange::seal(record(wish), identity_->collector_seal));
}

void SimulatedKiosk::append(const exchange::SealedRecord& record) {
  must(outbox_->append(record, exchange::Outcome::complete));
}

void SimulatedKiosk::start(const upload::UploadOptions& options) {
  uploader_ = upload::start_uploader(outbox_, identity_, options, {}, std::make_shared<SystemClock>());
}

upload::UploadOptions lively_uploads() {
  upload::UploadOptions options;
  options.heartbeat = std::chrono::milliseconds{300};
  options.backoff_base = std::chrono::milliseconds{50};
  options.backoff_cap = std::chrono::milliseconds{1000};
  return options;
}

}  // namespace minyi::faults
