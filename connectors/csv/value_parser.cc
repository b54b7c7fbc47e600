#include "connectors/csv/value_parser.h"

#include "connectors/csv/text.h"

namespace laurel {

std::vector<RowCondition> ValueParser::ParseConditions(
    const YAML::Node& node, const std::string& path) {
  std::vector<RowCondition> result;
  if (!node.IsDefined()) return result;
  if (!node.IsSequence()) {
    result.push_back(ParseCondition(node, path));
    return result;
  }
  for (size_t i = 0; i < node.size(); ++i) {
    result.push_back(ParseCondition(node[i], ItemPath(path, i)));
  }
  return result;
}

RowCondition ValueParser::ParseCondition(const YAML::Node& node,
                                         const std::string& path) {
  RowCondition result;
  YamlSection section(node, path, errors_);
  const auto column = section.NeedText("column", "whose value is looked at");
  if (column) {
    auto parsed = ParsePlaceholder(*column, names_);
    if (parsed.ok()) {
      result.value = *std::move(parsed);
    } else {
      section.Wrong("column", std::string(parsed.status().message()));
    }
  }
  result.equals = section.Text("equals");
  result.not_equals = section.Text("not_equals");
  result.matches = ParsePattern(section, "matches");
  result.not_matches = ParsePattern(section, "not_matches");
  result.empty = section.Flag("empty");
  const std::vector<std::string> in = section.Texts("in");
  if (!in.empty()) result.in = in;
  if (column && node.size() == 1) {
    errors_.Add(node, path,
                "say what the column's value must be: equals, "
                "not_equals, matches, not_matches, in or empty");
  }
  section.Close();
  return result;
}

std::optional<Pattern> ValueParser::ParsePattern(YamlSection& section,
                                                 const std::string& key) {
  const auto text = section.Text(key);
  if (!text) return std::nullopt;
  auto pattern = Pattern::Compile(*text);
  if (pattern.ok()) return *std::move(pattern);
  section.Wrong(key, Concat({"this is no pattern: ",
                             std::string(pattern.status().message())}));
  return std::nullopt;
}

TextTemplate ValueParser::ParseText(YamlSection& section,
                                    const std::string& key) {
  const YAML::Node node = section.Take(key);
  if (!node.IsDefined()) return {};
  return ToTemplate(node, section.PathOf(key));
}

TextTemplate ValueParser::ToTemplate(const YAML::Node& node,
                                     const std::string& path) {
  if (!node.IsScalar()) {
    errors_.Add(node, path,
                node.IsMap() ? "a text is expected; a text that begins with { "
                               "stands in quotes"
                             : "a single text is expected");
    return {};
  }
  auto parsed = ParseTemplate(node.Scalar(), names_);
  if (parsed.ok()) return *std::move(parsed);
  errors_.Add(node, path, std::string(parsed.status().message()));
  return {};
}

AmountExpression ValueParser::ToExpression(const YAML::Node& node,
                                           const std::string& path,
                                           bool money) {
  if (!node.IsScalar()) {
    errors_.Add(node, path,
                "an amount is expected, such as "
                "\"{Quantity} * {UnitPrice} GBP\"");
    return {};
  }
  auto parsed = ParseExpression(node.Scalar(), names_);
  if (!parsed.ok()) {
    errors_.Add(node, path, std::string(parsed.status().message()));
    return {};
  }
  if (money && !parsed->has_currency()) {
    errors_.Add(node, path, "the currency is missing at the end, such as GBP");
  }
  if (!money && parsed->has_currency()) {
    errors_.Add(node, path, "this is a number, without a currency");
  }
  parsed->rounding = rounding_;
  return *std::move(parsed);
}

std::vector<TextTemplate> ValueParser::ToTemplates(const YAML::Node& node,
                                                   const std::string& path) {
  std::vector<TextTemplate> result;
  if (!node.IsSequence()) {
    result.push_back(ToTemplate(node, path));
    return result;
  }
  for (size_t i = 0; i < node.size(); ++i) {
    result.push_back(ToTemplate(node[i], ItemPath(path, i)));
  }
  return result;
}

InstantRule ValueParser::ParseInstantRule(const YAML::Node& node,
                                          const std::string& path) {
  InstantRule rule;
  rule.zone = zone_;
  YamlSection section(node, path, errors_);
  if (!node.IsMap()) return rule;
  rule.columns = ParseColumns(section, "column");
  section.Need("column", "the column, or columns, with the date");
  ParseFormat(section, rule);
  if (const auto time = section.Text("time")) {
    const auto parsed = ParseTimeOfDay(*time);
    if (!parsed) section.Wrong("time", "a time such as \"20:00\" is expected");
    rule.time_of_day_ms = parsed.value_or(0);
  }
  if (const auto limit = section.Text("not_after")) {
    rule.not_after = Instant{};
    if (const auto wrong = ParseLocal(*limit, zone_, *rule.not_after)) {
      section.Wrong("not_after", *wrong);
    }
  }
  section.Close();
  return rule;
}

std::vector<Placeholder> ValueParser::ParseColumns(YamlSection& section,
                                                   const std::string& key) {
  std::vector<Placeholder> columns;
  for (const std::string& column : section.Texts(key)) {
    auto parsed = ParsePlaceholder(column, names_);
    if (parsed.ok()) {
      columns.push_back(*std::move(parsed));
    } else {
      section.Wrong(key, std::string(parsed.status().message()));
    }
  }
  return columns;
}

void ValueParser::ParseFormat(YamlSection& section, InstantRule& rule) {
  rule.format = section.Text("format").value_or("");
  ParseOrigin(section, rule);
  if (rule.origin || section.Take("origin").IsDefined()) {
    if (!rule.format.empty()) {
      section.Wrong("format", "either a format or an origin, not both");
    }
  } else if (rule.format.empty()) {
    section.Need("format",
                 "how the date is written, such as "
                 "\"%Y-%m-%d %H:%M:%S\"");
  } else if (auto status = CheckTimeFormat(rule.format); !status.ok()) {
    section.Wrong("format", std::string(status.message()));
  }
}

void ValueParser::ParseOrigin(YamlSection& section, InstantRule& rule) {
  const auto origin = section.Text("origin");
  const auto unit = section.Text("unit");
  if (!origin) {
    if (unit) section.Wrong("unit", "a unit counts from an origin: say origin");
    return;
  }
  rule.origin = Instant{};
  if (const auto wrong = ParseLocal(*origin, zone_, *rule.origin)) {
    section.Wrong("origin", *wrong);
  }
  constexpr std::pair<std::string_view, int64_t> kUnits[] = {
      {"seconds", kSecondMs},
      {"minutes", kMinuteMs},
      {"hours", kHourMs},
      {"days", kDayMs}};
  for (const auto& [name, ms] : kUnits) {
    if (unit == name) rule.unit_ms = ms;
  }
  if (rule.unit_ms == 0) {
    section.Wrong("unit", "seconds, minutes, hours or days is expected");
  }
}

}  // namespace laurel
