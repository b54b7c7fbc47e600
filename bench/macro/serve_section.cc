// The whole live path on one machine: facts on an embedded log, both cores,
// every commit durable; then killed in the middle; then the view folded anew.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/macro/child.h"
#include "bench/macro/glow.h"
#include "bench/macro/history_log.h"
#include "bench/macro/memory_fold.h"
#include "bench/macro/served.h"
#include "bench/macro/settings.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

inline constexpr double kMiB = 1 << 20;

std::vector<std::string> Command(const char* name, const std::string& log) {
  return {"--child", name, "--dir", log};
}

absl::StatusOr<Told> Run(const char* name, const std::string& log) {
  ASSIGN_OR_RETURN(Child child, Child::Start(Command(name, log)));
  return child.Finish();
}

absl::StatusOr<uint64_t> DigestInMemory(const Glow& glow, Workload workload) {
  MemoryFold fold(glow);
  std::string customer, bytes;
  for (int64_t offset = 0; workload.Next(&customer, &bytes); ++offset) {
    RETURN_IF_ERROR(fold.Take({offset, INT64_MAX / 2, customer, {}, bytes}));
  }
  return fold.Digest();
}

class Serving {
 public:
  Serving(const BenchSettings& settings, Report& report)
      : settings_(settings),
        report_(report),
        directory_(settings.directory + "/serve") {
    options_.customers = settings.customers;
    options_.visits = settings.visits;
  }

  absl::Status Run() {
    ASSIGN_OR_RETURN(
        glow_, LoadGlow(settings_.program, Instant{options_.first.n * kDayMs}));
    RETURN_IF_ERROR(Write());
    RETURN_IF_ERROR(Kill());
    RETURN_IF_ERROR(Write());
    RETURN_IF_ERROR(Serve());
    RETURN_IF_ERROR(Rebuild());
    RETURN_IF_ERROR(CompareViews());
    std::filesystem::remove_all(directory_);
    return absl::OkStatus();
  }

 private:
  absl::Status Write() {
    ASSIGN_OR_RETURN(
        const HistoryLog history,
        WriteHistory(directory_, kPartitions, glow_, Workload(options_)));
    facts_ = static_cast<double>(history.facts);
    return absl::OkStatus();
  }

  // When it has decided half of the facts, as far from a view that is up to
  // date as it happens to be.
  absl::Status Kill() {
    ASSIGN_OR_RETURN(Child child, Child::Start(Command("run", directory_)));
    double decided = 0;
    while (decided < facts_ / 2) {
      const auto [name, facts] = child.Next();
      if (name.empty()) return absl::InternalError("serve ended too early");
      decided = facts;
    }
    child.Kill();
    ASSIGN_OR_RETURN(Told told, laurel::Run("open", directory_));
    report_.AtMost("ready after kill -9", told["wall"], 2, "s");
    report_.Row("- decisions folded to get there", Readable(told["replayed"]));
    return absl::OkStatus();
  }

  absl::Status Serve() {
    ASSIGN_OR_RETURN(Told told, laurel::Run("serve", directory_));
    report_.AtLeast("serve", facts_ / told["wall"], 300'000, "facts/s");
    report_.Row("- processor time, both cores",
                Readable(told["cpu"] / facts_ * 1e6) + " µs a fact");
    report_.AtMost("most memory of the process", told["peak"] / kMiB, 1'024,
                   "MiB");
    return absl::OkStatus();
  }

  absl::Status Rebuild() {
    ASSIGN_OR_RETURN(Told told, laurel::Run("rebuild", directory_));
    report_.AtLeast("rebuild of the view", facts_ / told["wall"], 500'000,
                    "facts/s");
    report_.Row("- processor time, both cores",
                Readable(told["cpu"] / facts_ * 1e6) + " µs a fact");
    return absl::OkStatus();
  }

  // Decided live, rebuilt from decisions, and folded in memory: one state.
  absl::Status CompareViews() {
    ASSIGN_OR_RETURN(const auto served,
                     Views(directory_ + "/view").Read(kPartitions));
    ASSIGN_OR_RETURN(const auto rebuilt,
                     Views(directory_ + "/rebuilt").Read(kPartitions));
    ASSIGN_OR_RETURN(const uint64_t folded,
                     DigestInMemory(glow_, Workload(options_)));
    report_.Row("view a customer",
                Readable(static_cast<double>(served.bytes) /
                         static_cast<double>(served.customers)) +
                    " B");
    report_.Digest("customers served", served.digest);
    if (served.digest == rebuilt.digest && served.digest == folded) {
      return absl::OkStatus();
    }
    return absl::InternalError(absl::StrFormat(
        "the worlds differ: served %016x, rebuilt %016x, in memory %016x",
        served.digest, rebuilt.digest, folded));
  }

  const BenchSettings& settings_;
  Report& report_;
  const std::string directory_;
  WorkloadOptions options_;
  Glow glow_;
  double facts_ = 0;
};

}  // namespace

