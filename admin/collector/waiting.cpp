#include "minyi/collector/waiting.hpp"

#include <algorithm>

namespace minyi::collector {

bool Waiting::put(Arrival arrival) {
  const std::lock_guard lock(mutex_);
  if (closed_) return true;
  const std::string address = arrival.address;
  lines_[address].waiting.push_back(std::move(arrival));
  ++waiting_;
  const bool room = waiting_ <= limits_.waiting;
  if (!room) {
    const auto longest = std::max_element(lines_.begin(), lines_.end(), [](const auto& a, const auto& b) {
      return a.second.waiting.size() < b.second.waiting.size();
    });
    longest->second.waiting.pop_back();
    --waiting_;
    if (longest->second.waiting.empty() && longest->second.running == 0) lines_.erase(longest);
  }
  changed_.notify_one();
  return room;
}

Waiting::Lines::iterator Waiting::next() {
  auto best = lines_.end();
  for (auto line = lines_.begin(); line != lines_.end(); ++line) {
    if (line->second.waiting.empty()) continue;
    if (line->second.running >= limits_.threads_of_one && !many_.contains(line->first)) continue;
    if (best == lines_.end() || line->second.running < best->second.running) best = line;
  }
  return best;
}

std::optional<Arrival> Waiting::take() {
  std::unique_lock lock(mutex_);
  auto line = lines_.end();
  changed_.wait(lock, [&] { return closed_ || (line = next()) != lines_.end(); });
  if (closed_) return std::nullopt;
  Arrival arrival = std::move(line->second.waiting.front());
  line->second.waiting.pop_front();
  ++line->second.running;
  --waiting_;
  return arrival;
}

void Waiting::done(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto line = lines_.find(address);
  --line->second.running;
  if (line->second.waiting.empty() && line->second.running == 0) lines_.erase(line);
  changed_.notify_all();  // its own line may go on, or be another's turn
}

bool Waiting::crowded() const {
  const std::lock_guard lock(mutex_);
  return waiting_ > 0;
}

void Waiting::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (auto& [address, line] : lines_) line.waiting.clear();
  waiting_ = 0;
  changed_.notify_all();
}

}  // namespace minyi::collector
