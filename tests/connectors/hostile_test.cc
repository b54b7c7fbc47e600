// Files that nobody would send on purpose: every row gets an answer, the rest
// goes on, memory stays bounded.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "engine/base/hash.h"
#include "tests/connectors/scratch.h"

namespace laurel {
namespace {

// Sanitizers make everything some fifty times slower.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kRows = 5'000;
constexpr uint64_t kSeeds = 20;
#else
constexpr int kRows = 100'000;
constexpr uint64_t kSeeds = 100;
#endif

constexpr char kMapping[] = R"(
source: import/test
facts:
  - when: {column: Who, not_matches: "(x+x+)+y"}
    body: payment_captured
    id: "{row}"
    customer_id: "{Who}"
    occurred_at: {column: Day, format: "%Y-%m-%d"}
    set: {payment_id: "{row}"}
    lines: {amount: "{Amount} GBP"}
)";
constexpr char kHeader[] = "Who,Day,Amount\n";
constexpr char kGood[] = "ada,2020-01-01,1\n";

Imported ImportRows(const std::string& rows) {
  return ImportTexts(kMapping, {{"s.csv", kHeader + rows}});
}

TEST(Hostile, AFieldOfAHundredMegabytes) {
  const std::string row =
      "ada,2020-01-01," + std::string(100 << 20, '1') + "\n";
  const Imported imported = ImportRows(row + kGood);
  EXPECT_EQ(imported.summary.facts, 1);
  EXPECT_EQ(imported.summary.rejected_by_reason.at("a line is too long"), 1);
  EXPECT_LT(imported.rejects.size(), 2000u);
}

TEST(Hostile, AQuoteThatIsNeverClosed) {
  std::string rows = "\"ada,2020-01-01,1\n";
  for (int i = 0; i < kRows; ++i) rows += kGood;
  const Imported imported = ImportRows(rows);
  EXPECT_EQ(imported.summary.facts, kRows);
  EXPECT_EQ(imported.summary.rejected_by_reason.at("a quote is not closed"), 1);
}

TEST(Hostile, AQuotedFieldWithoutEndOrLines) {
  const Imported imported =
      ImportRows("\"" + std::string(5 << 20, 'x') + "\n" + kGood);
  EXPECT_EQ(imported.summary.facts, 1);
  EXPECT_EQ(imported.summary.rows_rejected, 1);
}

TEST(Hostile, PatternsDoNotBlowUp) {
  const Imported imported =
      ImportRows(std::string(120, 'x') + ",2020-01-01,1\n" + kGood);
  EXPECT_EQ(imported.summary.facts, 2);
  // A long value is matched too, and refused as an id only after that.
  const Imported longer =
      ImportRows(std::string(500'000, 'x') + ",2020-01-01,1\n" + kGood);
  EXPECT_EQ(longer.summary.rejected_by_reason.at("not an identifier"), 1);
}

TEST(Hostile, NumbersAndDatesBeyondReason) {
  const Imported imported = ImportRows(
      "ada,2020-01-01,1e400\n"
      "ada,2020-01-01,-1e-400\n"
      "ada,2020-01-01," +
      std::string(100'000, '9') +
      "\n"
      "ada,2020-01-01,0." +
      std::string(100'000, '0') +
      "1\n"
      "ada,9999999999-01-01,1\n"
      "ada,2020-01-99999999999999999999,1\n"
      "ada,0000-01-01,1\n"
      "ada,2020-02-30,1\n" +
      kGood);
  EXPECT_EQ(imported.summary.facts, 1);
  EXPECT_EQ(
      imported.summary.rejected_by_reason,
      (std::map<std::string, int64_t>{{"not a date", 4}, {"not a number", 4}}));
}

// Bytes at random, with the letters that mean something more often.
TEST(Hostile, NoiseNeverCrashes) {
  constexpr std::string_view kLetters = "\",\r\n\0{}ada2020-01-1.\xC3\xA9";
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    std::string rows;
    for (uint64_t i = 0; i < 2000; ++i) {
      const uint64_t chance = Fmix64(seed * 10'000 + i + 1);
      rows.push_back(chance % 9 == 0
                         ? static_cast<char>(chance >> 8)
                         : kLetters[(chance >> 8) % kLetters.size()]);
    }
    const Imported imported = ImportRows(rows + "\n" + kGood);
    EXPECT_GE(imported.summary.facts, 0);
    EXPECT_EQ(imported.summary.facts + imported.summary.rows_rejected,
              imported.summary.rows_read);
  }
}

// Ten times the rows, the same memory but for what the allocator keeps.
TEST(Hostile, MemoryDoesNotGrowWithTheFile) {
  std::string rows;
  for (int i = 0; i < kRows; ++i) rows += kGood;
  Scratch scratch;
  const std::string path = scratch.Write("s.csv", kHeader + rows);
  std::string().swap(rows);
  const auto mapping = ParseMapping(kMapping, "m.yaml");
  ASSERT_TRUE(mapping.ok());
  class CountingSink : public FactSink {
   public:
    absl::Status Add(const ImportedFact&) override {
      ++facts;
      return absl::OkStatus();
    }
    absl::Status Finish() override { return absl::OkStatus(); }
    int facts = 0;
  };
  CountingSink sink;
  ImportOptions options;
  options.files = {path};
  options.temp_dir = scratch.path();
  options.memory_bytes = 1 << 20;
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  ASSERT_TRUE(Import(*mapping, options, sink).ok());
  getrusage(RUSAGE_SELF, &after);
  EXPECT_EQ(sink.facts, kRows);
  // The facts are 20 MB as they wait to be sorted. ASan keeps freed memory for
  // a while.
#if !defined(__SANITIZE_ADDRESS__)
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 12 << 10) << "KiB";
#endif
}

}  // namespace
}  // namespace laurel
