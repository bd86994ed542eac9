#include "minyi/exchange/rollout.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "minyi/base/file_name.hpp"
#include "minyi/exchange/chain.hpp"
#include "minyi/exchange/codec.hpp"

namespace minyi::exchange {
namespace {

using codec::Fields;
using codec::Json;

constexpr codec::Limits limits{.bytes = 1u << 20, .items = 50'000, .depth = 5};
constexpr codec::Limits signed_limits{.bytes = 3u << 20, .items = 16, .depth = 1};
constexpr std::size_t max_forms = 100;
constexpr std::size_t max_sites = 10'000;
constexpr std::int64_t max_idle = 24 * 60 * 60;
constexpr unsigned everybody = 100;  // percent
constexpr std::string_view draw_domain = "minyi rollout share v1";

Digest read_digest(Fields& fields) {
  Digest digest{};
  const auto bytes = from_hex(fields.text("digest", 64));
  if (bytes && bytes->size() == digest.size())
    std::copy(bytes->begin(), bytes->end(), digest.begin());
  else
    fields.complain("digest", "is not 64 hexadecimal digits");
  return digest;
}

RolloutFile read_file(const Json& json, const std::string& where, std::optional<Error>& problem) {
  Fields fields(json, where, problem);
  RolloutFile file;
  file.digest = read_digest(fields);
  file.name = fields.text("name", max_file_name, 1);
  if (!is_plain_file_name(file.name)) fields.complain("name", "is not the plain name of a file");
  file.size = fields.number("size", max_file_size);
  fields.done();
  return file;
}

RolloutForm read_form(const Json& json, const std::string& where, std::optional<Error>& problem) {
  Fields fields(json, where, problem);
  RolloutForm form;
  form.digest = read_digest(fields);
  std::set<std::string_view> names;
  fields.list("files", max_form_files, [&](const Json& file, const std::string& place) {
    form.files.push_back(read_file(file, place, problem));
  });
  for (const RolloutFile& file : form.files)
    if (!names.insert(file.name).second) fields.complain("files", "names a file twice");
  form.form = FormId(fields.text("form", 256, 1));
  form.size = fields.number("size", max_form_size);
  form.version = fields.text("version", 256);
  fields.done();
  return form;
}

// One digest, one size; and all of them fit on a kiosk.
void judge_sizes(const std::vector<RolloutForm>& forms, Fields& fields) {
  std::map<Digest, std::uint64_t> sizes;
  const auto note = [&](const Digest& digest, std::uint64_t size) {
    if (sizes.emplace(digest, size).first->second != size) fields.complain("forms", "gives one digest two sizes");
  };
  for (const RolloutForm& form : forms) {
    note(form.digest, form.size);
    for (const RolloutFile& file : form.files) note(file.digest, file.size);
  }
  std::uint64_t total = 0;
  for (const auto& [digest, size] : sizes) total += size;
  if (total > max_rollout_bytes) fields.complain("forms", "weighs more than 512 MiB with all its files");
}

Result<> verify(std::string_view what, const Digest& digest, std::uint64_t size, std::string_view bytes) {
  if (bytes.size() == size && blake2b(as_bytes(bytes)) == digest) return {};
  return fail(ErrorCode::rollout_invalid, std::string(what) + " is not what the rollout names", to_hex(digest),
              "copy or publish it again");
}

Json encode(const RolloutForm& form) {
  Json files = Json::array();
  for (const RolloutFile& file : form.files)
    files.push_back({{"digest", to_hex(file.digest)}, {"name", file.name}, {"size", file.size}});
  return {{"digest", to_hex(form.digest)},
          {"files", std::move(files)},
          {"form", form.form.value()},
          {"size", form.size},
          {"version", form.version}};
}

Policy read_policy(const Json& json, const std::string& where, std::optional<Error>& problem) {
  Fields fields(json, where, problem);
  Policy policy;
  policy.idle_warning = std::chrono::seconds(fields.integer("idle_warning", 1, max_idle));
  policy.idle_reset = std::chrono::seconds(fields.integer("idle_reset", 1, max_idle));
  policy.keep_partial = fields.flag("keep_partial");
  fields.done();
  return policy;
}

// 0 to 99: a kiosk's place among the shares of a survey.
unsigned draw(const Rollout& rollout, const KioskId& kiosk) {
  Bytes bytes(draw_domain.begin(), draw_domain.end());
  bytes.push_back(0);
  if (!rollout.forms.empty())
    bytes.insert(bytes.end(), rollout.forms.front().digest.begin(), rollout.forms.front().digest.end());
  bytes.insert(bytes.end(), kiosk.value().begin(), kiosk.value().end());
  std::uint64_t number = 0;
  const Digest digest = blake2b(bytes);
  for (const std::uint8_t byte : ByteView(digest).first(sizeof number)) number = number << 8 | byte;
  return static_cast<unsigned>(number % everybody);
}

// What is wrong with a rollout is one thing to those who use it; too new a version is another.
tl::unexpected<Error> as_rollout_error(Error error) {
  if (error.code != ErrorCode::wire_version) error.code = ErrorCode::rollout_invalid;
  return fail(std::move(error));
}

}  // namespace

std::string encode(const Rollout& rollout) {
  Json forms = Json::array();
  for (const RolloutForm& form : rollout.forms) forms.push_back(encode(form));
  Json sites = Json::array();
  for (const SiteId& site : rollout.sites) sites.push_back(site.value());
  Json json = {{"created", codec::milliseconds(rollout.created)},
               {"forms", std::move(forms)},
               {"kind", "rollout"},
               {"policy",
                {{"idle_reset", rollout.policy.idle_reset.count()},
                 {"idle_warning", rollout.policy.idle_warning.count()},
                 {"keep_partial", rollout.policy.keep_partial}}},
               {"sites", std::move(sites)},
               {"v", codec::wire_version},
               {"version", rollout.version}};
  if (rollout.expires) json["expires"] = codec::milliseconds(*rollout.expires);
  if (rollout.opens) json["opens"] = codec::milliseconds(*rollout.opens);
  if (rollout.closes) json["closes"] = codec::milliseconds(*rollout.closes);
  if (rollout.share < everybody) json["share"] = rollout.share;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Rollout> decode_rollout(std::string_view text) {
  auto json = codec::from_json(text, "rollout", limits);
  if (!json) return as_rollout_error(json.error());
  std::optional<Error> problem;
  Fields fields(*json, "rollout", problem);
  Rollout rollout;
  fields.text("kind", 32);
  fields.number("v");
  rollout.version = fields.number("version", INT64_MAX);
  if (rollout.version == 0) fields.complain("version", "starts at 1");
  rollout.created = fields.instant("created");
  if (fields.has("expires")) rollout.expires = fields.instant("expires");
  if (fields.has("opens")) rollout.opens = fields.instant("opens");
  if (fields.has("closes")) rollout.closes = fields.instant("closes");
  if (rollout.opens && rollout.closes && *rollout.opens >= *rollout.closes)
    fields.complain("closes", "is not after `opens`");
  if (fields.has("share")) rollout.share = static_cast<unsigned>(fields.integer("share", 1, everybody - 1));
  fields.list("forms", max_forms, [&](const Json& form, const std::string& where) {
    rollout.forms.push_back(read_form(form, where, problem));
  });
  judge_sizes(rollout.forms, fields);
  fields.list("sites", max_sites, [&](const Json& site, const std::string&) {
    if (!site.is_string() || site.get_ref<const std::string&>().empty() ||
        site.get_ref<const std::string&>().size() > 64)
      return fields.complain("sites", "is not a list of site codes");
    rollout.sites.emplace_back(site.get<std::string>());
  });
  if (const Json* policy = fields.map("policy")) rollout.policy = read_policy(*policy, "rollout.policy", problem);
  fields.done();
  if (problem) return as_rollout_error(*problem);
  return rollout;
}

bool is_for(const Rollout& rollout, const SiteId& site, const KioskId& kiosk) {
  const bool here =
      rollout.sites.empty() || std::find(rollout.sites.begin(), rollout.sites.end(), site) != rollout.sites.end();
  return here && (rollout.share >= everybody || draw(rollout, kiosk) < rollout.share);
}

Result<> verify(const RolloutForm& form, std::string_view xform) {
  return verify("the form " + form.form.value(), form.digest, form.size, xform);
}

Result<> verify(const RolloutFile& file, std::string_view content) {
  return verify("the file " + file.name, file.digest, file.size, content);
}

std::string encode(const SignedRollout& rollout) {
  return Json({{"kind", "signed-rollout"},
               {"rollout", rollout.rollout},
               {"signature", rollout.signature},
               {"v", codec::wire_version}})
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<SignedRollout> decode_signed_rollout(std::string_view text) {
  auto json = codec::from_json(text, "signed-rollout", signed_limits);
  if (!json) return as_rollout_error(json.error());
  std::optional<Error> problem;
  Fields fields(*json, "signed-rollout", problem);
  fields.text("kind", 32);
  fields.number("v");
  SignedRollout rollout{fields.text("rollout", limits.bytes), fields.text("signature", 16u << 10)};
  fields.done();
  if (problem) return as_rollout_error(*problem);
  return rollout;
}

}  // namespace minyi::exchange
