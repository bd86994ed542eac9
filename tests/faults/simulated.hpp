// A kiosk without a screen: the real outbox and the real uploader, fed with sealed records instead of taps. For the
// faults in which it is numbers that count.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "minyi/store/outbox.hpp"
#include "minyi/upload/uploader.hpp"

#include "faults/fleet.hpp"

namespace minyi::faults {

namespace store = kiosk::store;
namespace upload = kiosk::upload;

// Throws Failure with the error's words.
template <class T>
T must(Result<T> result) {
  if (!result) throw testing::Failure(to_string(result.error()));
  return std::move(*result);
}
inline void must(const Result<>& result) {
  if (!result) throw testing::Failure(to_string(result.error()));
}

// Digest of the survey that the county published first.
Digest published_form(const County& county);

class SimulatedKiosk {
 public:
  // Enrolled at once, by a code of its own.
  SimulatedKiosk(County& county, std::shared_ptr<store::Outbox> outbox);
  // One that was enrolled before, with the identity that is in its store: what a hall's is while its program does not
  // run, or a copy of that.
  static SimulatedKiosk on_disk(const County& county, const std::filesystem::path& store);
  // Another kiosk beside it, with an identity that the office knows already.
  SimulatedKiosk(const SimulatedKiosk& neighbour, std::shared_ptr<store::Outbox> outbox, upload::Identity identity);
  SimulatedKiosk(SimulatedKiosk&&) = default;
  SimulatedKiosk& operator=(SimulatedKiosk&&) = default;

  // Durable when it returns: as good as thanked.
  void answer(const std::string& wish);
  void append(const exchange::SealedRecord& record);
  [[nodiscard]] exchange::Record record(const std::string& wish) const;
  void start(const upload::UploadOptions& options);
  void stop() { uploader_.reset(); }

  [[nodiscard]] store::Status status() const { return must(outbox_->status()); }
  [[nodiscard]] upload::UploadStatus upload() const { return uploader_->status(); }
  [[nodiscard]] const upload::Identity& identity() const { return *identity_; }
  // Without whoever holds on to them.
  std::shared_ptr<store::Outbox> release() { return std::move(outbox_); }

 private:
  SimulatedKiosk(const Digest& form, std::shared_ptr<store::Outbox> outbox, upload::Identity identity);

  Digest form_{};
  std::shared_ptr<store::Outbox> outbox_;
  std::shared_ptr<const upload::Identity> identity_;
  std::unique_ptr<upload::Uploader> uploader_;
};

// Quick enough for a test, with all of the behaviour.
upload::UploadOptions lively_uploads();

}  // namespace minyi::faults
