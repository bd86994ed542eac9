// POST /v1/enrol: a kiosk shows that it was given a code, and is told who it is and whom to trust.
#include <spdlog/logger.h>

#include "minyi/collector/collector.hpp"

namespace minyi::collector {
namespace {

KioskId random_kiosk_id() { return KioskId{"k-" + to_hex(random_bytes(4))}; }

auto unknown_code() {
  return fail(ErrorCode::code_unknown, "there is no such enrolment code", {},
              "check it symbol by symbol, or ask for a new code");
}

}  // namespace

Result<Answer> Collector::enrol(const Request& request) {
  MINYI_TRY(const auto received, exchange::decode_enrolment(as_bytes(request.body)));
  MINYI_TRY(const auto invitation, warehouse_.invitation(received.request.lookup));
  if (!invitation) return unknown_code();
  if (invitation->failures >= max_code_failures)
    return fail(ErrorCode::request_limit, "this enrolment code was closed after too many wrong tries", {},
                "ask for a new code");
  // Who does not know the code learns nothing about it: neither that its first symbols are right, nor whether it is
  // used or expired.
  if (const auto known = exchange::authenticate(received, invitation->key); !known) {
    MINYI_CHECK(warehouse_.count_invitation_failure(received.request.lookup));
    log_->warn("event=enrol result={} site={} failures={}", code_name(known.error().code), invitation->site.value(),
               invitation->failures + 1);
    return unknown_code();
  }
  MINYI_TRY(const auto reply, identify(received.request, *invitation));
  log_->info("event=enrol result=ok kiosk={} site={}", reply.kiosk.value(), reply.site.value());
  const Bytes body = exchange::encode(reply, invitation->key);
  return Answer{.content_type = "application/cbor", .body = std::string(as_text(body))};
}

Result<exchange::EnrolmentReply> Collector::identify(const exchange::EnrolmentRequest& request,
                                                     const warehouse::Invitation& invitation) {
  MINYI_TRY(const auto publisher, warehouse_.setting(std::string(warehouse::publisher_key_setting)));
  if (!publisher || publisher->empty())
    return fail(ErrorCode::not_found, "the office has no publisher's key yet", {},
                "run `minyi publish` there, then enrol again; the code stays good");
  MINYI_TRY(const KioskId kiosk, admit(request, invitation));
  exchange::EnrolmentReply reply{.kiosk = kiosk,
                                 .site = invitation.site,
                                 .collector_seal = keys_.seal.public_key,
                                 .collector_sign = keys_.sign.public_key,
                                 .publisher_key = std::string(as_text(*publisher)),
                                 .nonce = request.nonce};
  MINYI_TRY(const auto sites, warehouse_.sites());
  for (const warehouse::Site& site : sites)
    if (site.code == invitation.site) reply.site_name = site.name;
  return reply;
}

Result<KioskId> Collector::admit(const exchange::EnrolmentRequest& request, const warehouse::Invitation& invitation) {
  std::optional<KioskId> taken = invitation.used_by;
  if (!taken) {
    if (clock_.now() >= invitation.expires)
      return fail(ErrorCode::code_expired, "this enrolment code has expired", {}, "ask for a new code");
    const warehouse::Kiosk kiosk{
        .id = random_kiosk_id(), .site = invitation.site, .key = request.kiosk, .enrolled = clock_.now()};
    const auto enrolled = warehouse_.enrol(kiosk, request.lookup);
    if (enrolled) return kiosk.id;
    if (enrolled.error().code != ErrorCode::code_used) return fail(enrolled.error());
    MINYI_TRY(const auto again, warehouse_.invitation(request.lookup));  // another was faster; perhaps this one's twin
    if (again) taken = again->used_by;
  }
  // A kiosk whose reply was lost on the way asks again with the same key, and is the same kiosk.
  if (taken) {
    MINYI_TRY(const auto kiosk, warehouse_.kiosk(*taken));
    if (kiosk && kiosk->key == request.kiosk) {
      if (kiosk->revoked) return fail(ErrorCode::kiosk_revoked, "this kiosk was revoked", {}, "ask for a new code");
      return kiosk->id;
    }
  }
  return fail(ErrorCode::code_used, "this enrolment code was used by another kiosk", {}, "ask for a new code");
}

}  // namespace minyi::collector
