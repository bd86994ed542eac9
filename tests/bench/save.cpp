// bench-save: how long until an answer is safe on the disk, beside one append of 4 KiB with fdatasync, in turns on the
// same file system.
#include <chrono>
#include <functional>
#include <iostream>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "minyi/base/bytes.hpp"
#include "minyi/store/outbox.hpp"

#include "bench/report.hpp"

namespace {

using namespace minyi;  // NOLINT(google-build-using-namespace): a program of this project

constexpr std::size_t block_size = 4096;
constexpr std::size_t warm_up = 20;
constexpr double target = 3;

double milliseconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "bench-save: " << why << '\n';
  std::exit(1);
}

// A record as long as the shipped survey's.
exchange::SealedRecord record_of(std::size_t size) {
  exchange::SealedRecord record;
  record.bytes = random_bytes(size);
  return record;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Time of a durable save beside one 4 KiB append + fdatasync"};
  std::string directory = ".";
  std::size_t count = 2000;
  bool json = false;
  app.add_option("--dir", directory, "an empty directory on the disk to measure")->required();
  app.add_option("-n", count, "saves")->check(CLI::PositiveNumber);
  app.add_flag("--json", json, "JSON instead of a table");
  CLI11_PARSE(app, argc, argv);
  if (!start_cryptography()) give_up("no cryptography");

  auto outbox = kiosk::store::open_outbox(directory + "/outbox.db");
  if (!outbox) give_up(to_string(outbox.error()));
  const int file = ::open((directory + "/floor").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) give_up("cannot write in " + directory);
  const Bytes block = random_bytes(block_size);

  std::vector<double> ours;
  std::vector<double> floor;
  for (std::size_t i = 0; i < count + warm_up; ++i) {
    const exchange::SealedRecord record = record_of(1200);
    const double saved = milliseconds_of([&] {
      if (const auto appended = (*outbox)->append(record, exchange::Outcome::complete); !appended)
        give_up(to_string(appended.error()));
    });
    const double appended = milliseconds_of([&] {
      if (::write(file, block.data(), block.size()) != static_cast<ssize_t>(block.size()) || ::fdatasync(file) != 0)
        give_up("the raw append failed");
    });
    if (i < warm_up) continue;
    ours.push_back(saved);
    floor.push_back(appended);
  }
  ::close(file);
  const auto line = [&](const std::string& what, double share) {
    const double value = bench::percentile(ours, share);
    const double least = bench::percentile(floor, share);
    return bench::Line{what, "ms", value, least, "<= 3 x floor", value <= target * least};
  };
  bench::print({line("durable save, p50", 0.5), line("durable save, p99", 0.99)},
               json ? bench::Style::json : bench::Style::table);
}
