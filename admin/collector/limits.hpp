// What one client may take of the collector: connections, time, bytes, requests. The numbers of the door, in one place.
#pragma once

#include <chrono>
#include <cstddef>

namespace minyi::collector {

struct Rate {
  double per_second = 0;
  double burst = 0;  // requests that may come at once
};

struct Limits {
  // Connections. One address never holds all threads, so that another always finds one.
  std::size_t threads = 32;
  std::size_t threads_of_one = 24;
  std::size_t waiting = 1024;  // accepted, and without a thread yet

  // Time and bytes of a request. A client has `patience`, and beyond it only for as long as it keeps to `slowest`.
  std::chrono::milliseconds patience{15'000};
  std::size_t slowest = 4096;  // bytes a second
  std::chrono::seconds longest{300};
  std::size_t max_head = 32u << 10;
  std::size_t max_request = 16u << 20;
  std::chrono::milliseconds keep_alive{1'000};  // an idle connection holds a thread
  std::size_t keep_alive_requests = 100;
  std::chrono::milliseconds stop_patience{5'000};  // for requests under way when the collector is told to end

  // Requests. A county's kiosks may all come from one address; a kiosk fetches some hundred files at once.
  Rate of_address{.per_second = 200, .burst = 4000};
  Rate of_kiosk{.per_second = 20, .burst = 1000};

  // Enrolment codes that were wrong, of one address: the first few are mistakes, then every one doubles the wait.
  unsigned free_guesses = 5;
  std::chrono::seconds first_wait{1};
  std::chrono::seconds longest_wait{3600};

  std::size_t remembered = 10'000;  // addresses and kiosks
};

}  // namespace minyi::collector
