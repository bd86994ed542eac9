// minyi publish FILE... --data DIR
#include <algorithm>
#include <cstdio>
#include <set>

#include <CLI/CLI.hpp>

#include "minyi/cli/attachments.hpp"
#include "minyi/cli/command.hpp"
#include "minyi/cli/office.hpp"
#include "minyi/cli/publisher.hpp"
#include "minyi/cli/survey_file.hpp"
#include "minyi/exchange/chain.hpp"
#include "minyi/warehouse/site_tree.hpp"

namespace minyi::cli {
namespace {

using exchange::Rollout;

struct Options {
  std::vector<std::string> files;
  std::string data;
  std::vector<std::string> sites;
  int idle_warning = 45, idle_reset = 20;
  bool drop_partial = false;
  int valid_days = 0;
  unsigned share = 100;
  std::string opens, closes;
  std::uint64_t again = 0;  // a former rollout's version; 0: the files
};

struct Prepared {
  SurveyFile survey;
  warehouse::PublishedForm form;
};

// Every error of every file is said; nothing when there was one.
Result<std::vector<Prepared>> prepare(const Options& options, Console& console, bool& valid) {
  std::vector<Prepared> prepared;
  std::set<FormId> ids;
  valid = true;
  for (const std::string& file : options.files) {
    MINYI_TRY(SurveyFile survey, read_survey(file));
    for (const auto& finding : survey.compiled.errors) console.err << describe(file, "error", finding);
    for (const auto& finding : survey.compiled.warnings) console.err << describe(file, "warning", finding);
    Attached attached;
    if (survey.compiled.valid()) attached = attach(survey, console);
    if (!attached.form) {
      valid = false;
      continue;
    }
    const form::Form& form = *attached.form;
    if (!ids.insert(form.id).second) {
      console.err << file << ": error: another of these files has the form_id `" << form.id.value() << "` too\n";
      valid = false;
      continue;
    }
    warehouse::PublishedForm published{.form = form.id,
                                       .version = form.version,
                                       .digest = exchange::blake2b(as_bytes(survey.compiled.xform)),
                                       .title = form.title,
                                       .xform = survey.compiled.xform,
                                       .files = std::move(attached.files)};
    prepared.push_back({std::move(survey), std::move(published)});
  }
  return prepared;
}

// Every place named and every place below it: kiosks know no tree, and look for their own site's code.
Result<std::vector<SiteId>> addressed(const Options& options, warehouse::Warehouse& warehouse) {
  MINYI_TRY(const auto known, warehouse.sites());
  MINYI_TRY(const auto tree, warehouse::SiteTree::make(known));
  for (const std::string& code : options.sites)
    if (tree.find(SiteId{code}) == nullptr)
      return fail(ErrorCode::not_found, "no such site", code, "see `minyi sites list`");
  std::vector<SiteId> sites;
  for (const warehouse::Site& site : known)
    if (std::any_of(options.sites.begin(), options.sites.end(),
                    [&](const std::string& above) { return tree.within(site.code, SiteId{above}); }))
      sites.push_back(site.code);
  return sites;
}

// A changed survey under an old version: analysts could not tell the answers apart by it.
void remark_versions(const std::vector<warehouse::PublishedForm>& forms, const Rollout& last, Console& console) {
  for (const auto& form : forms)
    for (const auto& before : last.forms)
      if (before.form == form.form && before.version == form.version && before.digest != form.digest)
        console.err << "warning: " << form.form.value() << " was changed, but its version is still `" << form.version
                    << "` (raise it on the settings sheet)\n";
}

// "2026-12-01" or "2026-12-01T08:30", at this place; nothing for an empty text.
Result<std::optional<Instant>> read_moment(const std::string& text, const std::string& option, const TimeZone& zone) {
  if (text.empty()) return std::nullopt;
  int year = 0, hour = 0, minute = 0, used = 0;
  unsigned month = 0, day = 0;
  const auto all = [&](const char* format, auto*... parts) {
    used = 0;
    return std::sscanf(text.c_str(), format, &year, &month, &day, parts..., &used) >= 3 &&
           used == static_cast<int>(text.size());
  };
  const bool read = all("%4d-%2u-%2u%n") || all("%4d-%2u-%2uT%2d:%2d%n", &hour, &minute);
  const auto date = std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
  if (!read || !date.ok() || year < 2000 || hour < 0 || hour > 23 || minute < 0 || minute > 59)
    return fail(ErrorCode::argument_invalid, "not a day or a time", option + " " + text,
                "write it as 2026-12-01 or 2026-12-01T08:30");
  const Instant local = std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute};
  return local - zone.offset_at(local);
}

// What a former rollout had, to be published once more: kiosks take no older version, so the way back is a new one.
Result<std::vector<warehouse::PublishedForm>> forms_of(std::uint64_t version, warehouse::Warehouse& warehouse) {
  MINYI_TRY(const auto rollouts, warehouse.rollouts());
  const auto found =
      std::find_if(rollouts.begin(), rollouts.end(), [&](const auto& one) { return one.version == version; });
  if (found == rollouts.end()) return fail(ErrorCode::not_found, "there was no such rollout", std::to_string(version));
  MINYI_TRY(const auto rollout, exchange::decode_rollout(found->json));
  std::vector<warehouse::PublishedForm> forms;
  for (const exchange::RolloutForm& named : rollout.forms) {
    MINYI_TRY(auto form, warehouse.form(named.digest));
    if (!form) return fail(ErrorCode::store_damaged, "a form of that rollout is gone", named.form.value());
    forms.push_back(std::move(*form));
  }
  return forms;
}

void print(const Rollout& rollout, const std::vector<warehouse::PublishedForm>& forms,
           const std::vector<std::string>& sites, Console& console) {
  console.out << "Rollout " << rollout.version << " is published. ";
  if (sites.empty() && rollout.share == 100) {
    console.out << "Every kiosk runs:\n";
  } else {
    console.out << (rollout.share == 100 ? "The kiosks" : std::to_string(rollout.share) + " % of the kiosks");
    for (const std::string& site : sites) console.out << (site == sites.front() ? " at " : " ") << site;
    console.out << (sites.empty() ? "" : ", and below,") << " run:\n";
  }
  for (const auto& form : forms) {
    console.out << "  " << form.form.value() << (form.version.empty() ? "" : " " + form.version) << "  " << form.title
                << '\n';
    for (const auto& file : form.files) console.out << "    with " << file.name << ", " << file.size << " bytes\n";
  }
  const auto say = [&](const char* what, const std::optional<Instant>& when) {
    if (when) console.out << what << iso_date_time(*when, console.time_zone.offset_at(*when)) << ".\n";
  };
  say("Residents are asked from ", rollout.opens);
  say("Residents are asked until ", rollout.closes);
  console.out << "Idle warning after " << rollout.policy.idle_warning.count() << " s, reset "
              << rollout.policy.idle_reset.count() << " s later; unfinished answers are "
              << (rollout.policy.keep_partial ? "kept as partial" : "dropped") << ".\n";
}

Result<Exit> publish(const Options& options, Console& console) {
  if (options.files.empty() == (options.again == 0))
    return fail(ErrorCode::argument_invalid, "give either surveys or --again", {}, "see `minyi publish --help`");
  bool valid = true;
  MINYI_TRY(const auto prepared, prepare(options, console, valid));
  if (!valid) {
    console.err << "minyi: nothing was published\n";
    return Exit::failed;
  }
  MINYI_TRY(const auto warehouse, open_warehouse(options.data, Absent::create));
  MINYI_TRY(auto sites, addressed(options, *warehouse));
  MINYI_TRY(const auto key, publisher_key(options.data, *warehouse));
  MINYI_TRY(const auto last, warehouse->rollout());

  Rollout rollout;
  rollout.version = last ? last->version + 1 : 1;
  rollout.created = console.clock.now();
  if (options.valid_days > 0) rollout.expires = rollout.created + std::chrono::days(options.valid_days);
  rollout.share = options.share;
  MINYI_TRY(rollout.opens, read_moment(options.opens, "--opens", console.time_zone));
  MINYI_TRY(rollout.closes, read_moment(options.closes, "--closes", console.time_zone));
  std::vector<warehouse::PublishedForm> forms;
  if (options.again > 0) {
    MINYI_TRY(forms, forms_of(options.again, *warehouse));
  }
  for (const auto& [survey, form] : prepared) forms.push_back(form);
  for (const auto& form : forms)
    rollout.forms.push_back({form.form, form.version, form.digest, form.xform.size(), form.files});
  rollout.sites = std::move(sites);
  rollout.policy = {std::chrono::seconds(options.idle_warning), std::chrono::seconds(options.idle_reset),
                    !options.drop_partial};

  const std::string json = exchange::encode(rollout);
  // What kiosks would refuse is not published: too many sites, files that are too large together …
  MINYI_CHECK(exchange::decode_rollout(json));
  if (last)
    if (const auto before = exchange::decode_rollout(last->json)) remark_versions(forms, *before, console);
  for (const auto& [survey, form] : prepared) MINYI_CHECK(keep_files(survey, form.files, *warehouse));
  const std::string comment = exchange::rollout_comment(rollout.version);
  MINYI_CHECK(warehouse->publish(forms, {rollout.version, json, exchange::minisign(json, comment, key)}));
  print(rollout, forms, options.sites, console);
  return Exit::done;
}

}  // namespace

