// Where the parts of a rollout lie in a folder: on a stick, and where a kiosk keeps them (WIRE.md, "On a USB stick").
#pragma once

#include <string>
#include <string_view>

#include "minyi/base/bytes.hpp"
#include "minyi/exchange/rollout.hpp"

namespace minyi::exchange {

inline constexpr std::string_view rollout_file = "rollout.json", signature_file = "rollout.json.minisig",
                                  forms_folder = "forms", files_folder = "files";

inline std::string form_path(const RolloutForm& form) {
  return std::string(forms_folder) + "/" + to_hex(form.digest) + ".xml";
}
inline std::string file_path(const RolloutFile& file) { return std::string(files_folder) + "/" + to_hex(file.digest); }

}  // namespace minyi::exchange
