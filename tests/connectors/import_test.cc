#include "connectors/csv/import.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "engine/base/hash.h"
#include "tests/connectors/scratch.h"

namespace laurel {
namespace {

constexpr char kSales[] = R"(
source: import/test
format: {timezone: Europe/London}
facts:
  - group_by: [Invoice]
    body: payment_captured
    id: "{Invoice}"
    customer_id: "{Customer}"
    store_id: "{Store}"
    occurred_at: {column: Date, format: "%Y-%m-%d %H:%M"}
    set: {payment_id: "{Invoice}"}
    lines: {line_id: "{row}", sku: "{Sku}", amount: "{Amount} GBP"}
)";
constexpr char kSalesHeader[] = "Invoice,Customer,Store,Date,Sku,Amount\n";

std::string JsonOf(const v1::Event& event) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  EXPECT_TRUE(
      google::protobuf::util::MessageToJsonString(event, &text, options).ok());
  return text;
}

std::vector<std::string> IdsOf(const Imported& imported) {
  std::vector<std::string> ids;
  for (const auto& event : imported.events) ids.push_back(event.id());
  return ids;
}

TEST(Import, MakesOneFactOfTheRowsOfAGroup) {
  const Imported imported =
      ImportTexts(kSales, {{"s.csv", std::string(kSalesHeader) +
                                         "1,ada,s1,2011-07-01 10:02,cup,2.50\n"
                                         "2,bob,s1,2011-07-01 09:00,cup,2.50\n"
                                         "1,ada,s1,2011-07-01 10:01,tea,3\n"}});
  ASSERT_EQ(imported.events.size(), 2u);
  EXPECT_EQ(imported.events[0].id(), "2");
  EXPECT_EQ(JsonOf(imported.events[1]),
            R"({"id":"1","source":"import/test","customer_id":"ada",)"
            R"("occurred_at":"2011-07-01T09:01:00Z",)"
            R"("recorded_at":"2011-07-01T09:01:00Z","store_id":"s1",)"
            R"("payment_captured":{"payment_id":"1","lines":[)"
            R"({"line_id":"2","sku":"cup",)"
            R"("amount":{"currency":"GBP","minor":"250"}},)"
            R"({"line_id":"4","sku":"tea",)"
            R"("amount":{"currency":"GBP","minor":"300"}}]}})");
  EXPECT_EQ(imported.summary.rows_read, 3);
  EXPECT_EQ(imported.summary.facts, 2);
  EXPECT_EQ(imported.summary.facts_by_body.at("payment_captured"), 2);
  EXPECT_EQ(imported.rejects, "file,line,reason,row\n");
}

TEST(Import, CountsForTheStoreWhereThereIsNoCustomer) {
  const Imported imported = ImportTexts(
      kSales,
      {{"s.csv", std::string(kSalesHeader) + "1,,s1,2011-07-01 10:00,cup,2\n"
                                             "2,,,2011-07-01 10:00,cup,2\n"}});
  ASSERT_EQ(imported.events.size(), 1u);
  EXPECT_EQ(imported.events[0].customer_id(), "");
  EXPECT_EQ(imported.keys[0], "s1");
  EXPECT_EQ(imported.rejects,
            "file,line,reason,row\n"
            "s.csv,3,\"customer_id is empty, and there is no store_id to "
            "count the fact for\",\"2,,,2011-07-01 10:00,cup,2\"\n");
}

