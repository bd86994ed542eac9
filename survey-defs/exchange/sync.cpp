#include "minyi/exchange/sync.hpp"

#include "minyi/exchange/codec.hpp"

namespace minyi::exchange {
namespace {

using codec::Fields;
using codec::Json;

constexpr codec::Limits sync_limits{.bytes = max_sync_size, .items = 200'000, .depth = 5};
constexpr codec::Limits receipt_limits{.bytes = 1u << 20, .items = 20'000, .depth = 4};
constexpr std::size_t max_funnel_days = 1000;
constexpr std::size_t max_abandoned_places = 2000;
constexpr std::size_t max_alarms = 32;
constexpr std::string_view receipt_domain = "minyi receipt v1";

Json to_json(const Head& head) { return {{"hash", codec::binary(head.hash)}, {"sequence", head.sequence.value()}}; }

Head read_head(Fields& parent, const char* key, std::optional<Error>& problem) {
  Head head;
  if (const Json* map = parent.map(key)) {
    Fields fields(*map, parent.place(key), problem);
    head.hash = fields.fixed<32>("hash");
    head.sequence = Sequence(fields.number("sequence", UINT64_MAX - max_sync_records));
    fields.done();
  }
  return head;
}

Json to_json(const FunnelDay& day) {
  Json places = Json::object();
  for (const auto& [path, count] : day.abandoned_at) places[path] = count;
  return {{"abandoned", day.abandoned}, {"abandoned_at", std::move(places)},
          {"completed", day.completed}, {"day", day.day},
          {"form", day.form.value()},   {"shown", day.shown},
          {"started", day.started},     {"version", day.version}};
}

FunnelDay read_funnel_day(const Json& json, const std::string& where, std::optional<Error>& problem) {
  Fields fields(json, where, problem);
  FunnelDay day;
  day.day = fields.text("day", 10);
  if (!codec::valid_day(day.day)) fields.complain("day", "is not a calendar day");
  day.form = FormId(fields.text("form", 256, 1));
  day.version = fields.text("version", 256);
  day.shown = fields.number("shown", INT64_MAX);
  day.started = fields.number("started", INT64_MAX);
  day.completed = fields.number("completed", INT64_MAX);
  day.abandoned = fields.number("abandoned", INT64_MAX);
  if (const Json* places = fields.map("abandoned_at")) {
    if (places->size() > max_abandoned_places) fields.complain("abandoned_at", "has too many items");
    for (const auto& [path, count] : places->items()) {
      if (path.size() > 1024 || !count.is_number_unsigned() || count.get<std::uint64_t>() > INT64_MAX) {
        fields.complain("abandoned_at", "is not a map of paths and counts");
        break;
      }
      day.abandoned_at.emplace(path, count.get<std::uint64_t>());
    }
  }
  fields.done();
  return day;
}

Json to_json(const Health& health) {
  return {{"alarms", health.alarms},
          {"free_bytes", health.free_bytes},
          {"offset", health.offset.count()},
          {"pending", health.pending},
          {"program_version", health.program_version},
          {"time", codec::milliseconds(health.kiosk_time)},
          {"uptime", health.uptime.count()}};
}

Health read_health(const Json& json, const std::string& where, std::optional<Error>& problem) {
  Fields fields(json, where, problem);
  Health health;
  health.kiosk_time = fields.instant("time");
  health.offset = fields.offset("offset");
  health.uptime = std::chrono::milliseconds(fields.integer("uptime", 0, codec::max_instant_ms));
  health.free_bytes = fields.number("free_bytes", INT64_MAX);
  health.pending = fields.number("pending", INT64_MAX);
  health.program_version = fields.text("program_version", 64);
  fields.list("alarms", max_alarms, [&](const Json& alarm, const std::string&) {
    if (!alarm.is_string() || alarm.get_ref<const std::string&>().size() > 64)
      return fields.complain("alarms", "is not a list of short texts");
    health.alarms.push_back(alarm.get<std::string>());
  });
  fields.done();
  return health;
}

}  // namespace

Bytes encode(const SyncRequest& request) {
  Json records = Json::array();
  for (const SealedRecord& record : request.records) records.push_back(codec::binary(ByteView(record.bytes)));
  Json funnel = Json::array();
  for (const FunnelDay& day : request.funnel) funnel.push_back(to_json(day));
  return codec::to_cbor({{"after", to_json(request.after)},
                         {"funnel", std::move(funnel)},
                         {"health", to_json(request.health)},
                         {"kind", "sync"},
                         {"records", std::move(records)},
                         {"rollout", request.rollout_version},
                         {"stream", codec::binary(request.stream.value())},
                         {"v", codec::wire_version}});
}

Result<SyncRequest> decode_sync(ByteView bytes) {
  MINYI_TRY(const Json json, codec::from_cbor(bytes, "sync", sync_limits));
  std::optional<Error> problem;
  Fields fields(json, "sync", problem);
  SyncRequest request;
  fields.text("kind", 32);
  fields.number("v");
  request.stream = StreamId(fields.fixed<16>("stream"));
  request.after = read_head(fields, "after", problem);
  fields.list("records", max_sync_records, [&](const Json& record, const std::string&) {
    if (!record.is_binary()) return fields.complain("records", "holds something other than byte strings");
    request.records.push_back({static_cast<const Bytes&>(record.get_binary())});
  });
  fields.list("funnel", max_funnel_days, [&](const Json& day, const std::string& where) {
    request.funnel.push_back(read_funnel_day(day, where, problem));
  });
  if (const Json* health = fields.map("health")) request.health = read_health(*health, "sync.health", problem);
  request.rollout_version = fields.number("rollout", INT64_MAX);
  fields.done();
  if (problem) return fail(*problem);
  return request;
}

Bytes encode_signed(const Receipt& receipt, const SignSecretKey& collector) {
  Json rejected = Json::array();
  for (const Rejection& rejection : receipt.rejected)
    rejected.push_back({{"code", rejection.code}, {"sequence", rejection.sequence.value()}});
  const Bytes body = codec::to_cbor({{"fork", receipt.fork},
                                     {"head", to_json(receipt.head)},
                                     {"kind", "receipt"},
                                     {"rejected", std::move(rejected)},
                                     {"rollout", receipt.rollout_version},
                                     {"stream", codec::binary(receipt.stream.value())},
                                     {"time", codec::milliseconds(receipt.collector_time)},
                                     {"v", codec::wire_version}});
  return codec::to_cbor({{"body", codec::binary(ByteView(body))},
                         {"kind", "signed-receipt"},
                         {"signature", codec::binary(sign(receipt_domain, body, collector))},
                         {"v", codec::wire_version}});
}

namespace {

Result<Receipt> read_receipt(ByteView bytes, const SignPublicKey& collector) {
  std::optional<Error> problem;
  MINYI_TRY(const Json envelope, codec::from_cbor(bytes, "signed-receipt", receipt_limits));
  Fields outer(envelope, "signed-receipt", problem);
  outer.text("kind", 32);
  outer.number("v");
  const Bytes body = outer.bytes("body", receipt_limits.bytes);
  const Signature signature = outer.fixed<64>("signature");
  outer.done();
  if (problem) return fail(*problem);
  if (!verify(receipt_domain, body, signature, collector))
    return fail(ErrorCode::signature_invalid, "not signed by this collector", "receipt");

  MINYI_TRY(const Json json, codec::from_cbor(body, "receipt", receipt_limits));
  Fields fields(json, "receipt", problem);
  Receipt receipt;
  fields.text("kind", 32);
  fields.number("v");
  receipt.stream = StreamId(fields.fixed<16>("stream"));
  receipt.head = read_head(fields, "head", problem);
  fields.list("rejected", max_sync_records, [&](const Json& item, const std::string& where) {
    Fields rejection(item, where, problem);
    receipt.rejected.push_back({Sequence(rejection.number("sequence")), rejection.text("code", 64, 1)});
    rejection.done();
  });
  receipt.fork = fields.flag("fork");
  receipt.rollout_version = fields.number("rollout", INT64_MAX);
  receipt.collector_time = fields.instant("time");
  fields.done();
  if (problem) return fail(*problem);
  return receipt;
}

}  // namespace

Result<Receipt> verify_receipt(ByteView body, const SignPublicKey& collector) {
  auto receipt = read_receipt(body, collector);
  if (!receipt)
    return fail(ErrorCode::receipt_invalid, "not a receipt of our collector: " + to_string(receipt.error()), "",
                "something between kiosk and collector answers in its place, or the collector's key was changed");
  return receipt;
}

}  // namespace minyi::exchange
