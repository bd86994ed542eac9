#include "minyi/preview/show.hpp"

#include <atomic>
#include <filesystem>
#include <ostream>

#include <nlohmann/json.hpp>

#include "minyi/preview/folder_watch.hpp"
#include "minyi/preview/session.hpp"
#include "minyi/preview/survey.hpp"
#include "minyi/screens/draw.hpp"
#include "minyi/screens/inspect.hpp"
#include "minyi/text/text.hpp"
#include "minyi/window/signals.hpp"
#include "minyi/window/window.hpp"

namespace minyi::kiosk::preview {
namespace {

constexpr Resolution usual{1280, 800};

std::vector<std::string> folders_of(const Options& options) {
  auto form = std::filesystem::path(options.form).parent_path().string();
  if (form.empty()) form = ".";
  std::vector<std::string> folders{form};
  if (const auto media = media_folder(options); media != form) folders.push_back(media);
  return folders;
}

class Shown {
 public:
  Shown(const Options& options, std::ostream& out) : options_(options), out_(out), session_(options.site) {}

  Result<> run() {
    const auto size = options_.sizes.empty() ? usual : options_.sizes.front();
    MINYI_TRY(window_,
              window::Window::open({.full_screen = false,
                                    .width = size.width,
                                    .height = size.height,
                                    .title = "Minyi: " + std::filesystem::path(options_.form).filename().string(),
                                    .dress = window::Dress::framed}));
    if (!options_.inspect.empty()) MINYI_CHECK(window_->listen(options_.inspect));
    signals_.wait([this] { window_->close(); });
    MINYI_TRY(const auto typesetter, text::Typesetter::open());
    screens::View view(*typesetter, options_.density,
                       [this](std::string_view file) { return read_media(options_, file); });
    MINYI_TRY(const auto watch, FolderWatch::open(folders_of(options_), [this] {
                stale_ = true;
                window_->wake();
              }));
    session_.adopt(read_survey(options_));
    const SystemClock clock;
    window_->run({.frame = [&](float width, float height) { return frame(view, width, height); },
                  .ground = [this] { return screens::View::ground(screen_); },
                  .wake_at = [this] { return session_.next_deadline(); },
                  .touched = [] {},
                  .inspect = [this] { return screens::inspect(screen_, elements_, nlohmann::json::object()); },
                  .key = [this](std::string_view key) { key == "Escape" ? window_->close() : session_.key(key); }},
                 clock);
    return {};
  }

 private:
  bool frame(screens::View& view, float width, float height) {
    if (stale_.exchange(false)) {
      out_ << "changed" << std::endl;
      session_.adopt(read_survey(options_));
      view.wipe();
    }
    session_.tick();
    screen_ = session_.screen();
    auto drawn = view.draw(screen_, width, height);
    elements_ = std::move(drawn.elements);
    if (!drawn.event) return false;
    session_.handle(*drawn.event);
    return true;
  }

  const Options& options_;
  std::ostream& out_;
  window::Signals signals_;  // before every thread
  std::unique_ptr<window::Window> window_;
  Session session_;
  flow::Screen screen_;
  std::vector<screens::Element> elements_;
  std::atomic<bool> stale_{false};
};

}  // namespace

Result<> show(const Options& options, std::ostream& out) { return Shown(options, out).run(); }

}  // namespace minyi::kiosk::preview
