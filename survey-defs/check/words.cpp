#include "minyi/check/words.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace minyi::check {
namespace {

struct Word {
  Topic topic;
  std::string_view text;
};

// Chinese and Mongolian are found anywhere in a label: Chinese parts no words, Mongolian adds endings.
constexpr auto anywhere = std::to_array<Word>({
    {Topic::personal, "姓名"},        {Topic::personal, "您的名字"},      {Topic::personal, "电话"},
    {Topic::personal, "手机号"},      {Topic::personal, "联系方式"},      {Topic::personal, "身份证"},
    {Topic::personal, "证件号"},      {Topic::personal, "微信号"},        {Topic::personal, "邮箱"},
    {Topic::personal, "住址"},        {Topic::personal, "门牌号"},        {Topic::personal, "详细地址"},
    {Topic::personal, "出生日期"},    {Topic::personal, "ᠤᠲᠠᠰᠤᠨ ᠤ"},      {Topic::personal, "ᠦᠨᠡᠮᠯᠡᠯ"},
    {Topic::personal, "ᠲᠠᠨ ᠤ ᠨᠡᠷ᠎ᠡ"}, {Topic::personal, "таны нэр"},      {Topic::personal, "Таны нэр"},
    {Topic::personal, "утасны"},      {Topic::personal, "Утасны"},        {Topic::personal, "регистр"},
    {Topic::personal, "Регистр"},     {Topic::consent, "同意"},           {Topic::consent, "愿意参加"},
    {Topic::consent, "授权"},         {Topic::consent, "ᠵᠥᠪᠰᠢᠶᠡᠷ"},       {Topic::consent, "зөвшөөр"},
    {Topic::decline, "不想回答"},     {Topic::decline, "不愿"},           {Topic::decline, "拒绝回答"},
    {Topic::decline, "不回答"},       {Topic::decline, "不知道"},         {Topic::decline, "不清楚"},
    {Topic::decline, "说不清"},       {Topic::decline, "不了解"},         {Topic::decline, "以上都没有"},
    {Topic::decline, "都没有"},       {Topic::decline, "ᠬᠠᠷᠢᠭᠤᠯᠬᠤ ᠦᠭᠡᠢ"}, {Topic::decline, "ᠮᠡᠳᠡᠬᠦ ᠦᠭᠡᠢ"},
    {Topic::decline, "хариулахгүй"},  {Topic::decline, "мэдэхгүй"},
});
// Whole words, in lower case, of English labels and of names, with '_' and '-' read as blanks.
constexpr auto whole = std::to_array<Word>({
    {Topic::personal, "your name"},
    {Topic::personal, "full name"},
    {Topic::personal, "first name"},
    {Topic::personal, "last name"},
    {Topic::personal, "surname"},
    {Topic::personal, "family name"},
    {Topic::personal, "telephone"},
    {Topic::personal, "phone"},
    {Topic::personal, "phone number"},
    {Topic::personal, "mobile number"},
    {Topic::personal, "id number"},
    {Topic::personal, "id card"},
    {Topic::personal, "identity card"},
    {Topic::personal, "passport"},
    {Topic::personal, "email"},
    {Topic::personal, "e mail"},
    {Topic::personal, "your address"},
    {Topic::personal, "home address"},
    {Topic::personal, "street address"},
    {Topic::personal, "date of birth"},
    {Topic::personal, "xingming"},
    {Topic::personal, "shouji"},
    {Topic::personal, "dianhua"},
    {Topic::personal, "shenfenzheng"},
    {Topic::consent, "consent"},
    {Topic::consent, "agree"},
    {Topic::consent, "willing to take part"},
    {Topic::consent, "permission"},
    {Topic::decline, "rather not"},
    {Topic::decline, "prefer not"},
    {Topic::decline, "decline"},
    {Topic::decline, "refuse"},
    {Topic::decline, "refused"},
    {Topic::decline, "no answer"},
    {Topic::decline, "don t know"},
    {Topic::decline, "do not know"},
    {Topic::decline, "not sure"},
    {Topic::decline, "none"},
    {Topic::decline, "none of these"},
    {Topic::decline, "none of the above"},
    {Topic::decline, "dk"},
    {Topic::decline, "unsure"},
});
// Names that are all of a question's name.
constexpr auto names = std::to_array<Word>(
    {{Topic::personal, "name"}, {Topic::personal, "tel"}, {Topic::personal, "address"}, {Topic::personal, "mobile"}});

// " lower case words parted and framed by blanks "
std::string framed(std::string_view text) {
  std::string out = " ";
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    const bool upper = each >= 'A' && each <= 'Z';
    const bool kept = byte >= 0x80 || (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9');
    if (upper)
      out += static_cast<char>(each - 'A' + 'a');
    else if (kept)
      out += each;
    else if (out.back() != ' ')
      out += ' ';
  }
  return out + ' ';
}

std::string_view find(std::string_view text, Topic topic) {
  for (const auto& word : anywhere)
    if (word.topic == topic && text.find(word.text) != std::string_view::npos) return word.text;
  const auto parted = framed(text);
  for (const auto& word : whole)
    if (word.topic == topic && parted.find(" " + std::string(word.text) + " ") != std::string::npos) return word.text;
  return {};
}

std::string plain(const form::TextPieces& pieces) {
  std::string text;
  for (const auto& piece : pieces) text += piece.literal;
  return text;
}

}  // namespace

std::string_view mention(const form::Form& form, const form::Text& label, std::string_view name, Topic topic) {
  if (const auto found = find(plain(label.pieces), topic); !found.empty()) return found;
  if (const auto itext = form.itext.texts.find(label.itext_id); itext != form.itext.texts.end())
    for (const auto& [language, forms] : itext->second)
      if (const auto own = forms.find(""); own != forms.end())
        if (const auto found = find(plain(own->second), topic); !found.empty()) return found;
  if (const auto found = find(name, topic); !found.empty()) return found;
  const auto only = framed(name);
  for (const auto& word : names)
    if (word.topic == topic && only == " " + std::string(word.text) + " ") return word.text;
  return {};
}

}  // namespace minyi::check
