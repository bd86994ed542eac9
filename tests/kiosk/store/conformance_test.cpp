// What every outbox promises, run over each of them.
#include <atomic>
#include <functional>
#include <thread>

#include "kiosk/store/make.hpp"

namespace minyi::kiosk::store::test {
namespace {

constexpr std::size_t plenty = 1u << 30;

struct Backend {
  const char* name;
  std::function<std::unique_ptr<Outbox>(const Folder&)> make;
};

const std::vector<Backend>& backends() {
  static const std::vector<Backend> all = {
      {"memory", [](const Folder&) { return make_memory_outbox(); }},
      {"sqlite",
       [](const Folder& folder) {
         auto opened = open_outbox(folder.file(), {.reserve_bytes = 0});
         REQUIRE_MESSAGE(opened.has_value(), to_string(opened.error()));
         return std::move(*opened);
       }},
  };
  return all;
}

void over_each(const std::function<void(Outbox&)>& body) {
  for (const auto& backend : backends()) {
    INFO(std::string(backend.name));
    const Folder folder;
    const auto outbox = backend.make(folder);
    body(*outbox);
  }
}

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "ok" : std::string(code_name(result.error().code));
}

}  // namespace

TEST_CASE("a new outbox starts at the genesis of its own stream") {
  over_each([](Outbox& outbox) {
    const auto status = outbox.status().value();
    CHECK(status.head == exchange::genesis(status.stream));
    CHECK(status.acknowledged == status.head);
    CHECK(status.pending == 0);
    CHECK(status.completed_total == 0);
    CHECK(status.alarms.empty());
    CHECK(status.free_bytes > 0);
    CHECK(outbox.pending(10, plenty).value().records.empty());
  });
}

TEST_CASE("records are numbered from one and each link binds all before it") {
  over_each([](Outbox& outbox) {
    auto head = outbox.status().value().head;
    for (int i = 1; i <= 5; ++i) {
      CHECK(outbox.append(sealed(i), exchange::Outcome::complete).value() == Sequence{static_cast<std::uint64_t>(i)});
      head = exchange::extend(head, sealed(i).bytes);
      CHECK(outbox.status().value().head == head);
    }
    const auto run = outbox.pending(10, plenty).value();
    REQUIRE(run.records.size() == 5);
    CHECK(run.after == exchange::genesis(run.stream));
    CHECK(head_after(run, 5) == head);
    CHECK(run.records[2].bytes == sealed(3).bytes);
  });
}

TEST_CASE("only complete responses are counted as completed") {
  over_each([](Outbox& outbox) {
    REQUIRE(outbox.append(sealed(1), exchange::Outcome::complete).has_value());
    REQUIRE(outbox.append(sealed(2), exchange::Outcome::partial).has_value());
    REQUIRE(outbox.append(sealed(3), exchange::Outcome::complete).has_value());
    CHECK(outbox.status().value().completed_total == 2);
    REQUIRE(outbox.acknowledge(receipt_for(outbox.pending(10, plenty).value(), 3)).has_value());
    CHECK(outbox.status().value().completed_total == 2);
  });
}

TEST_CASE("a run is bounded by count and by bytes but has at least one record") {
  over_each([](Outbox& outbox) {
    fill(outbox, 10);
    CHECK(outbox.pending(3, plenty).value().records.size() == 3);
    CHECK(outbox.pending(10, 900).value().records.size() == 3);
    CHECK(outbox.pending(10, 899).value().records.size() == 2);
    CHECK(outbox.pending(10, 1).value().records.size() == 1);
    CHECK(outbox.pending(0, plenty).value().records.empty());
  });
}

TEST_CASE("a record that is larger than the wire allows is refused") {
  over_each([](Outbox& outbox) {
    const auto refused = outbox.append(sealed(1, exchange::max_sealed_size + 1), exchange::Outcome::complete);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::wire_too_large);
    CHECK(outbox.append(sealed(1, exchange::max_sealed_size), exchange::Outcome::complete).has_value());
    CHECK(outbox.status().value().pending == 1);
  });
}

