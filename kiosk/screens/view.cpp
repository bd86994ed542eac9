#include <optional>
#include <utility>

#include <imgui.h>

#include "minyi/base/overloaded.hpp"
#include "minyi/screens/draw.hpp"
#include "minyi/screens/scene.hpp"

namespace minyi::kiosk::screens {
namespace {

widgets::Scheme scheme_of(const flow::Screen& screen) { return static_cast<widgets::Scheme>(screen.comforts.theme); }
static_assert(static_cast<int>(widgets::Scheme::contrast) == static_cast<int>(flow::Theme::contrast));
static_assert(static_cast<int>(widgets::Scale::largest) == static_cast<int>(flow::TextSize::largest));

// The model says nothing of pages within a page: a list's position belongs to these questions and no others.
std::string page_of(const flow::Screen& screen) {
  std::string page = screen.name;
  if (const auto* body = std::get_if<flow::QuestionScreen>(&screen.body))
    for (const auto& question : body->questions) page += '\n' + question.id;
  return page;
}

}  // namespace

struct View::State {
  text::Typesetter& typesetter;
  float density;
  pictures::Album album;
  Memory memory{};
  std::optional<std::size_t> turn{};  // to this screenful at the next draw
};

View::View(text::Typesetter& typesetter, float density, pictures::ReadFile read, pictures::Use use)
    : state_(new State{typesetter, density, pictures::Album(std::move(read), use)}) {}
View::~View() = default;

unsigned View::ground(const flow::Screen& screen) {
  return widgets::Tokens::make(scheme_of(screen), widgets::Scale::standard, 1, screen.idle.has_value()).colour.ground;
}

void View::wipe() {
  state_->memory = {};
  state_->typesetter.wipe();
  state_->album.wipe();
}

void View::turn_to(std::size_t screenful) { state_->turn = screenful; }

void View::rehearse(const flow::Screen& screen, float width, float height) {
  const auto memory = state_->memory;  // where the finger is on the screen that is shown
  draw(screen, width, height);
  state_->memory = memory;
}

Drawn View::draw(const flow::Screen& screen, float width, float height) {
  Drawn drawn;
  drawn.elements.reserve(48);
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize({width, height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::Begin("screen", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBackground |
                   ImGuiWindowFlags_NoSavedSettings);
  ImGui::PopStyleVar(2);

  auto& memory = state_->memory;
  if (auto page = page_of(screen); page != memory.page) {
    memory = {};
    memory.page = std::move(page);
  }
  if (const auto turn = std::exchange(state_->turn, std::nullopt)) {
    memory.pane = *turn;
    memory.begun = true;
    memory.index_open = false;
  }
  const auto scale = static_cast<widgets::Scale>(screen.comforts.size);
  const auto tokens = widgets::Tokens::make(scheme_of(screen), scale, state_->density, screen.idle.has_value());
  widgets::Canvas canvas(*ImGui::GetWindowDrawList(), state_->typesetter, tokens, drawn.elements);
  canvas.language = screen.language;
  canvas.vertical = screen.direction == flow::Direction::vertical;
  canvas.live = !screen.idle.has_value();
  Scene scene{canvas, screen, memory, state_->album, {0, 0, width, height}};
  std::visit(Overloaded{[&](const flow::AttractScreen& body) { draw_attract(scene, body); },
                        [&](const flow::QuestionScreen& body) { draw_question(scene, body); },
                        [&](const flow::ThanksScreen& body) { draw_thanks(scene, body); },
                        [&](const flow::OutOfServiceScreen& body) { draw_out_of_service(scene, body); },
                        [&](const flow::PinScreen& body) { draw_pin(scene, body); },
                        [&](const flow::PanelScreen& body) { draw_panel(scene, body); }},
             screen.body);
  if (!screen.corner.empty()) draw_corner(scene);
  drawn.event = std::move(scene.event);
  if (screen.idle) {
    const auto bright = widgets::Tokens::make(scheme_of(screen), scale, state_->density);
    widgets::Canvas over(*ImGui::GetWindowDrawList(), state_->typesetter, bright, drawn.elements);
    over.language = screen.language;
    over.vertical = canvas.vertical;
    Scene warning{over, screen, memory, state_->album, scene.window};
    draw_idle(warning, *screen.idle);
    drawn.event = std::move(warning.event);
  }
  ImGui::End();
  state_->typesetter.end_frame();
  state_->album.end_frame();
  return drawn;
}

}  // namespace minyi::kiosk::screens
