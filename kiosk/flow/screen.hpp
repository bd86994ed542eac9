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
  std::string next, back, finish, start_over, more_time, required_mark, choose_one, choose_many, rank, text_size,
      contrast, language, decline_hint, delete_key, done_key, space_key, clear_key, list_index, remove, really_remove,
      page_of;  // page_of: "4 / 10" filled in
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

enum class Kind {
  note,
  choose_one,
  choose_many,
  rank,
  integer,
  decimal,
  range,
  text,
  moment,  // a date, a time of day, or both
  acknowledge,
  unsupported  // says that it cannot be asked here, and is passed by
};

struct Choice {
  std::string value;
  std::string label;
  bool chosen = false;
  std::size_t place = 0;  // in a rank, from 1; 0: not placed yet
  std::string image{};    // name of a file beside the form
};

// A part of a moment that is asked, with its name: "年", "Year".
enum class Unit { year, month, day, hour, minute };
struct Part {
  Unit unit = Unit::year;
  std::string name;
};

struct Question {
  std::string id;  // path in the form
  Kind kind = Kind::note;
  std::string label, hint;
  std::string image{}, big_image{};  // names of files beside the form; a touch on the one shows the other
  // As typed so far, for integer, decimal, text and moment; the stored number for range. A moment is "2026-11-25",
  // "09:15" or "2026-11-25T09:15"; parts that are missing or half typed stand as they are: "195--", "2026-11-".
  std::string value;
  bool required = false;
  std::vector<Choice> choices{};
  double range_start = 0, range_end = 0, range_step = 1;
  bool looked_up = false;        // choices are looked for rather than read through (minimal, autocomplete)
  bool quick_scale = false;      // choices form an ordered scale (likert): one row of equal cards
  std::size_t columns = 0;       // as many choices beside each other where there is room; 0: as it suits
  bool may_be_negative = false;  // integer, decimal
  bool grouped = false;          // figures are shown in groups of three
  bool figures_only = false;     // a text of digits, such as a number on a card
  bool secret = false;           // `value` has an asterisk for each digit, shown as a dot
  std::vector<Part> parts{};     // of a moment, in the language's order
  std::string now{};             // what the key for today or now fills in, spelled as `value` …
  std::string now_key{};         // … and its name
  std::string count{};           // of a rank, how many are placed: "2 / 5"
  std::string problem;           // message beside the question; empty when fine
};

struct QuestionScreen {
  std::string group_label, group_hint;
  bool table = false;  // all questions share the first one's choices: draw rows and columns
  std::vector<Question> questions{};
  std::size_t position = 1, total = 1;
  bool can_go_back = false;
  bool may_remove = false;  // what is asked here belongs to one of several, which can be taken out again
  bool last = false;        // next finishes: the button says so
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

// Before the panel. The digits themselves stay with the flow.
struct PinScreen {
  Question pin;
  bool rests = false;  // after too many wrong ones no key works for a while; `problem` says how long
  bool may_open = false;
  std::string open, back;
};

// How this kiosk fares, for the attendant.
struct PanelScreen {
  enum class Tone { plain, good, alarm };
  struct Line {
    std::string id;  // "waiting", "connection" …
    std::string label, value;
    Tone tone = Tone::plain;
  };
  std::string title;
  std::vector<Line> lines{};
  std::string send_now, close;
};

struct IdleWarning {
  std::string title, button;
  int seconds_left = 20, seconds_total = 20;
};

struct Screen {
  std::string name;  // "attract", "question", "thanks", "out-of-service", "pin", "panel"
  std::string language;
  Direction direction = Direction::horizontal;
  Comforts comforts{};
  Words words{};
  std::vector<LanguageOption> languages{};
  std::variant<AttractScreen, QuestionScreen, ThanksScreen, OutOfServiceScreen, PinScreen, PanelScreen> body{};
  std::optional<IdleWarning> idle{};  // laid over the body
  std::string corner{};               // what touches in the upper left corner are for; empty: for nothing
};

// What a resident did. Screens return these; nothing else crosses back.
struct StartPressed {
  std::string language;
};
struct ChoicePressed {
  std::string question, value;
};  // choose_one marks, choose_many toggles, acknowledge too; rank places last, or takes out
struct ValueEdited {
  std::string question, value;
};  // integer, decimal, text, range, moment: the whole new value
struct NextPressed {};
struct BackPressed {};
struct StartOverPressed {};
struct LanguagePressed {
  std::string language;
};
struct SizePressed {
  TextSize size = TextSize::standard;
};
struct ThemePressed {};   // light -> dark -> contrast -> light
struct RemovePressed {};  // takes out the one of several that this page belongs to
struct MoreTimePressed {};
struct ThanksPressed {};
// The attendant's.
struct CornerPressed {};
struct PinDigitPressed {
  char digit = '0';
};
struct PinDigitErased {};
struct PinEntered {};
struct SendNowPressed {};
struct PanelClosed {};  // or the screen that asks for the PIN
using UserEvent =
    std::variant<StartPressed, ChoicePressed, ValueEdited, NextPressed, BackPressed, StartOverPressed, LanguagePressed,
                 SizePressed, ThemePressed, RemovePressed, MoreTimePressed, ThanksPressed, CornerPressed,
                 PinDigitPressed, PinDigitErased, PinEntered, SendNowPressed, PanelClosed>;

}  // namespace minyi::kiosk::flow