TEST_CASE("a receipt moves the acknowledged head and the next run continues there") {
  over_each([](Outbox& outbox) {
    fill(outbox, 5);
    const auto run = outbox.pending(10, plenty).value();
    REQUIRE(outbox.acknowledge(receipt_for(run, 3)).has_value());
    const auto status = outbox.status().value();
    CHECK(status.acknowledged == head_after(run, 3));
    CHECK(status.pending == 2);
    const auto rest = outbox.pending(10, plenty).value();
    CHECK(rest.after == head_after(run, 3));
    REQUIRE(rest.records.size() == 2);
    CHECK(rest.records[0].bytes == sealed(4).bytes);
    fill(outbox, 1, 6);
    CHECK(outbox.pending(10, plenty).value().records.size() == 3);
  });
}

TEST_CASE("a receipt given twice or late changes nothing") {
  over_each([](Outbox& outbox) {
    fill(outbox, 5);
    const auto run = outbox.pending(10, plenty).value();
    const auto early = receipt_for(run, 2);
    const auto late = receipt_for(run, 4);
    REQUIRE(outbox.acknowledge(late).has_value());
    CHECK(outbox.acknowledge(late).has_value());
    CHECK(outbox.acknowledge(early).has_value());
    CHECK(outbox.acknowledge(receipt_for(run, 0)).has_value());
    CHECK(outbox.status().value().acknowledged == late.head);
    CHECK(outbox.status().value().pending == 1);
  });
}

TEST_CASE("a receipt for another stream is refused and changes nothing") {
  over_each([](Outbox& outbox) {
    fill(outbox, 3);
    auto other = receipt_for(outbox.pending(10, plenty).value(), 3);
    other.stream = exchange::random_stream_id();
    const auto before = outbox.status().value();
    CHECK(code_of(outbox.acknowledge(other)) == "chain.broken");
    CHECK(outbox.status().value().stream == before.stream);
    CHECK(outbox.status().value().pending == 3);
    CHECK(outbox.status().value().alarms.empty());
  });
}

TEST_CASE("a receipt whose head is no place of the stream proves another history, and acknowledges nothing of ours") {
  struct Strange {
    const char* name;
    void (*alter)(exchange::Head& head);  // of a receipt for the third of five records
  };
  constexpr Strange receipts[] = {
      {"of other records", [](exchange::Head& head) { head.hash[0] ^= 1; }},
      {"of later records", [](exchange::Head& head) { head.sequence = Sequence{6}; }},
      {"of another beginning",
       [](exchange::Head& head) {
         head.sequence = Sequence{0};
         head.hash[31] ^= 1;
       }},
      {"beyond all numbers", [](exchange::Head& head) { head.sequence = Sequence{~std::uint64_t{0}}; }},
  };
  for (const Strange& strange : receipts) {
    INFO(std::string(strange.name));
    over_each([&](Outbox& outbox) {
      fill(outbox, 5);
      const auto run = outbox.pending(10, plenty).value();
      REQUIRE(outbox.acknowledge(receipt_for(run, 2)).value() == Taken::confirmed);
      auto receipt = receipt_for(run, 3);
      strange.alter(receipt.head);
      receipt.rejected = {{Sequence{3}, "seal.unreadable"}};  // of that other history
      REQUIRE(outbox.acknowledge(receipt).value() == Taken::forked);
      const auto status = outbox.status().value();
      CHECK(status.stream != run.stream);
      CHECK(status.pending == 3);
      CHECK(status.rejected == 0);
      CHECK(status.alarms == std::vector<std::string>{"fork"});
      const auto again = outbox.pending(10, plenty).value();
      REQUIRE(again.records.size() == 3);
      CHECK(again.records[0].bytes == sealed(3).bytes);
      CHECK(code_of(outbox.acknowledge(receipt)) == "chain.broken");  // once is enough
    });
  }
}

