#include "minyi/exchange/rollout.hpp"

#include "minyi/exchange/codec.hpp"

namespace minyi::exchange {
namespace {

using codec::Fields;
using codec::Json;

constexpr codec::Limits limits{.bytes = 1u << 20, .items = 20'000, .depth = 4};
constexpr codec::Limits signed_limits{.bytes = 3u << 20, .items = 16, .depth = 1};
constexpr std::size_t max_forms = 100;
constexpr std::size_t max_sites = 10'000;
constexpr std::int64_t max_idle = 24 * 60 * 60;

RolloutForm read_form(const Json& json, const std::string& where, std::optional<Error>& problem) {
  Fields fields(json, where, problem);
  RolloutForm form;
  form.form = FormId(fields.text("form", 256, 1));
  form.version = fields.text("version", 256);
  const auto digest = from_hex(fields.text("digest", 64));
  if (digest && digest->size() == form.digest.size())
    std::copy(digest->begin(), digest->end(), form.digest.begin());
  else
    fields.complain("digest", "is not 64 hexadecimal digits");
  form.size = fields.number("size", 64u << 20);
  fields.done();
  return form;
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

// What is wrong with a rollout is one thing to those who use it; too new a version is another.
tl::unexpected<Error> as_rollout_error(Error error) {
  if (error.code != ErrorCode::wire_version) error.code = ErrorCode::rollout_invalid;
  return fail(std::move(error));
}

}  // namespace

std::string encode(const Rollout& rollout) {
  Json forms = Json::array();
  for (const RolloutForm& form : rollout.forms)
    forms.push_back(
        {{"digest", to_hex(form.digest)}, {"form", form.form.value()}, {"size", form.size}, {"version", form.version}});
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
  fields.list("forms", max_forms, [&](const Json& form, const std::string& where) {
    rollout.forms.push_back(read_form(form, where, problem));
  });
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
