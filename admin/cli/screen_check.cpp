#include "minyi/cli/screen_check.hpp"

#include <chrono>

#include <nlohmann/json.hpp>

#include "minyi/cli/files.hpp"
#include "minyi/cli/kiosk_program.hpp"
#include "minyi/cli/work_folder.hpp"

namespace minyi::cli {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds patience{150};  // the kiosk's program gives up sooner by itself
constexpr std::size_t most_findings = 5'000;

std::optional<ScreenFinding> read(const std::string& line) {
  const auto object = json::parse(line, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  const auto text = [&](const char* name) {
    const auto value = object.find(name);
    return value != object.end() && value->is_string() ? value->get<std::string>() : std::string();
  };
  ScreenFinding finding{text("code"), text("path"),       text("part"),    text("choice"), text("language"),
                        text("size"), text("resolution"), text("message"), text("hint")};
  if (!finding.code.starts_with("check.")) return std::nullopt;
  return finding;
}

Result<ScreenCheck> ask(const std::string& xform, const std::string& media, const std::string& named) {
  MINYI_TRY(const auto kiosk, KioskProgram::find(named));
  MINYI_TRY(const auto folder, WorkFolder::make());
  const auto form = folder / "form.xml";
  MINYI_CHECK(write_file(form, xform));
  MINYI_TRY(auto run, kiosk.preview({form, "--findings", "--media", media}));
  ScreenCheck check;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (const auto line = run.line(deadline))
    if (auto finding = read(*line); finding && check.findings.size() < most_findings)
      check.findings.push_back(std::move(*finding));
  if (run.finish() != 0)
    check.left_out = run.late() ? "minyi-kiosk took too long" : "minyi-kiosk could not look at them";
  return check;
}

}  // namespace

std::string to_string(const ScreenFinding& finding) {
  std::string text = finding.part;
  if (!finding.choice.empty()) text += " " + finding.choice;
  if (!finding.path.empty()) text += (text.empty() ? "" : " of ") + finding.path;
  if (!finding.language.empty()) text += " in " + finding.language;
  return text + (text.empty() ? "" : ": ") + finding.message;
}

ScreenCheck check_screens(const std::string& xform, const std::string& media, const std::string& kiosk) {
  auto check = ask(xform, media, kiosk);
  if (check) return std::move(*check);
  return {.findings = {}, .left_out = to_string(check.error())};
}

}  // namespace minyi::cli
