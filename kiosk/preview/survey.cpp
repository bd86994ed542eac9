#include "minyi/preview/survey.hpp"

#include <filesystem>

#include "minyi/base/file.hpp"
#include "minyi/base/file_name.hpp"

namespace minyi::kiosk::preview {
namespace {

constexpr std::size_t most_bytes = 64u << 20, most_trouble = 1u << 16;

class FilesIn final : public form::FileSource {
 public:
  explicit FilesIn(std::string folder) : folder_(std::move(folder)) {}
  Result<std::string> read(std::string_view name) const override {
    if (!is_plain_file_name(name))
      return fail(ErrorCode::file_missing, "not the name of a file beside the form", std::string(name));
    return read_file((std::filesystem::path(folder_) / name).string(), most_bytes);
  }

 private:
  std::string folder_;
};

}  // namespace

std::string media_folder(const Options& options) {
  auto folder = options.media.empty() ? std::filesystem::path(options.form).parent_path().string() : options.media;
  return folder.empty() ? "." : folder;
}

std::string read_media(const Options& options, std::string_view name) {
  return FilesIn(media_folder(options)).read(name).value_or(std::string{});
}

Result<std::shared_ptr<const form::Form>> read_survey(const Options& options) {
  if (!options.trouble.empty()) {
    MINYI_TRY(auto words, read_if_there(options.trouble, most_trouble));
    if (words && !words->empty())
      return fail(ErrorCode::form_invalid, std::move(*words), "", "mend it and save: the survey is shown again");
  }
  MINYI_TRY(const auto xml, read_file(options.form, most_bytes));
  return form::read_xform(xml, FilesIn(media_folder(options)));
}

}  // namespace minyi::kiosk::preview
