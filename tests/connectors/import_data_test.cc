// Every data set is imported by the mapping that ships for it, and its totals
// are held against what expected_totals.py makes of the same files. Where the
// data are absent the tests are skipped and say so.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdio>
#include <map>
#include <set>

#include "engine/base/hash.h"
#include "tests/connectors/scratch.h"

namespace laurel {
namespace {

std::string DataFolder() {
  const char* folder = std::getenv("LAUREL_TEST_DATA");
  return folder ? folder : std::string(LAUREL_SOURCE_DIR "/../shared/data");
}

// What the script prints: name to number or text.
std::map<std::string, std::string> Expected(const std::string& data_set,
                                            const std::string& folder) {
  const std::string command = std::string(LAUREL_PYTHON) +
                              " " LAUREL_SOURCE_DIR
                              "/tests/connectors/expected_totals.py " +
                              data_set + " '" + folder + "'";
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string text;
  char buffer[4096];
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    text.append(buffer, n);
  }
  EXPECT_EQ(pclose(pipe), 0) << command;
  std::map<std::string, std::string> expected;
  simdjson::dom::parser parser;
  for (const auto field : parser.parse(text).get_object()) {
    const std::string name(field.key);
    expected[name] = field.value.is_string()
                         ? std::string(field.value.get_c_str().value())
                         : std::to_string(field.value.get_int64().value());
  }
  return expected;
}

// Counts what comes by, in the words of the script.
class TotalsSink : public FactSink {
 public:
  absl::Status Add(const ImportedFact& fact) override {
    v1::Event event;
    EXPECT_TRUE(event.ParseFromArray(fact.bytes.data(),
                                     static_cast<int>(fact.bytes.size())));
    EXPECT_LE(last_, fact.occurred_at) << "facts leave in the order of time";
    last_ = fact.occurred_at;
    digest_ = Fnv1a64(fact.bytes, digest_);
    const std::string& customer = event.customer_id();
    EXPECT_EQ(fact.key, customer.empty() ? event.store_id() : customer);
    if (!customer.empty()) customers_.insert(customer);
    if (event.has_payment_captured()) AddPayment(event.payment_captured());
    if (event.has_payment_refunded()) AddRefund(event.payment_refunded());
    if (event.has_visit_completed()) {
      totals["visits_with_appointment"] +=
          !event.visit_completed().appointment_id().empty();
    }
    return absl::OkStatus();
  }
  absl::Status Finish() override {
    totals["customers"] = static_cast<int64_t>(customers_.size());
    totals["net_minor"] = totals["lines_minor"] - totals["tenders_minor"] -
                          totals["refunds_minor"];
    return absl::OkStatus();
  }
  uint64_t digest() const { return digest_; }

  std::map<std::string, int64_t> totals;

 private:
  void AddPayment(const v1::PaymentCaptured& payment) {
    for (const auto& line : payment.lines()) {
      ++totals["lines"];
      totals["lines_minor"] += line.amount().minor();
      totals["quantity"] += line.quantity();
      if (line.kind() == v1::Line::PACKAGE) {
        totals["package_sessions"] += line.quantity();
      }
    }
    for (const auto& tender : payment.tenders()) {
      totals["tenders_minor"] += tender.amount().minor();
    }
  }
  void AddRefund(const v1::PaymentRefunded& refund) {
    EXPECT_FALSE(refund.payment_id().empty());
    for (const auto& line : refund.lines()) {
      EXPECT_FALSE(line.line_id().empty());
      totals["refunds_minor"] += line.amount().minor();
    }
  }

  Instant last_ = kEarliest;
  uint64_t digest_ = kFnvBasis;
  std::set<std::string> customers_;
};

std::string TextOf(Instant at) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixMillis(at.ms),
                          absl::UTCTimeZone());
}

struct DataSet {
  std::string name;  // of the mapping and in the script
  std::string folder;
  std::vector<std::string> files;
};

absl::StatusOr<ImportSummary> ImportInto(const DataSet& set,
                                         size_t memory_bytes,
                                         TotalsSink& sink) {
  Scratch scratch;
  const auto mapping =
      LoadMapping(LAUREL_SOURCE_DIR "/examples/import/" + set.name + ".yaml");
  if (!mapping.ok()) return mapping.status();
  ImportOptions options;
  options.temp_dir = scratch.path();
  options.memory_bytes = memory_bytes;
  for (const auto& file : set.files) {
    options.files.push_back(DataFolder() + "/" + set.folder + "/" + file);
  }
  return Import(*mapping, options, sink);
}

class ImportData : public testing::TestWithParam<DataSet> {};

TEST_P(ImportData, ComesToTheTotalsOfPython) {
  const DataSet& set = GetParam();
  const std::string folder = DataFolder() + "/" + set.folder;
  if (!std::filesystem::exists(folder)) {
    GTEST_SKIP() << "there are no data in " << folder;
  }
  TotalsSink sink;
  const auto summary = ImportInto(set, 256 << 20, sink);
  ASSERT_TRUE(summary.ok()) << summary.status();
  std::cout << ToText(*summary);

  std::map<std::string, std::string> found;
  for (const auto& [name, n] : sink.totals) found[name] = std::to_string(n);
  for (const auto& [body, n] : summary->facts_by_body) {
    found[body] = std::to_string(n);
  }
  for (const auto& [reason, n] : summary->rejected_by_reason) {
    found["rejected: " + reason] = std::to_string(n);
  }
  found["rows_read"] = std::to_string(summary->rows_read);
  found["rows_skipped"] = std::to_string(summary->rows_skipped);
  found["first"] = TextOf(*summary->first);
  found["last"] = TextOf(*summary->last);
  const auto expected = Expected(set.name, folder);
  ASSERT_FALSE(expected.empty());
  for (const auto& [name, value] : expected) {
    EXPECT_EQ(found[name], value) << name;
  }
  // Nothing was made or rejected that the script does not know of.
  for (const auto& [body, n] : summary->facts_by_body) {
    EXPECT_EQ(expected.count(body), 1u) << body;
  }
  for (const auto& [reason, n] : summary->rejected_by_reason) {
    EXPECT_EQ(expected.count("rejected: " + reason), 1u) << reason;
  }
  EXPECT_EQ(summary->repeated_ids, 0) << summary->repeated_id;

  // Sorted on disk, the facts are the same (of the large sets this takes long
  // and says no more).
  if (summary->rows_read > 10'000) return;
  TotalsSink spilled;
  ASSERT_TRUE(ImportInto(set, 100 << 10, spilled).ok());
  EXPECT_EQ(spilled.digest(), sink.digest());
}

INSTANTIATE_TEST_SUITE_P(
    All, ImportData,
    testing::Values(
        DataSet{
            "online_retail", "online_retail_uci", {"online_retail.csv.zst"}},
        DataSet{
            "hair_salon",
            "hair_salon",
            {"Receipt Transactions0.csv", "Future Bookings (All Clients)0.csv",
             "Client Cancellations0.csv", "No-Show Report0.csv"}},
        DataSet{"cdnow", "cdnow", {"CDNOW_sample.txt.zst"}},
        DataSet{"starbucks",
                "starbucks_rewards",
                {"profile.json.zst", "transcript.json.zst"}}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace laurel
