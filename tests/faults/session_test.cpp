// A model of kiosk and collector over a bad network and bad disks, checked against their real code: random
// interleavings of crash, loss, duplication, reordering, copied disks and restored backups. Whatever happens: never two
// different records under one number, never one record counted twice, never an acknowledged one missing.
#include <filesystem>
#include <optional>
#include <random>
#include <set>

#include <doctest/doctest.h>

#include "faults/pair.hpp"
#include "support/temp_dir.hpp"

namespace minyi::faults {
namespace {

namespace fs = std::filesystem;

class World {
 public:
  explicit World(unsigned seed) : random_(seed), pair_(folder_.path().string()) { open(); }

  void step() {
    struct Choice {
      int weight;
      void (World::*act)();
    };
    static constexpr Choice choices[] = {
        {30, &World::thank},     {30, &World::sync},        {8, &World::lose_request}, {8, &World::lose_receipt},
        {6, &World::post_twice}, {6, &World::hold_back},    {6, &World::bring_late},   {6, &World::crash},
        {2, &World::copy_disk},  {1, &World::restore_disk}, {2, &World::back_up},      {1, &World::restore_backup}};
    int sum = 0;
    for (const Choice& choice : choices) sum += choice.weight;
    int roll = std::uniform_int_distribution<int>(0, sum - 1)(random_);
    for (const Choice& choice : choices) {
      if (roll < choice.weight) return (this->*choice.act)();
      roll -= choice.weight;
    }
  }

  // The end: everything is delivered, and the books are compared.
  void check() {
    deliver_all();
    const auto counted = pair_.counted();
    for (const std::string& one : promised_) CHECK_MESSAGE(counted.contains(one), one << " was thanked and is missing");
    for (const auto& [one, times] : counted) CHECK_MESSAGE(times == 1, one << " is there " << times << " times");
    CHECK(counted.size() <= residents_);
    CHECK(pair_.total(*office_) == counted.size());
    CHECK(pair_.legible_files().empty());
    CHECK(office_->warehouse->check().has_value());
  }

 private:
  // Also a kiosk with an old copy of its disk is done with that, before anybody has answered at it again.
  void deliver_all() { pair_.deliver(*outbox_, *office_); }

  void open() {
    outbox_ = must(pair_.outbox());
    office_ = must(pair_.office());
  }
  void close() {
    outbox_.reset();
    office_.reset();
  }

  void thank() {
    const unsigned one = ++residents_;
    must(outbox_->append(pair_.answer(one), exchange::Outcome::complete));
    promised_.insert(Pair::words_of(one));
  }

  std::size_t some() { return std::uniform_int_distribution<std::size_t>(1, 5)(random_); }

  // Posts, and looks whether a number that was acknowledged ever means something else.
  std::optional<Receipt> post(const SyncRequest& request) {
    auto receipt = pair_.post(*office_, request);
    if (!receipt) {
      FAIL(to_string(receipt.error()));
      return std::nullopt;
    }
    const auto place = std::pair(receipt->stream, receipt->head.sequence);
    const auto known = acknowledged_.emplace(place, receipt->head.hash).first;
    CHECK(known->second == receipt->head.hash);
    return *receipt;
  }
  // A receipt may be of a stream that was given up; then it says nothing.
  void take(const SyncRequest& request, const Receipt& receipt) {
    const auto taken = Pair::take(*outbox_, request, receipt);
    if (!taken) CHECK(taken.error().code == ErrorCode::chain_broken);
  }

  void sync() {
    const auto request = Pair::compose(*outbox_, some());
    if (const auto receipt = post(request)) take(request, *receipt);
  }
  void lose_request() { (void)Pair::compose(*outbox_, some()); }
  void lose_receipt() { (void)post(Pair::compose(*outbox_, some())); }
  void post_twice() {
    const auto request = Pair::compose(*outbox_, some());
    (void)post(request);
    if (const auto receipt = post(request)) take(request, *receipt);
  }
  void hold_back() {
    if (held_.size() < 10) held_.push_back(Pair::compose(*outbox_, some()));
  }
  // A request of long ago arrives. Its answer goes nowhere: nobody waits for it.
  void bring_late() {
    if (held_.empty()) return;
    const auto which = std::uniform_int_distribution<std::size_t>(0, held_.size() - 1)(random_);
    (void)post(held_[which]);
    held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(which));
  }
  void crash() {
    close();
    open();
  }

  void copy(const std::string& from, const std::string& to) const {
    for (const std::string suffix : {"", "-wal", "-journal"}) {
      fs::remove(to + suffix);
      if (fs::exists(from + suffix)) fs::copy_file(from + suffix, to + suffix);
    }
  }
  void copy_disk() {
    close();
    copy(pair_.outbox_file(), copy_of_disk());
    has_copy_ = true;
    open();
  }
  // The old disk in the kiosk again: who was thanked since, and was not delivered, is gone with the new one. That is
  // nobody's fault but the copier's, so it is delivered first.
  void restore_disk() {
    if (!has_copy_) return;
    deliver_all();
    close();
    copy(copy_of_disk(), pair_.outbox_file());
    open();
  }
  void back_up() {
    close();
    copy(pair_.warehouse_file(), backup());
    has_backup_ = true;
    open();
  }
  // The office starts from its backup. What it had acknowledged since is still at the kiosk, unless the kiosk's disk
  // was changed for an old copy meanwhile, which the two together could not survive.
  void restore_backup() {
    if (!has_backup_ || has_copy_) return;
    close();
    copy(backup(), pair_.warehouse_file());
    acknowledged_.clear();
    open();
  }

  [[nodiscard]] std::string copy_of_disk() const { return (folder_ / "copy.db").string(); }
  [[nodiscard]] std::string backup() const { return (folder_ / "backup.db").string(); }

  testing::TempDir folder_;
  std::mt19937 random_;
  Pair pair_;
  std::unique_ptr<kiosk::store::Outbox> outbox_;
  std::optional<Pair::Office> office_;
  unsigned residents_ = 0;
  std::set<std::string> promised_;
  std::map<std::pair<StreamId, Sequence>, Digest> acknowledged_;
  std::vector<SyncRequest> held_;
  bool has_copy_ = false, has_backup_ = false;
};

}  // namespace

TEST_CASE("sync session: whatever is lost, doubled, late or restored, the books agree") {
  constexpr unsigned worlds = 60;
  constexpr int steps = 80;
  for (unsigned seed = 1; seed <= worlds; ++seed) {
    CAPTURE(seed);
    World world(seed);
    for (int i = 0; i < steps; ++i) world.step();
    world.check();
  }
}

}  // namespace minyi::faults
