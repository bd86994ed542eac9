#include "minyi/forms/file_store.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "minyi/base/file.hpp"
#include "minyi/forms/files.hpp"

namespace minyi::kiosk::forms {
namespace {

namespace fs = std::filesystem;
using exchange::RolloutFile;

constexpr std::uint64_t room_for_answers = 128u << 20;  // bytes of the disk that no survey may take

std::string path_in(const std::string& directory, const RolloutFile& file) {
  return fmt::format("{}/{}", directory, to_hex(file.digest));
}

Result<std::string> read(const std::string& directory, const RolloutFile& file) {
  MINYI_TRY(auto content, read_if_there(path_in(directory, file), static_cast<std::size_t>(file.size)));
  if (!content) return fail(ErrorCode::file_missing, fmt::format("the file {} is not here", file.name));
  MINYI_CHECK(exchange::verify(file, *content));
  return std::move(*content);
}

bool has_size(const std::string& path, std::uint64_t size) {
  std::error_code error;
  return fs::is_regular_file(path, error) && fs::file_size(path, error) == size && !error;
}

}  // namespace

class FileStore::Loan final : public form::FileSource {
 public:
  Loan(std::string directory, std::vector<RolloutFile> files)
      : directory_(std::move(directory)), files_(std::move(files)) {}
  Result<std::string> read(std::string_view name) const override {
    const auto file = std::find_if(files_.begin(), files_.end(), [&](const RolloutFile& f) { return f.name == name; });
    if (file == files_.end())
      return fail(ErrorCode::file_missing, "the survey came without this file", std::string(name));
    return forms::read(directory_, *file);
  }
  [[nodiscard]] const std::vector<RolloutFile>& files() const { return files_; }

 private:
  const std::string directory_;
  const std::vector<RolloutFile> files_;
};

FileStore::FileStore(std::string directory, FreeBytes free_bytes)
    : directory_(std::move(directory)), free_bytes_(std::move(free_bytes)) {
  if (free_bytes_) return;
  free_bytes_ = [place = directory_]() -> std::uint64_t {
    std::error_code error;
    const auto space = fs::space(place, error);
    return error ? 0 : space.available;
  };
}

std::string FileStore::path(const RolloutFile& file) const { return path_in(directory_, file); }

Result<> FileStore::check_room(const std::vector<RolloutFile>& missing) const {
  if (missing.empty()) return {};
  std::uint64_t wanted = room_for_answers;
  for (const RolloutFile& file : missing) wanted += file.size;
  if (free_bytes_() >= wanted) return {};
  return fail(ErrorCode::store_full, "the disk has no room for the new survey's files", directory_,
              fmt::format("free {} MB of it", (wanted >> 20) + 1));
}

Result<> FileStore::fetch(const RolloutFile& file, exchange::RolloutSource& source) const {
  const auto content = source.file(file);
  if (!content) {
    Error error = content.error();
    if (error.where.empty()) error.where = file.name;
    return fail(std::move(error));
  }
  MINYI_CHECK(exchange::verify(file, *content));
  return replace_file(path(file), *content);
}

Result<> FileStore::ensure(const std::vector<RolloutFile>& files, exchange::RolloutSource* source) const {
  MINYI_CHECK(make_folder(directory_));
  std::vector<RolloutFile> missing;
  for (const RolloutFile& file : files) {
    const bool there = source == nullptr ? has_size(path(file), file.size) : forms::read(directory_, file).has_value();
    if (there) continue;
    if (source == nullptr) return fail(ErrorCode::file_missing, fmt::format("the file {} is not here", file.name));
    const bool twin = std::any_of(missing.begin(), missing.end(),
                                  [&](const RolloutFile& other) { return other.digest == file.digest; });
    if (!twin) missing.push_back(file);
  }
  MINYI_CHECK(check_room(missing));
  for (const RolloutFile& file : missing) MINYI_CHECK(fetch(file, *source));
  return missing.empty() ? Result<>{} : sync_folder(directory_);
}

std::shared_ptr<const form::FileSource> FileStore::lend(std::vector<RolloutFile> files) {
  auto loan = std::make_shared<const Loan>(directory_, std::move(files));
  loans_.push_back(loan);
  return loan;
}

void FileStore::tidy(std::set<Digest> needed) {
  std::erase_if(loans_, [](const auto& loan) { return loan.expired(); });
  for (const auto& each : loans_)
    if (const auto loan = each.lock())
      for (const RolloutFile& file : loan->files()) needed.insert(file.digest);
  std::set<std::string> names;
  for (const Digest& digest : needed) names.insert(to_hex(digest));
  std::error_code ignored;
  for (fs::directory_iterator entry(directory_, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    std::error_code failed;
    if (!names.contains(entry->path().filename().string())) fs::remove(entry->path(), failed);
  }
}

}  // namespace minyi::kiosk::forms
