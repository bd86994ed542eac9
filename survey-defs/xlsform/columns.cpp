#include "minyi/xlsform/columns.hpp"

namespace minyi::xlsform {

namespace {

const std::vector<Alias> media_aliases{{"image", "media", "image"},
                                       {"big-image", "media", "big-image"},
                                       {"audio", "media", "audio"},
                                       {"video", "media", "video"}};

std::vector<Alias> with_media(std::vector<Alias> aliases) {
  aliases.insert(aliases.end(), media_aliases.begin(), media_aliases.end());
  return aliases;
}

}  // namespace

SheetKind survey_columns() {
  return {"survey",
          with_media({{"list_name", "itemset_list"},
                      {"command", "type"},
                      {"tag", "name"},
                      {"value", "name"},
                      {"caption", "label"},
                      {"read_only", "bind", "readonly"},
                      {"readonly", "bind", "readonly"},
                      {"relevant", "bind", "relevant"},
                      {"relevance", "bind", "relevant"},
                      {"required", "bind", "required"},
                      {"constraint", "bind", "constraint"},
                      {"constraining_message", "bind", "jr:constraintMsg"},
                      {"constraint_message", "bind", "jr:constraintMsg"},
                      {"constraint-msg", "bind", "jr:constraintMsg"},
                      {"calculation", "bind", "calculate"},
                      {"calculate", "bind", "calculate"},
                      {"requiredmsg", "bind", "jr:requiredMsg"},
                      {"required_message", "bind", "jr:requiredMsg"},
                      {"noapperrorstring", "bind", "jr:noAppErrorString"},
                      {"no_app_error_string", "bind", "jr:noAppErrorString"},
                      {"save_to", "bind", "entities:saveto"},
                      {"appearance", "control", "appearance"},
                      {"count", "control", "jr:count"},
                      {"repeat_count", "control", "jr:count"},
                      {"repeat-count", "control", "jr:count"},
                      {"jr:count", "control", "jr:count"},
                      {"autoplay", "control", "autoplay"},
                      {"rows", "control", "rows"},
                      {"body", "control"},
                      {"compact_tag", "instance", "odk:tag"}}),
          {"type",
           "name",
           "label",
           "hint",
           "guidance_hint",
           "bind",
           "control",
           "instance",
           "media",
           "default",
           "choice_filter",
           "parameters",
           "trigger",
           "intent",
           "query",
           "disabled",
           "itemset_list",
           "sms_field",
           "sms_option",
           "sms_separator",
           "sms_allow_media",
           "sms_date_format",
           "sms_datetime_format",
           "sms_response",
           "flat",
           "notes",
           "note",
           "comment",
           "comments"},
          {"type"}};
}

SheetKind choices_columns() {
  return {"choices",
          with_media({{"list_name", "list_name"}, {"value", "name"}, {"caption", "label"}}),
          {"name", "label", "media", "sms_option"},
          {"name"},
          OtherColumns::data};
}

SheetKind external_choices_columns() {
  auto kind = choices_columns();
  kind.sheet = "external_choices";
  kind.required = {};
  return kind;
}

SheetKind osm_columns() {
  auto kind = choices_columns();
  kind.sheet = "osm";
  kind.required = {};
  return kind;
}

SheetKind settings_columns() {
  return {"settings",
          {{"form_title", "title"},
           {"set_form_title", "title"},
           {"form_id", "id_string"},
           {"set_form_id", "id_string"},
           {"compact_prefix", "prefix"},
           {"compact_delimiter", "delimiter"}},
          {"title",
           "id_string",
           "name",
           "version",
           "default_language",
           "style",
           "public_key",
           "submission_url",
           "instance_name",
           "instance_xmlns",
           "instance_id",
           "auto_send",
           "auto_delete",
           "allow_choice_duplicates",
           "clean_text_values",
           "namespaces",
           "attribute",
           "omit_instanceid",
           "client_editable",
           "prefix",
           "delimiter",
           "flat",
           "add_none_option",
           "sms_keyword",
           "sms_separator",
           "sms_allow_media",
           "sms_date_format",
           "sms_datetime_format",
           "sms_response",
           "notes"},
          {}};
}

SheetKind entities_columns() {
  return {"entities",
          {{"dataset", "list_name"}},
          {"list_name", "entity_id", "create_if", "update_if", "label"},
          {},
          OtherColumns::refused};
}

}  // namespace minyi::xlsform
