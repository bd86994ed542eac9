// The attendant's way to the panel, and everybody else's way past it.
#include <algorithm>

#include "minyi/flow/pin.hpp"

#include "kiosk/flow/hall.hpp"

using namespace minyi;
using namespace minyi::kiosk::flow;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view survey = R"(
| survey |               |       |                  |                     |
|        | type          | name  | label::中文 (zh) | label::English (en) |
|        | select_one yn | aware | 知道吗?          | Do you know?        |
| choices |           |      |                  |                     |
|         | list_name | name | label::中文 (zh) | label::English (en) |
|         | yn        | yes  | 是               | Yes                 |
| settings |            |         |         |                  |
|          | form_title | form_id | version | default_language |
|          | 测试       | test    | 7       | 中文 (zh)        |
)";

template <class T>
bool has(const std::vector<Effect>& effects) {
  return std::any_of(effects.begin(), effects.end(), [](const auto& e) { return std::holds_alternative<T>(e); });
}

class Hall : public testing::Hall {
 public:
  Hall() : testing::Hall(survey) {
    offer_.attended = true;
    does(Offered{offer_});
  }
  // Touches the corner so often, each so long after the one before.
  void touches_corner(int times = 5, std::chrono::milliseconds apart = 500ms) {
    for (int i = 0; i < times; ++i) {
      if (i > 0) waits(apart);
      does(UserEvent(CornerPressed{}));
    }
  }
  void types_pin(std::string_view digits) {
    for (const char digit : digits) does(UserEvent(PinDigitPressed{digit}));
  }
  // What the kiosk would try, and what it says.
  std::string enters_pin(bool right) {
    takes_effects();
    does(UserEvent(PinEntered{}));
    for (const auto& effect : takes_effects())
      if (const auto* tried = std::get_if<TryPin>(&effect)) {
        std::string digits(tried->digits.text());
        does(PinJudged{right});
        return digits;
      }
    return "(none)";
  }
  void opens_panel() {
    touches_corner();
    types_pin("270193");
    REQUIRE(enters_pin(true) == "270193");
  }
  Question pin() { return std::get<PinScreen>(screen().body).pin; }
  bool rests() { return std::get<PinScreen>(screen().body).rests; }
  std::string line(const std::string& id) {
    const auto now = screen();
    for (const auto& one : std::get<PanelScreen>(now.body).lines)
      if (one.id == id) return one.value;
    return "(none)";
  }
};

KioskFacts facts() {
  return {.kiosk = "k-1",
          .site = "demo-t1-c1",
          .site_name = "草原社区",
          .survey = "测试",
          .survey_version = "7",
          .rollout = 3,
          .kept = KioskFacts::Kept{.waiting = 2, .completed = 40, .free_bytes = 12'340'000'000},
          .connected = true,
          .program_version = "0.1.0"};
}

}  // namespace

TEST_CASE("five touches in the corner within four seconds ask for the PIN, slower ones do not") {
  Hall hall;
  CHECK_FALSE(hall.screen().corner.empty());
  hall.touches_corner(4);
  CHECK(hall.screen().name == "attract");
  hall.waits(2s);
  hall.does(UserEvent(CornerPressed{}));  // 3.5 s after the first
  CHECK(hall.screen().name == "pin");

  Hall slow;
  slow.touches_corner(20, 1100ms);
  CHECK(slow.screen().name == "attract");
}

TEST_CASE("a kiosk without a PIN has no corner") {
  Hall hall;
  hall.offer_.attended = false;
  hall.does(Offered{hall.offer_});
  CHECK(hall.screen().corner.empty());
  hall.touches_corner(10);
  CHECK(hall.screen().name == "attract");
}

TEST_CASE("a resident who starts in the midst of it is asked, and nothing opens before him") {
  Hall hall;
  hall.touches_corner(4);
  hall.starts();
  CHECK(hall.screen().name == "question");
  CHECK(hall.screen().corner.empty());
  hall.touches_corner(10, 100ms);
  CHECK(hall.screen().name == "question");
  hall.types_pin("270193");
  CHECK(hall.enters_pin(true) == "(none)");
  hall.does(PinJudged{true});
  hall.does(LookedAtKiosk{facts()});
  hall.does(UserEvent(SendNowPressed{}));
  hall.does(UserEvent(PanelClosed{}));
  CHECK(hall.screen().name == "question");
  CHECK(hall.question().label == "Do you know?");
  CHECK_FALSE(has<SendNow>(hall.takes_effects()));
}