TEST_CASE("rejected records are acknowledged and counted as poison, once") {
  over_each([](Outbox& outbox) {
    fill(outbox, 4);
    auto receipt = receipt_for(outbox.pending(10, plenty).value(), 3);
    receipt.rejected = {{Sequence{2}, "seal.unreadable"}, {Sequence{4}, "seal.unreadable"}};  // 4 is past the head
    REQUIRE(outbox.acknowledge(receipt).has_value());
    REQUIRE(outbox.acknowledge(receipt).has_value());
    CHECK(outbox.status().value().rejected == 1);
    CHECK(outbox.status().value().pending == 1);
  });
}

TEST_CASE("a fork opens a new stream with what was not acknowledged, and says so") {
  over_each([](Outbox& outbox) {
    fill(outbox, 5);
    const auto run = outbox.pending(10, plenty).value();
    REQUIRE(outbox.acknowledge(receipt_for(run, 2)).has_value());
    exchange::Receipt fork;
    fork.stream = run.stream;
    fork.head = exchange::extend(run.after, sealed(99).bytes);
    fork.fork = true;
    REQUIRE(outbox.acknowledge(fork).has_value());

    const auto status = outbox.status().value();
    CHECK(status.stream != run.stream);
    CHECK(status.pending == 3);
    CHECK(status.acknowledged == exchange::genesis(status.stream));
    CHECK(status.alarms == std::vector<std::string>{"fork"});
    CHECK(status.completed_total == 5);
    const auto again = outbox.pending(10, plenty).value();
    REQUIRE(again.records.size() == 3);
    CHECK(again.stream == status.stream);
    CHECK(again.records[0].bytes == sealed(3).bytes);
    CHECK(again.records[2].bytes == sealed(5).bytes);
    CHECK(head_after(again, 3) == status.head);

    CHECK(code_of(outbox.acknowledge(fork)) == "chain.broken");  // the same answer once more forks nothing again
    CHECK(outbox.status().value().stream == status.stream);
    CHECK(outbox.append(sealed(6), exchange::Outcome::complete).value() == Sequence{4});
    REQUIRE(outbox.acknowledge(receipt_for(outbox.pending(10, plenty).value(), 4)).has_value());
    CHECK(outbox.status().value().pending == 0);
  });
}

TEST_CASE("a fork whose head is still ours takes what it acknowledges along") {
  over_each([](Outbox& outbox) {
    fill(outbox, 4);
    auto fork = receipt_for(outbox.pending(10, plenty).value(), 3);
    fork.fork = true;
    REQUIRE(outbox.acknowledge(fork).has_value());
    const auto rest = outbox.pending(10, plenty).value();
    REQUIRE(rest.records.size() == 1);
    CHECK(rest.records[0].bytes == sealed(4).bytes);
  });
}

TEST_CASE("starting over for a collector that is behind keeps what it never had, and sends the funnel again") {
  over_each([](Outbox& outbox) {
    fill(outbox, 5);
    const auto run = outbox.pending(10, plenty).value();
    REQUIRE(outbox.acknowledge(receipt_for(run, 3)).has_value());
    REQUIRE(outbox.count(Step::shown, "2026-11-22", FormId{"f"}, "1", "").has_value());
    REQUIRE(outbox.count(Step::shown, "2026-11-23", FormId{"f"}, "1", "").has_value());
    REQUIRE(outbox.funnel_sent(outbox.funnel().value()).has_value());
    REQUIRE(outbox.funnel().value().size() == 1);
    REQUIRE(outbox.start_over(Sequence{3}).has_value());

    const auto status = outbox.status().value();
    CHECK(status.stream != run.stream);
    CHECK(status.acknowledged == exchange::genesis(status.stream));
    CHECK(status.alarms == std::vector<std::string>{"collector-behind"});
    CHECK(status.completed_total == 5);
    const auto again = outbox.pending(10, plenty).value();
    REQUIRE(again.records.size() == 2);
    CHECK(again.stream == status.stream);
    CHECK(again.records[0].bytes == sealed(4).bytes);
    CHECK(again.records[1].bytes == sealed(5).bytes);
    CHECK(head_after(again, 2) == status.head);
    CHECK(outbox.funnel().value().size() == 2);

    CHECK(code_of(outbox.acknowledge(receipt_for(run, 5))) == "chain.broken");  // of the former stream
    CHECK(outbox.append(sealed(6), exchange::Outcome::complete).value() == Sequence{3});
    REQUIRE(outbox.acknowledge(receipt_for(outbox.pending(10, plenty).value(), 3)).has_value());
    REQUIRE(outbox.start_over(Sequence{3}).has_value());  // with nothing to carry over
    CHECK(outbox.status().value().pending == 0);
    CHECK(outbox.status().value().head.sequence == Sequence{0});
  });
}