TEST(Import, RejectsRowsThatDoNotFitAndGoesOn) {
  const Imported imported = ImportTexts(
      kSales, {{"s.csv", std::string(kSalesHeader) +
                             "1,ada,s1,2011-02-31 10:00,cup,2\n"
                             "2,ada,s1,2011-02-01 10:00,cup,two\n"
                             "3,ada,s1,2011-02-01 10:00,cup,-2\n"
                             "4,ada,s1\n"
                             "5,ada,s1,2011-02-01 10:00,cup,2\n"
                             "5,eve,s1,2011-02-01 10:00,cup,2\n"
                             ",ada,s1,2011-02-01 10:00,cup,2\n"
                             "6,\"a\nb\",s1,2011-02-01 10:00,cup,2\n"}});
  EXPECT_TRUE(imported.events.empty());
  EXPECT_EQ(
      imported.rejects,
      "file,line,reason,row\n"
      "s.csv,2,\"Date is \"\"2011-02-31 10:00\"\": that month has no such "
      "day\",\"1,ada,s1,2011-02-31 10:00,cup,2\"\n"
      "s.csv,3,\"Amount is \"\"two\"\", a number such as 12.50 is expected\","
      "\"2,ada,s1,2011-02-01 10:00,cup,two\"\n"
      "s.csv,4,lines.amount would be negative; what goes back to the customer "
      "is a payment_refunded,\"3,ada,s1,2011-02-01 10:00,cup,-2\"\n"
      "s.csv,5,\"the row has 3 columns, 6 as in the header are expected\","
      "\"4,ada,s1\"\n"
      "s.csv,8,the fact's id would be empty,\",ada,s1,2011-02-01 10:00,cup,2\""
      "\n"
      "s.csv,9,\"customer_id would be \"\"a?b\"\": at most 128 bytes without "
      "control characters are possible\",\"6,\"\"a\nb\"\",s1,2011-02-01 10:00,"
      "cup,2\"\n"
      "s.csv,7,\"customer_id is \"\"eve\"\", rows of the same group before "
      "have \"\"ada\"\"\",\"5,eve,s1,2011-02-01 10:00,cup,2\"\n"
      "s.csv,6,\"another row of its group does not fit, and a fact is made of "
      "all of them or not at all\",\"5,ada,s1,2011-02-01 10:00,cup,2\"\n");
  EXPECT_EQ(imported.summary.rows_rejected, 8);
  EXPECT_EQ(imported.summary.rejected_by_reason,
            (std::map<std::string, int64_t>{
                {"a negative amount", 1},
                {"another row of its group does not fit", 1},
                {"differs from its group", 1},
                {"no id", 1},
                {"not a date", 1},
                {"not a number", 1},
                {"not an identifier", 1},
                {"wrong number of columns", 1}}));
}

TEST(Import, RejectsASumThatIsOutOfRange) {
  const std::string most = "99999999999.00";
  const Imported imported = ImportTexts(
      kSales,
      {{"s.csv", std::string(kSalesHeader) + "1,ada,s1,2011-02-01 10:00,cup," +
                     most + "\n" + "1,ada,s1,2011-02-01 10:00,tea," + most +
                     "\n" + "1,ada,s1,2011-02-01 10:00,jam,1\n"}});
  EXPECT_TRUE(imported.events.empty());
  EXPECT_EQ(imported.summary.rejected_by_reason.at("out of range"), 1);
  EXPECT_EQ(imported.summary.rows_rejected, 3);
}

// A receipt is imported whole or not at all: mended, it can come once more.
TEST(Import, LeavesOutAGroupOfWhichARowDoesNotFit) {
  const Imported imported = ImportTexts(
      kSales, {{"s.csv", std::string(kSalesHeader) +
                             "1,ada,s1,2011-02-01 10:00,cup,2\n"
                             "2,eve,s1,2011-02-01 11:00,cup,2\n"
                             "1,ada,s1,2011-02-01 10:00,tea,1280.x\n"
                             "1,ada,s1,2011-02-01 10:00,jam,1\n"}});
  EXPECT_EQ(IdsOf(imported), (std::vector<std::string>{"2"}));
  EXPECT_EQ(
      imported.summary.rejected_by_reason,
      (std::map<std::string, int64_t>{
          {"another row of its group does not fit", 2}, {"not a number", 1}}));
}

// The import would end in the future, and nothing falls due until it has ended.
TEST(Import, RejectsWhatIsYetToCome) {
  const Imported imported =
      ImportTexts(kSales,
                  {{"s.csv", std::string(kSalesHeader) +
                                 "1,ada,s1,2011-02-01 10:00,cup,2\n"
                                 "2,ada,s1,2062-02-01 10:00,cup,2\n"}},
                  64 << 20, Instant{1'296'554'400'000});  // 2011-02-01 10:00
  EXPECT_EQ(IdsOf(imported), (std::vector<std::string>{"1"}));
  EXPECT_EQ(imported.summary.rejected_by_reason.at("yet to come"), 1);
}

