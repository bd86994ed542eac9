// What a screen shows, and what a resident can do on it: plain data between `flow`, which decides, and `screens`, which
// draws. Every text is finished and in the resident's language.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace minyi::kiosk::flow {

enum class TextSize { standard, large, largest };
enum class Theme { light, dark, contrast };
// vertical: traditional Mongolian, columns from top to bottom, from left to right; the page turns with it.
enum class Direction { horizontal, vertical };

struct LanguageOption {
  std::string code;   // "zh", "mn-Mong", "en"
  std::string label;  // in its own language and script
  Direction direction = Direction::horizontal;
};

struct Comforts {
  TextSize size = TextSize::standard;
  Theme theme = Theme::light;
};

// Words of the frame around the questions, in the screen's language.
struct Words {
  std::string next, back, finish, start_over, more_time, required_mark, choose_one, choose_many, text_size, contrast,
      language, decline_hint, delete_key, done_key, space_key, page_of;  // page_of: "4 / 10" already filled in
};

struct AttractScreen {
  struct Start {
    LanguageOption language;
    std::string button;    // "开始答题", in that language
    std::string sentence;  // one sentence of what this is
    std::string facts;     // "about 2 minutes · 12 questions · anonymous"
  };
  std::string campaign;  // title of the survey, in the default language
  std::vector<Start> starts{};
  std::string participation;  // "本社区已有 128 人参与"; empty when not known
};

enum class Kind { note, choose_one, choose_many, integer, decimal, range, text, acknowledge, unsupported };

struct Choice {
  std::string value;
  std::string label;
  bool chosen = false;
};

struct Question {
  std::string id;  // path in the form
  Kind kind = Kind::note;
  std::string label, hint;
  std::string value;  // as typed so far, for integer, decimal, text; the stored number for range
  bool required = false;
  std::vector<Choice> choices{};
  double range_start = 0, range_end = 0, range_step = 1;
  bool quick_scale = false;  // choices form an ordered scale (likert): one row of equal cards
  std::string problem;       // message beside the question; empty when fine
};

struct QuestionScreen {
  std::string group_label, group_hint;
  bool table = false;  // all questions share the first one's choices: draw rows and columns
  std::vector<Question> questions{};
  std::size_t position = 1, total = 1;
  bool can_go_back = false;
  bool last = false;  // next finishes: the button says so
};

struct ThanksScreen {
  std::string title, sentence, what_happens;  // shown only after the commit
  int seconds_left = 8;
};

// The kiosk cannot take answers. For the resident one sentence; for the attendant what is wrong and what to do.
struct OutOfServiceScreen {
  std::string title, sentence;
  std::string code, detail, hint;
};

struct IdleWarning {
  std::string title, button;
  int seconds_left = 20, seconds_total = 20;
};

struct Screen {
  std::string name;  // "attract", "question", "thanks", "out-of-service"
  std::string language;
  Direction direction = Direction::horizontal;
  Comforts comforts{};
  Words words{};
  std::vector<LanguageOption> languages{};
  std::variant<AttractScreen, QuestionScreen, ThanksScreen, OutOfServiceScreen> body{};
  std::optional<IdleWarning> idle{};  // laid over the body
};

// What a resident did. Screens return these; nothing else crosses back.
struct StartPressed {
  std::string language;
};
struct ChoicePressed {
  std::string question, value;
};  // choose_one marks, choose_many toggles, acknowledge too
struct ValueEdited {
  std::string question, value;
};  // integer, decimal, text, range: the whole new value
struct NextPressed {};
struct BackPressed {};
struct StartOverPressed {};
struct LanguagePressed {
  std::string language;
};
struct SizePressed {
  TextSize size = TextSize::standard;
};
struct ThemePressed {};  // light -> dark -> contrast -> light
struct MoreTimePressed {};
struct ThanksPressed {};
using UserEvent = std::variant<StartPressed, ChoicePressed, ValueEdited, NextPressed, BackPressed, StartOverPressed,
                               LanguagePressed, SizePressed, ThemePressed, MoreTimePressed, ThanksPressed>;

}  // namespace minyi::kiosk::flow
