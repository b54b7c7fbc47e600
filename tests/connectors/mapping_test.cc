#include "connectors/csv/mapping.h"

#include <gtest/gtest.h>

#include "tests/connectors/scratch.h"

namespace laurel {
namespace {

std::string ErrorsOf(std::string_view yaml) {
  const auto mapping = ParseMapping(yaml, "m.yaml");
  return mapping.ok() ? "" : std::string(mapping.status().message());
}

// A mapping of one fact, `fact` being its keys from the third line on.
std::string WithFact(const std::string& fact) {
  return "source: import/test\nfacts:\n" + fact;
}

constexpr std::string_view kSale = R"(  - body: payment_captured
    id: "{Invoice}"
    customer_id: "{Customer}"
    occurred_at: {column: Date, format: "%Y-%m-%d"}
    set: {payment_id: "{Invoice}"}
)";

TEST(Mapping, ReadsTheExampleOfTheContract) {
  const auto mapping = ParseMapping(R"(
source: import/online-retail
format: {delimiter: ",", header: true, encoding: utf-8, timezone: Europe/London}
facts:
  - when: {column: InvoiceNo, not_matches: "^[CA]"}
    group_by: [InvoiceNo]                # many rows, one fact with lines
    body: payment_captured
    id: "{InvoiceNo}"
    customer_id: "{CustomerID|strip_decimal}"
    occurred_at: {column: InvoiceDate, format: "%Y-%m-%d %H:%M:%S"}
    set: {payment_id: "{InvoiceNo}"}
    lines: {line_id: "{row}", sku: "{StockCode}", quantity: "{Quantity}",
      amount: "{Quantity} * {UnitPrice} GBP", kind: product}
)",
                                    "m.yaml");
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_EQ(mapping->source, "import/online-retail");
  ASSERT_EQ(mapping->inputs.size(), 1u);
  EXPECT_EQ(mapping->inputs[0].format.timezone, "Europe/London");
  EXPECT_EQ(mapping->inputs[0].names.columns,
            (std::vector<std::string>{"InvoiceNo", "CustomerID", "InvoiceDate",
                                      "StockCode", "Quantity", "UnitPrice"}));
  ASSERT_EQ(mapping->inputs[0].facts.size(), 1u);
  const FactMapping& fact = mapping->inputs[0].facts[0];
  EXPECT_EQ(fact.body->name(), "payment_captured");
  ASSERT_EQ(fact.elements.size(), 1u);
  EXPECT_EQ(fact.elements[0].field->name(), "lines");
  EXPECT_EQ(fact.elements[0].settings.size(), 5u);
}

TEST(Mapping, TellsEveryErrorAtOnceWithLineAndPath) {
  EXPECT_EQ(ErrorsOf(R"(source: laurel/import
format: {delimeter: ",", timezone: Europe/Lundon}
facts:
  - body: payment_captured
    id: "{Invoice"
    customer_id: "{Customer|strip}"
    occured_at: {column: Date}
    set: {payment: "{Invoice}"}
    lines:
      amuont: "{Quantity} * {Price} GBP"
      quantity: "{Quantity} GBP"
      amount: "{Price}"
      kind: goods
)"),
            "m.yaml:1: source: laurel/... is the engine's own; choose another\n"
            "m.yaml:2: format.timezone: there is no time zone Europe/Lundon, "
            "one such as Europe/London is expected\n"
            "m.yaml:2: format.delimeter: unknown key (did you mean "
            "delimiter?)\n"
            "m.yaml:4: facts[0]: occurred_at is missing: when it happened\n"
            "m.yaml:4: facts[0].set: payment_captured needs payment_id\n"
            "m.yaml:5: facts[0].id: a { without its }\n"
            "m.yaml:6: facts[0].customer_id: unknown filter strip (did you "
            "mean strip_decimal?)\n"
            "m.yaml:7: facts[0].occured_at: unknown key (did you mean "
            "occurred_at?)\n"
            "m.yaml:8: facts[0].set.payment: PaymentCaptured has no field "
            "payment (did you mean payment_id?)\n"
            "m.yaml:10: facts[0].lines.amuont: Line has no field amuont (did "
            "you mean amount?)\n"
            "m.yaml:11: facts[0].lines.quantity: this is a number, without a "
            "currency\n"
            "m.yaml:12: facts[0].lines.amount: the currency is missing at the "
            "end, such as GBP\n"
            "m.yaml:13: facts[0].lines.kind: no value of kind (known: "
            "PRODUCT, SERVICE, TOP_UP, PACKAGE, MEMBERSHIP, FEE, TIP)");
}

