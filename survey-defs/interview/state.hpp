// What an Interview is made of.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "minyi/interview/answers.hpp"
#include "minyi/interview/evaluation.hpp"
#include "minyi/interview/interview.hpp"
#include "minyi/interview/pages.hpp"
#include "minyi/interview/plan.hpp"
#include "minyi/interview/recalculation.hpp"

namespace minyi::interview {

class Interview::State {
 public:
  State(std::unique_ptr<const Plan> plan, Surroundings around, Recalculation::Origin origin);

  // Finishes what an answer, a repeat or a language has begun.
  void settle();

  // views.cpp
  [[nodiscard]] Page view() const;
  [[nodiscard]] bool holds(const std::optional<form::Expression>& expression, int slot, bool otherwise) const;
  [[nodiscard]] bool read_only(int slot) const;
  [[nodiscard]] ProblemKind judge(int slot) const;
  bool judge(const PageEntry& entry);  // notes each problem; true when there is none
  void forgive(const PageEntry& entry);

  // metadata.cpp
  void preload();
  void preload_end();

  [[nodiscard]] std::vector<AnsweredNode> collect() const;
  Result<> put_back(const std::vector<AnsweredNode>& stored);

  std::unique_ptr<const Plan> plan;
  Surroundings surroundings;
  Answers answers;
  Evaluation evaluation;
  Recalculation recalculation;
  Pages pages;

 private:
  [[nodiscard]] QuestionView view(int slot) const;
  [[nodiscard]] std::string message(ProblemKind kind, int slot) const;
  void shape_table(Page& page, const PageEntry& entry) const;
};

}  // namespace minyi::interview
