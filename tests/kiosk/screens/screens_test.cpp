#include <array>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "models.hpp"
#include "stage.hpp"

namespace {

using namespace minyi;
using kiosk::flow::TextSize;
using kiosk::screens::Element;

struct Size {
  int width, height;
};
constexpr std::array sizes{Size{1920, 1080}, Size{1366, 768}, Size{1280, 800}, Size{1080, 1920}};
constexpr std::array text_sizes{std::pair{TextSize::standard, "standard"}, std::pair{TextSize::large, "large"},
                                std::pair{TextSize::largest, "largest"}};
constexpr std::array languages{"zh", "mn-Mong", "en"};
constexpr float least_target = 20 * testing::ScreenStage::density;

bool is_target(const Element& e) {
  return e.role == "button" || e.role == "radio" || e.role == "checkbox" || e.role == "key";
}

bool overlap(const Element& a, const Element& b) {
  return a.x + 0.5F < b.x + b.w && b.x + 0.5F < a.x + a.w && a.y + 0.5F < b.y + b.h && b.y + 0.5F < a.y + a.h;
}

const Element* find(const std::vector<Element>& elements, const std::string& id) {
  for (const auto& element : elements)
    if (element.id == id) return &element;
  return nullptr;
}

void check_layout(const std::vector<Element>& elements, Size size) {
  for (const auto& e : elements) {
    CAPTURE(e.id);
    CHECK(e.x >= 0);
    CHECK(e.y >= 0);
    CHECK(e.x + e.w <= static_cast<float>(size.width) + 0.5F);
    CHECK(e.y + e.h <= static_cast<float>(size.height) + 0.5F);
    CHECK(e.state.find("truncated") == std::string::npos);
    if (is_target(e)) {
      CHECK(e.h >= least_target - 0.5F);
      CHECK(e.w >= least_target - 4.5F);
    }
    const bool whole_page = e.id == "thanks";
    for (const auto& other : elements) {
      if (&other == &e || whole_page || other.id == "thanks") continue;
      const bool text = e.role == "heading" || e.role == "text" || e.role == "alert";
      const bool other_text = other.role == "heading" || other.role == "text" || other.role == "alert";
      // Nothing is seen of the attendant's corner: words may run through it, but nothing that is touched.
      const bool corner = e.id == "attendant" || other.id == "attendant";
      const bool in_table = other.id.starts_with("column:") || e.id.starts_with("column:");
      CAPTURE(other.id);
      if (is_target(e) && (is_target(other) || (other_text && !corner))) CHECK_FALSE(overlap(e, other));
      if (text && other_text && !in_table) CHECK_FALSE(overlap(e, other));
    }
  }
}

}  // namespace

