#include "minyi/exchange/codec.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace minyi::exchange::codec {
namespace {

// Builds the value as nlohmann's parser reports it, and stops the parser at the first thing that is out of bounds. The
// parser recurses for every nested CBOR container, so the depth must be judged here rather than afterwards.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(const Limits& limits) : limits_(limits) {}
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;
  ~Builder() override { wipe(root_); }

  bool null() override { return refuse("null is not used"); }
  bool boolean(bool value) override { return add(value) != nullptr; }
  bool number_integer(number_integer_t value) override { return add(value) != nullptr; }
  bool number_unsigned(number_unsigned_t value) override { return add(value) != nullptr; }
  bool number_float(number_float_t, const string_t&) override { return refuse("fractions are not used"); }
  bool string(string_t& value) override { return judge(value) && add(std::move(value)) != nullptr; }
  bool binary(binary_t& value) override {
    if (value.has_subtype()) return refuse("tags are not used");
    return add(std::move(value)) != nullptr;
  }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool key(string_t& value) override {
    if (!judge(value) || !count()) return false;
    if (open_.back()->contains(value)) return refuse("a key stands twice");
    key_ = std::move(value);
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    problem_ = "not well-formed at byte " + std::to_string(position);
    return false;
  }

  Json release() { return std::move(root_); }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  bool refuse(const char* why) {
    problem_ = why;
    return false;
  }
  bool judge(const std::string& text) {
    return valid_utf8(text) ? true : refuse("a text is not UTF-8, or holds a NUL");
  }
  bool count() { return ++items_ <= limits_.items ? true : refuse("too many items"); }
  Json* add(Json value) {
    if (!count()) return nullptr;
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    Json& slot = parent[key_];
    slot = std::move(value);
    return &slot;
  }
  bool open(Json container) {
    if (open_.size() >= limits_.depth) return refuse("nested too deep");
    Json* added = add(std::move(container));
    if (added == nullptr) return false;
    open_.push_back(added);
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  Limits limits_;
  Json root_;
  std::vector<Json*> open_;
  std::string key_;
  std::string problem_ = "not well-formed";
  std::size_t items_ = 0;
};

Result<Json> build(ByteView bytes, std::string_view kind, const Limits& limits, Json::input_format_t format) {
  const std::string where(kind);
  if (bytes.size() > limits.bytes)
    return fail(ErrorCode::wire_too_large, "more than " + std::to_string(limits.bytes) + " bytes", where);
  Builder builder(limits);
  if (!Json::sax_parse(bytes.begin(), bytes.end(), &builder, format))
    return fail(ErrorCode::wire_malformed, builder.problem(), where);
  Json value = builder.release();
  const auto refuse = [&](ErrorCode code, const char* why, const char* hint = "") {
    wipe(value);
    return fail(code, why, where, hint);
  };
  if (!value.is_object()) return refuse(ErrorCode::wire_malformed, "not a map");
  const auto version = value.find("v");
  if (version == value.end() || !version->is_number_unsigned())
    return refuse(ErrorCode::wire_malformed, "has no version");
  if (version->get<std::uint64_t>() != wire_version)
    return refuse(ErrorCode::wire_version, "a version that this program does not know", "update the older side");
  const auto named = value.find("kind");
  if (named == value.end() || !named->is_string() || named->get_ref<const std::string&>() != kind)
    return refuse(ErrorCode::wire_malformed, "another kind of message");
  return value;
}

}  // namespace

Bytes to_cbor(const Json& value) { return Json::to_cbor(value); }

Result<Json> from_cbor(ByteView bytes, std::string_view kind, const Limits& limits) {
  MINYI_TRY(Json value, build(bytes, kind, limits, Json::input_format_t::cbor));
  Bytes again = to_cbor(value);
  const bool same = std::equal(again.begin(), again.end(), bytes.begin(), bytes.end());
  minyi::wipe(again);
  if (!same) {
    wipe(value);
    return fail(ErrorCode::wire_malformed, "not in the deterministic encoding", std::string(kind));
  }
  return value;
}

Result<Json> from_json(std::string_view text, std::string_view kind, const Limits& limits) {
  return build(as_bytes(text), kind, limits, Json::input_format_t::json);
}

