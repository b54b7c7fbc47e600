// The numbers of an engine in Prometheus' text format.
#include "connectors/http/metrics.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

bool Has(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

PartitionMetrics Some() {
  PartitionMetrics p;
  p.progress.partition = 3;
  p.progress.ready = true;
  p.progress.counts.accepted = 7;
  p.progress.counts.events_by_type[DerivedBody(UnitsEarned()).index()] = 5;
  p.progress.next_fact = 100;
  p.progress.decided_to_ms = 50'000;
  p.facts_end = 130;
  return p;
}

TEST(Metrics, SayWhatWasDone) {
  const std::string text = MetricsText({Some()}, 8, 62'000);
  EXPECT_TRUE(
      Has(text, R"(laurel_facts_total{partition="3",outcome="accepted"} 7)"))
      << text;
  EXPECT_TRUE(Has(
      text,
      R"(laurel_derived_events_total{partition="3",type="units_earned"} 5)"));
  EXPECT_TRUE(Has(text, R"(laurel_ready{partition="3"} 1)"));
  EXPECT_TRUE(Has(text, "laurel_log_partitions 8"));
}

TEST(Metrics, LagIsInRecordsAndInSeconds) {
  PartitionMetrics p = Some();
  std::string text = MetricsText({p}, 8, 62'000);
  EXPECT_TRUE(Has(text, R"(laurel_lag_records{partition="3"} 30)"));
  EXPECT_TRUE(Has(text, R"(laurel_lag_seconds{partition="3"} 12)"));
  p.facts_end = 100;  // nothing is left: old facts are no lag
  text = MetricsText({p}, 8, 62'000);
  EXPECT_TRUE(Has(text, R"(laurel_lag_seconds{partition="3"} 0)"));
  p.facts_end = -1;
  text = MetricsText({p}, 8, 62'000);
  EXPECT_FALSE(Has(text, "laurel_lag_records{"));
}

TEST(Metrics, CommitTimesAreAHistogram) {
  PartitionMetrics p = Some();
  for (const int64_t ms : {5, 6, 70'000}) p.progress.counts.commits.Add(ms);
  const std::string text = MetricsText({p}, 8, 0);
  const std::string name = "laurel_commit_seconds_bucket{partition=\"3\",le=\"";
  EXPECT_TRUE(Has(text, name + "0.005\"} 1"));
  EXPECT_TRUE(Has(text, name + "0.01\"} 2"));
  EXPECT_TRUE(Has(text, name + "5\"} 2"));
  EXPECT_TRUE(Has(text, name + "+Inf\"} 3"));
}

}  // namespace
}  // namespace laurel
