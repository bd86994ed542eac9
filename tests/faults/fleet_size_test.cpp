// Many records, many kiosks.
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "faults/simulated.hpp"

namespace minyi::faults {
namespace {

using namespace std::chrono_literals;

void forget_peak(pid_t process) { std::ofstream("/proc/" + std::to_string(process) + "/clear_refs") << "5"; }

}  // namespace

TEST_CASE("months backlog: 100,000 records drain in bounded memory, each once") {
  constexpr std::uint64_t records = 100'000;
  constexpr std::uint64_t most_kib =
      64 << 10;  // more than before, on either side; the backlog itself is four times that
  County county;
  // On a disk in memory where there is one: a thousand fsyncs a second are not what is tested here.
  const std::filesystem::path quick = "/dev/shm";
  const testing::TempDir beside(std::filesystem::is_directory(quick) ? quick : std::filesystem::temp_directory_path());
  // Straight to the collector: the proxy keeps all that it hears.
  const SimulatedKiosk enrolled(county, store::make_memory_outbox());
  upload::Identity identity = enrolled.identity();
  identity.collector_url = county.office().url();
  SimulatedKiosk kiosk(enrolled, must(store::open_outbox((beside / "outbox.db").string())), std::move(identity));
  const std::string padding(2'300, 'x');
  for (std::uint64_t number = 0; number < records; ++number) kiosk.answer(std::to_string(number) + padding);
  REQUIRE(kiosk.status().pending == records);

  const pid_t self = getpid(), collector = county.office().collector();
  forget_peak(self);
  forget_peak(collector);
  const auto before = memory(self, "VmRSS");
  const auto collector_before = memory(collector, "VmRSS");
  upload::UploadOptions options;
  options.heartbeat = 1s;
  const auto begin = std::chrono::steady_clock::now();
  kiosk.start(options);
  testing::await(
      "the backlog to drain", [&] { return kiosk.status().pending == 0; }, 800s);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const auto peak = memory(self, "VmHWM");
  const auto collector_peak = memory(collector, "VmHWM");
  MESSAGE(static_cast<std::uint64_t>(records / took.count())
          << " records/s, kiosk " << before << " to " << peak << " KiB, collector " << collector_before << " to "
          << collector_peak << " KiB");
  CHECK(peak < before + most_kib);
  CHECK(collector_peak < collector_before + most_kib);
  CHECK(county.count("SELECT count(*) FROM response") == records);
  CHECK(county.count("SELECT count(DISTINCT value) FROM answer WHERE path LIKE '%/wish'") == records);
  CHECK(county.count("SELECT sum(completed) FROM rollup_outcome") == records);
}

TEST_CASE("backlog behind the screen: while a month of answers drains, residents answer as quickly as ever") {
  constexpr std::uint64_t records = 20'000;
  County county;
  Hall hall(county);
  const auto calm = hall.calm_taps();
  hall.kiosk().stop();
  {
    auto kiosk = SimulatedKiosk::on_disk(county, hall.store());
    for (std::uint64_t number = 0; number < records; ++number) kiosk.answer(std::to_string(number));
  }
  hall.start({"--collector", county.office().url()});  // not through the proxy, which keeps all that it hears
  hall.answer(3);
  const auto sight = hall.await("a look at the kiosk", [](const testing::Sight&) { return true; });
  CHECK(sight.status.pending > 0);  // it was under way all the while
  check_taps(calm, hall.taps());
  hall.await_delivery(800s);
  CHECK(county.count("SELECT count(*) FROM response") == records + hall.thanked().size());
  CHECK(county.count("SELECT count(DISTINCT value) FROM answer WHERE path LIKE '%/wish'") ==
        records + hall.thanked().size());
  CHECK(county.count("SELECT sum(completed) FROM rollup_outcome") == records + hall.thanked().size());
}

TEST_CASE("thousand kiosks: when the collector is back after an outage, all deliver, and it lives through it") {
  constexpr std::size_t fleet = 1000;
  constexpr int answers = 3;
  County county;
  SimulatedKiosk first(county, store::make_memory_outbox());
  std::vector<SimulatedKiosk> kiosks;
  std::string enrolled = "BEGIN";
  for (std::size_t number = 0; number < fleet; ++number) {
    upload::Identity identity = first.identity();
    identity.kiosk = KioskId{"simulated-" + std::to_string(number)};
    identity.keys = exchange::make_sign_keys();
    identity.collector_url = county.office().url();  // each on its own line, not through one proxy
    enrolled += "; INSERT INTO kiosk (id, site, key, enrolled) VALUES ('" + identity.kiosk.value() +
                "', 'demo-t1-c1', x'" + to_hex(identity.keys.public_key.bytes) + "', 0)";
    kiosks.emplace_back(first, store::make_memory_outbox(), std::move(identity));
    for (int answer = 0; answer < answers; ++answer)
      kiosks.back().answer(std::to_string(number) + "-" + std::to_string(answer));
  }
  county.change(enrolled + "; COMMIT");
  county.office().close();

  upload::UploadOptions options;
  options.backoff_cap = 8s;
  for (SimulatedKiosk& kiosk : kiosks) kiosk.start(options);
  for (const SimulatedKiosk& kiosk : kiosks)
    testing::await("each to find nobody there", [&] { return !kiosk.upload().waiting_for.empty(); });
  county.office().open();
  const auto begin = std::chrono::steady_clock::now();
  for (const SimulatedKiosk& kiosk : kiosks)
    testing::await(
        "each to deliver", [&] { return kiosk.status().pending == 0; }, 300s);
  MESSAGE(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()
          << " s until the last was done");
  CHECK(county.count("SELECT count(*) FROM response") == fleet * answers);
  CHECK(county.count("SELECT count(DISTINCT value) FROM answer WHERE path LIKE '%/wish'") == fleet * answers);
  CHECK(county.count("SELECT sum(completed) FROM rollup_outcome") == fleet * answers);
  CHECK(county.count("SELECT count(*) FROM poison") == 0);
  CHECK(county.count("SELECT count(*) FROM alarm") == 0);
  county.office().close();  // in order
}

}  // namespace minyi::faults