// `fact` replaces or follows lines of kSale; `expected` are the errors without
// "m.yaml:".
TEST(Mapping, SaysWhatIsWrongWithAFact) {
  const std::pair<std::string, std::string> cases[] = {
      {"  - body: payment_capturd\n    id: x\n    store_id: s\n"
       "    occurred_at: {column: d, format: \"%Y%m%d\"}\n    set: {a: b}\n",
       "3: facts[0].body: there is no fact payment_capturd to import (did you "
       "mean payment_captured?)"},
      {"  - body: clock_ticked\n    id: x\n    store_id: s\n"
       "    occurred_at: {column: d, format: \"%Y%m%d\"}\n",
       "3: facts[0].body: there is no fact clock_ticked to import (known: "},
      {"  - body: appointment_missed\n    id: x\n    store_id: s\n"
       "    occurred_at: {column: d, format: \"%Y%m%d\"}\n"
       "    set: {appointment_id: x}\n",
       "3: facts[0]: customer_id is missing: appointment_missed is always "
       "about a customer"},
      {"  - body: visit_completed\n    id: x\n"
       "    occurred_at: {column: d, format: \"%Y%m%d\"}\n"
       "    set: {visit_id: x}\n",
       "3: facts[0]: customer_id is missing: a customer or a store_id is "
       "needed"},
      {std::string(kSale) + "    id: again\n",
       "8: facts[0].id: the key stands here twice"},
      {std::string(kSale) + "    tenders: {kind: CHEQUE}\n",
       "8: facts[0].tenders.kind: no value of kind (known: UNSPECIFIED, CASH"},
      {std::string(kSale) + "    lines: 7\n",
       "8: facts[0].lines: a section with keys is expected"},
      {std::string(kSale) + "    group_by: \"{Invoice}\"\n    store_id: {a}\n",
       "9: facts[0].store_id: a text is expected; a text that begins with { "
       "stands in quotes"},
      {std::string(kSale) + "    when: {column: A}\n",
       "8: facts[0].when: say what the column's value must be: "},
      {std::string(kSale) + "    when: [{column: A, matches: \"(\"}]\n",
       "8: facts[0].when[0].matches: this is no pattern: a ( without its )"},
      {std::string(kSale) + "    when: {column: A, equal: b}\n",
       "8: facts[0].when.equal: unknown key (did you mean equals?)"},
      {std::string(kSale) + "    round: up\n",
       "8: facts[0].round: exact or half_even is expected"},
      {"  - skip: why\n", "3: facts[0].skip: which rows? `when` is missing"},
      {"  - {when: {column: A, empty: true}, skip: why, body: visit}\n",
       "3: facts[0].body: unknown key (known: when, skip"},
      {"  - body: message_sent\n    id: x\n    customer_id: y\n"
       "    occurred_at: {column: t, unit: weeks, origin: noon, format: x}\n"
       "    set: {message_id: m, channel: pigeon, outreach_id.x: y}\n",
       "6: facts[0].occurred_at.origin: a local time such as \"2018-08-01 "
       "00:00\" is expected\n"
       "m.yaml:6: facts[0].occurred_at.unit: seconds, minutes, hours or days "
       "is expected\n"
       "m.yaml:6: facts[0].occurred_at.format: either a format or an origin, "
       "not both\n"
       "m.yaml:7: facts[0].set.channel: no value of channel (known: UNSPE"},
      {"  - body: visit_completed\n    id: x\n    customer_id: y\n"
       "    occurred_at: {column: t, unit: days, origin: 1899-12-30,\n"
       "                  not_after: 2018-02-30}\n    set: {visit_id: v}\n",
       "6: facts[0].occurred_at.origin: it lies before 1970\n"
       "m.yaml:7: facts[0].occurred_at.not_after: that month has no such day"},
      {"  - body: customer_enrolled\n    id: x\n    customer_id: y\n"
       "    occurred_at: {column: t, format: \"%Y\"}\n"
       "    set: {profile: z, profile.birth: z, consents: z}\n",
       "6: facts[0].occurred_at.format: a time format needs a year (%Y), a "
       "month (%m) and a day (%d)\n"
       "m.yaml:7: facts[0].set.profile: profile is set by its fields, or "
       "stands beside `set` as lines do\n"
       "m.yaml:7: facts[0].set.profile.birth: Profile has no field birth (did "
       "you mean birthday?)\n"
       "m.yaml:7: facts[0].set.consents: consents is set by its fields, or "
       "stands beside `set` as lines do"},
  };
  for (const auto& [fact, expected] : cases) {
    const std::string errors = ErrorsOf(WithFact(fact));
    EXPECT_EQ(errors.substr(0, 7 + expected.size()), "m.yaml:" + expected)
        << fact << "\n"
        << errors;
  }
}

