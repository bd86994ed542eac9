#include "minyi/flow/words.hpp"

#include <array>

namespace minyi::kiosk::flow {
namespace {

// The Mongolian row is a draft: no native speaker has read it yet.
constexpr auto table = std::to_array<LanguageWords>({
    {.code = "en",
     .start = "Start",
     .invitation = "Tell us what you think of our banner",
     .facts = "about {0} min · {1} questions · anonymous",
     .participants = "{0} residents have taken part here",
     .next = "Next",
     .back = "Back",
     .finish = "Finish",
     .start_over = "Leave",
     .text_size = "Text size",
     .contrast = "Contrast",
     .language = "Language",
     .delete_key = "Delete",
     .done_key = "Done",
     .space_key = "Space",
     .clear_key = "Clear",
     .list_index = "Parts of the list",
     .choose_one = "Choose one",
     .choose_many = "Choose as many as apply",
     .rank = "Touch them in order, from first to last",
     .placed = "{0} of {1} placed",
     .year = "Year",
     .month = "Month",
     .day = "Day",
     .hour = "Hour",
     .minute = "Minute",
     .today = "Today",
     .now = "Now",
     .day_first = true,
     .unsupported = "This question cannot be answered here. Please go on.",
     .another = "Is there another one?",
     .another_yes = "Yes, add one",
     .another_no = "No, go on",
     .remove = "Remove this one",
     .really_remove = "Really remove it?",
     .problem_required = "Please answer this question before going on.",
     .problem_constraint = "This answer does not fit. Please change it.",
     .problem_type = "Please enter a number.",
     .problem_moment = "Please fill in all of it, or clear it.",
     .problem_rank = "Please give each of them its place.",
     .idle_title = "Are you still there?",
     .more_time = "I need more time",
     .thanks_title = "Thank you",
     .thanks_sentence = "Your answers have been saved.",
     .thanks_happens = "They carry no name and are used only for the banner's rates.",
     .closed_title = "Closed for the moment",
     .closed_sentence = "Please tell the staff of this hall. We are sorry for the trouble."},
    {.code = "zh",
     .start = "开始答题",
     .invitation = "说说您对我旗的看法",
     .facts = "约 {0} 分钟 · {1} 题 · 不记名",
     .participants = "已有 {0} 位居民在这里作答",
     .next = "下一题",
     .back = "上一题",
     .finish = "完成",
     .start_over = "离开",
     .text_size = "字号",
     .contrast = "对比度",
     .language = "语言",
     .delete_key = "删除",
     .done_key = "完成",
     .space_key = "空格",
     .clear_key = "清除",
     .list_index = "列表目录",
     .choose_one = "选择一项",
     .choose_many = "可以选择多项",
     .rank = "请按次序点选，从第一到最后",
     .placed = "已排 {0} / {1}",
     .year = "年",
     .month = "月",
     .day = "日",
     .hour = "时",
     .minute = "分",
     .today = "今天",
     .now = "现在",
     .unsupported = "这道题在这里无法作答，请继续。",
     .another = "还有吗？",
     .another_yes = "有，再填一个",
     .another_no = "没有了，继续",
     .remove = "删除这一个",
     .really_remove = "确定删除吗？",
     .problem_required = "请先回答这道题，再继续。",
     .problem_constraint = "这个回答不合适，请修改。",
     .problem_type = "请输入数字。",
     .problem_moment = "请填写完整，或者清除。",
     .problem_rank = "请把每一项都排好次序。",
     .idle_title = "您还在吗？",
     .more_time = "我还需要时间",
     .thanks_title = "谢谢您",
     .thanks_sentence = "您的回答已经保存。",
     .thanks_happens = "回答不记名，只用于计算全旗的各项比率。",
     .closed_title = "暂停使用",
     .closed_sentence = "请告诉大厅的工作人员。给您添麻烦了。"},
    {.code = "mn-Mong",
     .start = "ᠡᠬᠢᠯᠡᠬᠦ",
     .invitation = "ᠮᠠᠨ ᠤ ᠬᠣᠰᠢᠭᠤᠨ ᠤ ᠲᠤᠬᠠᠢ ᠰᠠᠨᠠᠯ ᠢᠶᠠᠨ ᠬᠡᠯᠡᠭᠡᠷᠡᠢ",
     .facts = "{0} ᠮᠢᠨᠦᠲ · {1} ᠠᠰᠠᠭᠤᠯᠲᠠ · ᠨᠡᠷ᠎ᠡ ᠪᠢᠴᠢᠬᠦ ᠦᠭᠡᠢ",
     .participants = "{0} ᠬᠦᠮᠦᠨ ᠬᠠᠷᠢᠭᠤᠯᠪᠠ",
     .next = "ᠳᠠᠷᠠᠭᠠᠬᠢ",
     .back = "ᠡᠮᠦᠨᠡᠬᠢ",
     .finish = "ᠳᠠᠭᠤᠰᠬᠠᠬᠤ",
     .start_over = "ᠭᠠᠷᠬᠤ",
     .text_size = "ᠦᠰᠦᠭ",
     .contrast = "ᠥᠩᠭᠡ",
     .language = "ᠬᠡᠯᠡ",
     .delete_key = "ᠠᠷᠢᠯᠭᠠᠬᠤ",
     .done_key = "ᠪᠣᠯᠪᠠ",
     .space_key = "ᠵᠠᠢ",
     .clear_key = "ᠠᠷᠢᠯᠭᠠᠬᠤ",
     .list_index = "ᠭᠠᠷᠴᠠᠭ",
     .choose_one = "ᠨᠢᠭᠡ ᠶᠢ ᠰᠣᠩᠭᠣᠬᠤ",
     .choose_many = "ᠬᠡᠳᠦ ᠬᠡᠳᠦ ᠶᠢ ᠰᠣᠩᠭᠣᠵᠤ ᠪᠣᠯᠣᠨ᠎ᠠ",
     .rank = "ᠳᠠᠷᠠᠭᠠᠯᠠᠯ ᠢᠶᠠᠷ ᠰᠣᠩᠭᠣᠭᠠᠷᠠᠢ",
     .placed = "{0} / {1}",
     .year = "ᠣᠨ",
     .month = "ᠰᠠᠷ᠎ᠠ",
     .day = "ᠡᠳᠦᠷ",
     .hour = "ᠴᠠᠭ",
     .minute = "ᠮᠢᠨᠦᠲ",
     .today = "ᠥᠨᠥᠳᠦᠷ",
     .now = "ᠣᠳᠣ",
     .unsupported = "ᠡᠨᠡ ᠠᠰᠠᠭᠤᠯᠲᠠ ᠳᠤ ᠡᠨᠳᠡ ᠬᠠᠷᠢᠭᠤᠯᠵᠤ ᠪᠣᠯᠬᠤ ᠦᠭᠡᠢ᠂ ᠦᠷᠭᠦᠯᠵᠢᠯᠡᠭᠦᠯᠦᠭᠡᠷᠡᠢ᠃",
     .another = "ᠪᠠᠰᠠ ᠪᠠᠶᠢᠨ᠎ᠠ ᠤᠤ?",
     .another_yes = "ᠪᠠᠶᠢᠨ᠎ᠠ",
     .another_no = "ᠪᠠᠶᠢᠬᠤ ᠦᠭᠡᠢ",
     .remove = "ᠡᠨᠡ ᠶᠢ ᠬᠠᠰᠤᠬᠤ",
     .really_remove = "ᠬᠠᠰᠤᠬᠤ ᠤᠤ?",
     .problem_required = "ᠡᠬᠢᠯᠡᠭᠡᠳ ᠡᠨᠡ ᠠᠰᠠᠭᠤᠯᠲᠠ ᠳᠤ ᠬᠠᠷᠢᠭᠤᠯᠤᠭᠠᠷᠠᠢ᠃",
     .problem_constraint = "ᠡᠨᠡ ᠬᠠᠷᠢᠭᠤᠯᠲᠠ ᠲᠣᠬᠢᠷᠠᠬᠤ ᠦᠭᠡᠢ᠂ ᠵᠠᠰᠠᠭᠠᠷᠠᠢ᠃",
     .problem_type = "ᠲᠣᠭ᠎ᠠ ᠪᠢᠴᠢᠭᠡᠷᠡᠢ᠃",
     .problem_moment = "ᠪᠦᠷᠢᠨ ᠪᠢᠴᠢᠭᠡᠷᠡᠢ᠃",
     .problem_rank = "ᠪᠦᠬᠦᠨ ᠢ ᠳᠠᠷᠠᠭᠠᠯᠠᠭᠤᠯᠤᠭᠠᠷᠠᠢ᠃",
     .idle_title = "ᠲᠠ ᠪᠠᠶᠢᠨ᠎ᠠ ᠤᠤ?",
     .more_time = "ᠴᠠᠭ ᠬᠡᠷᠡᠭᠲᠡᠢ",
     .thanks_title = "ᠪᠠᠶᠠᠷᠯᠠᠯ᠎ᠠ",
     .thanks_sentence = "ᠲᠠᠨ ᠤ ᠬᠠᠷᠢᠭᠤᠯᠲᠠ ᠬᠠᠳᠠᠭᠠᠯᠠᠭᠳᠠᠪᠠ᠃",
     .thanks_happens = "ᠬᠠᠷᠢᠭᠤᠯᠲᠠ ᠳᠤ ᠨᠡᠷ᠎ᠡ ᠪᠠᠶᠢᠬᠤ ᠦᠭᠡᠢ᠃",
     .closed_title = "ᠲᠦᠷ ᠵᠣᠭᠰᠣᠪᠠ",
     .closed_sentence = "ᠲᠠᠩᠬᠢᠮ ᠤᠨ ᠠᠵᠢᠯᠲᠠᠨ ᠳᠤ ᠬᠡᠯᠡᠭᠡᠷᠡᠢ᠃"},
});

std::string_view primary(std::string_view code) { return code.substr(0, code.find('-')); }

}  // namespace

const LanguageWords& words_for(std::string_view language) {
  for (const auto& words : table)
    if (words.code == language) return words;
  // Cyrillic Mongolian ("mn", "mn-Cyrl") is no match for the traditional script: a reader of one may not read the
  // other.
  if (primary(language) != "mn")
    for (const auto& words : table)
      if (primary(words.code) == primary(language)) return words;
  return table.front();
}

Direction direction_of(std::string_view language, std::string_view label) {
  if (language.find("-Mong") != std::string_view::npos) return Direction::vertical;
  // U+1800..U+18AF in UTF-8: E1 A0 80 .. E1 A2 AF
  const bool mongolian = label.size() >= 3 && label[0] == '\xE1' && label[1] >= '\xA0' && label[1] <= '\xA2';
  return mongolian ? Direction::vertical : Direction::horizontal;
}

}  // namespace minyi::kiosk::flow
