#include "minyi/exchange/rotation.hpp"

#include <cstdlib>
#include <fstream>

#include <doctest/doctest.h>

#include "samples.hpp"
#include "support/temp_dir.hpp"

using namespace samples;

namespace {

// A collector's keys by number, so that each can name the next.
CollectorKeys collector(std::uint8_t number) {
  return {{counting<32>(static_cast<std::uint8_t>(number * 7))}, sign_keys(number).public_key};
}
CollectorRotation step(std::uint8_t from, std::uint8_t to) { return rotate(sign_keys(from).secret_key, collector(to)); }
PublisherKey publisher(std::uint8_t number) { return {counting<8>(number), sign_keys(number)}; }

Rotations rotations() { return {{step(0, 1), step(1, 2)}, {rotate(publisher(0xA0), publisher(0xB0))}}; }

const std::string golden =
    "a469636f6c6c6563746f7282a3647365616c58200708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324"
    "2526647369676e582079b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664697369676e61747572"
    "655840eb2f8e9e37445db2d2e7f561464a79147f281847fefcbe9a536929e9afae60a6583e779661d1702c2ad2f1f61780a5"
    "087df1dc947bbc396c3c9576f23545c40aa3647365616c58200e0f101112131415161718191a1b1c1d1e1f20212223242526"
    "2728292a2b2c2d647369676e582043cdc023d22d5f9e107d1a0693457d35d1d10eb7d21c721192f56f5de40665d369736967"
    "6e61747572655840e72a8717496710896517dbcbc0f517e439bae9587a566e25ae5217a805ccb22d17fd433d65822c39c38c"
    "1af31db722df7674d1e38c9165379a8290d1a4ea7d0e646b696e6469726f746174696f6e73697075626c697368657281a263"
    "6b657978385257537773624b7a744c5732743354386f714f7a696673615a4e6d2f5573774e314d4b57547a6745774d393864"
    "56364645386262675a6a63697369676e6174757265790113756e7472757374656420636f6d6d656e743a207369676e617475"
    "72652066726f6d206d696e79690a525553676f614b6a704b576d702f55773050353966767a4a462b5a6450376a627377422f"
    "334d61616a5a53306e6d4c6d7733695133354c7434646f694d597062596f6a64717866337948504a2f66704b536b52584d52"
    "5079626d4d62574c65374a51513d0a7472757374656420636f6d6d656e743a206d696e7969207075626c697368657220726f"
    "746174696f6e2076310a774552556555376b61566b303845622b5a67346e62746a5644537363342b322f6f59304471583467"
    "43354b4d462b61712b48475251332f714f4a765047477a67386f4769585a5a476c4d492f683867464a742f5a42673d3d0a61"
    "7601";

}  // namespace

TEST_CASE("the bytes of rotations are pinned, and they come back as they went") {
  CHECK(to_hex(encode(rotations())) == golden);
  const auto read = decode_rotations(from_hex(golden).value());
  REQUIRE_MESSAGE(read, to_string(read.error()));
  REQUIRE(read->collector.size() == 2);
  CHECK(read->collector[1].next == collector(2));
  CHECK(read->collector[1].signature == rotations().collector[1].signature);
  REQUIRE(read->publisher.size() == 1);
  CHECK(read->publisher[0].next == publisher_public_line(publisher(0xB0)));
  CHECK(read->publisher[0].signature == rotations().publisher[0].signature);
  CHECK_FALSE(read->empty());
  CHECK(decode_rotations(encode(Rotations{}))->empty());
}

TEST_CASE("rotations cut off anywhere are refused, and altered anywhere they lead nowhere else") {
  const Bytes bytes = from_hex(golden).value();
  samples::each_truncation(bytes, [](ByteView part) { CHECK_FALSE(decode_rotations(part)); });
  samples::each_bit_flipped(bytes, [](ByteView altered, std::size_t) {
    const auto read = decode_rotations(altered);
    if (!read) return;
    const CollectorKeys reached = follow(read->collector, collector(0));
    CHECK((reached == collector(0) || reached == collector(1) || reached == collector(2)));
    const auto way = follow(read->publisher, publisher_public_line(publisher(0xA0)));
    CHECK((way.empty() || way == std::vector{publisher_public_line(publisher(0xB0))}));
  });
}

TEST_CASE("more rotations than a kiosk reads are refused") {
  Rotations many;
  many.collector.assign(max_rotations, step(0, 1));
  many.publisher.assign(max_rotations, rotations().publisher[0]);
  CHECK(encode(many).size() <= max_rotations_size);
  CHECK(decode_rotations(encode(many)));
  many.collector.push_back(step(0, 1));
  CHECK_FALSE(decode_rotations(encode(many)));
}

TEST_CASE("from any key that was, the newest is reached, and only by what those on the way have signed") {
  const std::vector<CollectorRotation> way{step(0, 1), step(1, 2), step(2, 3)};
  for (std::uint8_t from = 0; from <= 3; ++from) CHECK(follow(way, collector(from)) == collector(3));
  CHECK(follow(way, collector(9)) == collector(9));  // another collector's
  CHECK(follow({step(0, 1), step(2, 3)}, collector(0)) == collector(1));
  CHECK(follow({step(9, 1)}, collector(0)) == collector(0));
  // Whoever still has a key that was given up persuades nobody who has left it.
  CHECK(follow({step(0, 9)}, collector(1)) == collector(1));
  CollectorRotation forged = step(0, 1);
  forged.next.seal = collector(9).seal;
  CHECK(follow({forged}, collector(0)) == collector(0));
}

TEST_CASE("a publisher's way is told step by step, and only by what names a key") {
  const auto line = [](std::uint8_t number) { return publisher_public_line(publisher(number)); };
  const std::vector<PublisherRotation> way{rotate(publisher(1), publisher(2)), rotate(publisher(2), publisher(3))};
  CHECK(follow(way, line(1)) == std::vector{line(2), line(3)});
  CHECK(follow(way, line(2)) == std::vector{line(3)});
  CHECK(follow(way, line(3)).empty());
  CHECK(follow(way, line(9)).empty());
  // A file that the publisher signed for another purpose names nobody, whatever it holds.
  const PublisherRotation other{line(2), minisign(publisher_public_file(line(2)), "minyi rollout 4", publisher(1))};
  CHECK(follow({other}, line(1)).empty());
  PublisherRotation forged = way[0];
  forged.next = line(9);
  CHECK(follow({forged}, line(1)).empty());
}

TEST_CASE("minisign itself verifies a publisher's next key") {
  const testing::TempDir folder;
  const PublisherRotation rotation = rotate(publisher(1), publisher(2));
  const std::string file = folder / "next.pub";
  std::ofstream(file) << publisher_public_file(rotation.next);
  std::ofstream(file + ".minisig") << rotation.signature;
  const auto verify = [&](std::uint8_t by) {
    const std::string command = "minisign -V -q -m '" + file + "' -P '" + publisher_public_line(publisher(by)) + "'";
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
  };
  CHECK(verify(1));
  CHECK_FALSE(verify(2));
}
