// One thread that carries out what others ask, in the order asked; who asks waits until it is done.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>

namespace minyi::kiosk::store {

class Worker {
 public:
  Worker() : thread_([this](const std::stop_token& stop) { work(stop); }) {}

  // From any thread but the worker's own.
  template <class Task>
  std::invoke_result_t<Task> run(Task&& task) {
    // Shared: the worker may still be leaving the task when the caller already has its result.
    auto packaged = std::make_shared<std::packaged_task<std::invoke_result_t<Task>()>>(std::forward<Task>(task));
    auto result = packaged->get_future();
    {
      const std::lock_guard lock(mutex_);
      tasks_.emplace_back([packaged] { (*packaged)(); });
    }
    wake_.notify_one();
    return result.get();
  }

 private:
  void work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (wake_.wait(lock, stop, [this] { return !tasks_.empty(); })) {
      const auto task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<std::function<void()>> tasks_;
  std::jthread thread_;  // last: it uses what stands above and ends first
};

}  // namespace minyi::kiosk::store
