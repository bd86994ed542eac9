#include "minyi/app/pin.hpp"

#include <CLI/CLI.hpp>
#include <termios.h>
#include <unistd.h>

#include "minyi/app/backstage.hpp"
#include "minyi/arguments/arguments.hpp"
#include "minyi/panel/pin.hpp"

namespace minyi::kiosk::app {
namespace {

constexpr std::size_t longest_line = 64;  // characters; more are too many for any PIN

// What is typed is not shown while this lives.
class Unseen {
 public:
  Unseen() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  ~Unseen() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

// One line without its end, read so that no buffer keeps a copy; wiped when it goes.
class Line {
 public:
  Line() {
    text_.reserve(longest_line);
    for (char c = 0; ::read(STDIN_FILENO, &c, 1) == 1 && c != '\n';)
      if (c != '\r' && text_.size() < longest_line) text_ += c;
  }
  ~Line() { wipe(text_); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

Result<> ask_and_keep(store::Outbox& outbox, std::ostream& out) {
  if (isatty(STDIN_FILENO) == 0) return panel::Pin::keep(outbox, Line().text());
  const Unseen unseen;
  out << "PIN of 4 to 12 digits: " << std::flush;
  const Line first;
  out << "\nThe same again: " << std::flush;
  const Line second;
  out << '\n';
  if (first.text() != second.text())
    return fail(ErrorCode::argument_invalid, "these are two different PINs", "", "type it twice alike");
  return panel::Pin::keep(outbox, first.text());
}

}  // namespace

Result<std::optional<PinOptions>> parse_pin(int argc, const char* const* argv) {
  PinOptions options;
  CLI::App cli{
      "Sets the PIN of this kiosk's panel, read from standard input. Stop the kiosk first. On the kiosk's first screen "
      "five quick touches in the upper left corner ask for it.",
      std::string("minyi-kiosk ") + argv[0]};
  cli.add_option("--data", options.data, "directory of this kiosk's store")->required();
  cli.add_flag("--remove", options.remove, "take the PIN away: the kiosk has no panel then");
  MINYI_TRY(const bool given, arguments::read(cli, argc, argv));
  if (!given) return std::nullopt;
  return options;
}

Result<> set_pin(const PinOptions& options, std::ostream& out) {
  MINYI_CHECK(start_cryptography());
  MINYI_TRY(const auto outbox, open_stopped_kiosk(options.data));
  MINYI_CHECK(options.remove ? panel::Pin::remove(*outbox) : ask_and_keep(*outbox, out));
  out << (options.remove ? "This kiosk has no panel any more.\n"
                         : "The PIN is set. Five quick touches in the upper left corner ask for it.\n");
  return {};
}

}  // namespace minyi::kiosk::app
