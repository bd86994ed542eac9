#include "minyi/flow/panel.hpp"

#include <utility>

#include <fmt/format.h>

namespace minyi::kiosk::flow {
namespace {

// "2026-11-26 14:05:07", where the kiosk stands.
std::string local_time(Instant instant, const Outlook& outlook) {
  auto text = iso_date_time(instant, outlook.time_zone->offset_at(instant)).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const auto& word : words) line += (line.empty() ? "" : ", ") + word;
  return line;
}

}  // namespace

PinScreen pin_screen(std::size_t digits, bool was_wrong, int rests, const LanguageWords& words) {
  const auto& say = words.panel;
  PinScreen screen;
  screen.pin.id = "pin";
  screen.pin.kind = Kind::integer;
  screen.pin.label = say.pin_title;
  screen.pin.secret = true;
  screen.pin.value.assign(digits, '*');
  if (rests > 0)
    screen.pin.problem = fmt::format(fmt::runtime(say.pin_rests), rests);
  else if (was_wrong)
    screen.pin.problem = say.pin_wrong;
  screen.rests = rests > 0;
  screen.may_open = digits > 0 && !screen.rests;
  screen.open = say.open;
  screen.back = say.back;
  return screen;
}

PanelScreen panel_screen(const KioskFacts& facts, const std::optional<Error>& trouble, const Outlook& outlook,
                         const LanguageWords& words) {
  const auto& say = words.panel;
  PanelScreen screen;
  screen.title = say.title;
  screen.send_now = say.send_now;
  screen.close = say.close;
  using Tone = PanelScreen::Tone;
  const auto tell = [&](std::string id, std::string_view label, std::string value, Tone tone = Tone::plain) {
    screen.lines.push_back({std::move(id), std::string(label), std::move(value), tone});
  };
  const auto count = [&](std::uint64_t KioskFacts::Kept::*which) {
    return facts.kept ? std::to_string((*facts.kept).*which) : std::string("?");
  };
  if (trouble) tell("trouble", say.trouble, to_string(*trouble), Tone::alarm);
  std::string connection(facts.connected ? say.connected : say.not_connected);
  if (!facts.waiting_for.empty()) connection += " · " + facts.waiting_for;
  tell("connection", say.connection, connection,
       !facts.connected            ? Tone::alarm
       : facts.waiting_for.empty() ? Tone::good
                                   : Tone::plain);
  tell("waiting", say.waiting, count(&KioskFacts::Kept::waiting));
  tell("completed", say.completed, count(&KioskFacts::Kept::completed));
  tell("last-receipt", say.last_receipt,
       facts.last_receipt ? local_time(*facts.last_receipt, outlook) : std::string(say.never));
  tell("alarms", say.alarms, facts.alarms.empty() ? std::string(say.none) : joined(facts.alarms),
       facts.alarms.empty() ? Tone::plain : Tone::alarm);
  tell("kiosk", say.kiosk, facts.kiosk);
  tell("site", say.site, facts.site_name.empty() ? facts.site : facts.site_name + " · " + facts.site);
  tell("survey", say.survey,
       facts.survey.empty()           ? std::string(say.none)
       : facts.survey_version.empty() ? facts.survey
                                      : facts.survey + " · " + facts.survey_version);
  tell("rollout", say.rollout,
       facts.stale ? fmt::format("{} · {}", facts.rollout, say.stale) : std::to_string(facts.rollout),
       facts.stale ? Tone::alarm : Tone::plain);
  tell("free", say.free,
       facts.kept ? fmt::format("{:.1f} GB", static_cast<double>(facts.kept->free_bytes) / 1e9) : std::string("?"));
  tell("program", say.program, facts.program_version);
  tell("clock", say.clock, local_time(outlook.clock->now(), outlook));
  return screen;
}

}  // namespace minyi::kiosk::flow
