#include "minyi/exchange/chain.hpp"

#include <doctest/doctest.h>

#include "samples.hpp"

using namespace samples;

TEST_CASE("a stream's links are pinned") {
  const Head zero = genesis(StreamId(counting<16>(0x20)));
  CHECK(zero.sequence == Sequence(0));
  CHECK(to_hex(zero.hash) == "9a2f176b9af1acc3a8510f9d13db850bcd1761ff6fde9808c928bd1e8f0cf1f5");
  const Head one = extend(zero, Bytes{1, 2, 3});
  CHECK(one.sequence == Sequence(1));
  CHECK(to_hex(one.hash) == "db8166ed9d80e569da711ceebb8b32c2a1a524eebfbbc92537bd336a26707779");
  const Head two = extend(one, Bytes{4, 5});
  CHECK(two.sequence == Sequence(2));
  CHECK(to_hex(two.hash) == "3eee8246ef20ac56d871c6c4bab7713eee131f76aef9523f7c9bc213d3d89294");
}

TEST_CASE("BLAKE2b-256 is the published one") {
  CHECK(to_hex(blake2b(as_bytes("abc"))) == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST_CASE("a link depends on the stream, the order, the place and each byte") {
  const Head zero = genesis(StreamId(counting<16>(0x20)));
  const Head other = genesis(StreamId(counting<16>(0x21)));
  CHECK(zero.hash != other.hash);
  const Head ab = extend(extend(zero, as_bytes("a")), as_bytes("b"));
  CHECK(ab != extend(extend(zero, as_bytes("b")), as_bytes("a")));
  CHECK(ab != extend(extend(other, as_bytes("a")), as_bytes("b")));
  Head moved = zero;
  moved.sequence = Sequence(1);
  CHECK(extend(zero, as_bytes("a")).hash != extend(moved, as_bytes("a")).hash);
  CHECK(extend(zero, as_bytes("a")).hash != extend(zero, as_bytes("a ")).hash);
}

TEST_CASE("random stream ids differ") { CHECK(random_stream_id() != random_stream_id()); }
