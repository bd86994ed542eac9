// Texts as residents read them: there in each language, apart from each other, short enough.
#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "minyi/check/checks.hpp"
#include "minyi/check/estimate.hpp"

namespace minyi::check {
namespace {

constexpr double longest_reading = 30;  // seconds for a question's label and hint

// What XLSForm compilers write where a language has no text.
constexpr std::string_view missing = "-";

// XLSForm's column of a form of a text.
std::string column_of(std::string_view form, std::string_view part) {
  if (form.empty() || form == "short") return std::string(part);
  return form == "guidance" ? "guidance_hint" : std::string(form);
}

std::string literal(const form::TextPieces& pieces) {
  std::string text;
  for (const auto& piece : pieces) text += piece.output ? "…" : piece.literal;
  return text == missing ? std::string() : text;
}

// What a text says in a language (a name), in one of its forms.
std::string words(const form::Form& form, const form::Text& text, const std::string& language, std::string_view shape) {
  if (text.itext_id.empty()) return shape.empty() ? literal(text.pieces) : std::string();
  const auto found = form.itext.texts.find(text.itext_id);
  if (found == form.itext.texts.end()) return {};
  const auto own = found->second.find(language);
  if (own == found->second.end()) return {};
  const auto pieces = own->second.find(shape);
  return pieces == own->second.end() ? std::string() : literal(pieces->second);
}

std::set<std::string> shapes(const form::Form& form, const form::Text& text) {
  if (text.itext_id.empty()) return {""};
  std::set<std::string> all;
  if (const auto found = form.itext.texts.find(text.itext_id); found != form.itext.texts.end())
    for (const auto& [language, forms] : found->second)
      for (const auto& [shape, pieces] : forms)
        if (!literal(pieces).empty()) all.insert(shape);
  return all;
}

std::vector<std::string> languages_of(const form::Form& form) {
  std::vector<std::string> names;
  for (const auto& language : form.languages) names.push_back(language.name);
  if (names.empty()) names.emplace_back();
  return names;
}

class TextCheck {
 public:
  TextCheck(const Outline& outline, Findings& findings)
      : form_(outline.form()), outline_(outline), languages_(languages_of(form_)), findings_(findings) {}

  void run() {
    for (const auto& each : texts(form_))
      translated(*each.text, {Code::untranslated, each.path, std::string(each.part)});
    for (const auto& question : outline_.questions()) {
      labelled(question);
      readable(question);
      choices(question);
    }
  }

 private:
  void translated(const form::Text& text, const Finding& where) {
    if (languages_.size() < 2 || text.itext_id.empty()) return;
    for (const auto& shape : shapes(form_, text))
      for (const auto& language : languages_) {
        if (!words(form_, text, language, shape).empty()) continue;
        auto finding = where;
        finding.part = column_of(shape, where.part);
        finding.language = language;
        finding.message = "no text in this language";
        finding.hint = "residents who choose it will read another language here, or nothing";
        findings_.add(std::move(finding));
      }
  }

  void labelled(const Question& question) {
    const bool bare = question.control->appears("list-nolabel") || question.control->appears("label");
    const auto said = [&](const form::Text& text) { return text.itext_path || !spoken(text).empty(); };
    if (bare || said(question.control->label) || said(question.control->hint)) return;
    findings_.add({.code = Code::no_label,
                   .path = question.control->path,
                   .part = "label",
                   .message = "the question has no text",
                   .hint = "write what residents are to answer, or make it a hidden or calculate row"});
  }
  // Forms in which it says something in any language.
  std::set<std::string> spoken(const form::Text& text) {
    auto all = shapes(form_, text);
    if (text.itext_id.empty() && literal(text.pieces).empty()) all.clear();
    return all;
  }

  void readable(const Question& question) {
    double longest = 0;
    std::string where;
    for (const auto& language : languages_) {
      const double seconds = reading_seconds(words(form_, question.control->label, language, "")) +
                             reading_seconds(words(form_, question.control->hint, language, ""));
      if (seconds <= longest) continue;
      longest = seconds;
      where = language;
    }
    if (longest <= longest_reading) return;
    findings_.add({.code = Code::long_text,
                   .path = question.control->path,
                   .part = "label",
                   .language = where,
                   .message = fmt::format("takes about {:.0f} seconds to read", longest),
                   .hint = "say it shorter, or in two questions"});
  }

  void choices(const Question& question) {
    const auto& list = outline_.choices(question.place);
    if (!list.known) return;
    const bool fresh = list.list.empty() || lists_.insert(list.list).second;
    const bool together = list.filters.empty() && (list.list.empty() || whole_lists_.insert(list.list).second);
    if (!fresh && !together) return;
    std::vector<std::set<std::string>> seen(languages_.size());
    for (std::size_t index = 0; index < list.values.size(); ++index) {
      const auto label = choice_label(*question.control, list, index);
      Finding where{.code = Code::untranslated,
                    .path = list.list.empty() ? question.control->path : "",
                    .part = "label",
                    .list = list.list,
                    .choice = list.values[index]};
      if (fresh) {
        translated(label, where);
        if (spoken(label).empty()) silent(where);
      }
      if (together) apart(label, where, seen);
    }
  }
  void silent(Finding finding) {
    finding.code = Code::no_label;
    finding.message = "the choice has no text";
    finding.hint = "write what residents are to read on its button";
    findings_.add(std::move(finding));
  }
  void apart(const form::Text& label, const Finding& where, std::vector<std::set<std::string>>& seen) {
    const auto all = shapes(form_, label);
    if (all.contains("image") || all.contains("big-image")) return;
    for (std::size_t at = 0; at < languages_.size(); ++at) {
      auto text = words(form_, label, languages_[at], "");
      if (text.empty() || text.find("…") != std::string::npos || seen[at].insert(text).second) continue;
      auto finding = where;
      finding.code = Code::same_label;
      finding.language = languages_[at];
      finding.message = "another choice of the list reads the same: " + text;
      finding.hint = "residents cannot tell them apart";
      findings_.add(std::move(finding));
    }
  }

  const form::Form& form_;
  const Outline& outline_;
  std::vector<std::string> languages_;
  Findings& findings_;
  std::set<std::string> lists_{}, whole_lists_{};  // done
};

}  // namespace

void check_texts(const Outline& outline, Findings& findings) { TextCheck(outline, findings).run(); }

}  // namespace minyi::check
