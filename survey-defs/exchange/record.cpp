#include "minyi/exchange/record.hpp"

#include <sodium.h>

#include "minyi/exchange/codec.hpp"

namespace minyi::exchange {
namespace {

using codec::Json;

constexpr codec::Limits limits{.bytes = 1u << 20, .items = 50'000, .depth = 4};
constexpr std::size_t max_answers = 10'000;

Json to_json(const Record& record) {
  Json answers = Json::array();
  for (const Answer& answer : record.answers) answers.push_back(Json::array({answer.path, answer.value}));
  return {{"answers", std::move(answers)},
          {"digest", codec::binary(record.form_digest)},
          {"end", codec::milliseconds(record.end)},
          {"form", record.form.value()},
          {"id", codec::binary(record.id.value())},
          {"kind", "record"},
          {"language", record.language},
          {"offset", record.offset.count()},
          {"outcome", record.outcome == Outcome::complete ? "complete" : "partial"},
          {"start", codec::milliseconds(record.start)},
          {"v", codec::wire_version},
          {"version", record.version}};
}

Result<Record> from_json(const Json& json) {
  std::optional<Error> problem;
  codec::Fields fields(json, "record", problem);
  Record record;
  fields.text("kind", 32);
  fields.number("v");
  record.id = RecordId(fields.fixed<16>("id"));
  record.form = FormId(fields.text("form", 256, 1));
  record.version = fields.text("version", 256);
  record.form_digest = fields.fixed<32>("digest");
  const std::string outcome = fields.text("outcome", 16);
  if (outcome != "complete" && outcome != "partial") fields.complain("outcome", "is neither complete nor partial");
  record.outcome = outcome == "partial" ? Outcome::partial : Outcome::complete;
  record.language = fields.text("language", 256);
  record.start = fields.instant("start");
  record.end = fields.instant("end");
  record.offset = fields.offset("offset");
  fields.list("answers", max_answers, [&](const Json& pair, const std::string&) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string())
      return fields.complain("answers", "holds something other than pairs of path and value");
    record.answers.push_back({pair[0].get<std::string>(), pair[1].get<std::string>()});
    if (record.answers.back().path.empty() || record.answers.back().path.size() > 1024)
      fields.complain("answers", "holds a path that is empty or too long");
  });
  fields.done();
  if (problem) return fail(*problem);
  return record;
}

}  // namespace

RecordId random_record_id() {
  std::array<std::uint8_t, 16> id{};
  randombytes_buf(id.data(), id.size());
  return RecordId(id);
}

Bytes encode(const Record& record) {
  Json json = to_json(record);
  Bytes bytes = codec::to_cbor(json);
  codec::wipe(json);
  return bytes;
}

Result<Record> decode_record(ByteView bytes) {
  MINYI_TRY(Json json, codec::from_cbor(bytes, "record", limits));
  auto record = from_json(json);
  codec::wipe(json);
  return record;
}

}  // namespace minyi::exchange
