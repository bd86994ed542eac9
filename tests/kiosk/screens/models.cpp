#include "models.hpp"

#include <array>
#include <utility>

namespace minyi::testing {
namespace {

using namespace kiosk::flow;

struct Said {
  std::string zh, mn, en;
};

class Writer {
 public:
  explicit Writer(std::string language) : language_(std::move(language)) {}
  [[nodiscard]] std::string say(const Said& said) const {
    return language_ == "zh" ? said.zh : language_ == "en" ? said.en : said.mn;
  }

  [[nodiscard]] Screen frame(std::string name) const {
    Screen screen;
    screen.name = std::move(name);
    screen.language = language_;
    screen.direction = language_ == "mn-Mong" ? Direction::vertical : Direction::horizontal;
    screen.languages = {{"zh", "中文", Direction::horizontal},
                        {"mn-Mong", "ᠮᠣᠩᠭᠣᠯ", Direction::vertical},
                        {"en", "English", Direction::horizontal}};
    screen.words.next = say({"下一题", "ᠳᠠᠷᠠᠭᠠᠬᠢ", "Next"});
    screen.words.back = say({"上一题", "ᠡᠮᠦᠨᠡᠬᠢ", "Back"});
    screen.words.finish = say({"完成", "ᠳᠠᠭᠤᠰᠬᠠᠬᠤ", "Finish"});
    screen.words.start_over = say({"离开", "ᠭᠠᠷᠬᠤ", "Leave"});
    screen.words.more_time = say({"我还需要时间", "ᠴᠠᠭ ᠬᠡᠷᠡᠭᠲᠡᠢ", "I need more time"});
    screen.words.required_mark = "*";
    screen.words.choose_one = say({"选择一项", "ᠨᠢᠭᠡ ᠶᠢ ᠰᠣᠩᠭᠣᠬᠤ", "Choose one"});
    screen.words.choose_many = say({"可以选择多项", "ᠬᠡᠳᠦ ᠬᠡᠳᠦ ᠶᠢ ᠰᠣᠩᠭᠣᠵᠤ ᠪᠣᠯᠣᠨ᠎ᠠ", "Choose as many as apply"});
    screen.words.text_size = say({"字号", "ᠦᠰᠦᠭ", "Text size"});
    screen.words.contrast = say({"对比度", "ᠥᠩᠭᠡ", "Contrast"});
    screen.words.language = say({"语言", "ᠬᠡᠯᠡ", "Language"});
    screen.words.delete_key = say({"删除", "ᠠᠷᠢᠯᠭᠠᠬᠤ", "Delete"});
    screen.words.done_key = say({"完成", "ᠪᠣᠯᠪᠠ", "Done"});
    screen.words.clear_key = say({"清除", "ᠠᠷᠢᠯᠭᠠᠬᠤ", "Clear"});
    screen.words.list_index = say({"列表目录", "ᠭᠠᠷᠴᠠᠭ", "Parts of the list"});
    screen.words.remove = say({"删除这一个", "ᠡᠨᠡ ᠶᠢ ᠬᠠᠰᠤᠬᠤ", "Remove this one"});
    screen.words.really_remove = say({"确定删除吗？", "ᠬᠠᠰᠤᠬᠤ ᠤᠤ?", "Really remove it?"});
    screen.words.rank =
        say({"请按次序点选，从第一到最后", "ᠳᠠᠷᠠᠭᠠᠯᠠᠯ ᠢᠶᠠᠷ ᠰᠣᠩᠭᠣᠭᠠᠷᠠᠢ", "Touch them in order, from first to last"});
    screen.words.space_key = say({"空格", "ᠵᠠᠢ", "Space"});
    screen.words.page_of = "4 / 12";
    return screen;
  }

  [[nodiscard]] Screen ask(std::vector<Question> questions) const {
    auto screen = frame("question");
    QuestionScreen body;
    body.questions = std::move(questions);
    body.position = 4;
    body.total = 12;
    body.can_go_back = true;
    screen.body = std::move(body);
    return screen;
  }

  [[nodiscard]] Question question(std::string id, Kind kind, const Said& label, const Said& hint,
                                  const std::vector<Said>& choices = {}, std::size_t chosen = 99) const {
    Question question;
    question.id = "/data/" + std::move(id);
    question.kind = kind;
    question.label = say(label);
    question.hint = say(hint);
    question.required = true;
    for (std::size_t i = 0; i < choices.size(); ++i)
      question.choices.push_back({"c" + std::to_string(i), say(choices[i]), i == chosen});
    return question;
  }