TEST(Mapping, SaysWhatIsWrongWithAMatch) {
  const std::string refund = R"(  - body: payment_refunded
    id: r
    customer_id: c
    occurred_at: {column: Date, format: "%Y-%m-%d"}
    set: {refund_id: r}
)";
  EXPECT_EQ(ErrorsOf(WithFact(refund + "    match: {fact: sale}\n")),
            "m.yaml:3: facts[0].match.fact: no fact has the name sale\n"
            "m.yaml:8: facts[0].match: sku is missing: what is given back, as "
            "the sale's lines call it\n"
            "m.yaml:8: facts[0].match: quantity is missing: how many come "
            "back\n"
            "m.yaml:8: facts[0].match: amount is missing: how much is paid "
            "back");
  const std::string match =
      "    match: {fact: sale, sku: s, quantity: 1, amount: 1 GBP}\n";
  EXPECT_EQ(ErrorsOf(WithFact(std::string(kSale) + "    name: sales\n" +
                              refund + match)),
            "m.yaml:9: facts[1].match.fact: no fact has the name sale (did "
            "you mean sales?)");
  EXPECT_EQ(ErrorsOf(WithFact(std::string(kSale) + "    name: sale\n" + refund +
                              match)),
            "");
  EXPECT_EQ(
      ErrorsOf(WithFact(std::string(kSale) + "    name: sale\n" +
                        std::string(kSale) + "    name: sale\n" +
                        "    match: {fact: sale, key: k, set: visit}\n")),
      "m.yaml:9: facts[1].name: another fact has the name sale\n"
      "m.yaml:9: facts[1].match.fact: sale needs a `key` to be found by\n"
      "m.yaml:15: facts[1].match.set: PaymentCaptured has no field visit (did "
      "you mean visit_id?)");
}

TEST(Mapping, SaysWhatIsWrongWithInputs) {
  const std::string facts = "\n    facts:\n    " + std::string(kSale);
  EXPECT_EQ(ErrorsOf("source: s\n"),
            "m.yaml:1: facts is missing: what the rows become");
  EXPECT_EQ(ErrorsOf("source: s\ninputs: []\nfacts: []\n"),
            "m.yaml:3: facts: either facts or inputs, each with facts of its "
            "own");
  EXPECT_EQ(ErrorsOf("source: s\ninputs:\n  - format: {header: false}\n"),
            "m.yaml:3: inputs[0]: file is missing: which files, such as "
            "\"sales*.csv\"\n"
            "m.yaml:3: inputs[0].format: columns is missing: without a header "
            "the columns need names\n"
            "m.yaml:3: inputs[0]: facts is missing: what the rows become");
  EXPECT_EQ(ErrorsOf("source: s\nformat: {header: false, columns: [Invoise, "
                     "Customer, Date]}\nfacts:\n" +
                     std::string(kSale)),
            "m.yaml:5: facts[0].id: there is no column Invoice (did you mean "
            "Invoise?)\n"
            "m.yaml:8: facts[0].set.payment_id: there is no column Invoice "
            "(did you mean Invoise?)");
}

TEST(Mapping, SaysWhereItIsNoYaml) {
  EXPECT_EQ(ErrorsOf("source: [a\n"),
            "m.yaml:2: this is not YAML: end of sequence flow not found");
  EXPECT_EQ(ErrorsOf(""),
            "m.yaml:1: a mapping with the keys source and facts "
            "is expected");
  EXPECT_EQ(ErrorsOf("- a\n"),
            "m.yaml:1: a mapping with the keys source and "
            "facts is expected");
}

TEST(Mapping, SaysThatTheFileIsMissing) {
  const auto mapping = LoadMapping("/nowhere/m.yaml");
  EXPECT_EQ(mapping.status().code(), absl::StatusCode::kNotFound);
}

TEST(Mapping, EveryExampleIsRight) {
  int read = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator("examples/import")) {
    if (entry.path().extension() != ".yaml") continue;
    const auto mapping = LoadMapping(entry.path());
    EXPECT_TRUE(mapping.ok()) << mapping.status();
    ++read;
  }
  EXPECT_GE(read, 4);
}

}  // namespace
}  // namespace laurel
