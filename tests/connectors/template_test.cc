#include "connectors/csv/template.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

ColumnNames TestNames() {
  ColumnNames names;
  names.columns = {"a", "b", "offer id"};
  names.columns_are_known = true;
  auto table = std::make_shared<ValueTable>();
  table->name = "size";
  table->values = {{"S", "small"}, {"", "none"}};
  names.tables["size"] = table;
  auto all = std::make_shared<ValueTable>(*table);
  all->otherwise = "other";
  names.tables["all"] = all;
  return names;
}

std::string Filled(std::string_view text, std::string_view a,
                   std::string_view b = "") {
  ColumnNames names = TestNames();
  const auto parsed = ParseTemplate(text, names);
  if (!parsed.ok()) return std::string(parsed.status().message());
  const std::string_view values[] = {a, b, "o-1"};
  std::string out;
  const auto refusal = Render(*parsed, {values, 7, "f.csv"}, out);
  return refusal ? refusal->sentence : out;
}

TEST(TextTemplate, PutsValuesInTheirPlaces) {
  EXPECT_EQ(Filled("{a}-{b}", "x", "y"), "x-y");
  EXPECT_EQ(Filled("{offer id}/{row}/{file}", ""), "o-1/7/f.csv");
  EXPECT_EQ(Filled("{{{a}}}", "x"), "{x}");
  EXPECT_EQ(Filled("as it is", "x"), "as it is");
  EXPECT_EQ(Filled("{a}-{b}", "", "y"), "-y");
  EXPECT_EQ(Filled("gender:{a}", ""), "") << "all its columns are empty";
  EXPECT_EQ(Filled("row {row}", ""), "row 7");
}

TEST(TextTemplate, Filters) {
  EXPECT_EQ(Filled("{a|strip_decimal}", "17850.0"), "17850");
  EXPECT_EQ(Filled("{a|strip_decimal}", "17850.00"), "17850");
  EXPECT_EQ(Filled("{a|strip_decimal}", "17850.5"), "17850.5");
  EXPECT_EQ(Filled("{a|strip_decimal}", "17850"), "17850");
  EXPECT_EQ(Filled("{a|trim}", " x y\t"), "x y");
  EXPECT_EQ(Filled("{a|trim}", "  "), "");
  EXPECT_EQ(Filled("{a|lower}{a|upper}", "Ab1"), "ab1AB1");
  EXPECT_EQ(Filled("{a|digits}", "+44 (0)20-1"), "440201");
  EXPECT_EQ(Filled("{a|default:none}", ""), "none");
  EXPECT_EQ(Filled("{a|default:none}", "x"), "x");
  EXPECT_EQ(Filled("{a|empty_if:WALK_IN}", "WALK_IN"), "");
  EXPECT_EQ(Filled("{a|trim|lower|map:all}", " S "), "other");
  EXPECT_EQ(Filled("{a|map:size}", "S"), "small");
  EXPECT_EQ(Filled("{a|map:size}", ""), "none");
}

TEST(TextTemplate, RefusesAValueThatATableDoesNotKnow) {
  EXPECT_EQ(Filled("{a|map:size}", "XXXXXXXX"),
            "a is \"XXXXXXXX\", which maps.size does not know (known: S)");
}

TEST(TextTemplate, SaysWhatIsWrong) {
  EXPECT_EQ(Filled("{a", ""), "a { without its }");
  EXPECT_EQ(Filled("a}", ""), "a } without its {");
  EXPECT_EQ(Filled("{}", ""), "a column's name is missing in {}");
  EXPECT_EQ(Filled("{ofer id}", ""),
            "there is no column ofer id (did you mean offer id?)");
  EXPECT_EQ(Filled("{a|trimm}", ""),
            "unknown filter trimm (did you mean trim?)");
  EXPECT_EQ(Filled("{a|trim:x}", ""), "the filter trim takes no argument");
  EXPECT_EQ(Filled("{a|default}", ""),
            "the filter default needs an argument: default:...");
  EXPECT_EQ(Filled("{a|map:sise}", ""),
            "there is no table sise in maps (did you mean size?)");
}

}  // namespace
}  // namespace laurel
