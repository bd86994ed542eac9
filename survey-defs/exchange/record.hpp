// A Record: what one resident answered, as it leaves the kiosk. CBOR inside, sealed outside (seal.hpp).
#pragma once

#include <string>
#include <vector>

#include "minyi/base/bytes.hpp"
#include "minyi/base/clock.hpp"
#include "minyi/base/result.hpp"
#include "minyi/base/strong.hpp"

namespace minyi::exchange {

enum class Outcome { complete, partial };

struct Answer {
  std::string path;  // "/data/person[2]/age"
  std::string value;
};

struct Record {
  RecordId id{};
  FormId form{};
  std::string version{};
  Digest form_digest{};
  Outcome outcome = Outcome::complete;
  std::string language{};
  Instant start{};
  Instant end{};
  std::chrono::minutes offset{};  // the kiosk's offset from UTC, for the local day and hour
  std::vector<Answer> answers{};
};

RecordId random_record_id();
Bytes encode(const Record& record);
Result<Record> decode_record(ByteView bytes);  // wire_malformed, wire_version, wire_too_large

}  // namespace minyi::exchange