TEST_CASE("a collector that is behind gets again what it lost, as long as it is still here") {
  over_each([](Outbox& outbox) {
    fill(outbox, 5);
    REQUIRE(outbox.acknowledge(receipt_for(outbox.pending(10, plenty).value(), 4)).has_value());
    REQUIRE(outbox.start_over(Sequence{1}).has_value());
    const auto again = outbox.pending(10, plenty).value();
    REQUIRE(again.records.size() == 4);
    CHECK(again.records[0].bytes == sealed(2).bytes);
    CHECK(again.records[3].bytes == sealed(5).bytes);
    CHECK(head_after(again, 4) == outbox.status().value().head);
  });
}

TEST_CASE("starting over never passes by what was not sent, wherever the collector says it is") {
  over_each([](Outbox& outbox) {
    fill(outbox, 5);
    REQUIRE(outbox.acknowledge(receipt_for(outbox.pending(10, plenty).value(), 2)).has_value());
    REQUIRE(outbox.start_over(Sequence{4}).has_value());
    CHECK(outbox.status().value().pending == 3);
  });
}

TEST_CASE("a run can be read after any place that is not acknowledged, and after no other") {
  over_each([](Outbox& outbox) {
    fill(outbox, 6);
    const auto all = outbox.pending(10, plenty).value();
    REQUIRE(outbox.acknowledge(receipt_for(all, 2)).has_value());
    const auto rest = outbox.records_after(head_after(all, 4), 10, plenty).value();
    CHECK(rest.after == head_after(all, 4));
    CHECK(rest.stream == all.stream);
    REQUIRE(rest.records.size() == 2);
    CHECK(rest.records[0].bytes == sealed(5).bytes);
    CHECK(outbox.records_after(head_after(all, 6), 10, plenty).value().records.empty());
    CHECK(outbox.records_after(head_after(all, 1), 10, plenty).error().code == ErrorCode::chain_broken);
    auto other = head_after(all, 4);
    other.hash[0] ^= 1;
    CHECK(outbox.records_after(other, 10, plenty).error().code == ErrorCode::chain_broken);
  });
}

TEST_CASE("starting over as another kiosk keeps what was not acknowledged, and leaves told days with the former one") {
  over_each([](Outbox& outbox) {
    const auto shown = [&](const char* day) {
      REQUIRE(outbox.count(Step::shown, day, FormId{"f"}, "1", "").has_value());
    };
    fill(outbox, 3);
    const auto run = outbox.pending(10, plenty).value();
    REQUIRE(outbox.acknowledge(receipt_for(run, 2)).has_value());
    REQUIRE(outbox.count(Step::abandoned, "2026-11-22", FormId{"f"}, "1", "/data/a").has_value());
    shown("2026-11-23");
    REQUIRE(outbox.funnel_sent(outbox.funnel().value()).has_value());
    shown("2026-11-23");
    REQUIRE(outbox.start_as_another().has_value());

    const auto again = outbox.pending(10, plenty).value();
    CHECK(again.stream != run.stream);
    REQUIRE(again.records.size() == 1);
    CHECK(again.records[0].bytes == sealed(3).bytes);
    CHECK(outbox.status().value().alarms.empty());
    const auto days = outbox.funnel().value();
    REQUIRE(days.size() == 1);
    CHECK(days[0].day == "2026-11-23");
    CHECK(days[0].shown == 2);
    REQUIRE(outbox.count(Step::abandoned, "2026-11-22", FormId{"f"}, "1", "/data/a").has_value());
    CHECK(outbox.funnel().value().at(0).abandoned_at.at("/data/a") == 1);  // not what was told before
  });
}

