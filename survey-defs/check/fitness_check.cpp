// What does not fit a public screen that anyone may use: questions a kiosk cannot ask, personal data, answers of
// others, pictures that are not there, questions nobody can decline.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "minyi/check/checks.hpp"
#include "minyi/check/words.hpp"
#include "minyi/form/needed_files.hpp"
#include "minyi/interview/values.hpp"

namespace minyi::check {
namespace {

using form::ControlKind;
using form::DataType;
using interview::QuestionKind;

bool draws(const form::Control& control) {
  return control.appears("signature") || control.appears("draw") || control.appears("annotate");
}
bool is_upload(const form::Control& control, std::string_view media) {
  return control.kind == ControlKind::upload && control.media_type.starts_with(media);
}
bool is_input(const form::Control& control, const form::Bind* bind, DataType type) {
  return control.kind == ControlKind::input && bind != nullptr && bind->type == type;
}

struct Inability {
  bool (*is)(const form::Control&, const form::Bind*);
  std::string_view what;     // "a kiosk cannot …"
  std::string_view instead;  // what to do
};

constexpr std::string_view leave_out = "leave it out; who has something to show can do so at the office";

// The first that fits.
constexpr auto inabilities = std::to_array<Inability>({
    {[](const form::Control& c, const form::Bind*) { return c.kind == ControlKind::upload && draws(c); },
     "take a signature or a drawing", "ask for consent with a select_one or an acknowledge question"},
    {[](const form::Control& c, const form::Bind*) { return is_upload(c, "image"); }, "take a picture", leave_out},
    {[](const form::Control& c, const form::Bind*) { return is_upload(c, "audio"); }, "record sound",
     "ask with a text question"},
    {[](const form::Control& c, const form::Bind*) { return is_upload(c, "video"); }, "record film", leave_out},
    {[](const form::Control& c, const form::Bind*) { return c.kind == ControlKind::upload; }, "take a file", leave_out},
    {[](const form::Control& c, const form::Bind* b) { return is_input(c, b, DataType::geopoint); },
     "tell where a resident lives by satellite", "ask for the grid or community with a select_one (bind::minyi:site)"},
    {[](const form::Control& c, const form::Bind* b) { return is_input(c, b, DataType::geotrace); }, "follow a way",
     "ask for the street with a select_one"},
    {[](const form::Control& c, const form::Bind* b) { return is_input(c, b, DataType::geoshape); },
     "take the outline of a place", "ask for the place with a select_one"},
    {[](const form::Control& c, const form::Bind* b) {
       return is_input(c, b, DataType::barcode) || c.appears("barcode");
     },
     "scan a code", "ask for the number with an integer or text question"},
    {[](const form::Control& c, const form::Bind*) { return c.appears("bearing"); }, "take a bearing",
     "ask with a select_one: north, east, south, west"},
    {[](const form::Control& c, const form::Bind*) {
       return !c.intent.empty() || c.appears("printer") ||
              std::ranges::any_of(c.appearance, [](const std::string& word) { return word.starts_with("ex:"); });
     },
     "start another app", "ask the question itself"},
});

const Inability* inability(const form::Control& control, const form::Bind* bind) {
  const auto found = std::ranges::find_if(inabilities, [&](const Inability& row) { return row.is(control, bind); });
  return found == inabilities.end() ? nullptr : &*found;
}

class FitnessCheck {
 public:
  FitnessCheck(const Outline& outline, const form::FileSource& files, Findings& findings)
      : outline_(outline), form_(outline.form()), files_(files), findings_(findings) {}

  void run() {
    bool consented = false;
    for (const auto& question : outline_.questions()) {
      const auto& place = outline_.place(question.place);
      const auto kind = interview::question_kind(place);
      ask(question, place, kind);
      personal(question, place, kind, consented);
      consented = consented || consents(question, place, kind);
      decline(question, place, kind);
    }
    last_saved();
    media();
    if (std::ranges::none_of(form_.binds, [](const auto& bind) { return !bind.indicator.empty(); }))
      findings_.add({.code = Code::no_indicator,
                     .message = "the survey has no indicator, so it gives no rate but turnout",
                     .hint = "add calculate rows with bind::minyi:indicator, e.g. awareness"});
  }

