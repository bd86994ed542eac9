// A scripted resident: reads the screen through the inspector, as eyes do, and answers with a finger on the glass. He
// waits for what each touch must bring about before he goes on.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "support/finger.hpp"
#include "support/inspector.hpp"
#include "support/script.hpp"

namespace minyi::testing {

struct ResidentOptions {
  std::string display;
  std::filesystem::path inspect;  // the kiosk's inspection socket
  std::filesystem::path shots;    // where `shot NAME` puts NAME.png
  Patience patience = default_patience;
  std::function<void(const Sight&)> judge{};  // sees every screen that a `shot` is taken of; may be empty
};

class Resident {
 public:
  explicit Resident(ResidentOptions options);

  // Throws Failure that names the command and what was on the screen instead.
  void follow(std::string_view script);
  void act(const Command& command);

  [[nodiscard]] Inspector& inspector() { return inspector_; }

 private:
  enum class Mark { chosen, not_chosen };
  void choose(const std::string& question, const std::string& value, Mark wanted);
  void rate(const std::string& question, const std::string& value);
  void enter(const std::string& question, const std::string& text);
  void date(const std::string& question, const std::string& moment);
  void now(const std::string& question);
  void remove();
  void clear(const std::string& question);
  void turn(const std::string& button);
  void change_language(const std::string& code);
  void shoot(const std::string& name);
  // Turns the pages of a list that is too long for the screen until the element is there; gives it.
  Element find_choice(const std::string& what, const std::function<const Element*(const Sight&)>& find);
  void focus(const std::string& question);
  void press(const std::string& key, const std::string& question, const std::string& becomes);
  // Waits for the element, touches its middle.
  Sight touch(const std::string& id);
  void touch(const Element& element);

  ResidentOptions options_;
  Finger finger_;
  Inspector inspector_;
};

}  // namespace minyi::testing