absl::Status WriteInChild(const BenchSettings& settings) {
  WorkloadOptions options;
  options.customers = settings.customers;
  options.payments_each = settings.payments;
  options.visits = settings.visits;
  ASSIGN_OR_RETURN(
      const Glow glow,
      LoadGlow(settings.program, Instant{options.first.n * kDayMs}));
  return WriteHistory(settings.directory, kPartitions, glow, Workload(options))
      .status();
}

absl::Status BenchServe(const BenchSettings& settings, Report& report) {
  report.Section("The live path: embedded log, both cores, durable");
  return Serving(settings, report).Run();
}

// ---- Growth -----------------------------------------------------------------

namespace {

// Enough to come back, and few enough for two million customers.
inline constexpr uint32_t kFewPayments = 4;

struct Cost {
  double cpu_us = 0;   // both cores, a fact
  double wall_us = 0;  // a fact
};

absl::StatusOr<Cost> CostOf(const BenchSettings& settings, const Glow& glow,
                            const WorkloadOptions& options) {
  const std::string directory = settings.directory + "/growth";
  std::fprintf(stderr, "laurel-bench: %s customers of about %u facts\n",
               Readable(options.customers).c_str(), options.payments_each);
  double facts = 0;
  {
    ASSIGN_OR_RETURN(
        const HistoryLog history,
        WriteHistory(directory, kPartitions, glow, Workload(options)));
    facts = static_cast<double>(history.facts);
  }
  ASSIGN_OR_RETURN(Told told, Run("serve", directory));
  std::filesystem::remove_all(directory);
  std::fprintf(stderr, "laurel-bench: %.2f µs a fact, %.0f MiB\n",
               told["cpu"] / facts * 1e6, told["peak"] / kMiB);
  return Cost{told["cpu"] / facts * 1e6, told["wall"] / facts * 1e6};
}

void TellRatio(Report& report, const std::string& many, const Cost& a,
               const std::string& few, const Cost& b, double most) {
  for (const auto& [what, cost] : {std::pair(many, a), std::pair(few, b)}) {
    report.Row(
        what, absl::StrFormat("%s µs, by the wall %s µs", Readable(cost.cpu_us),
                              Readable(cost.wall_us)));
  }
  report.AtMost("- ratio", a.cpu_us / b.cpu_us, most, "times");
}

}  // namespace

absl::Status BenchGrowth(const BenchSettings& settings, Report& report) {
  report.Section("What a fact costs as things grow, served");
  const uint32_t base = settings.customers;
  WorkloadOptions options{.customers = base * 10,
                          .payments_each = kFewPayments};
  ASSIGN_OR_RETURN(
      const Glow glow,
      LoadGlow(settings.program, Instant{options.first.n * kDayMs}));
  ASSIGN_OR_RETURN(const Cost many, CostOf(settings, glow, options));
  options.customers = std::max(base / 10, 1u);
  ASSIGN_OR_RETURN(const Cost few, CostOf(settings, glow, options));
  TellRatio(report, Readable(base * 10) + " customers, 4 facts each", many,
            Readable(base / 10) + " customers", few, 1.5);
  WorkloadOptions decade{.customers = std::max(base / 400, 1u),
                         .first = Day{16436},  // 2015-01-01
                         .days = 3'653,
                         .payments_each = 2'000};
  ASSIGN_OR_RETURN(const Glow then, LoadGlow(settings.program,
                                             Instant{decade.first.n * kDayMs}));
  ASSIGN_OR_RETURN(const Cost old, CostOf(settings, then, decade));
  decade.customers = std::max(base / 4, 1u);
  decade.payments_each = 20;
  ASSIGN_OR_RETURN(const Cost young, CostOf(settings, then, decade));
  TellRatio(report, "customers with 2,000 facts over ten years", old,
            "customers with 20", young, 2);
  return absl::OkStatus();
}

}  // namespace laurel