TEST_CASE("every screen fits every size, text size and language, and no two targets touch") {
  testing::ScreenStage stage;
  const std::filesystem::path pictures = std::filesystem::path(MINYI_BINARY_DIR) / "pictures" / "screens";
  std::filesystem::create_directories(pictures);
  // Pictures take most of the time: a chosen few, or all of them; a name asks for the screens that hold it, and no
  // others.
  const char* const asked = std::getenv("MINYI_PICTURES");
  const std::string wanted = asked == nullptr ? "" : asked;
  for (const auto* const language : languages)
    for (const auto& [text_size, text_name] : text_sizes)
      for (const auto& size : sizes)
        for (auto& model : testing::models(language)) {
          model.screen.comforts.size = text_size;
          const auto name = std::string(language) + "-" + model.name + "-" + text_name + "-" +
                            std::to_string(size.width) + "x" + std::to_string(size.height);
          if (!wanted.empty() && wanted != "all" && name.find(wanted) == std::string::npos) continue;
          CAPTURE(name);
          stage.forget();
          auto drawn = stage.show(model.screen, size.width, size.height);
          const bool few = size.width == 1920 && text_size == TextSize::standard;
          if (wanted == "all" || (wanted.empty() ? few : name.find(wanted) != std::string::npos))
            stage.picture((pictures / (name + ".png")).string(), size.width, size.height);
          std::set<std::string> seen;
          for (const auto* less = find(drawn.elements, "choices:previous");
               less != nullptr && less->state != "disabled"; less = find(drawn.elements, "choices:previous")) {
            check_layout(drawn.elements, size);  // it begins where the answer is
            stage.tap(model.screen, size.width, size.height, "choices:previous");
            drawn = stage.show(model.screen, size.width, size.height);
          }
          for (int pane = 0; pane < 200; ++pane) {
            check_layout(drawn.elements, size);
            for (const auto& e : drawn.elements) seen.insert(e.id);
            const auto* more = find(drawn.elements, "choices:next");
            if (more == nullptr || more->state == "disabled") break;
            stage.tap(model.screen, size.width, size.height, "choices:next");
            drawn = stage.show(model.screen, size.width, size.height);
          }
          // Whatever pages there are, each answer is on one of them.
          if (const auto* body = std::get_if<kiosk::flow::QuestionScreen>(&model.screen.body);
              body != nullptr && !model.screen.idle)
            for (const auto& question : body->questions)
              for (const auto& choice : question.choices)
                CHECK(seen.count("choice:" + question.id + ":" + choice.value) == 1);
          if (const auto* body = std::get_if<kiosk::flow::PanelScreen>(&model.screen.body))
            for (const auto& line : body->lines) CHECK(seen.count("fact:" + line.id) == 1);
          CHECK(seen.count("attendant") == (model.screen.corner.empty() ? 0 : 1));
        }
}

