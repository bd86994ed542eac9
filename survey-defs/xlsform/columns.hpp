// Which columns each sheet has, and by which other names authors know them. Source: the XLSForm reference, "Survey",
// "Choices", "Settings" and "Entities" sheets, with the older names that tools still accept.
#pragma once

#include "minyi/xlsform/table.hpp"

namespace minyi::xlsform {

SheetKind survey_columns();
SheetKind choices_columns();
SheetKind external_choices_columns();
SheetKind settings_columns();
SheetKind entities_columns();
SheetKind osm_columns();

}  // namespace minyi::xlsform