TEST_CASE("funnel counters are absolute and kept by day, form and version") {
  over_each([](Outbox& outbox) {
    const FormId form{"civic-city"};
    REQUIRE(outbox.count(Step::shown, "2026-11-22", form, "1", "").has_value());
    REQUIRE(outbox.count(Step::shown, "2026-11-22", form, "1", "").has_value());
    REQUIRE(outbox.count(Step::started, "2026-11-22", form, "1", "").has_value());
    REQUIRE(outbox.count(Step::abandoned, "2026-11-22", form, "1", "/data/age").has_value());
    REQUIRE(outbox.count(Step::abandoned, "2026-11-22", form, "1", "").has_value());
    REQUIRE(outbox.count(Step::completed, "2026-11-22", form, "2", "").has_value());
    const auto days = outbox.funnel().value();
    REQUIRE(days.size() == 2);
    CHECK(days[0].day == "2026-11-22");
    CHECK(days[0].form == form);
    CHECK(days[0].version == "1");
    CHECK(days[0].shown == 2);
    CHECK(days[0].started == 1);
    CHECK(days[0].completed == 0);
    CHECK(days[0].abandoned == 2);
    CHECK(days[0].abandoned_at == std::map<std::string, std::uint64_t>{{"/data/age", 1}});
    CHECK(days[1].version == "2");
    CHECK(days[1].completed == 1);
  });
}

TEST_CASE("a funnel day is given until it was sent as it stands; the latest day always") {
  over_each([](Outbox& outbox) {
    const FormId form{"f"};
    REQUIRE(outbox.count(Step::shown, "2026-11-22", form, "1", "").has_value());
    REQUIRE(outbox.count(Step::shown, "2026-11-23", form, "1", "").has_value());
    const auto sent = outbox.funnel().value();
    REQUIRE(sent.size() == 2);
    REQUIRE(outbox.count(Step::started, "2026-11-22", form, "1", "").has_value());  // while the request is under way
    REQUIRE(outbox.funnel_sent(sent).has_value());
    auto left = outbox.funnel().value();
    REQUIRE(left.size() == 2);
    CHECK(left[0].started == 1);
    CHECK(left[0].shown == 1);
    REQUIRE(outbox.funnel_sent(left).has_value());
    REQUIRE(outbox.funnel_sent(sent).has_value());  // late: older figures do not undo newer ones
    left = outbox.funnel().value();
    REQUIRE(left.size() == 1);
    CHECK(left[0].day == "2026-11-23");
    REQUIRE(outbox.funnel_sent({}).has_value());
  });
}

TEST_CASE("settings are kept, replaced, and absent when never set") {
  over_each([](Outbox& outbox) {
    CHECK_FALSE(outbox.setting("kiosk").value().has_value());
    REQUIRE(outbox.set_setting("kiosk", as_bytes("k-1")).has_value());
    REQUIRE(outbox.set_setting("kiosk", as_bytes("k-2")).has_value());
    REQUIRE(outbox.set_setting("empty", {}).has_value());
    CHECK(as_text(*outbox.setting("kiosk").value()) == "k-2");
    REQUIRE(outbox.setting("empty").value().has_value());
    CHECK(outbox.setting("empty").value()->empty());
  });
}

TEST_CASE("calls from several threads are carried out one by one") {
  over_each([](Outbox& outbox) {
    std::vector<std::thread> threads;
    std::atomic<int> failures{0};
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 25; ++i)
          if (!outbox.append(sealed(t * 100 + i), exchange::Outcome::complete)) ++failures;
      });
    for (auto& thread : threads) thread.join();
    CHECK(failures == 0);
    const auto run = outbox.pending(1000, plenty).value();
    CHECK(run.records.size() == 100);
    CHECK(head_after(run, 100) == outbox.status().value().head);
  });
}

}  // namespace minyi::kiosk::store::test
