#include "minyi/check/estimate.hpp"

#include <algorithm>

namespace minyi::check {
namespace {

constexpr double ideographs_a_second = 255.0 / 60, letters_a_second = 987.0 / 60;
constexpr double question_seconds = 1, touch_seconds = 1, character_seconds = 1, longest_typing = 15;
constexpr std::size_t most_choices_read = 30;  // of a long list; the rest is passed by

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char each) { return (static_cast<unsigned char>(each) & 0xC0U) != 0x80U; }));
}

double answering_seconds(const interview::QuestionView& question) {
  using interview::QuestionKind;
  if (question.value.empty()) return 0;
  switch (question.kind) {
    case QuestionKind::note:
    case QuestionKind::unsupported:
      return 0;
    case QuestionKind::select_multiple:
    case QuestionKind::rank:
      return touch_seconds * static_cast<double>(1 + std::count(question.value.begin(), question.value.end(), ' '));
    case QuestionKind::text:
    case QuestionKind::integer:
    case QuestionKind::decimal:
    case QuestionKind::barcode:
      return std::min(longest_typing, character_seconds * static_cast<double>(characters(question.value)));
    default:
      return touch_seconds;
  }
}

}  // namespace

double reading_seconds(std::string_view text) {
  double seconds = 0;
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    if ((byte & 0xC0U) == 0x80U) continue;
    // Three bytes from U+2E80 on are Chinese; Mongolian stands under the lead byte E1.
    seconds += 1 / (byte >= 0xE3 && byte <= 0xE9 ? ideographs_a_second : letters_a_second);
  }
  return seconds;
}

double Pace::read(const std::string& text) { return read_.insert(text).second ? reading_seconds(text) : 0; }

double Pace::choose(const interview::QuestionView& question) {
  double seconds = 0;
  std::size_t count = 0;
  for (const auto& choice : question.choices) {
    if (++count > most_choices_read) break;
    seconds += read(choice.label);
    if (choice.chosen && question.kind == interview::QuestionKind::select_one) break;
  }
  return seconds;
}

double Pace::seconds(const interview::Page& page) {
  double seconds = touch_seconds + read(page.group_label) + read(page.group_hint);
  for (const auto& question : page.questions) {
    if (question.kind != interview::QuestionKind::note) seconds += question_seconds;
    seconds += read(question.label) + read(question.hint) + choose(question) + answering_seconds(question);
  }
  return seconds;
}

}  // namespace minyi::check
