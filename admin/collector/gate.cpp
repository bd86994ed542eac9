#include "minyi/collector/gate.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <arpa/inet.h>

namespace minyi::collector {

using std::chrono::milliseconds;

namespace {

constexpr double per_second = 1000;  // milliseconds

// Forgets what nothing is lost by, and else what least is lost by, until there is room for one more name.
template <class Entry, class Weight>
void make_room(std::map<std::string, Entry>& entries, const std::string& name, std::size_t most, const Weight& weight) {
  if (entries.size() < most || entries.contains(name)) return;
  std::erase_if(entries, [&](const auto& entry) { return weight(entry.second) <= 0; });
  if (entries.size() < most) return;
  entries.erase(std::min_element(entries.begin(), entries.end(),
                                 [&](const auto& a, const auto& b) { return weight(a.second) < weight(b.second); }));
}

}  // namespace

std::string network_of(const std::string& address) {
  in6_addr parsed{};
  if (inet_pton(AF_INET6, address.c_str(), &parsed) != 1) return address;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (IN6_IS_ADDR_V4MAPPED(&parsed)) {
    inet_ntop(AF_INET, &parsed.s6_addr[12], text.data(), text.size());
    return text.data();
  }
  std::fill(std::begin(parsed.s6_addr) + 8, std::end(parsed.s6_addr), 0);
  inet_ntop(AF_INET6, &parsed, text.data(), text.size());
  return std::string(text.data()) + "/64";
}

double Buckets::tokens_at(const Bucket& bucket, Monotonic now) const {
  const double refilled = static_cast<double>((now - bucket.when).count()) / per_second * rate_.per_second;
  return std::min(rate_.burst, bucket.tokens + refilled);
}

std::optional<milliseconds> Buckets::take(const std::string& name, Monotonic now) {
  make_room(buckets_, name, remembered_, [&](const Bucket& one) { return rate_.burst - tokens_at(one, now); });
  Bucket& bucket = buckets_.try_emplace(name, Bucket{rate_.burst, now}).first->second;
  bucket = {tokens_at(bucket, now), now};
  if (bucket.tokens < 1) {
    const double seconds = (1 - bucket.tokens) / rate_.per_second;
    return milliseconds{static_cast<milliseconds::rep>(std::ceil(seconds * per_second))};
  }
  bucket.tokens -= 1;
  return std::nullopt;
}

unsigned Lockout::failures_at(const Record& record, Monotonic now) const {
  const auto forgiven = (now - record.last) / limits_.longest_wait;
  return forgiven >= record.failures ? 0 : record.failures - static_cast<unsigned>(forgiven);
}

milliseconds Lockout::delay_after(unsigned failures) const {
  if (failures < limits_.free_guesses) return {};
  milliseconds delay = limits_.first_wait;
  for (unsigned i = limits_.free_guesses; i < failures && delay < limits_.longest_wait; ++i) delay *= 2;
  return std::min<milliseconds>(delay, limits_.longest_wait);
}

std::optional<milliseconds> Lockout::wait(const std::string& name, Monotonic now) const {
  const auto found = records_.find(name);
  if (found == records_.end()) return std::nullopt;
  const Monotonic until = found->second.last + delay_after(failures_at(found->second, now));
  if (now >= until) return std::nullopt;
  return until - now;
}

void Lockout::fail(const std::string& name, Monotonic now) {
  make_room(records_, name, limits_.remembered, [&](const Record& one) { return failures_at(one, now); });
  Record& record = records_[name];
  record = {failures_at(record, now) + 1, now};
}

Gate::Gate(const Limits& limits, const Clock& clock)
    : clock_(clock),
      addresses_(limits.of_address, limits.remembered),
      kiosks_(limits.of_kiosk, limits.remembered),
      guesses_(limits) {}

std::optional<milliseconds> Gate::ask(const std::string& address, const std::string& kiosk, Purpose purpose) {
  const Monotonic now = clock_.monotonic();
  const std::string network = network_of(address);
  const std::lock_guard lock(mutex_);
  if (const auto wait = addresses_.take(network, now)) return wait;
  if (purpose == Purpose::enrolment) return guesses_.wait(network, now);
  if (!kiosk.empty()) return kiosks_.take(kiosk + '@' + network, now);
  return std::nullopt;
}

void Gate::wrong_code(const std::string& address) {
  const Monotonic now = clock_.monotonic();
  const std::lock_guard lock(mutex_);
  guesses_.fail(network_of(address), now);
}

}  // namespace minyi::collector
