// What the tests of faults share: a county with an office, kiosks in its halls, a network between them that can be made
// bad, and residents of whom it is known what they answered and whether they were thanked. At the end of every fault
// stands the same judgement: who was thanked is in the warehouse, once, and nobody could read him on the way there.
#pragma once

#include <future>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "e2e/stage.hpp"
#include "support/fault_proxy.hpp"

namespace minyi::faults {

// A survey of two questions: whether one is aware (the indicator), and a wish in one's own words, "What do you wish for
// (VERSION)?".
std::string survey(const std::string& version = "1");
inline constexpr const char* form_id = "wishes";

// The first column of what SQL finds in a SQLite file that is there.
std::vector<std::string> select(const std::filesystem::path& file, const std::string& sql);

// The office with its collector, and the one way from the halls to it.
class County {
 public:
  explicit County(testing::FaultProxy::Speaks speaks = testing::FaultProxy::Speaks::http);

  [[nodiscard]] const testing::TempDir& directory() const { return directory_; }
  [[nodiscard]] const testing::XServer& display() const { return display_; }
  e2e::Office& office() { return office_; }
  testing::FaultProxy& network() { return network_; }
  void publish(const std::string& version, const std::vector<std::string>& options = {});

  // The wishes in the warehouse, in no order, each as often as it is there.
  [[nodiscard]] std::vector<std::string> wishes() const;
  void change(const std::string& sql) const;  // of the office's database
  // The first value that a query of the office's database gives; the second as a number.
  [[nodiscard]] std::string text(const std::string& sql) const;
  [[nodiscard]] std::uint64_t count(const std::string& sql) const;

 private:
  testing::TempDir directory_;
  testing::XServer display_;
  e2e::Office office_{directory_ / "office"};
  testing::FaultProxy network_;
};

// One kiosk of the county, and the residents that come to it.
class Hall {
 public:
  // Enrolled through the network, with the survey on its screen.
  explicit Hall(County& county, const std::string& name = "hall", e2e::KioskOptions options = {});

  e2e::Kiosk& kiosk() { return kiosk_; }
  [[nodiscard]] const e2e::Kiosk& kiosk() const { return kiosk_; }
  // When its kiosk has been stopped, this file is the whole store.
  [[nodiscard]] std::filesystem::path store() const { return kiosk_.data() / "outbox.db"; }
  void start(const std::vector<std::string>& more_arguments = {});  // again
  // Residents from the first screen to the thanks, each with a wish of his own.
  void answer(unsigned residents = 1);
  void begin();   // as far as the wish
  void finish();  // from there
  // The same in two: the wish (another one, where there is one), and its end. `be_refused` tries that in vain: a
  // message stands beside the question.
  void write();
  void be_refused();
  void hand_in();
  void leave();
  [[nodiscard]] const std::string& wish() const { return wish_; }  // of the one who is writing, or the last
  void knock();                                                    // touches the start button, whatever comes of it
  // Those who were thanked.
  [[nodiscard]] const std::vector<std::string>& thanked() const { return thanked_; }
  testing::Sight await(const std::string& what, const std::function<bool(const testing::Sight&)>& condition,
                       testing::Patience patience = testing::default_patience) const {
    return kiosk_.wait_for(what, condition, patience);
  }
  testing::Sight await_delivery(testing::Patience patience = testing::default_patience) const;
  // Waits for the kiosk to say why it does not send: these words.
  testing::Sight await_excuse(const std::string& words, testing::Patience patience = testing::default_patience) const;

  // How long the taps of the residents took, from the touch to what it brought about; since the last call.
  std::vector<std::chrono::milliseconds> taps();
  // The same of one resident more, while nothing is wrong: his answer has arrived.
  std::vector<std::chrono::milliseconds> calm_taps();

 private:
  void act(const std::string& script);
  void touch(const std::string& id);

  std::string name_;
  e2e::KioskOptions options_;
  e2e::Kiosk kiosk_;
  unsigned residents_ = 0;
  std::string wish_;  // of the present one
  std::vector<std::string> thanked_;
  std::vector<std::chrono::milliseconds> taps_;
};

// Residents who come to a hall one after the other, at least one, while the test does something to the world around.
// Nobody else may use the hall until the end.
class Visits {
 public:
  explicit Visits(Hall& hall);
  ~Visits() { closed_.request_stop(); }
  Visits(const Visits&) = delete;
  Visits& operator=(const Visits&) = delete;
  void end();  // when the last one has gone; throws what one of them met with

 private:
  std::stop_source closed_;
  std::future<void> coming_;  // last: its end is waited for
};

// Checks (doctest): all who were thanked in these halls are in the warehouse exactly once, and nobody else but those
// whose wishes came from kiosks without a screen; the words of the former are not on the kiosks' disks, in any log, nor
// in what was overheard on the network.
void check_counted_once_and_unread(County& county, const std::vector<Hall*>& halls,
                                   const std::vector<std::string>& others = {});
// Of a process's status in /proc, in KiB: "VmRSS", "VmHWM".
std::uint64_t memory(pid_t process, const std::string& what);
// Checks: with the fault no tap was slower than it is without, but for what a loaded machine does. A screen that waited
// for the network would stand still for the seconds of a timeout.
void check_taps(std::vector<std::chrono::milliseconds> calm, std::vector<std::chrono::milliseconds> troubled);

}  // namespace minyi::faults
