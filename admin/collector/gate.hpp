// Who is answered now and who must wait: rates by address and by kiosk, and a lock-out with growing delay for who tries
// enrolment codes. Decides only; memory is bounded; thread-safe. Of this process alone: several collectors on one
// database each have their own.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "minyi/base/clock.hpp"
#include "minyi/collector/limits.hpp"

namespace minyi::collector {

// What an address counts as: an IPv6 one as its /64, which is what one subscriber is given; IPv4 inside IPv6 as IPv4.
std::string network_of(const std::string& address);

// Token buckets by name.
class Buckets {
 public:
  Buckets(Rate rate, std::size_t remembered) : rate_(rate), remembered_(remembered) {}
  // Takes a token; else after how long there is one.
  std::optional<std::chrono::milliseconds> take(const std::string& name, Monotonic now);

 private:
  struct Bucket {
    double tokens = 0;
    Monotonic when{};
  };
  [[nodiscard]] double tokens_at(const Bucket& bucket, Monotonic now) const;
  Rate rate_;
  std::size_t remembered_;
  std::map<std::string, Bucket> buckets_;
};

// Failures by name: after some that are free, each doubles the wait. One failure is forgiven in every `longest_wait`.
class Lockout {
 public:
  explicit Lockout(const Limits& limits) : limits_(limits) {}
  [[nodiscard]] std::optional<std::chrono::milliseconds> wait(const std::string& name, Monotonic now) const;
  void fail(const std::string& name, Monotonic now);

 private:
  struct Record {
    unsigned failures = 0;
    Monotonic last{};
  };
  [[nodiscard]] unsigned failures_at(const Record& record, Monotonic now) const;
  [[nodiscard]] std::chrono::milliseconds delay_after(unsigned failures) const;
  Limits limits_;
  std::map<std::string, Record> records_;
};

class Gate {
 public:
  Gate(const Limits& limits, const Clock& clock);

  enum class Purpose { enrolment, other };
  // How long to wait; nothing: come in. `kiosk` is the id that a request claims, which nobody has verified yet: it
  // counts together with the address, so that who pretends to be a kiosk does not shut it out.
  std::optional<std::chrono::milliseconds> ask(const std::string& address, const std::string& kiosk, Purpose purpose);
  void wrong_code(const std::string& address);

 private:
  const Clock& clock_;
  std::mutex mutex_;
  Buckets addresses_;
  Buckets kiosks_;
  Lockout guesses_;
};

}  // namespace minyi::collector
