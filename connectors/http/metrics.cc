#include "connectors/http/metrics.h"

#include <algorithm>
#include <limits>
#include <sstream>
#include <string_view>

#include "engine/codec/decision_codec.h"
#include "prometheus/text_serializer.h"

namespace laurel {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

// One family; each call adds a sample of it.
class Family {
 public:
  Family(std::string name, std::string help, MetricType type) {
    family_.name = std::move(name);
    family_.help = std::move(help);
    family_.type = type;
  }

  void Add(int64_t value, Labels labels) {
    ClientMetric metric;
    metric.label = std::move(labels);
    (family_.type == MetricType::Counter ? metric.counter.value
                                         : metric.gauge.value) =
        static_cast<double>(value);
    family_.metric.push_back(std::move(metric));
  }

  void Add(const CommitTimes& times, Labels labels) {
    ClientMetric metric;
    metric.label = std::move(labels);
    auto& histogram = metric.histogram;
    for (size_t i = 0; i < times.counts.size(); ++i) {
      histogram.sample_count += static_cast<uint64_t>(times.counts[i]);
      const double bound = i < times.kBounds.size()
                               ? static_cast<double>(times.kBounds[i]) / 1000
                               : std::numeric_limits<double>::infinity();
      histogram.bucket.push_back({histogram.sample_count, bound});
    }
    histogram.sample_sum = static_cast<double>(times.sum_ms) / 1000;
    family_.metric.push_back(std::move(metric));
  }

  MetricFamily Take() { return std::move(family_); }

 private:
  MetricFamily family_;
};

class Page {
 public:
  Page(const std::vector<PartitionMetrics>& partitions, int32_t log_partitions,
       int64_t now_ms)
      : partitions_(partitions),
        log_partitions_(log_partitions),
        now_ms_(now_ms) {}

  std::string Text() {
    AddWork();
    AddLag();
    AddState();
    std::ostringstream text;
    prometheus::TextSerializer().Serialize(text, families_);
    return text.str();
  }

 private:
  static Labels Of(const PartitionMetrics& p) {
    return {{"partition", std::to_string(p.progress.partition)}};
  }

  static Labels Of(const PartitionMetrics& p, std::string name,
                   std::string_view value) {
    Labels labels = Of(p);
    labels.push_back({std::move(name), std::string(value)});
    return labels;
  }

  // One value a partition.
  template <typename Get>
  void Each(std::string name, std::string help, MetricType type, Get get) {
    Family family(std::move(name), std::move(help), type);
    for (const PartitionMetrics& p : partitions_) family.Add(get(p), Of(p));
    families_.push_back(family.Take());
  }

  // One value a partition of which the log has said where it ends.
  template <typename Get>
  void EachKnown(std::string name, std::string help, Get get) {
    Family family(std::move(name), std::move(help), MetricType::Gauge);
    for (const PartitionMetrics& p : partitions_) {
      if (p.facts_end >= 0) family.Add(get(p), Of(p));
    }
    families_.push_back(family.Take());
  }

  void AddWork() {
    Family facts("laurel_facts_total", "Facts decided, by outcome",
                 MetricType::Counter);
    Family events("laurel_derived_events_total", "Derived events, by type",
                  MetricType::Counter);
    Family commits("laurel_commit_seconds",
                   "From a commit submitted to durable and visible",
                   MetricType::Histogram);
    for (const PartitionMetrics& p : partitions_) {
      const RunnerCounts& counts = p.progress.counts;
      facts.Add(counts.accepted, Of(p, "outcome", "accepted"));
      facts.Add(counts.rejected, Of(p, "outcome", "rejected"));
      facts.Add(counts.duplicates, Of(p, "outcome", "duplicate"));
      facts.Add(counts.parked, Of(p, "outcome", "parked"));
      for (size_t type = 1; type < counts.events_by_type.size(); ++type) {
        if (counts.events_by_type[type] == 0) continue;
        events.Add(counts.events_by_type[type],
                   Of(p, "type", DerivedBodyName(type)));
      }
      commits.Add(counts.commits, Of(p));
    }
    families_.push_back(facts.Take());
    families_.push_back(events.Take());
    families_.push_back(commits.Take());
    Each("laurel_decisions_replayed_total", "Decisions folded at opening",
         MetricType::Counter,
         [](const auto& p) { return p.progress.counts.replayed; });
    Each("laurel_repeated_records_total",
         "Records that the log gave twice, passed over", MetricType::Counter,
         [](const auto& p) { return p.progress.counts.repeated; });
  }

