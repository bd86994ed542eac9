#include "minyi/screens/heads.hpp"

#include <algorithm>

namespace minyi::kiosk::screens {

void draw_picture(Scene& scene, const std::string& name, const widgets::Rect& area) {
  const auto shown = scene.album.show(name, {static_cast<int>(area.w), static_cast<int>(area.h)});
  if (shown.texture == 0) return;
  const auto w = static_cast<float>(shown.extent.width), h = static_cast<float>(shown.extent.height);
  scene.canvas.image({area.x + (area.w - w) / 2, area.y + (area.h - h) / 2, w, h}, shown.texture);
}

void draw_figure(Scene& scene, const std::string& id, const std::string& label, const Figure& figure,
                 const widgets::Rect& area) {
  const bool enlarges = !scene.album.extent(figure.larger).empty();
  const widgets::Element element{"picture:" + id, enlarges ? "button" : "image", label, figure.name, ""};
  if (!enlarges)
    scene.canvas.note(element, area);
  else if (scene.canvas.target(element, area).pressed)
    scene.memory.enlarged = figure.larger;
  draw_picture(scene, figure.name, area);
}

float draw_head(Scene& scene, const Axes& axes, const std::string& id, const Head& head, float at, float spacing) {
  auto& canvas = scene.canvas;
  const auto& p = canvas.t.colour;
  const float start = at, small = scene.u(3 * spacing);
  const auto put = [&](const Block& block, const char* what, const char* role, std::uint32_t colour) {
    if (block.depth <= 0) return;
    if (at > start) at += small;
    const auto rect = axes.at(0, at, std::min(axes.length(), block.style.extent), block.depth);
    canvas.note({std::string(what) + ":" + id, role, block.words, "", block.truncated ? "truncated" : ""}, rect);
    canvas.draw(rect.x, rect.y, block.words, block.style, colour);
    at += block.depth;
  };
  put(head.label, "question", "heading", p.ink);
  put(head.hint, "hint", "text", p.quiet);
  if (head.problem.depth > 0) {
    if (at > start) at += small;
    const auto size = canvas.measure(head.problem.words, head.problem.style);
    const float along = axes.vertical ? size.height : size.width;
    const auto rect = axes.at(0, at, std::min(axes.length(), along + scene.u(12)), head.problem.depth);
    canvas.fill(rect, p.error_ground, scene.u(2));
    const float bar = scene.u(1.5F);
    canvas.fill(axes.vertical ? widgets::Rect{rect.x, rect.y, rect.w, bar} : widgets::Rect{rect.x, rect.y, bar, rect.h},
                p.error);
    canvas.note({"problem:" + id, "alert", head.problem.words, "", head.problem.truncated ? "truncated" : ""}, rect);
    const float along_inset = scene.u(6), across_inset = scene.u(2.5F);
    canvas.draw(rect.x + (axes.vertical ? across_inset : along_inset),
                rect.y + (axes.vertical ? along_inset : across_inset), head.problem.words, head.problem.style, p.error);
    at += head.problem.depth;
  }
  if (const auto& picture = head.picture; picture.depth > 0) {
    if (at > start) at += small;
    const auto w = static_cast<float>(picture.extent.width), h = static_cast<float>(picture.extent.height);
    const auto rect = axes.at(0, at, axes.vertical ? h : w, picture.depth);
    draw_figure(scene, id, head.label.words, picture, rect);
    at += picture.depth;
  }
  return at - start;
}

}  // namespace minyi::kiosk::screens
