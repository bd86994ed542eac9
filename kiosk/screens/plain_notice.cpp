#include "minyi/screens/plain_notice.hpp"

#include <imgui.h>

namespace minyi::kiosk::screens {

void draw_plain_notice(const PlainNotice& notice, float width, float height) {
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize({width, height});
  ImGui::Begin("notice", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBackground |
                   ImGuiWindowFlags_NoSavedSettings);
  ImGui::SetWindowFontScale(3.0f);
  ImGui::PushStyleColor(ImGuiCol_Text, ImVec4(0.11f, 0.125f, 0.14f, 1));
  ImGui::SetCursorPos({width * 0.08f, height * 0.25f});
  ImGui::PushTextWrapPos(width * 0.92f);
  ImGui::BeginGroup();
  ImGui::TextUnformatted(notice.title.c_str());
  ImGui::Dummy({0, height * 0.04f});
  ImGui::SetWindowFontScale(2.0f);
  for (const auto* line : {&notice.detail, &notice.hint, &notice.code})
    if (!line->empty()) ImGui::TextUnformatted(line->c_str());
  ImGui::EndGroup();
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
  ImGui::End();
}

}  // namespace minyi::kiosk::screens
