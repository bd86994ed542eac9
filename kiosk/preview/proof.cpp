#include "minyi/preview/proof.hpp"

#include <algorithm>

#include "minyi/preview/paths.hpp"
#include "minyi/preview/walk.hpp"
#include "minyi/screens/draw.hpp"

namespace minyi::kiosk::preview {
namespace {

using screens::Element;

constexpr std::size_t most_screenfuls = 6;   // of a page, before it is called crowded
constexpr std::size_t read_screenfuls = 12;  // of a longer page the first ones are read

// Measures instead of painting, and remembers the texts that were torn.
class Measuring final : public text::Typesetter {
 public:
  explicit Measuring(text::Typesetter& with) : with_(with) {}
  text::Texture draw(std::string_view text, const text::Style& style) override {
    const auto size = with_.measure(text, style);
    if (size.split) torn.emplace(text);
    return size;
  }
  text::Texture measure(std::string_view text, const text::Style& style) override { return with_.measure(text, style); }
  std::u32string missing_glyphs(std::string_view text) override { return with_.missing_glyphs(text); }
  void end_frame() override { with_.end_frame(); }
  void wipe() override { with_.wipe(); }

  std::set<std::string, std::less<>> torn;

 private:
  text::Typesetter& with_;
};

bool is_text(const Element& e) { return e.role == "heading" || e.role == "text" || e.role == "alert"; }

bool overlap(const Element& a, const Element& b) {
  return a.x + 0.5F < b.x + b.w && b.x + 0.5F < a.x + a.w && a.y + 0.5F < b.y + b.h && b.y + 0.5F < a.y + a.h;
}

// A table's columns are named above the cells of all rows, and the last screen is one target as a whole.
bool may_overlap(const Element& a, const Element& b) {
  return a.id == "thanks" || b.id == "thanks" || a.id.starts_with("column:") || b.id.starts_with("column:");
}

bool collides(const Element& element, const std::vector<Element>& elements) {
  return is_text(element) && std::any_of(elements.begin(), elements.end(), [&](const Element& other) {
           return &other != &element && !may_overlap(element, other) && overlap(element, other);
         });
}

bool is_outside(const Element& e, Resolution r) {
  return e.x < -0.5F || e.y < -0.5F || e.x + e.w > static_cast<float>(r.width) + 0.5F ||
         e.y + e.h > static_cast<float>(r.height) + 0.5F;
}

struct Reading {
  const std::vector<Origin>& origins;
  std::set<std::pair<std::size_t, Fault>> faults{};
  std::vector<bool> seen = std::vector<bool>(origins.size(), false);

  void read(const std::vector<Element>& elements, const Measuring& measured, Resolution resolution) {
    for (const auto& element : elements)
      for (std::size_t index = 0; index < origins.size(); ++index) {
        const auto& origin = origins[index];
        if (std::find(origin.elements.begin(), origin.elements.end(), element.id) == origin.elements.end()) continue;
        if (element.label.find(origin.text) == std::string::npos) continue;
        seen[index] = true;
        if (element.state.find("truncated") != std::string::npos) faults.emplace(index, Fault::shortened);
        if (measured.torn.contains(element.label)) faults.emplace(index, Fault::torn);
        if (is_outside(element, resolution)) faults.emplace(index, Fault::outside);
        if (collides(element, elements)) faults.emplace(index, Fault::overlaps);
      }
  }
};

bool goes_on(const std::vector<Element>& elements) {
  return std::any_of(elements.begin(), elements.end(),
                     [](const Element& e) { return e.id == "choices:next" && e.state != "disabled"; });
}

}  // namespace

std::vector<Origin> origins_of(const flow::Screen& screen) {
  std::vector<Origin> origins;
  const auto add = [&](const std::string& path, std::string part, std::string choice, const std::string& text,
                       std::vector<std::string> elements) {
    if (!text.empty())
      origins.push_back({path_of(path), std::move(part), std::move(choice), text, std::move(elements)});
  };
  if (const auto* attract = std::get_if<flow::AttractScreen>(&screen.body))
    add("", "title", "", attract->campaign, {"campaign"});
  const auto* page = questions_of(screen);
  if (page == nullptr) return origins;
  if (page->questions.size() > 1) {  // alone, a question stands without its group's words
    const auto& first = page->questions.front().id;
    const auto group = first.substr(0, first.rfind('/'));
    add(group, "label", "", page->group_label, {"question:group"});
    add(group, "hint", "", page->group_hint, {"hint:group", "body:group"});
  }
  for (const auto& q : page->questions) {
    add(q.id, "label", "", q.label, {"question:" + q.id, "body:" + q.id, "choice:" + q.id + ":OK"});
    add(q.id, "hint", "", q.hint, {"hint:" + q.id, "body:" + q.id});
    add(q.id, "message", "", q.problem, {"problem:" + q.id});
    for (const auto& choice : q.choices)
      add(q.id, "choice", choice.value, choice.label,
          {"choice:" + q.id + ":" + choice.value, "column:" + choice.value});
  }
  return origins;
}

std::vector<Blemish> Proof::read(const flow::Screen& screen, const std::vector<Origin>& origins,
                                 Resolution resolution) {
  Measuring measuring(typesetter_);
  screens::View view(measuring, density_, read_, pictures::Use::measure);
  Reading reading{origins};
  std::size_t screenful = 0;
  bool more = true;
  for (; more && screenful < read_screenfuls; ++screenful) {
    measuring.torn.clear();
    std::vector<Element> elements;
    const auto width = static_cast<float>(resolution.width), height = static_cast<float>(resolution.height);
    view.turn_to(screenful);
    sketch_.frame(width, height, [&] { elements = view.draw(screen, width, height).elements; });
    reading.read(elements, measuring, resolution);
    more = goes_on(elements);
  }
  std::vector<Blemish> blemishes;
  for (const auto& [origin, fault] : reading.faults) blemishes.push_back({fault, origin});
  for (std::size_t index = 0; index < origins.size() && !more; ++index)
    if (!reading.seen[index]) blemishes.push_back({Fault::left_out, index});
  if (screenful > most_screenfuls && !origins.empty()) blemishes.push_back({Fault::crowded, 0, screenful});
  return blemishes;
}

}  // namespace minyi::kiosk::preview
