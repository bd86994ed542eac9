// A resident's journey as a state machine: attract, questions, thanks, and back. It decides; it stores nothing, sends
// nothing and draws nothing. Events come in with the time, effects go out for others to carry out.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/base/error.hpp"
#include "minyi/exchange/record.hpp"
#include "minyi/exchange/rollout.hpp"
#include "minyi/flow/moment.hpp"
#include "minyi/flow/panel.hpp"
#include "minyi/flow/pin.hpp"
#include "minyi/flow/screen.hpp"
#include "minyi/form/form.hpp"
#include "minyi/interview/interview.hpp"

namespace minyi::kiosk::flow {

// What the next resident will be asked, and how. Changing it never touches a resident who has begun.
struct Offer {
  std::shared_ptr<const form::Form> form{};         // null: there is no survey yet
  std::shared_ptr<const form::FileSource> files{};  // beside the form: its pictures; null: none
  exchange::Policy policy{};
  std::optional<std::uint64_t> participants{};  // complete responses given here so far
  std::optional<Error> trouble{};               // why no answers can be taken now; shown instead of the attract screen
  bool attended = false;                        // there is a PIN: touches in the corner lead to the panel
};

// Events beside those of the resident's finger (UserEvent).
struct Touched {};  // any press or key: somebody is there
struct Tick {};     // the time next_deadline() asked for has come
struct Offered {
  Offer offer;
};                // takes hold at once on the attract screen, else for the next resident
struct Saved {};  // the effect Save was carried out: the record is durable
struct SaveFailed {
  Error error;
};  // it was not: the resident must not be thanked
struct PinJudged {
  bool right = false;
};  // the effect TryPin was carried out
struct LookedAtKiosk {
  KioskFacts facts;
};  // the effect LookAtKiosk was
using Event = std::variant<UserEvent, Touched, Tick, Offered, Saved, SaveFailed, PinJudged, LookedAtKiosk>;

// What is to be done. In this order.
struct Save {
  exchange::Record record;
};
enum class Step { shown, started, completed, abandoned };
struct Count {
  Step step = Step::shown;
  FormId form{};
  std::string version{};
  std::string question{};  // where an abandoned interview was left
};
struct Wipe {};  // nothing of this resident may stay on screen or in a cache; comes again when the screen is free
struct TryPin {
  PinDigits digits;
};
struct LookAtKiosk {};
struct SendNow {};  // what waits, whatever it waits for
using Effect = std::variant<Save, Count, Wipe, TryPin, LookAtKiosk, SendNow>;

struct Outside {
  const Clock* clock = nullptr;
  const TimeZone* time_zone = nullptr;
  xpath::RandomSource* random = nullptr;
  std::string device_id{};
  std::map<std::string, std::string> properties{};  // {"site", code}
};

// Every delay that is not the survey's own policy.
struct Delays {
  std::chrono::seconds thanks{8};
  std::chrono::seconds corner{4};      // for all touches that open the way to the panel
  std::chrono::seconds attendant{60};  // without a touch, then the panel closes by itself
  std::chrono::seconds look{1};        // between two looks at the kiosk while the panel is open
};

class Flow {
 public:
  Flow(Outside outside, Delays delays, Offer offer, Monotonic now);

  std::vector<Effect> handle(const Event& event, Monotonic now);
  [[nodiscard]] Screen screen(Monotonic now) const;
  // On the attract screen: what a press of the n-th start button would show, so that it can be made ready before
  // somebody waits for it. Nothing for any other n or screen.
  [[nodiscard]] std::optional<Screen> prospect(std::size_t start, Monotonic now) const;
  // When the screen changes by itself; nothing while only the resident can change it.
  [[nodiscard]] std::optional<Monotonic> next_deadline(Monotonic now) const;
  // The files of the form that the present screen shows, for whoever draws its pictures; null: it has none.
  [[nodiscard]] const std::shared_ptr<const form::FileSource>& files() const;

 private:
  struct Attract {};
  struct Answering {
    interview::Interview interview;
    RecordId record;
    Instant start;
    exchange::Policy policy;  // the one he began with
    std::shared_ptr<const form::FileSource> files;
    std::map<std::string, std::string> drafts{};  // typed values that are no answer yet, by question
    bool drafts_judged = false;                   // "next" was pressed on them
    std::string another{};                        // chosen on the page that asks for one more of a repeat
    bool answered = false;
    std::optional<exchange::Outcome> saving{};  // a Save effect is out
  };
  struct Thanks {
    std::string language;
    Monotonic until;
  };
  struct Closed {
    Error error;
  };
  struct PinEntry {
    std::string language;
    PinDigits digits{};
    bool judging = false;  // a TryPin effect is out
    bool was_wrong = false;
  };
  struct Panel {
    std::string language;
    std::optional<KioskFacts> facts{};
    Monotonic look_at{};
  };
  using State = std::variant<Attract, Answering, Thanks, Closed, PinEntry, Panel>;

  std::vector<Effect> user(const UserEvent& event, Monotonic now);
  std::vector<Effect> tick(Monotonic now);
  std::vector<Effect> start(const std::string& language);
  std::vector<Effect> next();
  bool turn();
  void remove_instance();
  std::vector<Effect> leave(bool keep);
  void edit(const std::string& question, const std::string& value, std::vector<Effect>& effects);
  void choose(const ChoicePressed& pressed, std::vector<Effect>& effects);
  [[nodiscard]] bool corner_counts() const;
  void touch_corner(Monotonic now);
  void type_pin(std::optional<char> digit, Monotonic now);  // nothing: takes the last one back
  std::vector<Effect> try_pin(Monotonic now);
  std::vector<Effect> pin_judged(bool right, Monotonic now);
  std::vector<Effect> send_now(Monotonic now);
  std::vector<Effect> close_panel();
  std::vector<Effect> tick_attendant(Monotonic now);
  [[nodiscard]] std::optional<Monotonic> attendant_deadline(Monotonic now) const;
  // A countdown's next change: it shows whole seconds, rounded up.
  static Monotonic next_second(Monotonic until, Monotonic now);
  void rest();  // to the attract screen, or to Closed when there is trouble
  [[nodiscard]] exchange::Record record(const Answering& answering, exchange::Outcome outcome,
                                        std::vector<interview::AnsweredNode> answers) const;
  [[nodiscard]] std::string present_language() const;
  [[nodiscard]] Outlook outlook() const { return {outside_.clock, outside_.time_zone}; }

  Outside outside_;
  Delays delays_;
  Offer offer_;
  State state_;
  Comforts comforts_{};
  Monotonic last_touch_;
  std::vector<Monotonic> corner_{};  // when it was touched lately
  PinGuard guard_{};
};
}  // namespace minyi::kiosk::flow
