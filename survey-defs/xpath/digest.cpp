#include "minyi/xpath/digest.hpp"

#include <array>
#include <utility>

#include <openssl/evp.h>

namespace minyi::xpath {

std::optional<Bytes> hash_of(std::string_view text, std::string_view algorithm) {
  using Choose = const EVP_MD* (*)();
  constexpr auto known = std::to_array<std::pair<std::string_view, Choose>>({{"MD5", EVP_md5},
                                                                             {"SHA-1", EVP_sha1},
                                                                             {"SHA-256", EVP_sha256},
                                                                             {"SHA-384", EVP_sha384},
                                                                             {"SHA-512", EVP_sha512}});
  for (const auto& [name, choose] : known) {
    if (name != algorithm) continue;
    Bytes hash(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), hash.data(), &size, choose(), nullptr) != 1) return std::nullopt;
    hash.resize(size);
    return hash;
  }
  return std::nullopt;
}

}  // namespace minyi::xpath
