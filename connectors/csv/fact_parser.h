// The entries of `facts:` of a mapping, from YAML.
#pragma once

#include "connectors/csv/mapping.h"
#include "connectors/csv/value_parser.h"
#include "connectors/csv/yaml_section.h"

namespace laurel {

class FactParser {
 public:
  // `names` takes up the columns that facts use.
  FactParser(ColumnNames& names, const absl::TimeZone& zone, YamlErrors& errors)
      : values_(names, zone, errors), errors_(errors) {}

  // With errors told, what comes back is not to be used.
  FactMapping Parse(const YAML::Node& node, const std::string& path);

 private:
  void ParseSkip(YamlSection& section, FactMapping& fact);
  void ParseBody(YamlSection& section, FactMapping& fact);
  void ParseEnvelope(YamlSection& section, FactMapping& fact);
  void ParseSet(YamlSection& section, FactMapping& fact);
  void ParseElements(YamlSection& section, FactMapping& fact);
  void ParseElement(const YAML::Node& node, const std::string& path,
                    const google::protobuf::FieldDescriptor& field,
                    FactMapping& fact);
  void ParseMatch(YamlSection& section, FactMapping& fact);
  void ParseRefundMatch(YamlSection& section, MatchMapping& match);
  void ParseCopyMatch(YamlSection& section, const FactMapping& fact,
                      MatchMapping& match);
  void CheckBusinessId(const YamlSection& section, const FactMapping& fact);
  void CheckKey(YamlSection& section, const FactMapping& fact);

  std::optional<FieldSetting> ParseSetting(
      const google::protobuf::Descriptor& message, const std::string& name,
      const YAML::Node& node, const std::string& path);

  ValueParser values_;
  YamlErrors& errors_;
};

// A fact that may stand without a customer: it counts for the store only.
bool MayBeAnonymous(const google::protobuf::FieldDescriptor& body);

}  // namespace laurel
