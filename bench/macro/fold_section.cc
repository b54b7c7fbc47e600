// Decode, decide and evolve in memory: what one core folds.
#include <string>

#include "absl/strings/str_format.h"
#include "bench/macro/glow.h"
#include "bench/macro/machine.h"
#include "bench/macro/memory_fold.h"
#include "bench/macro/settings.h"
#include "bench/macro/stopwatch.h"
#include "bench/macro/workload.h"
#include "engine/base/status.h"
#include "engine/codec/state_codec.h"

namespace laurel {
namespace {

// Facts are made so many at a time, outside the watch; as long as what a
// runner reads at once.
inline constexpr size_t kBatch = 10'000;

size_t PackedBytes(const MemoryFold& fold) {
  size_t sum = 0;
  std::string state;
  for (const auto& [id, dossier] : fold) {
    EncodeCustomer(dossier->customer, &state);
    sum += state.size();
  }
  return sum;
}

}  // namespace

absl::Status BenchFold(const BenchSettings& settings, Report& report) {
  report.Section("Decode, decide and evolve in memory, one core");
  WorkloadOptions options;
  options.customers = settings.customers;
  options.payments_each = settings.payments;
  options.visits = settings.visits;
  const Instant since{options.first.n * kDayMs};
  ASSIGN_OR_RETURN(const Glow glow, LoadGlow(settings.program, since));
  Workload workload(options);
  MemoryFold fold(glow);
  const size_t before = ResidentBytes();
  Stopwatch watch;
  Records facts;
  int64_t offset = 0;
  std::string customer, bytes;
  for (bool more = true; more;) {
    facts.clear();
    while (facts.size() < kBatch && (more = workload.Next(&customer, &bytes))) {
      facts.Add(customer, bytes);
    }
    watch.Start();
    for (const Record& fact : facts) {
      RETURN_IF_ERROR(
          fold.Take({offset++, INT64_MAX / 2, fact.key, {}, fact.value}));
    }
    watch.Stop();
  }
  const size_t held = ResidentBytes() - before;
  const double customers = settings.customers;
  const double count = static_cast<double>(offset);
  report.Row("customers, facts, derived events",
             absl::StrFormat("%s, %s, %s", Readable(settings.customers),
                             Readable(count),
                             Readable(static_cast<double>(fold.events()))));
  report.AtLeast("fold", count / watch.cpu() / 1e6, 0.8, "M facts/s per core");
  report.Row("by the wall", Readable(count / watch.wall() / 1e6) + " M/s");
  report.Row("memory a customer; as the view stores her",
             absl::StrFormat(
                 "%s B, %s B", Readable(static_cast<double>(held) / customers),
                 Readable(static_cast<double>(PackedBytes(fold)) / customers)));
  report.Digest("customers after the fold", fold.Digest());
  return absl::OkStatus();
}

}  // namespace laurel