TEST_CASE("the corner opens a kiosk that is out of service too, and closing shows what is wrong again") {
  Hall hall;
  hall.offer_.trouble = Error{ErrorCode::store_full, "the disk is full", "/var", "free some space"};
  hall.does(Offered{hall.offer_});
  REQUIRE(hall.screen().name == "out-of-service");
  hall.opens_panel();
  hall.does(LookedAtKiosk{facts()});
  CHECK(hall.line("trouble") == "/var: the disk is full (free some space)");
  hall.does(UserEvent(PanelClosed{}));
  CHECK(hall.screen().name == "out-of-service");
}

TEST_CASE("the screen knows how many digits were typed, and none of them") {
  Hall hall;
  hall.touches_corner();
  CHECK_FALSE(std::get<PinScreen>(hall.screen().body).may_open);
  hall.types_pin("2701939");
  hall.does(UserEvent(PinDigitErased{}));
  CHECK(hall.pin().value == "******");
  CHECK(hall.pin().secret);
  CHECK(std::get<PinScreen>(hall.screen().body).may_open);
  hall.types_pin("00000000000000");
  CHECK(hall.pin().value.size() == 12);
  CHECK(hall.enters_pin(false) == "270193000000");
  CHECK(hall.pin().value.empty());
  CHECK_FALSE(hall.pin().problem.empty());
  hall.types_pin("1");
  CHECK(hall.pin().problem.empty());  // another try
}

TEST_CASE("while a PIN is judged nothing is typed and nothing tried a second time") {
  Hall hall;
  hall.touches_corner();
  hall.types_pin("270193");
  hall.does(UserEvent(PinEntered{}));
  hall.types_pin("5");
  hall.takes_effects();
  hall.does(UserEvent(PinEntered{}));
  CHECK_FALSE(has<TryPin>(hall.takes_effects()));
  hall.does(PinJudged{false});
  CHECK(hall.pin().value.empty());
}

TEST_CASE("from the third wrong PIN on each costs a wait that doubles, wherever he goes meanwhile") {
  Hall hall;
  hall.touches_corner();
  const auto wrong = [&] {
    hall.types_pin("0000");
    CHECK(hall.enters_pin(false) == "0000");
  };
  wrong();
  wrong();
  CHECK_FALSE(hall.rests());
  wrong();
  CHECK(hall.rests());
  CHECK(hall.pin().problem.find("30") != std::string::npos);
  CHECK(*hall.deadline() == hall.now() + 1s);  // the seconds are counted down
  hall.waits(1s);
  CHECK(hall.pin().problem.find("29") != std::string::npos);
  hall.types_pin("270193");
  CHECK(hall.pin().value.empty());
  CHECK(hall.enters_pin(true) == "(none)");
  hall.does(UserEvent(PanelClosed{}));
  hall.touches_corner(5, 100ms);
  CHECK(hall.rests());
  hall.waits(30s);
  CHECK_FALSE(hall.rests());
  wrong();
  CHECK(hall.pin().problem.find("60") != std::string::npos);
  hall.does(UserEvent(PanelClosed{}));
  hall.waits(60s);
  hall.touches_corner();
  hall.types_pin("270193");
  CHECK(hall.enters_pin(true) == "270193");
  hall.does(UserEvent(PanelClosed{}));
  hall.touches_corner();
  wrong();
  wrong();
  CHECK_FALSE(hall.rests());  // the right one has ended the row
}

TEST_CASE("the wait for the next try grows up to an hour and no further") {
  PinGuard guard;
  Monotonic now{};
  std::vector<std::chrono::milliseconds> waits;
  for (int i = 0; i < 12; ++i) {
    guard.wrong(now);
    const auto until = guard.resting_until(now);
    waits.push_back(until ? *until - now : 0ms);
    if (until) now = *until;
    CHECK_FALSE(guard.resting_until(now));
  }
  CHECK(waits ==
        std::vector<std::chrono::milliseconds>{0s, 0s, 30s, 60s, 120s, 240s, 480s, 960s, 1920s, 3600s, 3600s, 3600s});
}