 private:
  [[nodiscard]] static bool required(const interview::Place& place) {
    return place.bind != nullptr && place.bind->required && place.bind->required->text() != "false()";
  }

  void ask(const Question& question, const interview::Place& place, QuestionKind kind) {
    const auto* lacks = inability(*question.control, place.bind);
    const bool unable = lacks != nullptr || kind == QuestionKind::unsupported;
    if (unable)
      findings_.add(
          {.code = Code::cannot_ask,
           .path = place.path,
           .part = "type",
           .message = lacks == nullptr ? "a kiosk cannot ask this" : fmt::format("a kiosk cannot {}", lacks->what),
           .hint = std::string(lacks == nullptr ? leave_out : lacks->instead)});
    const bool fixed = place.bind != nullptr && place.bind->read_only && place.bind->read_only->text() == "true()" &&
                       !place.bind->calculate && kind != QuestionKind::note &&
                       (place.source == nullptr || place.source->string_value().empty());
    if (!required(place)) return;
    // What a scanner or an app would have brought can be typed.
    if (kind == QuestionKind::unsupported)
      findings_.add({.code = Code::required_unasked,
                     .path = place.path,
                     .part = "required",
                     .message = "required, but a kiosk cannot ask it, so no response would hold the answer",
                     .hint = "leave `required` empty, or ask in another way"});
    else if (fixed)
      findings_.add({.code = Code::unanswerable,
                     .path = place.path,
                     .part = "required",
                     .message = "required and read-only, without a value",
                     .hint = "take one of them back; the kiosk lets residents pass without an answer"});
  }

  [[nodiscard]] static bool typed(QuestionKind kind) {
    return kind == QuestionKind::text || kind == QuestionKind::integer || kind == QuestionKind::decimal ||
           kind == QuestionKind::barcode || kind == QuestionKind::date;
  }
  void personal(const Question& question, const interview::Place& place, QuestionKind kind, bool consented) {
    if (consented || !typed(kind)) return;
    const auto word = mention(form_, question.control->label, place.name, Topic::personal);
    if (word.empty()) return;
    findings_.add(
        {.code = Code::personal_data,
         .path = place.path,
         .part = "label",
         .message = fmt::format("asks for personal data ('{}') without a question of consent before it", word),
         .hint = "leave it out, or first ask whether the resident agrees, and why it is needed"});
  }
  [[nodiscard]] bool consents(const Question& question, const interview::Place& place, QuestionKind kind) const {
    const bool decides = kind == QuestionKind::select_one || kind == QuestionKind::acknowledge;
    return decides && !mention(form_, question.control->label, place.name, Topic::consent).empty();
  }

  void decline(const Question& question, const interview::Place& place, QuestionKind kind) {
    const bool answers = kind != QuestionKind::note && kind != QuestionKind::unsupported &&
                         kind != QuestionKind::acknowledge && inability(*question.control, place.bind) == nullptr;
    if (!answers || !required(place) || offers_decline(question)) return;
    const bool chooses = outline_.choices(question.place).known;
    findings_.add({.code = Code::cannot_decline,
                   .path = place.path,
                   .part = "required",
                   .message = "required, and offers no way to decline",
                   .hint = chooses ? "add a choice such as “I would rather not say”" : "leave required empty"});
  }
  [[nodiscard]] bool offers_decline(const Question& question) const {
    const auto& choices = outline_.choices(question.place);
    for (std::size_t at = 0; at < choices.values.size(); ++at)
      if (!mention(form_, choice_label(*question.control, choices, at), choices.values[at], Topic::decline).empty())
        return true;
    return false;
  }

