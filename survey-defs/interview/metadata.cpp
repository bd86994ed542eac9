// Metadata preloads, and answers as a response carries them.
// Source: ODK XForms specification, "Preload attributes".
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "minyi/interview/state.hpp"
#include "minyi/interview/values.hpp"

namespace minyi::interview {

namespace {

std::string random_uuid(xpath::RandomSource& random) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "uuid:xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";  // RFC 9562, version 4
  for (std::size_t at = 5; at < text.size(); ++at) {
    const auto drawn = std::min<std::size_t>(15, static_cast<std::size_t>(random.uniform() * 16));
    if (text[at] == 'x') text[at] = digits[drawn];
    if (text[at] == 'y') text[at] = digits[8 + drawn % 4];
  }
  return text;
}

std::string time_stamp(const Surroundings& around) {
  const Instant now = around.clock->now();
  return iso_date_time(now, around.time_zone->offset_at(now));
}

std::string property(const Surroundings& around, const Place& place) {
  const std::string& name = place.bind->preload_parameters;
  if (name == "deviceid" || name == "uri:deviceid") return around.device_id;
  for (const std::string& key : {name, place.name})
    if (const auto found = around.properties.find(key); found != around.properties.end()) return found->second;
  return {};
}

struct Preload {
  std::string_view kind, parameters;  // no parameters: any
  std::string (*value)(const Surroundings&, const Place&);
};
constexpr std::array<Preload, 4> at_start{{
    {"timestamp", "start", [](const Surroundings& around, const Place&) { return time_stamp(around); }},
    {"date", "today",
     [](const Surroundings& around, const Place&) {
       const Instant now = around.clock->now();
       return iso_date(now, around.time_zone->offset_at(now));
     }},
    {"property", "", property},
    {"uid", "", [](const Surroundings& around, const Place&) { return random_uuid(*around.random); }},
}};

}  // namespace

void Interview::State::preload() {
  for (int index = 0; index < static_cast<int>(plan->places().size()); ++index) {
    const Place& place = plan->place(index);
    if (place.bind == nullptr || place.bind->preload.empty()) continue;
    for (const Preload& preload : at_start) {
      if (preload.kind != place.bind->preload) continue;
      if (!preload.parameters.empty() && preload.parameters != place.bind->preload_parameters) continue;
      const std::string value = preload.value(surroundings, place);
      if (value.empty() || !accept_text(value)) continue;
      answers.each(answers.root(), index, [&](int slot) { recalculation.set(slot, value); });
    }
  }
}

void Interview::State::preload_end() {
  for (int index = 0; index < static_cast<int>(plan->places().size()); ++index) {
    const form::Bind* bind = plan->place(index).bind;
    if (bind == nullptr || bind->preload != "timestamp" || bind->preload_parameters != "end") continue;
    answers.each(answers.root(), index, [&](int slot) { recalculation.set(slot, time_stamp(surroundings)); });
  }
  settle();
}

std::vector<AnsweredNode> Interview::State::collect() const {
  std::vector<AnsweredNode> collected;
  std::vector<const xpath::Node*> visits{answers.document().element()};
  while (!visits.empty()) {
    const xpath::Node& node = *visits.back();
    visits.pop_back();
    if (node.tag < 0) continue;
    const Slot& slot = answers.slot(node.tag);
    if (!slot.relevant) continue;  // nor is anything below
    if (answers.place(slot).leaf) {
      if (!slot.value.empty()) collected.push_back({answers.path(node.tag), slot.value});
      continue;
    }
    const auto children = node.children();
    for (auto it = children.rbegin(); it != children.rend(); ++it)
      if ((*it)->kind() == xpath::NodeKind::element) visits.push_back(it->get());
  }
  return collected;
}

Result<> Interview::State::put_back(const std::vector<AnsweredNode>& stored) {
  for (const AnsweredNode& answer : stored) {
    const auto address = answers.address(answer.path);
    if (!address || !plan->place(address->place).leaf)
      return fail(ErrorCode::interview_invalid, "the response answers a question that the form does not have",
                  answer.path.substr(0, 200));
    if (auto fine = accept_text(answer.value); !fine)
      return fail(ErrorCode::interview_invalid, fine.error().message, plan->place(address->place).path);
    Instance* at = &answers.root();
    std::size_t level = 0;
    for (const int repeat : plan->repeats_between(0, plan->place(address->place).scope)) {
      const std::size_t position = address->positions[level++];
      if (position > max_repeat_instances)
        return fail(ErrorCode::interview_invalid,
                    fmt::format("the response has more than {} instances of a repeat", max_repeat_instances),
                    plan->place(repeat).path);
      while (answers.instances(*at, repeat).size() < position)
        if (answers.add(repeat, *at) == nullptr)
          return fail(ErrorCode::interview_invalid, "the response has too many nodes", plan->place(repeat).path);
      at = answers.instances(*at, repeat)[position - 1].get();
    }
    int id = answers.slot_in(*at, address->place);
    answers.set(id, answer.value);
    if (answer.value.empty()) continue;
    for (; id >= 0 && !answers.slot(id).stored_below; id = answers.parent(id)) answers.slot(id).stored_below = true;
  }
  return {};
}

}  // namespace minyi::interview