TEST_CASE("the screen that asks for the PIN goes back by itself, and keeps nothing") {
  Hall hall;
  hall.touches_corner();
  hall.types_pin("27");
  CHECK(*hall.deadline() == hall.now() + 60s);
  hall.waits(59s);
  CHECK(hall.screen().name == "pin");
  hall.does(Touched{});
  hall.waits(59s);
  CHECK(hall.screen().name == "pin");
  hall.takes_effects();
  hall.waits(1s);
  CHECK(hall.screen().name == "attract");
  CHECK(has<Wipe>(hall.takes_effects()));
  CHECK_FALSE(hall.deadline());
  hall.touches_corner();
  CHECK(hall.pin().value.empty());
}

TEST_CASE("the panel looks at the kiosk every second while it is open, and closes by itself") {
  Hall hall;
  hall.opens_panel();
  CHECK(has<LookAtKiosk>(hall.takes_effects()));
  hall.does(LookedAtKiosk{facts()});
  CHECK(hall.screen().name == "panel");
  CHECK(*hall.deadline() == hall.now() + 1s);
  hall.waits(500ms);
  CHECK_FALSE(has<LookAtKiosk>(hall.takes_effects()));
  for (int second = 0; second < 59; ++second) {
    hall.waits(1s);
    CHECK(has<LookAtKiosk>(hall.takes_effects()));
  }
  CHECK(hall.screen().name == "panel");
  hall.waits(500ms);
  CHECK(hall.screen().name == "attract");
  CHECK(has<Wipe>(hall.takes_effects()));
  CHECK_FALSE(hall.deadline());
}

TEST_CASE("the panel says how the kiosk fares, and why it waits") {
  Hall hall;
  hall.opens_panel();
  auto told = facts();
  hall.does(LookedAtKiosk{told});
  hall.does(UserEvent(LanguagePressed{"en"}));
  CHECK(hall.screen().language == "en");
  CHECK(hall.line("kiosk") == "k-1");
  CHECK(hall.line("site") == "草原社区 · demo-t1-c1");
  CHECK(hall.line("survey") == "测试 · 7");
  CHECK(hall.line("rollout") == "3");
  CHECK(hall.line("connection") == "connected");
  CHECK(hall.line("waiting") == "2");
  CHECK(hall.line("completed") == "40");
  CHECK(hall.line("last-receipt") == "none since it was started");
  CHECK(hall.line("alarms") == "none");
  CHECK(hall.line("free") == "12.3 GB");
  CHECK(hall.line("program") == "0.1.0");
  CHECK(hall.line("trouble") == "(none)");
  told.connected = false;
  told.waiting_for = "http://c: nobody answers (check the cable)";
  told.stale = true;
  told.alarms = {"fork", "salvaged"};
  told.last_receipt = Instant{} + std::chrono::hours{24} + 5s;
  hall.does(LookedAtKiosk{told});
  CHECK(hall.line("connection") == "not connected · http://c: nobody answers (check the cable)");
  CHECK(hall.line("rollout") == "3 · past its day");
  CHECK(hall.line("alarms") == "fork, salvaged");
  CHECK(hall.line("last-receipt") == "1970-01-02 08:00:05");  // where the kiosk stands
  told.kept.reset();
  hall.does(LookedAtKiosk{told});
  CHECK(hall.line("waiting") == "?");
}

TEST_CASE("send now asks to send and looks at once") {
  Hall hall;
  hall.opens_panel();
  hall.takes_effects();
  hall.does(UserEvent(SendNowPressed{}));
  const auto effects = hall.takes_effects();
  REQUIRE(effects.size() == 2);
  CHECK(std::holds_alternative<SendNow>(effects[0]));
  CHECK(std::holds_alternative<LookAtKiosk>(effects[1]));
}

TEST_CASE("what is published while the panel is open is there when it closes") {
  Hall hall;
  hall.opens_panel();
  hall.offer_.trouble = Error{ErrorCode::form_unknown, "the survey is over"};
  hall.does(Offered{hall.offer_});
  CHECK(hall.screen().name == "panel");
  hall.does(UserEvent(PanelClosed{}));
  CHECK(hall.screen().name == "out-of-service");
}
