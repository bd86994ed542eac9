// minyi-kiosk, as the office asks it about screens: a process, since everything that draws is the kiosk's.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "minyi/base/descriptor.hpp"
#include "minyi/base/result.hpp"

namespace minyi::cli {

// A `minyi-kiosk preview` under way. Ctrl-C and SIGTERM go to it while it lives: it ends in order, and so can whoever
// waits for it.
class KioskRun {
 public:
  KioskRun(const KioskRun&) = delete;
  KioskRun& operator=(const KioskRun&) = delete;
  KioskRun(KioskRun&& other) noexcept;
  KioskRun& operator=(KioskRun&& other) noexcept;
  ~KioskRun();  // ends it

  // The next line that it writes, without its end; nothing when there is none any more. Longer lines than 64 KiB are
  // cut there. With a deadline it is told to end when that has come.
  std::optional<std::string> line(std::optional<std::chrono::steady_clock::time_point> deadline = {});
  [[nodiscard]] bool late() const { return late_; }  // the deadline ended it
  // Waits for its end; its exit status, 128 and more when a signal ended it.
  int finish();

 private:
  friend class KioskProgram;
  KioskRun() = default;
  bool receive(const std::optional<std::chrono::steady_clock::time_point>& deadline);
  void close();
  pid_t pid_ = -1;
  Descriptor output_, signals_;
  sigset_t mask_{};  // as it was before
  std::string received_;
  bool late_ = false;
};

class KioskProgram {
 public:
  // `named` as given with --kiosk; where it is empty the program beside this one, else the one on PATH. not_found.
  static Result<KioskProgram> find(const std::string& named);
  // Its standard output comes back line by line, its errors go where ours go. file_failed.
  [[nodiscard]] Result<KioskRun> preview(std::vector<std::string> arguments) const;

 private:
  explicit KioskProgram(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace minyi::cli
