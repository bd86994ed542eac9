// Any bytes as an Excel file. A zip archive with its check sums leaves a fuzzer little to try, so that an input that is
// none stands for the parts of one: name, zero byte, content, zero byte, and so on.
#include <stdexcept>

#include "minyi/base/bytes.hpp"
#include "minyi/sheets/xlsx.hpp"

#include "admin/sheets/parts.hpp"
#include "fuzz/corpus.hpp"

namespace {

using namespace minyi;

std::string packed(std::string_view input) {
  testing::Parts parts;
  while (!input.empty()) {
    const auto take = [&] {
      const auto end = std::min(input.find('\0'), input.size());
      const auto taken = input.substr(0, end);
      input.remove_prefix(std::min(end + 1, input.size()));
      return taken;
    };
    const auto name = take();
    const auto content = take();
    parts.emplace_back(name, content);
  }
  try {
    return testing::zip(parts);
  } catch (const std::runtime_error&) {
    return {};  // what no archive can hold, such as one name twice, is no input
  }
}

std::string flat(const testing::Parts& parts) {
  std::string bytes;
  for (const auto& [name, content] : parts) bytes.append(name).append(1, '\0').append(content).append(1, '\0');
  return bytes;
}

}  // namespace

fuzz::Seeds minyi::fuzz::seeds() {
  const auto cells = testing::workbook_parts(
      R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>in</t></is></c></row>)"
      R"(<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>46351.5</v></c><c r="D2" t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>)"
      R"(<row><c><f>1+1</f><v>2</v></c><c r="B3" t="str"><f>"a"&amp;"b"</f><v>_x0041_</v></c></row>)",
      R"(<si><t>type</t></si><si><r><rPr><b/></rPr><t>na</t></r><r><t xml:space="preserve">me </t></r></si>)",
      R"(<numFmts count="1"><numFmt numFmtId="164" formatCode="[$-804]yyyy\-mm"/></numFmts>)"
      R"(<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>)",
      R"(<workbookPr date1904="1"/>)");
  Seeds found{flat(cells), testing::zip(cells)};
  for (const auto& survey : surveys())
    if (const auto workbook = xlsform::read_markdown(survey, "seed.md"))
      if (auto bytes = sheets::write_xlsx(*workbook)) found.push_back(std::move(*bytes));
  return found;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = as_text({data, size});
  (void)sheets::parse_xlsx(input.starts_with("PK") ? std::string(input) : packed(input), "fuzz.xlsx");
  return 0;
}