Action declare_publish(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->files, "Surveys (.xlsx, .md, .csv, .xml); residents are asked the first");
  add_data_option(app, options->data);
  app.add_option("--site", options->sites, "Only kiosks at this site or below, as the tree is now; may be repeated")
      ->allow_extra_args(false);  // one for each --site: what follows may be a file
  app.add_option("--idle-warning", options->idle_warning, "Seconds without a touch before the warning")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  app.add_option("--idle-reset", options->idle_reset, "Seconds of warning before the screen starts afresh")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  app.add_flag("--drop-partial", options->drop_partial,
               "Throw unfinished answers away instead of keeping them as partial");
  app.add_option("--valid-days", options->valid_days, "After so many days kiosks say that the survey is stale")
      ->check(CLI::Range(1, 3650));
  app.add_option("--share", options->share, "Only so many percent of these kiosks, always the same for one survey")
      ->check(CLI::Range(1u, 100u))
      ->capture_default_str();
  app.add_option("--opens", options->opens, "Residents are asked from then on: 2026-12-01 or 2026-12-01T08:30");
  app.add_option("--closes", options->closes, "Residents are asked until then");
  app.add_option("--again", options->again,
                 "Instead of surveys: those of the former rollout of this number, as a new one")
      ->check(CLI::PositiveNumber);
  return [options](Console& console) { return publish(*options, console); };
}

}  // namespace minyi::cli