void wipe(Json& value) {
  if (value.is_string()) {
    minyi::wipe(value.get_ref<std::string&>());
  } else if (value.is_binary()) {
    auto& bytes = value.get_binary();
    if (!bytes.empty()) minyi::wipe(bytes.data(), bytes.size());
  } else if (value.is_structured()) {
    for (Json& item : value) wipe(item);
  }
}

bool valid_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  int number[3] = {0, 0, 0};
  int part = 0;
  for (std::size_t index = 0; index < text.size(); ++index) {
    if (index == 4 || index == 7) {
      ++part;
      continue;
    }
    if (text[index] < '0' || text[index] > '9') return false;
    number[part] = number[part] * 10 + (text[index] - '0');
  }
  return std::chrono::year_month_day{std::chrono::year{number[0]}, std::chrono::month{static_cast<unsigned>(number[1])},
                                     std::chrono::day{static_cast<unsigned>(number[2])}}
      .ok();
}

Fields::Fields(const Json& map, std::string where, std::optional<Error>& problem)
    : map_(&map), where_(std::move(where)), problem_(&problem) {
  if (!map.is_object() && !*problem_) *problem_ = Error{ErrorCode::wire_malformed, "is not a map", where_};
}

void Fields::complain(const char* key, const char* what) {
  if (!*problem_) *problem_ = Error{ErrorCode::wire_malformed, what, place(key)};
}

const Json* Fields::take(const char* key) {
  if (*problem_) return nullptr;
  const auto found = map_->find(key);
  if (found == map_->end()) {
    complain(key, "is missing");
    return nullptr;
  }
  ++taken_;
  return &*found;
}

std::string Fields::text(const char* key, std::size_t max_bytes, std::size_t min_bytes) {
  const Json* value = take(key);
  if (value == nullptr) return {};
  if (!value->is_string()) return complain(key, "is not a text"), std::string();
  const auto& text = value->get_ref<const std::string&>();
  if (text.size() < min_bytes) return complain(key, "is too short"), std::string();
  if (text.size() > max_bytes) return complain(key, "is too long"), std::string();
  return text;
}

std::uint64_t Fields::number(const char* key, std::uint64_t max) {
  const Json* value = take(key);
  if (value == nullptr) return 0;
  if (!value->is_number_unsigned()) return complain(key, "is not a whole number from 0"), 0;
  const auto number = value->get<std::uint64_t>();
  if (number > max) return complain(key, "is too large"), 0;
  return number;
}

std::int64_t Fields::integer(const char* key, std::int64_t min, std::int64_t max) {
  const Json* value = take(key);
  if (value == nullptr) return 0;
  if (!value->is_number_integer()) return complain(key, "is not a whole number"), 0;
  if (value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(max))
    return complain(key, "is too large"), 0;
  const auto number = value->get<std::int64_t>();
  if (number < min || number > max) return complain(key, "is out of range"), 0;
  return number;
}

bool Fields::flag(const char* key) {
  const Json* value = take(key);
  if (value == nullptr) return false;
  if (!value->is_boolean()) return complain(key, "is not true or false"), false;
  return value->get<bool>();
}

Instant Fields::instant(const char* key) { return Instant(std::chrono::milliseconds(integer(key, 0, max_instant_ms))); }

std::chrono::minutes Fields::offset(const char* key) { return std::chrono::minutes(integer(key, -18 * 60, 18 * 60)); }

Bytes Fields::bytes(const char* key, std::size_t max_bytes) {
  const Json* value = take(key);
  if (value == nullptr) return {};
  if (!value->is_binary()) return complain(key, "is not a byte string"), Bytes();
  const Bytes& bytes = value->get_binary();
  if (bytes.size() > max_bytes) return complain(key, "is too long"), Bytes();
  return bytes;
}

const Json* Fields::map(const char* key) {
  const Json* value = take(key);
  if (value == nullptr) return nullptr;
  if (!value->is_object()) return complain(key, "is not a map"), nullptr;
  return value;
}

void Fields::done() {
  if (!*problem_ && taken_ != map_->size())
    *problem_ = Error{ErrorCode::wire_malformed, "has a field that is not known here", where_};
}

}  // namespace minyi::exchange::codec