// The engine's own reader has the last word.
TEST(Import, RejectsWhatTheEngineWouldSetAside) {
  std::string mapping = kSales;
  mapping.replace(mapping.find("{row}"), 5, "{Sku}");
  const Imported imported = ImportTexts(
      mapping, {{"s.csv", std::string(kSalesHeader) +
                              "1,ada,s1,2011-02-01 10:00,cup,1\n"
                              "1,ada,s1,2011-02-01 10:00,cup,1\n"
                              "2,ada,s1,2011-02-01 10:00,cup,1\n"}});
  EXPECT_EQ(IdsOf(imported), (std::vector<std::string>{"2"}));
  EXPECT_EQ(imported.rejects,
            "file,line,reason,row\n"
            "s.csv,2,\"payment_captured.lines[1].line_id is \"\"cup\"\", "
            "which another line has; left out with all 2 rows of its "
            "group\",\"1,ada,s1,2011-02-01 10:00,cup,1\"\n");
}

TEST(Import, RejectsAnEndlessGroup) {
  std::string text = kSalesHeader;
  for (int i = 0; i < 10'005; ++i) {
    text += "1,ada,s1,2011-02-01 10:00,cup,1\n";
  }
  const Imported imported = ImportTexts(kSales, {{"s.csv", text}});
  EXPECT_TRUE(imported.events.empty());
  EXPECT_EQ(imported.summary.rejected_by_reason.at("too large a group"), 5);
  EXPECT_EQ(imported.summary.rows_rejected, 10'005);
}

TEST(Import, MergesFilesInTheOrderOfTime) {
  const std::string a = std::string(kSalesHeader) +
                        "a1,ada,s1,2011-07-03 10:00,cup,1\n"
                        "a2,ada,s1,2011-07-01 10:00,cup,1\n"
                        "a3,ada,s1,2011-07-02 10:00,cup,1\n";
  const std::string b = std::string(kSalesHeader) +
                        "b1,bob,s1,2011-07-02 10:00,cup,1\n"
                        "b2,bob,s1,2011-07-01 09:59,cup,1\n";
  EXPECT_EQ(IdsOf(ImportTexts(kSales, {{"a.csv", a}, {"b.csv", b}})),
            (std::vector<std::string>{"b2", "a2", "a3", "b1", "a1"}));
  EXPECT_EQ(IdsOf(ImportTexts(kSales, {{"b.csv", b}, {"a.csv", a}})),
            (std::vector<std::string>{"b2", "a2", "b1", "a3", "a1"}));
}

// The same facts byte for byte, in memory and by way of many files.
TEST(Import, GivesTheSameFactsWhateverTheMemory) {
  std::string text = kSalesHeader;
  for (uint64_t i = 0; i < 4000; ++i) {
    const uint64_t chance = Fmix64(i + 1);
    const std::string invoice = std::to_string(chance % 1500);
    const std::string day = std::to_string(10 + chance / 7 % 18);
    text += invoice + ",c" + std::to_string(chance % 1500 % 90) +
            ",s1,2011-07-" + day + " 10:00,sku" + std::to_string(i) + "," +
            std::to_string(chance % 100) + "\n";
  }
  const Imported whole = ImportTexts(kSales, {{"s.csv", text}});
  const Imported spilled = ImportTexts(kSales, {{"s.csv", text}}, 20'000);
  EXPECT_GT(whole.events.size(), 1000u);
  EXPECT_EQ(whole.bytes, spilled.bytes);
  EXPECT_EQ(whole.rejects, spilled.rejects);
  Instant last = kEarliest;
  int64_t lines = 0;
  for (const auto& event : whole.events) {
    const Instant at{event.occurred_at().seconds() * kSecondMs};
    EXPECT_LE(last, at);
    EXPECT_EQ(event.recorded_at().seconds(), event.occurred_at().seconds());
    last = at;
    lines += event.payment_captured().lines_size();
  }
  EXPECT_EQ(lines, 4000);
}

constexpr char kBookings[] = R"(
source: import/salon
maps:
  kind: {CUT: service, "*": product}
inputs:
  - file: "bookings*.csv"
    facts:
      - when: {column: Code, equals: TEST}
        skip: made while trying out
      - group_by: [Client, Day]
        body: appointment_booked
        id: "b/{Client}/{Day}"
        customer_id: "{Client}"
        occurred_at: {column: Made, format: "%d.%m.%Y"}
        set:
          appointment_id: "{Client}/{Day}"
          starts_at: {column: [Day, Time], format: "%d.%m.%Y %H:%M"}
        services: {sku: "{Code}"}
  - file: "tills.txt"
    format: {delimiter: ";"}
    facts:
      - body: visit_completed
        id: "v/{row}"
        customer_id: "{Client}"
        occurred_at: {column: Day, format: "%d.%m.%Y", time: "20:00"}
        set: {visit_id: "v/{row}"}
      - when: {column: Paid, empty: false}
        body: payment_captured
        id: "p/{row}"
        customer_id: "{Client}"
        occurred_at: {column: Day, format: "%d.%m.%Y", time: "20:00"}
        set: {payment_id: "p/{row}"}
        lines: {sku: "{Code}", kind: "{Code|map:kind}", amount: "{Paid} EUR"}
        tenders:
          - when: {column: How, equals: cash}
            kind: cash
            amount: "{Paid} EUR"
          - when: {column: How, not_equals: cash}
            kind: card
            amount: "{Paid} EUR"
)";

TEST(Import, ReadsFilesOfSeveralShapes) {
  const Imported imported =
      ImportTexts(kBookings, {{"bookings 1.csv",
                               "Client,Day,Time,Code,Made\n"
                               "ada,02.03.2020,15:00,CUT,28.02.2020\n"
                               "ada,02.03.2020,14:30,DYE,27.02.2020\n"
                               "x,02.03.2020,14:30,TEST,27.02.2020\n"},
                              {"tills.txt",
                               "Client;Day;Code;Paid;How\n"
                               "ada;02.03.2020;CUT;40.00;cash\n"
                               "ada;02.03.2020;WAX;9.90;card\n"
                               "ada;03.03.2020;CUT;;\n"}});
  EXPECT_EQ(IdsOf(imported),
            (std::vector<std::string>{"b/ada/02.03.2020", "v/2", "p/2", "v/3",
                                      "p/3", "v/4"}));
  const auto& booked = imported.events[0];
  EXPECT_EQ(booked.occurred_at().seconds(), 1582761600) << "the earliest row";
  EXPECT_EQ(booked.appointment_booked().starts_at().seconds(),
            booked.occurred_at().seconds() + 4 * 86400 + 14 * 3600 + 1800);
  EXPECT_EQ(booked.appointment_booked().services_size(), 2);
  const auto& cash = imported.events[2].payment_captured();
  EXPECT_EQ(cash.lines(0).kind(), v1::Line::SERVICE);
  ASSERT_EQ(cash.tenders_size(), 1);
  EXPECT_EQ(cash.tenders(0).kind(), v1::Tender::CASH);
  const auto& card = imported.events[4].payment_captured();
  EXPECT_EQ(card.lines(0).kind(), v1::Line::PRODUCT);
  EXPECT_EQ(card.tenders(0).kind(), v1::Tender::CARD);
  EXPECT_EQ(imported.summary.skipped_by_reason.at("made while trying out"), 1);
  EXPECT_EQ(imported.summary.rows_rejected, 0);
}

TEST(Import, ReadsJsonLines) {
  const Imported imported =
      ImportTexts(R"(
source: import/app
format: {kind: jsonl}
facts:
  - when: {column: event, equals: enrol}
    body: customer_enrolled
    id: "{row}"
    customer_id: "{who}"
    occurred_at: {column: hours, unit: hours, origin: "2018-08-01"}
    set:
      profile.birthday: "{value.born on}"
      profile.tags: ["sex:{value.sex}", "app"]
    consents: {channel: app, purpose: marketing, granted: "{value.may mail}"}
  - when: {column: event, equals: rated}
    body: feedback_received
    id: "{row}"
    customer_id: "{who}"
    occurred_at: {column: hours, unit: hours, origin: "2018-08-01"}
    set:
      feedback_id: "{row}"
      kind: nps
      score: "{value.score}"
      answers.why: "{value.why}"
)",
                  {{"e.json", R"(
{"event": "rated", "who": "a", "hours": 2, "value": {"score": 9, "why": "nice"}}
{"event": "enrol", "who": "a", "hours": 1, "value": {"born on": )"
                              R"("1990-03-14", "sex": null, "may mail": true}}
{"event": "rated", "who": "a", "hours": 3, "value": {"score": 99999999999}}
{"event": "enrol", "who": "b", "hours": 1, "value": {"may mail": "maybe"}}
{"event": "other", "who": "a", "hours": 3}
)"}});
  ASSERT_EQ(imported.events.size(), 2u);
  const auto& enrolled = imported.events[0].customer_enrolled();
  EXPECT_EQ(enrolled.profile().birthday(), "1990-03-14");
  ASSERT_EQ(enrolled.profile().tags_size(), 1);
  EXPECT_EQ(enrolled.profile().tags(0), "app");
  ASSERT_EQ(enrolled.consents_size(), 1);
  EXPECT_TRUE(enrolled.consents(0).granted());
  EXPECT_EQ(enrolled.consents(0).channel(), v1::Channel::APP);
  const auto& rated = imported.events[1].feedback_received();
  EXPECT_EQ(rated.score(), 9);
  EXPECT_EQ(rated.answers().at("why"), "nice");
  EXPECT_EQ(imported.summary.rejected_by_reason,
            (std::map<std::string, int64_t>{
                {"a value that the field does not take", 2},
                {"no fact of the mapping takes it", 1}}));
}

absl::Status Failure(const std::string& mapping, const std::string& name,
                     const std::string& text, const Scratch& scratch) {
  const auto parsed = ParseMapping(mapping, "m.yaml");
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  ImportOptions options;
  options.files = {scratch.Write(name, text)};
  options.rejects_path = scratch.PathOf("rejects.csv");
  JsonLinesSink sink(scratch.PathOf("out.jsonl"));
  EXPECT_TRUE(sink.Open().ok());
  return Import(*parsed, options, sink).status();
}

TEST(Import, SaysWhichColumnsAreMissing) {
  Scratch scratch;
  const auto status =
      Failure(kSales, "s.csv", "Invoice,customer,Shop,Date,Sku,Amt\n", scratch);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const std::string at = scratch.PathOf("s.csv") + ":1: there is no column ";
  EXPECT_EQ(std::string(status.message()),
            at + "Customer, which the mapping uses (did you mean customer?)\n" +
                at +
                "Store, which the mapping uses (known: Invoice, customer, "
                "Shop, Date, Sku, Amt)\n" +
                at +
                "Amount, which the mapping uses (known: Invoice, customer, "
                "Shop, Date, Sku, Amt)");
}

TEST(Import, SaysThatNoInputTakesAFile) {
  Scratch scratch;
  const auto status = Failure(kBookings, "sales.csv", "a\n", scratch);
  EXPECT_EQ(status.message(),
            scratch.PathOf("sales.csv") +
                ": no input of the mapping takes this file (they take "
                "bookings*.csv, tills.txt)");
}

TEST(Import, LeavesNothingBehindWhereItFails) {
  Scratch scratch;
  // Reading fails in the middle: the zstd frame is cut.
  const std::string head = std::string("\x28\xB5\x2F\xFD\x04\x00", 6);
  EXPECT_FALSE(Failure(kSales, "s.csv", head, scratch).ok());
  EXPECT_FALSE(scratch.Has("out.jsonl"));
  EXPECT_FALSE(scratch.Has("out.jsonl.part"));
  EXPECT_FALSE(scratch.Has("rejects.csv"));
}

TEST(Import, EndsWhereTheSinkFails) {
  class FullSink : public MemorySink {
   public:
    absl::Status Add(const ImportedFact&) override {
      return absl::ResourceExhaustedError("the log is full");
    }
  };
  Scratch scratch;
  ImportOptions options;
  options.files = {scratch.Write(
      "s.csv", std::string(kSalesHeader) + "1,a,s,2011-07-01 10:00,cup,1\n")};
  FullSink sink;
  const auto mapping = ParseMapping(kSales, "m.yaml");
  ASSERT_TRUE(mapping.ok());
  EXPECT_EQ(Import(*mapping, options, sink).status().message(),
            "the log is full");
  EXPECT_FALSE(sink.finished);
}

TEST(Import, WritesJsonLinesThatParseAgain) {
  Scratch scratch;
  const auto mapping = ParseMapping(kSales, "m.yaml");
  ASSERT_TRUE(mapping.ok());
  ImportOptions options;
  options.files = {scratch.Write(
      "s.csv", std::string(kSalesHeader) +
                   "1,\"a \"\"b\"\" \xC3\xA9\",s,2011-07-01 10:00,c\\p,1\n")};
  JsonLinesSink sink(scratch.PathOf("out.jsonl"));
  ASSERT_TRUE(sink.Open().ok());
  ASSERT_TRUE(Import(*mapping, options, sink).ok());
  std::string text = scratch.Read("out.jsonl");
  ASSERT_FALSE(text.empty());
  EXPECT_EQ(text.back(), '\n');
  v1::Event event;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(text, &event).ok());
  EXPECT_EQ(event.customer_id(), "a \"b\" \xC3\xA9");
  EXPECT_EQ(event.payment_captured().lines(0).sku(), "c\\p");
}

TEST(Import, SaysThatIdsAreRepeated) {
  std::string mapping = kSales;
  mapping.erase(mapping.find("group_by: [Invoice]\n    "), 24);
  const Imported imported = ImportTexts(
      mapping, {{"s.csv", std::string(kSalesHeader) +
                              "1,ada,s1,2011-07-01 10:00,cup,1\n"
                              "1,ada,s1,2011-07-01 10:00,tea,1\n"
                              "1,bob,s1,2011-07-01 10:00,tea,1\n"}});
  EXPECT_EQ(imported.summary.facts, 3);
  EXPECT_EQ(imported.summary.repeated_ids, 1);
  EXPECT_EQ(ToText(imported.summary),
            "           3  rows read\n"
            "           3  facts\n"
            "           3    payment_captured\n"
            "from 2011-07-01T09:00:00Z to 2011-07-01T09:00:00Z\n"
            "           1  facts repeat the id of an earlier one (\"1\"): the "
            "engine takes the first only\n");
}

TEST(Import, SaysThatNoRowFillsAColumn) {
  const Imported imported = ImportTexts(
      kSales,
      {{"s.csv", std::string(kSalesHeader) + "1,,s1,2011-07-01 10:00,cup,1\n"
                                             "2,,s1,2011-07-01 10:00,,1\n"}});
  EXPECT_EQ(imported.summary.empty_columns,
            (std::vector<std::string>{"s.csv: Customer"}));
}

TEST(Import, TellsHowFarItIs) {
  Scratch scratch;
  const auto mapping = ParseMapping(kSales, "m.yaml");
  ASSERT_TRUE(mapping.ok());
  ImportOptions options;
  std::vector<ImportProgress> told;
  options.progress = [&](const ImportProgress& p) { told.push_back(p); };
  const std::string text =
      std::string(kSalesHeader) + "1,a,s,2011-07-01 10:00,cup,1\n";
  options.files = {scratch.Write("a.csv", text), scratch.Write("b.csv", text)};
  MemorySink sink;
  ASSERT_TRUE(Import(*mapping, options, sink).ok());
  ASSERT_EQ(told.size(), 2u);
  const auto size = static_cast<int64_t>(text.size());
  EXPECT_EQ(told[0].done, size);
  EXPECT_EQ(told[0].total, 2 * size);
  EXPECT_EQ(told[1].done, 2 * size);
  EXPECT_EQ(told[1].rows, 2);
}

}  // namespace
}  // namespace laurel
