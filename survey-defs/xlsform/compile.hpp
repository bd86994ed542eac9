// The XLSForm compiler: a workbook becomes an ODK XForm. Source: the XLSForm reference (xlsform.org/en/ref-table).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "minyi/base/result.hpp"
#include "minyi/form/form.hpp"
#include "minyi/xlsform/origins.hpp"
#include "minyi/xlsform/workbook.hpp"

namespace minyi::xlsform {

struct Finding {
  std::string code;  // stable, e.g. "xlsform.unknown_type"
  std::string sheet{};
  int row = 0;           // row in the sheet, 1-based, header is 1; 0: the whole sheet
  std::string column{};  // header of the column; empty: the whole row
  std::string message{};
  std::string hint{};     // "did you mean …"
  std::string excerpt{};  // the cell's text with a caret line under the place, where it helps
};

// "survey row 12, column relevant: message (hint)"
std::string to_string(const Finding& finding);

// What a fault in an expression is: a path that leads nowhere, a circle, a slip of syntax.
enum class Expressions {
  must_run,    // an error: the kiosk could not run the form
  as_written,  // a warning, and no form: only the rules of XLSForm are judged, as converters that do not run forms do
};

struct Options {
  std::string form_name{};        // name of the instance's root element; "data" when empty (settings' `name` wins)
  std::string default_form_id{};  // when the settings sheet names none (the file's stem)
  Expressions expressions = Expressions::must_run;
};

struct Compiled {
  std::string xform{};     // empty when there are errors
  std::string itemsets{};  // itemsets.csv, which belongs beside the form; empty when the survey has no external_choices
  // Null when there are errors, when external files were not found, or when expressions taken as_written do not run.
  std::shared_ptr<const form::Form> form{};
  std::vector<Finding> errors{};  // all of the file, in one run
  std::vector<Finding> warnings{};
  Origins origins{};  // of the form's nodes and choices
  [[nodiscard]] bool valid() const { return errors.empty(); }
};

Compiled compile(const Workbook& workbook, const Options& options, const form::FileSource& files);

}  // namespace minyi::xlsform
