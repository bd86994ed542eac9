#include "minyi/screens/heads.hpp"

#include <algorithm>

namespace minyi::kiosk::screens {

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
  return at - start;
}

}  // namespace minyi::kiosk::screens