 private:
  std::string language_;
};

const Said one{"选择一项", "ᠨᠢᠭᠡ ᠶᠢ ᠰᠣᠩᠭᠣᠬᠤ", "Choose one"};
const Said many{"可以选择多项", "ᠬᠡᠳᠦ ᠬᠡᠳᠦ ᠶᠢ ᠰᠣᠩᠭᠣᠵᠤ ᠪᠣᠯᠣᠨ᠎ᠠ", "Choose as many as apply"};
const Said decline{"不想回答", "ᠬᠠᠷᠢᠭᠤᠯᠬᠤ ᠦᠭᠡᠢ", "I would rather not say"};
const Said aware{"您是否知道我旗正在创建全国县级文明城市？",
                 "ᠮᠠᠨ ᠤ ᠬᠣᠰᠢᠭᠤ ᠪᠦᠬᠦ ᠤᠯᠤᠰ ᠤᠨ ᠬᠣᠰᠢᠭᠤᠨ ᠤ ᠵᠡᠷᠭᠡ ᠶᠢᠨ ᠰᠣᠶᠣᠯᠲᠤ ᠬᠣᠲᠠ ᠪᠠᠶᠢᠭᠤᠯᠵᠤ ᠪᠠᠶᠢᠭ᠎ᠠ ᠶᠢ ᠲᠠ ᠮᠡᠳᠡᠬᠦ ᠦᠦ?",
                 "Do you know that our banner is working to become a National Civilized City?"};
const std::vector<Said> aware_answers{{"知道", "ᠮᠡᠳᠡᠨ᠎ᠡ", "I know of it"},
                                      {"听说过，不太了解", "ᠰᠣᠨᠣᠰᠤᠭᠰᠠᠨ", "I have heard of it"},
                                      {"不知道", "ᠮᠡᠳᠡᠬᠦ ᠦᠭᠡᠢ", "I do not know of it"},
                                      decline};
const std::vector<Said> sources{{"电视、广播", "ᠲᠧᠯᠧᠸᠢᠽ᠂ ᠷᠠᠳᠢᠣ᠋", "Television or radio"},
                                {"手机、网络", "ᠭᠠᠷ ᠤᠲᠠᠰᠤ᠂ ᠲᠣᠣᠷ", "Phone or internet"},
                                {"宣传栏、标语", "ᠰᠤᠷᠲᠠᠯᠴᠢᠯᠭᠠᠨ ᠤ ᠬᠠᠪᠲᠠᠰᠤ", "Posters and notice boards"},
                                {"社区干部、志愿者", "ᠠᠵᠢᠯᠲᠠᠨ᠂ ᠰᠠᠶᠢᠨ ᠳᠤᠷᠠᠲᠠᠨ", "Community staff or volunteers"},
                                {"家人、邻居", "ᠭᠡᠷ ᠪᠦᠯᠢ᠂ ᠠᠶᠢᠯ ᠬᠥᠷᠰᠢ", "Family or neighbours"},
                                {"其他", "ᠪᠤᠰᠤᠳ", "Elsewhere"}};
const std::vector<Said> support{{"非常支持", "ᠮᠠᠰᠢ ᠳᠡᠮᠵᠢᠨ᠎ᠡ", "Strongly support"},
                                {"支持", "ᠳᠡᠮᠵᠢᠨ᠎ᠡ", "Support"},
                                {"无所谓", "ᠶᠠᠮᠠᠷ ᠴᠤ ᠪᠣᠯᠣᠨ᠎ᠠ", "Neither"},
                                {"不支持", "ᠳᠡᠮᠵᠢᠬᠦ ᠦᠭᠡᠢ", "Oppose"},
                                {"坚决不支持", "ᠣᠭᠲᠣ ᠳᠡᠮᠵᠢᠬᠦ ᠦᠭᠡᠢ", "Strongly oppose"},
                                decline};
const std::vector<Said> satisfied{{"很满意", "ᠮᠠᠰᠢ ᠬᠠᠨᠤᠮᠵᠢᠲᠠᠢ", "Very satisfied"},
                                  {"满意", "ᠬᠠᠨᠤᠮᠵᠢᠲᠠᠢ", "Satisfied"},
                                  {"一般", "ᠳᠤᠮᠳᠠ", "So-so"},
                                  {"不满意", "ᠬᠠᠨᠤᠮᠵᠢ ᠦᠭᠡᠢ", "Dissatisfied"},
                                  {"很不满意", "ᠮᠠᠰᠢ ᠬᠠᠨᠤᠮᠵᠢ ᠦᠭᠡᠢ", "Very dissatisfied"}};
const std::vector<Said> matters{
    {"社会治安", "ᠨᠡᠶᠢᠭᠡᠮ ᠦᠨ ᠳᠡᠭ ᠵᠢᠷᠤᠮ", "Public order"},
    {"环境卫生", "ᠣᠷᠴᠢᠨ ᠤ ᠴᠡᠪᠡᠷ ᠪᠠᠶᠢᠳᠠᠯ", "Sanitation"},
    {"交通秩序", "ᠵᠠᠮ ᠬᠠᠷᠢᠯᠴᠠᠭ᠎ᠠ", "Traffic"},
    {"楼道整洁（乱堆乱放、小广告）", "ᠱᠠᠲᠤᠨ ᠤ ᠭᠤᠳᠤᠮ ᠤᠨ ᠴᠡᠪᠡᠷ", "Stairwells (clutter, small ads)"},
    {"社区服务", "ᠣᠷᠰᠢᠨ ᠰᠠᠭᠤᠭᠴᠢ ᠳᠤ ᠦᠢᠯᠡᠴᠢᠯᠡᠬᠦ", "Community services"}};

}  // namespace

std::vector<Model> models(const std::string& language) {
  const Writer w(language);
  std::vector<Model> all;
  const auto add = [&](std::string name, Screen screen) { all.push_back({std::move(name), std::move(screen)}); };

  auto attract = w.frame("attract");
  AttractScreen welcome;
  welcome.campaign = "全国县级文明城市 居民问卷";
  welcome.participation = "已有 128 位居民在这里作答";
  const std::array<Said, 3> starts{
      Said{"开始答题", "说说您对我旗的看法", "约 2 分钟 · 12 题 · 不记名"},
      Said{"ᠡᠬᠢᠯᠡᠬᠦ", "ᠮᠠᠨ ᠤ ᠬᠣᠰᠢᠭᠤᠨ ᠤ ᠲᠤᠬᠠᠢ ᠰᠠᠨᠠᠯ ᠢᠶᠠᠨ ᠬᠡᠯᠡᠭᠡᠷᠡᠢ", "2 ᠮᠢᠨᠦᠲ · 12 ᠠᠰᠠᠭᠤᠯᠲᠠ · ᠨᠡᠷ᠎ᠡ ᠪᠢᠴᠢᠬᠦ ᠦᠭᠡᠢ"},
      Said{"Start", "Tell us what you think of our banner", "about 2 min · 12 questions · anonymous"}};
  for (std::size_t i = 0; i < starts.size(); ++i)
    welcome.starts.push_back({attract.languages[i], starts[i].zh, starts[i].mn, starts[i].en});
  attract.body = welcome;
  attract.corner = w.say({"工作人员", "ᠠᠵᠢᠯᠲᠠᠨ", "For the staff"});
  add("attract", attract);

  add("note",
      w.ask({w.question(
          "welcome", Kind::note,
          {"这份问卷不记名，大约需要两分钟", "ᠡᠨᠡ ᠠᠰᠠᠭᠤᠯᠲᠠ ᠳᠤ ᠨᠡᠷ᠎ᠡ ᠪᠢᠴᠢᠬᠦ ᠦᠭᠡᠢ᠂ ᠣᠢᠷᠠᠯᠴᠠᠭ᠎ᠠ ᠬᠣᠶᠠᠷ ᠮᠢᠨᠦᠲ ᠪᠣᠯᠣᠨ᠎ᠠ",
           "This survey is anonymous and takes about two minutes"},
          {"我们不问姓名、电话和身份证号。每道题都可以不回答，随时可以离开。您的回答加密保存，只用于计算全旗的比率。",
           "ᠨᠡᠷ᠎ᠡ᠂ ᠤᠲᠠᠰᠤ᠂ ᠦᠨᠡᠮᠯᠡᠯ ᠦᠨ ᠨᠣᠮᠧᠷ ᠠᠰᠠᠭᠤᠬᠤ ᠦᠭᠡᠢ᠃ ᠬᠠᠷᠢᠭᠤᠯᠬᠤ ᠳᠤᠷ᠎ᠠ ᠦᠭᠡᠢ ᠪᠣᠯ 《ᠬᠠᠷᠢᠭᠤᠯᠬᠤ ᠦᠭᠡᠢ》 ᠶᠢ ᠰᠣᠩᠭᠣᠵᠤ "
           "ᠪᠣᠯᠣᠨ᠎ᠠ᠃",
           "We ask for no name, telephone or identity number. You may skip any question and leave at any time. Your "
           "answers are "
           "encrypted and used only to compute the banner's rates."})}));
  add("choose-one", w.ask({w.question("aware", Kind::choose_one, aware, one, aware_answers, 2)}));
  auto problem = w.question("aware", Kind::choose_one, aware, one, aware_answers);
  problem.problem = w.say({"请选择一项。不想回答，可以选“不想回答”。",
                           "ᠨᠢᠭᠡ ᠶᠢ ᠰᠣᠩᠭᠣᠭᠠᠷᠠᠢ᠃ ᠬᠠᠷᠢᠭᠤᠯᠬᠤ ᠳᠤᠷ᠎ᠠ ᠦᠭᠡᠢ ᠪᠣᠯ 《ᠬᠠᠷᠢᠭᠤᠯᠬᠤ ᠦᠭᠡᠢ》 ᠶᠢ ᠰᠣᠩᠭᠣᠭᠠᠷᠠᠢ᠃",
                           "Please choose one. If you would rather not say, choose “I would rather not say”."});
  add("problem", w.ask({problem}));
  add("choose-many",
      w.ask({w.question("heard", Kind::choose_many,
                        {"您是从哪里知道的？", "ᠲᠠ ᠬᠠᠮᠢᠭ᠎ᠠ ᠠᠴᠠ ᠮᠡᠳᠡᠭᠰᠡᠨ ᠪᠤᠢ?", "Where did you hear of it?"}, many,
                        sources, 1)}));
  auto scale = w.question("support", Kind::choose_one,
                          {"您支持我旗创建全国县级文明城市吗？", "ᠲᠠ ᠰᠣᠶᠣᠯᠲᠤ ᠬᠣᠲᠠ ᠪᠠᠶᠢᠭᠤᠯᠬᠤ ᠶᠢ ᠳᠡᠮᠵᠢᠬᠦ ᠦᠦ?",
                           "Do you support our banner in becoming a civilized city?"},
                          one, support, 1);
  scale.quick_scale = true;
  add("scale", w.ask({scale}));
  std::vector<Question> rows;
  for (std::size_t i = 0; i < matters.size(); ++i)
    rows.push_back(w.question("row" + std::to_string(i), Kind::choose_one, matters[i], {}, satisfied, i == 2 ? 99 : i));
  auto table = w.ask(rows);
  auto& grid = std::get<QuestionScreen>(table.body);
  grid.table = true;
  grid.group_label = w.say({"您对本社区这些方面满意吗？", "ᠲᠠ ᠣᠷᠴᠢᠨ ᠲᠣᠭᠣᠷᠢᠨ ᠳᠤ ᠪᠠᠨ ᠰᠡᠳᠭᠢᠯ ᠬᠠᠨᠤᠮᠵᠢᠲᠠᠢ ᠤᠤ?",
                            "How satisfied are you with these in your community?"});
  add("table", table);
  auto times = w.question(
      "times", Kind::integer, {"大约参加过几次？", "ᠣᠢᠷᠠᠯᠴᠠᠭ᠎ᠠ ᠬᠡᠳᠦᠨ ᠤᠳᠠᠭ᠎ᠠ ᠣᠷᠣᠯᠴᠠᠭᠰᠠᠨ ᠪᠤᠢ?", "About how many times?"},
      {"用数字键输入；记不清可以不填", "ᠲᠣᠭ᠎ᠠ ᠪᠠᠷ ᠪᠢᠴᠢᠭᠡᠷᠡᠢ᠃ ᠮᠠᠷᠲᠠᠭᠰᠠᠨ ᠪᠣᠯ ᠪᠢᠴᠢᠬᠦ ᠦᠭᠡᠢ ᠪᠠᠶᠢᠵᠤ ᠪᠣᠯᠣᠨ᠎ᠠ",
       "Use the number keys; leave it empty if you do not remember"});
  times.value = "12";
  add("integer", w.ask({times}));
  auto mark = w.question("overall", Kind::range,
                         {"给我旗的文明程度打个分", "ᠮᠠᠨ ᠤ ᠬᠣᠰᠢᠭᠤᠨ ᠤ ᠰᠣᠶᠣᠯᠲᠤ ᠪᠠᠶᠢᠳᠠᠯ ᠳᠤ ᠨᠣᠮᠧᠷ ᠥᠭᠭᠦᠭᠡᠷᠡᠢ",
                          "What mark out of 10 would you give our banner?"},
                         {"1 分最低，10 分最高", "1 ᠬᠠᠮᠤᠭ ᠳᠣᠣᠷ᠎ᠠ᠂ 10 ᠬᠠᠮᠤᠭ ᠳᠡᠭᠡᠳᠦ", "1 is lowest, 10 is highest"});
  mark.range_start = 1;
  mark.range_end = 10;
  mark.value = "8";
  add("range", w.ask({mark}));
  auto percent = mark;
  percent.range_start = 0;
  percent.range_end = 100;
  percent.range_step = 5;
  percent.value = "35";
  add("long-range", w.ask({percent}));
  auto wish = w.question("wish", Kind::text,
                         {"您最希望改进的一件事是什么？", "ᠲᠠ ᠶᠠᠭᠤ ᠶᠢ ᠰᠠᠶᠢᠵᠢᠷᠠᠭᠤᠯᠬᠤ ᠶᠢ ᠬᠦᠰᠡᠵᠦ ᠪᠠᠶᠢᠨ᠎ᠠ?",
                          "What one thing would you most like to see improved?"},
                         {"可以不填；请不要写姓名和电话", "ᠪᠢᠴᠢᠬᠦ ᠦᠭᠡᠢ ᠪᠠᠶᠢᠵᠤ ᠪᠣᠯᠣᠨ᠎ᠠ᠃",
                          "You may leave this empty; please write no names or telephone numbers"});
  wish.value = "More lamps at the east gate, please";
  add("text", w.ask({wish}));
  auto order = w.question("order", Kind::rank,
                          {"这些事，您希望先改进哪一件？", "ᠡᠳᠡᠭᠡᠷ ᠦᠨ ᠠᠯᠢ ᠶᠢ ᠲᠦᠷᠦᠭᠡᠯᠡᠵᠦ ᠰᠠᠶᠢᠵᠢᠷᠠᠭᠤᠯᠬᠤ ᠪᠤᠢ?",
                           "Which of these should be improved first?"},
                          {}, matters);
  order.count = w.say({"已排 3 / 5", "3 / 5", "3 of 5 placed"});
  order.choices[3].place = 1;
  order.choices[0].place = 2;
  order.choices[4].place = 3;
  add("rank", w.ask({order}));
  const Part year{Unit::year, w.say({"年", "ᠣᠨ", "Year"})}, month{Unit::month, w.say({"月", "ᠰᠠᠷ᠎ᠠ", "Month"})},
      day{Unit::day, w.say({"日", "ᠡᠳᠦᠷ", "Day"})}, hour{Unit::hour, w.say({"时", "ᠴᠠᠭ", "Hour"})},
      minute{Unit::minute, w.say({"分", "ᠮᠢᠨᠦᠲ", "Minute"})};
  auto born = w.question("born", Kind::moment, {"您的出生日期？", "ᠲᠠ ᠬᠡᠵᠢᠶ᠎ᠡ ᠲᠥᠷᠥᠭᠰᠡᠨ ᠪᠤᠢ?", "When were you born?"},
                         {"不想回答可以不填", "ᠪᠢᠴᠢᠬᠦ ᠦᠭᠡᠢ ᠪᠠᠶᠢᠵᠤ ᠪᠣᠯᠣᠨ᠎ᠠ᠃", "You may leave this empty"});
  born.parts = {year, month, day};
  if (language == "en") born.parts = {day, month, year};
  born.now = "2026-11-25";
  born.now_key = w.say({"今天", "ᠥᠨᠥᠳᠦᠷ", "Today"});
  add("date-empty", w.ask({born}));
  born.value = "1950-06-12";
  born.problem = w.say({"请填写完整，或者清除。", "ᠪᠦᠷᠢᠨ ᠪᠢᠴᠢᠭᠡᠷᠡᠢ᠃", "Please fill in all of it, or clear it."});
  add("date", w.ask({born}));
  auto meeting = born;
  meeting.id = "/data/meeting";
  meeting.label = w.say({"居民会议哪天、几点开合适？", "ᠣᠷᠰᠢᠨ ᠰᠠᠭᠤᠭᠴᠢ ᠶᠢᠨ ᠬᠤᠷᠠᠯ ᠢ ᠬᠡᠵᠢᠶ᠎ᠡ ᠬᠢᠪᠡᠯ ᠲᠣᠬᠢᠷᠠᠮᠵᠢᠲᠠᠢ ᠪᠤᠢ?",
                         "When should the residents' meeting be held?"});
  meeting.parts = {year, month, day, hour, minute};
  meeting.value = "2026-11-25T18:";
  meeting.now = "2026-11-25T09:15";
  meeting.problem.clear();
  add("date-time", w.ask({meeting}));
  auto opens = meeting;
  opens.id = "/data/opens";
  opens.parts = {hour, minute};
  opens.value = "09:05";
  add("time", w.ask({opens}));
  auto degrees = w.question("degrees", Kind::decimal,
                            {"冬天您家里多少度？", "ᠡᠪᠦᠯ ᠲᠠᠨ ᠤ ᠭᠡᠷ ᠲᠦ ᠬᠡᠳᠦᠨ ᠭᠷᠠᠳᠤᠰ ᠪᠤᠢ?",
                             "How many degrees are there in your home in winter?"},
                            {});
  degrees.may_be_negative = true;
  degrees.value = "-2.5";
  add("decimal", w.ask({degrees}));
  auto card = times;
  card.id = "/data/card";
  card.kind = Kind::text;
  card.figures_only = card.grouped = true;
  card.value = "0047";
  add("figures", w.ask({card}));
  add("unsupported",
      w.ask({w.question(
          "photo", Kind::unsupported, {"请拍一张照片", "ᠵᠢᠷᠤᠭ ᠠᠪᠤᠭᠠᠷᠠᠢ", "Please take a picture"},
          {"这道题在这里无法作答，请继续。", "ᠡᠨᠡ ᠠᠰᠠᠭᠤᠯᠲᠠ ᠳᠤ ᠡᠨᠳᠡ ᠬᠠᠷᠢᠭᠤᠯᠵᠤ ᠪᠣᠯᠬᠤ ᠦᠭᠡᠢ᠂ ᠦᠷᠭᠦᠯᠵᠢᠯᠡᠭᠦᠯᠦᠭᠡᠷᠡᠢ᠃",
           "This question cannot be answered here. Please go on."})}));
  auto icons = w.question("columns", Kind::choose_one, aware, one, satisfied);
  icons.columns = 3;
  add("columns", w.ask({icons}));
  auto poster = w.question("poster", Kind::choose_one,
                           {"您见过这张海报吗？", "ᠲᠠ ᠡᠨᠡ ᠵᠢᠷᠤᠭ ᠢ ᠦᠵᠡᠭᠰᠡᠨ ᠦᠦ?", "Have you seen this poster?"}, one,
                           aware_answers, 0);
  poster.image = "900x600.png";
  poster.big_image = "1600x1200.png";
  add("picture", w.ask({poster}));
  auto where =
      w.question("where", Kind::choose_one,
                 {"哪一处最需要整治？", "ᠠᠯᠢ ᠭᠠᠵᠠᠷ ᠢ ᠵᠠᠰᠠᠬᠤ ᠪᠤᠢ?", "Which place needs work most?"}, one, matters, 1);
  for (auto& choice : where.choices) choice.image = "640x400.png";
  where.choices[2].image = "broken.png";
  add("choice-pictures", w.ask({where}));
  auto plan = w.question("plan", Kind::note, {"新公园的规划", "ᠰᠢᠨ᠎ᠡ ᠴᠡᠴᠡᠷᠯᠢᠭ", "Plan of the new park"}, {});
  plan.required = false;
  plan.image = "1600x1200.png";
  add("note-picture", w.ask({plan}));
  auto lamps = times;
  lamps.id = "/data/lamps";
  lamps.image = "640x400.png";
  add("pad-picture", w.ask({lamps}));
  auto person = w.ask({times});
  std::get<QuestionScreen>(person.body).may_remove = true;
  add("one-of-several", person);
  std::vector<Said> villages;
  for (int i = 1; i <= 60; ++i) {
    const auto n = std::to_string(i);
    villages.push_back({"第 " + n + " 嘎查", n + " ᠳᠤᠭᠠᠷ ᠭᠠᠴᠠᠭ᠎ᠠ", "Village " + n});
  }
  auto village = w.question("village", Kind::choose_one,
                            {"您住在哪个嘎查？", "ᠲᠠ ᠠᠯᠢ ᠭᠠᠴᠠᠭᠠᠨ ᠳᠤ ᠰᠠᠭᠤᠵᠤ ᠪᠠᠶᠢᠨ᠎ᠠ?", "Which village do you live in?"},
                            one, villages);
  village.looked_up = true;
  auto inside = w.ask({village});
  std::get<QuestionScreen>(inside.body).may_remove = true;
  add("very-long-list", inside);
  std::vector<Said> grids;
  for (int i = 1; i <= 14; ++i) {
    const auto n = std::to_string(i);
    grids.push_back({"草原社区第 " + n + " 网格", n + " ᠳᠤᠭᠠᠷ ᠲᠣᠣᠷᠯᠠᠯ", "Grassland community, grid " + n});
  }
  add("long-list",
      w.ask({w.question("grid", Kind::choose_one,
                        {"您住在哪个网格？", "ᠲᠠ ᠠᠯᠢ ᠲᠣᠣᠷᠯᠠᠯ ᠳᠤ ᠰᠠᠭᠤᠵᠤ ᠪᠠᠶᠢᠨ᠎ᠠ?", "Which grid do you live in?"}, one,
                        grids)}));
  auto accept = w.question("accept", Kind::acknowledge,
                           {"我已了解，愿意作答", "ᠪᠢ ᠮᠡᠳᠡᠪᠡ", "I understand and wish to answer"}, {});
  add("acknowledge", w.ask({accept}));

  auto thanks = w.frame("thanks");
  thanks.body =
      ThanksScreen{w.say({"谢谢您", "ᠪᠠᠶᠠᠷᠯᠠᠯ᠎ᠠ", "Thank you"}),
                   w.say({"您的回答已经保存。", "ᠲᠠᠨ ᠤ ᠬᠠᠷᠢᠭᠤᠯᠲᠠ ᠬᠠᠳᠠᠭᠠᠯᠠᠭᠳᠠᠪᠠ᠃", "Your answers have been saved."}),
                   w.say({"回答不记名，只用于计算全旗的各项比率。", "ᠬᠠᠷᠢᠭᠤᠯᠲᠠ ᠳᠤ ᠨᠡᠷ᠎ᠡ ᠪᠠᠶᠢᠬᠤ ᠦᠭᠡᠢ᠃",
                          "They carry no name and are used only for the banner's rates."}),
                   6};
  add("thanks", thanks);
  auto closed = w.frame("out-of-service");
  closed.body = OutOfServiceScreen{
      w.say({"暂停使用", "ᠲᠦᠷ ᠵᠣᠭᠰᠣᠪᠠ", "Closed for the moment"}),
      w.say({"请告诉大厅的工作人员。给您添麻烦了。", "ᠲᠠᠩᠬᠢᠮ ᠤᠨ ᠠᠵᠢᠯᠲᠠᠨ ᠳᠤ ᠬᠡᠯᠡᠭᠡᠷᠡᠢ᠃",
             "Please tell the staff of this hall. We are sorry for the trouble."}),
      "store.newer", "/var/lib/minyi/outbox.db: the store was made by a later version of this program",
      "install the newer version, or start with another --data directory; nothing was changed"};
  closed.corner = attract.corner;
  add("out-of-service", closed);
  auto pin = w.frame("pin");
  PinScreen typed;
  typed.pin.id = "pin";
  typed.pin.kind = Kind::integer;
  typed.pin.label = w.say({"请输入工作人员密码", "ᠠᠵᠢᠯᠲᠠᠨ ᠤ ᠨᠢᠭᠤᠴᠠ ᠲᠣᠭ᠎ᠠ", "PIN of the staff"});
  typed.pin.secret = true;
  typed.pin.value = "******";
  typed.may_open = true;
  typed.open = w.say({"打开", "ᠨᠡᠭᠡᠭᠡᠬᠦ", "Open"});
  typed.back = w.say({"返回", "ᠪᠤᠴᠠᠬᠤ", "Back"});
  pin.body = typed;
  add("pin", pin);
  typed.pin.value = "************";
  pin.body = typed;
  add("pin-longest", pin);
  typed.pin.value.clear();
  typed.pin.problem =
      w.say({"错误次数太多，请在 3599 秒后再试。", "3599 ᠰᠧᠺᠦᠨ᠋ᠳ ᠬᠦᠯᠢᠶᠡᠭᠡᠷᠡᠢ᠃",
             "Too many wrong ones. Try again in 3599 seconds."});
  typed.rests = true;
  typed.may_open = false;
  pin.body = typed;
  add("pin-rests", pin);

  auto kiosk = w.frame("panel");
  PanelScreen panel;
  panel.title = w.say({"本机情况", "ᠡᠨᠡ ᠮᠠᠰᠢᠨ ᠤ ᠪᠠᠶᠢᠳᠠᠯ", "This kiosk"});
  panel.send_now = w.say({"立即发送", "ᠣᠳᠣ ᠢᠯᠡᠭᠡᠬᠦ", "Send now"});
  panel.close = w.say({"关闭", "ᠬᠠᠭᠠᠬᠤ", "Close"});
  using Tone = PanelScreen::Tone;
  const auto tell = [&](const char* id, const Said& label, std::string value, Tone tone = Tone::plain) {
    panel.lines.push_back({id, w.say(label), std::move(value), tone});
  };
  tell("connection", {"连接", "ᠬᠣᠯᠪᠣᠭ᠎ᠠ", "Connection"}, w.say({"已连接", "ᠬᠣᠯᠪᠣᠭᠳᠠᠪᠠ", "connected"}), Tone::good);
  tell("waiting", {"待发送的回答", "ᠬᠦᠯᠢᠶᠡᠵᠦ ᠪᠤᠢ", "Answers waiting"}, "0");
  tell("completed", {"累计完成", "ᠪᠦᠭᠦᠳᠡ ᠬᠠᠷᠢᠭᠤᠯᠲᠠ", "Completed in all"}, "12873");
  tell("last-receipt", {"最近回执", "ᠰᠡᠭᠦᠯ ᠦᠨ ᠪᠠᠷᠢᠮᠲᠠ", "Last receipt"}, "2026-11-26 14:05:07");
  tell("alarms", {"警报", "ᠰᠡᠷᠡᠮᠵᠢᠯᠡᠯ", "Alarms"}, w.say({"无", "ᠦᠭᠡᠢ", "none"}));
  tell("kiosk", {"机器编号", "ᠮᠠᠰᠢᠨ", "Kiosk"}, "k-7f3a9c2e51b04d68");
  tell("site", {"站点", "ᠭᠠᠵᠠᠷ", "Site"}, "锡林街道草原社区居民委员会 · demo-t1-c1");
  tell("survey", {"问卷", "ᠠᠰᠠᠭᠤᠯᠲᠠ", "Survey"}, "全国县级文明城市 居民问卷 · 2026-11");
  tell("rollout", {"发布号", "ᠨᠡᠶᠢᠲᠡᠯᠡᠯ", "Rollout"}, "17");
  tell("free", {"磁盘剩余", "ᠰᠤᠯᠠ ᠵᠠᠢ", "Free on the disk"}, "48.3 GB");
  tell("program", {"程序版本", "ᠫᠷᠣᠭᠷᠠᠮ", "Program"}, "0.1.0");
  tell("clock", {"本机时间", "ᠴᠠᠭ", "Clock"}, "2026-11-26 14:05:32");
  kiosk.body = panel;
  add("panel", kiosk);
  panel.lines[0].value =
      w.say({"未连接", "ᠬᠣᠯᠪᠣᠭᠳᠠᠭᠰᠠᠨ ᠦᠭᠡᠢ", "not connected"}) +
      " · https://collector.example.gov.cn:8443/v1/sync: the collector cannot be reached: Could not connect to server "
      "<after 10000 ms> (check the network cable, the address and whether minyi-collector runs; it is tried again)";
  panel.lines[0].tone = Tone::alarm;
  panel.lines[4] = {"alarms", panel.lines[4].label, "collector-behind, disk-low, fork, salvaged", Tone::alarm};
  panel.lines[8].value = w.say({"17 · 已过期", "17 · ᠬᠤᠭᠤᠴᠠᠭ᠎ᠠ ᠥᠩᠭᠡᠷᠡᠪᠡ", "17 · past its day"});
  panel.lines[8].tone = Tone::alarm;
  panel.lines.insert(
      panel.lines.begin(),
      {"trouble", w.say({"故障", "ᠰᠠᠭᠠᠳ", "Trouble"}),
       "/var/lib/minyi-kiosk/outbox.db: the disk is full (free some space; the kiosk opens again by itself)",
       Tone::alarm});
  kiosk.body = panel;
  add("panel-waits", kiosk);

  auto idle = w.ask({w.question("aware", Kind::choose_one, aware, one, aware_answers, 2)});
  idle.idle =
      IdleWarning{w.say({"您还在吗？", "ᠲᠠ ᠪᠠᠶᠢᠨ᠎ᠠ ᠤᠤ?", "Are you still there?"}), idle.words.more_time, 13, 20};
  add("idle", idle);
  return all;
}

}  // namespace minyi::testing
