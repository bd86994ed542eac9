// Bytes and their text forms, and the secrets that are wiped when they go out of scope.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/result.hpp"

namespace minyi {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

ByteView as_bytes(std::string_view text);
std::string_view as_text(ByteView bytes);
// RFC 3629: no overlong forms, no surrogates; and no NUL, which neither XML nor a database's text can hold.
bool valid_utf8(std::string_view text);
// `character` is a Unicode scalar value.
void append_utf8(std::string& text, char32_t character);

std::string to_hex(ByteView bytes);
Result<Bytes> from_hex(std::string_view text);
// Standard alphabet with padding (RFC 4648, section 4).
std::string to_base64(ByteView bytes);
Result<Bytes> from_base64(std::string_view text);

// Overwrites memory in a way the compiler does not remove.
void wipe(void* memory, std::size_t size);
void wipe(std::string& text);  // and clears it
void wipe(Bytes& bytes);       // and clears it

// Cryptographically strong random bytes.
Bytes random_bytes(std::size_t count);

// Must run once before anything cryptographic; harmless when repeated.
Result<> start_cryptography();

}  // namespace minyi