  void last_saved() {
    for (const auto& [id, instance] : form_.instances) {
      if (instance.source != "jr://instance/last-saved") continue;
      bool placed = false;
      for (const auto& rule : outline_.rules()) {
        const auto& references = rule.expression->references();
        if (std::ranges::none_of(references, [&, &name = id](const auto& each) { return each.instance == name; }))
          continue;
        placed = true;
        findings_.add(leak(outline_.place(rule.place).path, std::string(rule.part)));
      }
      if (!placed) findings_.add(leak("", ""));
    }
  }
  static Finding leak(std::string path, std::string part) {
    return {.code = Code::last_saved,
            .path = std::move(path),
            .part = std::move(part),
            .message = "reads the last saved response: one resident's answers would reach the next",
            .hint = "take last-saved out; on a kiosk every resident is another"};
  }

  // Pictures and recordings of texts.
  void media() {
    constexpr auto shapes = std::to_array<std::string_view>({"image", "big-image", "audio", "video"});
    std::set<std::string> done;
    const auto whose = owners();
    for (const auto& [id, languages] : form_.itext.texts)
      for (const auto& [language, forms] : languages)
        for (const auto shape : shapes) {
          const auto found = forms.find(shape);
          if (found == forms.end() || found->second.size() != 1 || found->second.front().output) continue;
          const auto& uri = found->second.front().literal;
          if (!uri.empty() && uri != "-" && done.insert(uri).second) {
            const auto owner = whose.find(id);
            auto finding = owner == whose.end() ? Finding{.code = Code::media_missing} : owner->second;
            finding.part = shape;
            finding.language = language;
            if (shape == "audio" || shape == "video") findings_.add(not_played(finding, form::file_name(uri)));
            file(uri, std::move(finding));
          }
        }
  }
  static Finding not_played(Finding finding, const std::string& name) {
    finding.code = Code::not_played;
    finding.message = fmt::format("a kiosk does not play {}", name);
    finding.hint = "say it in the label, or show a picture";
    return finding;
  }
  void file(const std::string& uri, Finding finding) {
    constexpr std::size_t large = 2U << 20U;
    const auto name = form::file_name(uri);
    if (name.empty()) return;  // no file is meant
    const auto content = files_.read(name);
    if (!content) {
      finding.code = Code::media_missing;
      finding.message = fmt::format("the file {}: {}", name, content.error().message);
      finding.hint = "put it beside the survey";
    } else if (content->size() > large) {
      finding.code = Code::media_large;
      finding.message =
          fmt::format("the file {} has {:.1f} MB", name, static_cast<double>(content->size()) / (1U << 20U));
      finding.hint = "2 MB are plenty for a screen of 1920×1080; a large file travels slowly to every kiosk";
    } else {
      return;
    }
    findings_.add(std::move(finding));
  }
  // Whose texts they are, by itext id.
  [[nodiscard]] std::map<std::string, Finding> owners() const {
    std::map<std::string, Finding> all;
    for (const auto& text : texts(form_))
      all.try_emplace(text.text->itext_id, Finding{.code = Code::media_missing, .path = text.path});
    for (const auto& question : outline_.questions()) {
      const auto& choices = outline_.choices(question.place);
      for (std::size_t at = 0; at < choices.values.size(); ++at)
        all.try_emplace(choice_label(*question.control, choices, at).itext_id,
                        Finding{.code = Code::media_missing,
                                .path = choices.list.empty() ? question.control->path : "",
                                .list = choices.list,
                                .choice = choices.values[at]});
    }
    return all;
  }

  const Outline& outline_;
  const form::Form& form_;
  const form::FileSource& files_;
  Findings& findings_;
};

}  // namespace

void check_fitness(const Outline& outline, const form::FileSource& files, Findings& findings) {
  FitnessCheck(outline, files, findings).run();
}

}  // namespace minyi::check
