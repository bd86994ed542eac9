#include <array>

#include "minyi/cli/command.hpp"

namespace minyi::cli {
namespace {

constexpr auto table = std::to_array<Command>({
    {"", "check", "Find what is wrong with a survey before anyone stands in front of it", declare_check},
    {"", "compile", "Compile an XLSForm to an ODK XForm", declare_compile},
    {"", "convert", "Convert a survey between .xlsx, .md and a directory of CSV files", declare_convert},
    {"", "eval", "Evaluate an XPath expression of the ODK dialect", declare_eval},
    {"", "import", "Take in what kiosks without a network sent on a stick", declare_import},
    {"", "preview", "Show a survey on the kiosk's screens, without keeping any answer", declare_preview},
    {"", "publish", "Compile surveys, sign them and hand them to the kiosks", declare_publish},
    {"", "simulate", "Let random residents answer a survey: lengths, dead ends, questions never asked",
     declare_simulate},
    {"", "stick", "Put what is published onto a stick, for kiosks without a network", declare_stick},
    {"", "rates", "Print awareness, support, participation and turnout", declare_rates},
    {"sites", "import", "Add or change places from a CSV file: code,parent,level,name,eligible", declare_sites_import},
    {"sites", "list", "List the places", declare_sites_list},
    {"kiosks", "invite", "Make a one-time code with which a kiosk enrols", declare_kiosks_invite},
    {"kiosks", "list", "List the kiosks, and which of them are silent", declare_kiosks_list},
    {"kiosks", "revoke", "Take nothing more from a kiosk", declare_kiosks_revoke},
    {"publisher", "rotate", "Change the key that signs surveys; kiosks follow by themselves", declare_publisher_rotate},
});

}  // namespace

std::span<const Command> commands() { return table; }

}  // namespace minyi::cli
