// Disks that fail in other ways than by losing their power.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "faults/pair.hpp"
#include "kiosk/store/failing_disk.hpp"
#include "support/temp_dir.hpp"

namespace minyi::faults {
namespace {

namespace fs = std::filesystem;
using kiosk::store::test::FailingDisk;

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Residents 1 to `last` were thanked: each is counted, once, and nobody can read them on the kiosk's disk.
void check_counted(Pair& pair, kiosk::store::Outbox& outbox, unsigned last) {
  auto office = must(pair.office());
  pair.deliver(outbox, office);
  const auto counted = pair.counted();
  for (unsigned one = 1; one <= last; ++one) CHECK(counted.contains(Pair::words_of(one)));
  CHECK(counted.size() == last);
  CHECK(pair.total(office) == last);
  CHECK(pair.legible_files().empty());
}

// A file system of its own, of so many bytes; gone with the object.
class Mount {
 public:
  Mount(std::string place, const char* options) : place_(std::move(place)) {
    fs::create_directories(place_);
    mounted_ = ::mount("minyi-test", place_.c_str(), "tmpfs", MS_NODEV | MS_NOSUID, options) == 0;
  }
  ~Mount() {
    if (mounted_) ::umount2(place_.c_str(), MNT_DETACH);
  }
  Mount(const Mount&) = delete;
  Mount& operator=(const Mount&) = delete;
  [[nodiscard]] bool worked() const { return mounted_; }
  bool make_read_only() { return ::mount(nullptr, place_.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0; }
  bool make_writable() { return ::mount(nullptr, place_.c_str(), nullptr, MS_REMOUNT, nullptr) == 0; }
  [[nodiscard]] const std::string& place() const { return place_; }

 private:
  std::string place_;
  bool mounted_ = false;
};

// Writes to the file until there is no room for another piece.
void fill_disk(const std::string& file, std::size_t piece_size) {
  std::ofstream ballast(file, std::ios::binary);
  const std::string piece(piece_size, 'x');
  while (ballast.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush()) {
  }
}

}  // namespace

TEST_CASE("corrupt page: every answer that lies elsewhere is counted once, the rest is set aside for those who can") {
  constexpr std::size_t page = 4096;
  constexpr unsigned residents = 40;
  int salvaged = 0;
  for (std::size_t which = 1; which < 12; ++which) {
    CAPTURE(which);
    const testing::TempDir folder;
    Pair pair(folder.path().string());
    {
      const auto outbox = must(pair.outbox());
      for (unsigned one = 1; one <= residents; ++one)
        must(outbox->append(pair.answer(one), exchange::Outcome::complete));
      must(outbox->set_setting("identity", as_bytes("k-1")));
      auto office = must(pair.office());
      const auto request = Pair::compose(*outbox, 10);
      must(Pair::take(*outbox, request, must(pair.post(office, request))));
    }
    std::string content = slurp(pair.outbox_file());
    if (which * page >= content.size()) break;
    content.replace(which * page, page, std::string(page, '\x5a'));
    std::ofstream(pair.outbox_file(), std::ios::binary) << content;
    const auto outbox = must(pair.outbox());
    CHECK(as_text(*must(outbox->setting("identity"))) == "k-1");
    must(outbox->append(pair.answer(residents + 1), exchange::Outcome::complete));
    auto office = must(pair.office());
    pair.deliver(*outbox, office);
    const auto counted = pair.counted();
    CHECK(counted.contains(Pair::words_of(residents + 1)));
    for (const auto& [one, times] : counted) CHECK_MESSAGE(times == 1, one << " is there " << times << " times");
    CHECK(pair.total(office) == counted.size());
    CHECK(pair.legible_files().empty());
    const auto alarms = must(outbox->status()).alarms;
    const bool alarmed = std::find(alarms.begin(), alarms.end(), "salvaged") != alarms.end();
    salvaged += alarmed ? 1 : 0;
    if (!alarmed) CHECK(counted.size() == residents + 1);
  }
  CHECK(salvaged > 2);
}

TEST_CASE("disk full: who began is kept, nobody else begins, and what was kept is counted once") {
  const testing::TempDir folder;
  Mount mount(folder / "disk", "size=32m");
  if (!mount.worked()) {
    MESSAGE("skipped: this process may not mount a file system");
    return;
  }
  Pair pair(mount.place());
  const auto outbox = must(pair.outbox());
  for (unsigned one = 1; one <= 3; ++one) must(outbox->append(pair.answer(one), exchange::Outcome::complete));
  must(outbox->make_room());
  fill_disk(mount.place() + "/ballast", 1u << 16);
  CHECK(must(outbox->append(pair.answer(4), exchange::Outcome::complete)) == Sequence{4});
  fill_disk(mount.place() + "/ballast2", 1u << 12);
  CHECK(outbox->make_room().error().code == ErrorCode::store_full);
  fs::remove(mount.place() + "/ballast");
  fs::remove(mount.place() + "/ballast2");
  must(outbox->make_room());
  check_counted(pair, *outbox, 4);
}

TEST_CASE("fsync error: what was not promised may be there, what was promised is, and each is counted once") {
  int failures = 0;
  for (int syncs = 0; syncs < 6; ++syncs) {
    CAPTURE(syncs);
    const testing::TempDir folder;
    Pair pair(folder.path().string());
    FailingDisk disk;
    const auto outbox =
        must(kiosk::store::open_outbox(pair.outbox_file(), {.reserve_bytes = 0, .vfs = FailingDisk::name}));
    must(outbox->append(pair.answer(1), exchange::Outcome::complete));
    disk.syncs_left = syncs;
    unsigned residents = 1;
    for (; residents < 5; ++residents) {
      const auto answer = pair.answer(residents + 1);
      auto kept = outbox->append(answer, exchange::Outcome::complete);
      failures += kept ? 0 : 1;
      if (!kept) disk.syncs_left = FailingDisk::never;
      if (!kept) kept = outbox->append(answer, exchange::Outcome::complete);  // the resident presses once more
      CHECK(kept.has_value());
    }
    disk.syncs_left = FailingDisk::never;
    check_counted(pair, *outbox, residents);
  }
  CHECK(failures > 2);
}

TEST_CASE("read only: a file system that gives up takes no answer and loses none") {
  const testing::TempDir folder;
  Mount mount(folder / "disk", "size=64m");
  if (!mount.worked()) {
    MESSAGE("skipped: this process may not mount a file system");
    return;
  }
  Pair pair(mount.place());
  {
    const auto outbox = must(pair.outbox());
    for (unsigned one = 1; one <= 3; ++one) must(outbox->append(pair.answer(one), exchange::Outcome::complete));
  }
  if (!mount.make_read_only()) {
    MESSAGE("skipped: this process may not make a file system read-only");
    return;
  }
  const auto refused = pair.outbox();
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::store_failed);
  REQUIRE(mount.make_writable());
  const auto outbox = must(pair.outbox());
  must(outbox->append(pair.answer(4), exchange::Outcome::complete));
  check_counted(pair, *outbox, 4);
}

}  // namespace minyi::faults
