// What the expressions read: paths that are not there, and nodes that would compute themselves.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "minyi/form/reader.hpp"

namespace minyi::form {

namespace {

using xpath::Axis;
using xpath::PathReference;

// The absolute path in the primary instance that a reference from `context` reads; empty when it is none, or cannot be
// told without running it.
std::string target_of(const PathReference& reference, const std::string& context) {
  if (!reference.instance.empty()) return {};
  std::string path;
  if (!reference.absolute) {
    if (reference.base != nullptr && !reference.from_current) {
      path = target_of(*reference.base, context);
      if (path.empty()) return {};
    } else {
      path = context;
    }
  }
  for (const auto& step : reference.steps) {
    switch (step.axis) {
      case Axis::child:
        if (step.name.empty() || step.name == "*") return {};
        path += '/' + step.name;
        break;
      case Axis::attribute:
        if (step.name == "*") return {};
        path += "/@" + step.name;
        break;
      case Axis::parent: {
        const auto slash = path.rfind('/');
        if (slash == std::string::npos) return {};
        path.resize(slash);
        break;
      }
      case Axis::self:
        break;
      default:
        return {};
    }
  }
  return path;
}

class Cycles {
 public:
  explicit Cycles(const std::vector<Bind>& binds) {
    for (const auto& bind : binds) {
      add(bind, bind.calculate, true);
      add(bind, bind.relevant, false);
      add(bind, bind.read_only, false);
      add(bind, bind.required, false);
    }
  }

  // The paths of one cycle, first and last the same; empty when there is none.
  std::vector<std::string> find() {
    std::vector<std::string> starts;
    for (const auto& [path, reads] : edges_) starts.push_back(path);
    for (const auto& path : starts)
      if (visit(path)) return cycle_;
    return {};
  }

 private:
  void add(const Bind& bind, const std::optional<Expression>& expression, bool computes) {
    if (!expression) return;
    for (const auto& reference : expression->references()) {
      const auto target = target_of(reference, bind.path);
      if (target.empty()) continue;
      // A relevance that reads its own question, or a required that does, is no cycle of values.
      if (target == bind.path && !computes) continue;
      edges_[bind.path].insert(target);
    }
  }

  // Depth first, without recursion: forms may chain thousands of calculations.
  bool visit(const std::string& start) {
    if (done_.contains(start)) return false;
    struct Frame {
      const std::string* path;
      std::set<std::string>::const_iterator next, end;
    };
    std::vector<Frame> stack;
    const auto push = [&](const std::string& path) {
      const auto& reads = edges_[path];
      open_.insert(path);
      stack.push_back({&path, reads.begin(), reads.end()});
    };
    push(start);
    while (!stack.empty()) {
      auto& frame = stack.back();
      if (frame.next == frame.end) {
        open_.erase(*frame.path);
        done_.insert(*frame.path);
        stack.pop_back();
        continue;
      }
      const auto& target = *frame.next++;
      if (open_.contains(target)) {
        auto from = std::find_if(stack.begin(), stack.end(), [&](const Frame& f) { return *f.path == target; });
        for (; from != stack.end(); ++from) cycle_.push_back(*from->path);
        cycle_.push_back(target);
        return true;
      }
      if (!done_.contains(target)) push(target);
    }
    return false;
  }

  std::map<std::string, std::set<std::string>> edges_{};
  std::set<std::string> open_{}, done_{};
  std::vector<std::string> cycle_{};
};

}  // namespace

Result<> Reader::check_paths() const {
  const auto check = [&](const std::optional<Expression>& expression, const std::string& context,
                         const std::string& where) -> Result<> {
    if (!expression) return {};
    for (const auto& reference : expression->references()) {
      const auto target = target_of(reference, context);
      if (target.empty() || paths_->contains(target)) continue;
      return fail(ErrorCode::form_invalid,
                  "the expression " + expression->text() + " reads " + target + ", which is not in the form", where,
                  paths_->did_you_mean(target));
    }
    return {};
  };
  for (const auto& bind : form_.binds) {
    const std::string where = "/h:html/h:head/model/bind[@nodeset='" + bind.path + "']";
    MINYI_CHECK(check(bind.relevant, bind.path, where + "/@relevant"));
    MINYI_CHECK(check(bind.required, bind.path, where + "/@required"));
    MINYI_CHECK(check(bind.constraint, bind.path, where + "/@constraint"));
    MINYI_CHECK(check(bind.calculate, bind.path, where + "/@calculate"));
    MINYI_CHECK(check(bind.read_only, bind.path, where + "/@readonly"));
  }
  for (const auto& action : form_.actions)
    MINYI_CHECK(check(action.value, action.path, "//setvalue[@ref='" + action.path + "']/@value"));
  const std::function<Result<>(const std::vector<Control>&)> controls =
      [&](const std::vector<Control>& list) -> Result<> {
    for (const auto& control : list) {
      const std::string where = "/h:html/h:body//*[@ref='" + control.path + "']";
      MINYI_CHECK(check(control.repeat_count, control.path, where + "/@jr:count"));
      if (control.itemset) {
        const std::optional<Expression> nodeset = control.itemset->nodeset;
        MINYI_CHECK(check(nodeset, control.path, where + "/itemset/@nodeset"));
      }
      MINYI_CHECK(controls(control.children));
    }
    return {};
  };
  return controls(form_.body);
}

Result<> Reader::check_cycles() const {
  const auto cycle = Cycles(form_.binds).find();
  if (cycle.empty()) return {};
  std::string text;
  for (const auto& path : cycle) text += (text.empty() ? "" : " reads ") + path;
  return fail(ErrorCode::form_cycle, "these depend on each other in a circle: " + text,
              "/h:html/h:head/model/bind[@nodeset='" + cycle.front() + "']",
              "a question cannot be computed from, or shown by, itself");
}

}  // namespace minyi::form
