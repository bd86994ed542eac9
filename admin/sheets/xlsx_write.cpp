#include <algorithm>
#include <cerrno>
#include <system_error>

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "minyi/base/descriptor.hpp"
#include "minyi/sheets/cell_text.hpp"
#include "minyi/sheets/xlsx.hpp"
#include "minyi/xlsform/strings.hpp"

namespace minyi::sheets {
namespace {

constexpr std::size_t narrowest = 8, widest = 60;  // columns, in characters

// A file in memory with a name for a library that writes to names.
class MemoryFile {
 public:
  [[nodiscard]] bool open() const { return file_.is_open(); }
  [[nodiscard]] std::string name() const { return "/proc/self/fd/" + std::to_string(file_.get()); }
  [[nodiscard]] std::string content() const {
    std::string bytes(static_cast<std::size_t>(std::max<off_t>(0, ::lseek(file_.get(), 0, SEEK_END))), '\0');
    const auto count = ::pread(file_.get(), bytes.data(), bytes.size(), 0);
    bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return bytes;
  }

 private:
  Descriptor file_{::memfd_create("workbook", MFD_CLOEXEC)};
};

// In columns of a terminal, which is how wide Excel shows a character too; of the longest line.
std::size_t width_of(const std::string& cell) {
  std::size_t widest_line = 0;
  for (const auto& line : xlsform::split(cell, "\n")) widest_line = std::max(widest_line, xlsform::display_width(line));
  return widest_line;
}

Result<> write_sheet(lxw_workbook& book, const xlsform::Sheet& sheet, lxw_format& bold, const std::string& file) {
  const auto refuse = [&](lxw_error error, std::size_t row) {
    return fail(ErrorCode::sheet_invalid, lxw_strerror(error),
                file + ", sheet " + sheet.name + (row > 0 ? ", row " + std::to_string(row) : ""),
                "Excel cannot hold it: shorten it");
  };
  if (const auto error = workbook_validate_sheet_name(&book, sheet.name.c_str()); error != LXW_NO_ERROR)
    return refuse(error, 0);
  lxw_worksheet* out = workbook_add_worksheet(&book, sheet.name.c_str());
  if (out == nullptr) return refuse(LXW_ERROR_SHEETNAME_ALREADY_USED, 0);
  std::vector<std::size_t> widths(sheet.rows.empty() ? 0 : sheet.rows.front().size(), narrowest);
  for (std::size_t row = 0; row < sheet.rows.size(); ++row)
    for (std::size_t column = 0; column < sheet.rows[row].size(); ++column) {
      const auto& cell = sheet.rows[row][column];
      if (cell.empty()) continue;
      widths[column] = std::max(widths[column], width_of(cell));
      const auto error = worksheet_write_string(out, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                                                escape(cell).c_str(), row == 0 ? &bold : nullptr);
      if (error != LXW_NO_ERROR) return refuse(error, row + 1);
    }
  for (std::size_t column = 0; column < widths.size(); ++column)
    worksheet_set_column(out, static_cast<lxw_col_t>(column), static_cast<lxw_col_t>(column),
                         static_cast<double>(std::min(widths[column], widest) + 2), nullptr);
  worksheet_freeze_panes(out, 1, 0);
  return {};
}

}  // namespace

Result<std::string> write_xlsx(const xlsform::Workbook& workbook) {
  const auto failure = [&](const std::string& why) { return fail(ErrorCode::file_failed, why, workbook.file); };
  const MemoryFile memory;
  if (!memory.open()) return failure("no memory file: " + std::generic_category().message(errno));
  lxw_workbook* book = workbook_new(memory.name().c_str());
  if (book == nullptr) return failure("the workbook cannot be made");
  lxw_format* bold = workbook_add_format(book);
  format_set_bold(bold);
  Result<> written;
  for (const auto& sheet : workbook.sheets)
    if (written) written = write_sheet(*book, sheet, *bold, workbook.file);
  const auto closed = workbook_close(book);
  MINYI_CHECK(written);
  if (closed != LXW_NO_ERROR) return failure(lxw_strerror(closed));
  return memory.content();
}

}  // namespace minyi::sheets
