// What stands on the right in a mapping, from YAML: texts with columns in
// them, amounts, instants, and conditions on a row.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/csv/mapping.h"
#include "connectors/csv/yaml_section.h"

namespace laurel {

// With errors told, what comes back is not to be used. A node that is not
// there is none of it.
class ValueParser {
 public:
  // All must outlive it. `names` takes up the columns that are used; times
  // without a zone are in `zone`.
  ValueParser(ColumnNames& names, const absl::TimeZone& zone,
              YamlErrors& errors)
      : names_(names), zone_(zone), errors_(errors) {}

  // Of the amounts that come.
  void Round(AmountRounding rounding) { rounding_ = rounding; }

  std::vector<RowCondition> ParseConditions(const YAML::Node& node,
                                            const std::string& path);
  TextTemplate ParseText(YamlSection& section, const std::string& key);
  TextTemplate ToTemplate(const YAML::Node& node, const std::string& path);
  std::vector<TextTemplate> ToTemplates(const YAML::Node& node,
                                        const std::string& path);
  // `money`: with a currency, else without.
  AmountExpression ToExpression(const YAML::Node& node, const std::string& path,
                                bool money);
  InstantRule ParseInstantRule(const YAML::Node& node, const std::string& path);
  std::vector<Placeholder> ParseColumns(YamlSection& section,
                                        const std::string& key);

 private:
  RowCondition ParseCondition(const YAML::Node& node, const std::string& path);
  std::optional<Pattern> ParsePattern(YamlSection& section,
                                      const std::string& key);
  void ParseFormat(YamlSection& section, InstantRule& rule);
  void ParseOrigin(YamlSection& section, InstantRule& rule);

  ColumnNames& names_;
  const absl::TimeZone& zone_;
  YamlErrors& errors_;
  AmountRounding rounding_ = AmountRounding::kExact;
};

}  // namespace laurel
