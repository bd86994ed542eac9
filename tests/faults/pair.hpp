// One kiosk's store and one collector on real files, without screen and network between them: what a fault of the disk
// or the end of a process is tried on, thousands of times. Each response says who it is, so that at the end the
// promised ones can be looked for in the warehouse by name.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "minyi/collector/collector.hpp"
#include "minyi/store/outbox.hpp"

#include "support/fake_clock.hpp"

namespace minyi::faults {

using exchange::Receipt;
using exchange::SyncRequest;

template <class T>
T must(Result<T> result);
void must(const Result<>& result);

class Pair {
 public:
  // Makes the office in a folder: keys, a site, a survey, an enrolled kiosk.
  explicit Pair(std::string folder);

  [[nodiscard]] std::string outbox_file() const { return folder_ + "/outbox.db"; }
  [[nodiscard]] std::string warehouse_file() const { return folder_ + "/warehouse.db"; }
  [[nodiscard]] Result<std::unique_ptr<kiosk::store::Outbox>> outbox() const;

  // The collector's side, as a process of its own would open it.
  struct Office {
    std::unique_ptr<warehouse::Warehouse> warehouse;
    std::unique_ptr<collector::Collector> collector;
  };
  [[nodiscard]] Result<Office> office() const;

  [[nodiscard]] static KioskId kiosk();
  [[nodiscard]] const exchange::SignKeyPair& kiosk_keys() const { return kiosk_keys_; }
  [[nodiscard]] const collector::Keys& collector_keys() const { return keys_; }

  // A resident's sealed answer. "resident 17" is what he says, and nobody must read it on the way.
  [[nodiscard]] exchange::SealedRecord answer(unsigned resident) const;
  [[nodiscard]] static std::string words_of(unsigned resident);

  [[nodiscard]] static SyncRequest compose(kiosk::store::Outbox& outbox, std::size_t most = 50);
  // Signed, posted, answered, verified.
  [[nodiscard]] Result<Receipt> post(Office& office, const SyncRequest& request) const;
  // What the kiosk does with a receipt.
  static Result<> take(kiosk::store::Outbox& outbox, const SyncRequest& request, const Receipt& receipt);
  // Until nothing waits.
  void deliver(kiosk::store::Outbox& outbox, Office& office) const;

  // Who is in the warehouse, and how often.
  [[nodiscard]] std::map<std::string, int> counted() const;
  // What its rollup says: the numerator is what analysts see.
  [[nodiscard]] std::uint64_t total(Office& office) const;
  // Files of the kiosk in which a resident can be read.
  [[nodiscard]] std::vector<std::string> legible_files() const;

 private:
  std::string folder_;
  testing::FakeClock clock_;
  collector::Keys keys_;
  exchange::SignKeyPair kiosk_keys_ = exchange::make_sign_keys();
};

template <class T>
T must(Result<T> result) {
  must(result ? Result<>{} : Result<>(fail(result.error())));
  return std::move(*result);
}

}  // namespace minyi::faults