TEST_CASE("taps become events, and a page of several screenfuls is led through before it is left") {
  testing::ScreenStage stage;
  for (auto& model : testing::models("zh")) {
    CAPTURE(model.name);
    stage.forget();
    const auto event = [&](const char* id) { return stage.tap(model.screen, 1920, 1080, id).event; };
    using namespace kiosk::flow;
    if (model.name == "attract") CHECK(std::get<StartPressed>(event("start:mn-Mong").value()).language == "mn-Mong");
    if (model.name == "choose-one") {
      const auto chosen = std::get<ChoicePressed>(event("choice:/data/aware:c1").value());
      CHECK(chosen.question == "/data/aware");
      CHECK(chosen.value == "c1");
      CHECK(std::holds_alternative<NextPressed>(event("next").value()));
      CHECK(std::holds_alternative<BackPressed>(event("back").value()));
      CHECK(std::holds_alternative<StartOverPressed>(event("start-over").value()));
      CHECK(std::holds_alternative<ThemePressed>(event("theme").value()));
      CHECK(std::get<SizePressed>(event("size:largest").value()).size == TextSize::largest);
      CHECK_FALSE(event("language"));
      CHECK(std::get<LanguagePressed>(event("language:en").value()).language == "en");
    }
    if (model.name == "integer") {
      CHECK(std::get<ValueEdited>(event("key:7").value()).value == "127");
      CHECK(std::get<ValueEdited>(event("key:delete").value()).value == "1");
    }
    if (model.name == "decimal") {
      CHECK(std::get<ValueEdited>(event("key:-").value()).value == "2.5");
      CHECK_FALSE(event("key:."));  // there is one already
    }
    if (model.name == "figures") CHECK(std::get<ValueEdited>(event("key:0").value()).value == "00470");
    if (model.name == "rank") CHECK(std::get<ChoicePressed>(event("choice:/data/order:c2").value()).value == "c2");
    if (model.name == "date") {
      CHECK_FALSE(event("part:/data/born:month"));
      CHECK(std::get<ValueEdited>(event("key:2").value()).value == "1950-02-12");
      CHECK(std::get<ValueEdited>(event("key:3").value()).value == "1950-06-03");  // February is whole: the day is next
      CHECK(std::get<ValueEdited>(event("key:now").value()).value == "2026-11-25");
      CHECK(std::get<ValueEdited>(event("key:clear").value()).value.empty());
      CHECK(std::get<ValueEdited>(event("key:delete").value()).value == "-06-12");
    }
    if (model.name == "picture") {
      CHECK_FALSE(event("picture:/data/poster"));
      CHECK_THROWS(event("choice:/data/poster:c1"));  // the larger one lies over the page
      CHECK_FALSE(event("enlarged"));
      CHECK(event("choice:/data/poster:c1"));
    }
    if (model.name == "one-of-several") {
      CHECK_FALSE(event("remove"));
      CHECK(event("key:7"));
      CHECK_FALSE(event("remove"));  // another touch in between: he is asked again
      CHECK(std::holds_alternative<RemovePressed>(event("remove").value()));
    }
    if (model.name == "very-long-list") {
      CHECK_THROWS(event("choice:/data/village:c0"));
      CHECK_FALSE(event("choices:range:1"));
      CHECK_THROWS(event("choice:/data/village:c0"));
      CHECK_FALSE(event("choices:index"));
      CHECK_FALSE(event("choices:range:0"));
      CHECK(std::get<ChoicePressed>(event("choice:/data/village:c0").value()).value == "c0");
      auto& village = std::get<QuestionScreen>(model.screen.body).questions.front();
      village.choices[50].chosen = true;
      stage.forget();
      CHECK(event("choice:/data/village:c50"));  // who comes back finds his answer
    }
    if (model.name == "range") CHECK(std::get<ValueEdited>(event("choice:/data/overall:3").value()).value == "3");
    if (model.name == "long-range") CHECK(std::get<ValueEdited>(event("key:plus").value()).value == "40");
    if (model.name == "text") {
      CHECK_FALSE(event("key:shift"));
      CHECK(std::get<ValueEdited>(event("key:a").value()).value.ends_with("pleaseA"));
      CHECK(std::get<ValueEdited>(event("key:space").value()).value.ends_with("please "));
      CHECK(std::get<ValueEdited>(event("key:delete").value()).value.ends_with("pleas"));
    }
    if (model.name == "idle") {
      CHECK(std::holds_alternative<MoreTimePressed>(event("more-time").value()));
      CHECK_THROWS(event("next"));  // the page behind the warning cannot be touched
    }
    if (model.name == "attract" || model.name == "out-of-service") {
      CHECK(std::holds_alternative<CornerPressed>(event("attendant").value()));
      model.screen.corner.clear();
      CHECK_THROWS(event("attendant"));  // no PIN, no way in
    }
    if (model.name == "pin") {
      CHECK(std::get<PinDigitPressed>(event("key:7").value()).digit == '7');
      CHECK(std::holds_alternative<PinDigitErased>(event("key:delete").value()));
      CHECK(std::holds_alternative<PinEntered>(event("open").value()));
      CHECK(std::holds_alternative<PanelClosed>(event("close").value()));
      CHECK_FALSE(event("language"));
      CHECK(std::get<LanguagePressed>(event("language:en").value()).language == "en");
    }
    if (model.name == "pin-rests") {
      CHECK_FALSE(event("key:7"));
      CHECK_FALSE(event("open"));
      CHECK(std::holds_alternative<PanelClosed>(event("close").value()));
    }
    if (model.name == "panel") {
      CHECK(std::holds_alternative<SendNowPressed>(event("send-now").value()));
      CHECK(std::holds_alternative<PanelClosed>(event("close").value()));
    }
    if (model.name == "thanks") CHECK(std::holds_alternative<ThanksPressed>(event("thanks").value()));
    if (model.name == "table") {
      model.screen.comforts.size = TextSize::largest;
      const auto next = [&] { return stage.tap(model.screen, 1366, 768, "next").event; };
      CHECK_FALSE(next());  // rows that nobody has seen yet
      int pressed = 1;
      while (!next() && pressed < 20) ++pressed;
      CHECK(pressed < 20);
    }
  }
}
