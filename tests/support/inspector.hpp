// Reads what a kiosk shows over its inspection socket, and changes nothing there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/wait.hpp"

namespace minyi::testing {

struct Element {
  std::string id, role, label, value, state;
  float x = 0, y = 0, w = 0, h = 0;                    // pixels
  [[nodiscard]] bool is(std::string_view word) const;  // `word` is one of the words of `state`
};

// The screen of one moment.
struct Sight {
  std::string screen;  // "attract", "question", "thanks", "out-of-service"
  std::string language;
  bool idle = false;  // the idle warning lies over it
  std::vector<Element> elements;
  struct Status {  // 0, false and empty where the kiosk could not open that part
    std::uint64_t pending = 0, acknowledged = 0, stored = 0, rollout = 0;
    bool online = false;
    std::string waiting_for;
  } status;
  std::string line;  // as received

  [[nodiscard]] const Element* find(std::string_view id) const;
  // Elements whose id begins so, in the order drawn.
  [[nodiscard]] std::vector<const Element*> starting(std::string_view prefix) const;
  // "question: next, back, choice:/data/aware:yes …": for messages about what was there instead.
  [[nodiscard]] std::string summary() const;

  // Throws Failure when the line is not what the kiosk promises.
  static Sight parse(const std::string& line);
};

class Inspector {
 public:
  explicit Inspector(std::filesystem::path socket) : socket_(std::move(socket)) {}
  ~Inspector();
  Inspector(const Inspector&) = delete;
  Inspector& operator=(const Inspector&) = delete;

  // Waits for the kiosk to listen and asks it once. A lost connection (the kiosk was killed) is made anew.
  Sight look(Patience patience = default_patience);
  // Looks until the condition holds; throws Failure that names `what` and what was there instead.
  Sight wait_for(const std::string& what, const std::function<bool(const Sight&)>& condition,
                 Patience patience = default_patience);

 private:
  std::optional<std::string> ask(std::chrono::steady_clock::time_point deadline);
  void disconnect();

  std::filesystem::path socket_;
  int connection_ = -1;
};

}  // namespace minyi::testing