  void AddLag() {
    EachKnown("laurel_lag_records", "Facts on the log that are not decided",
              [](const auto& p) { return Lag(p); });
    EachKnown("laurel_lag_seconds",
              "Age of the last fact decided, while there is a lag; else 0",
              [this](const auto& p) {
                const int64_t last = p.progress.decided_to_ms;
                if (Lag(p) == 0 || last == 0) return int64_t{0};
                return std::max<int64_t>((now_ms_ - last) / 1000, 0);
              });
    Each("laurel_next_fact_offset", "S: all facts before it are decided",
         MetricType::Gauge, [](const auto& p) { return p.progress.next_fact; });
    Each("laurel_next_decision_offset",
         "D: all decisions before it are folded and durable", MetricType::Gauge,
         [](const auto& p) { return p.progress.next_decision; });
  }

  void AddState() {
    Family log("laurel_log_partitions",
               "Partitions of the log, whoever owns them", MetricType::Gauge);
    log.Add(log_partitions_, {});
    families_.push_back(log.Take());
    Each("laurel_ready", "1: the partition has folded all that was decided",
         MetricType::Gauge,
         [](const auto& p) { return int64_t{p.progress.ready}; });
    Each("laurel_unattended_seconds",
         "Since its thread came by last; it is stuck, or its disk is",
         MetricType::Gauge,
         [](const auto& p) { return p.progress.unattended_ms / 1000; });
    Each("laurel_opening_ms", "How long its last opening took",
         MetricType::Gauge,
         [](const auto& p) { return p.progress.opening.sum_ms(); });
    Each("laurel_due_customers", "Customers that the last tick fired",
         MetricType::Gauge, [](const auto& p) { return p.progress.fired; });
    Each("laurel_resident_customers", "Customers in memory", MetricType::Gauge,
         [](const auto& p) { return p.progress.residents; });
    Each("laurel_resident_hits_total", "Customers asked for and in memory",
         MetricType::Counter,
         [](const auto& p) { return p.progress.counts.residents_found; });
    Each("laurel_resident_misses_total",
         "Customers asked for and read from the view", MetricType::Counter,
         [](const auto& p) { return p.progress.counts.residents_loaded; });
    Each("laurel_view_waiting_bytes", "Changes the view does not have yet",
         MetricType::Gauge,
         [](const auto& p) { return p.progress.waiting_bytes; });
    Each("laurel_view_stalled", "1: RocksDB slows or stops writes",
         MetricType::Gauge,
         [](const auto& p) { return int64_t{p.progress.view_stalled}; });
    Each("laurel_stopped",
         "1: by a failure that does not pass, which the process has told",
         MetricType::Gauge,
         [](const auto& p) { return int64_t{p.progress.stopped}; });
    Each("laurel_importing",
         "1: an import has begun and not ended; nothing falls due meanwhile",
         MetricType::Gauge,
         [](const auto& p) { return int64_t{p.progress.importing}; });
    Each("laurel_reopened_total", "Times the partition was opened again",
         MetricType::Counter,
         [](const auto& p) { return p.progress.reopened; });
    Each("laurel_fenced_total", "Times another owner took the partition",
         MetricType::Counter, [](const auto& p) { return p.progress.fenced; });
  }

  static int64_t Lag(const PartitionMetrics& p) {
    return std::max<int64_t>(p.facts_end - p.progress.next_fact, 0);
  }

  const std::vector<PartitionMetrics>& partitions_;
  const int32_t log_partitions_;
  const int64_t now_ms_;
  std::vector<MetricFamily> families_;
};

}  // namespace

std::string MetricsText(const std::vector<PartitionMetrics>& partitions,
                        int32_t log_partitions, int64_t now_ms) {
  return Page(partitions, log_partitions, now_ms).Text();
}

}  // namespace laurel
