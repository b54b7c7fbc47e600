// The figures hold beside the customers, whom they never look at.
#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status.h"
#include "engine/domain/figure_fold.h"
#include "tests/laws/laws.h"
#include "tests/laws/play.h"

namespace laurel {
namespace {

constexpr std::string_view kStages[] = {
    "", "potential", "new", "active", "loyal", "at_risk", "dormant", "churned"};

// Differences of what once was more: none may be below nothing on any day.
constexpr Counter kNeverNegative[] = {
    Counter::kKnown,          Counter::kFirstVisits,
    Counter::kFirstPurchases, Counter::kRepurchased,
    Counter::kVisits,         Counter::kActive,
    Counter::kRetained,       Counter::kCohort,
    Counter::kMessages,       Counter::kMessagesConverted,
    Counter::kChurned,        Counter::kReturned};

using Totals = std::map<std::pair<Counter, std::string>, int64_t>;

CounterTable CountLog(const MemoryWorld& world) {
  FigureFold fold;
  std::shared_ptr<const Program> program;
  uint32_t version = 0;
  for (const LogEntry& entry : world.log()) {
    for (const Decision& decision : entry.decisions) {
      fold.TakeIn(entry.fact.fact, decision, program.get());
    }
    if (entry.program == nullptr || entry.version <= version) continue;
    program = entry.program;
    version = entry.version;
  }
  return fold.Table();
}

Totals TotalsOf(const CounterTable& table) {
  Totals totals;
  for (const auto& [key, amount] : table) {
    totals[{key.counter, key.label}] += amount;
  }
  return totals;
}

absl::Status Same(std::string_view what, int64_t counted, int64_t held) {
  if (counted == held) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(std::string(what), ": figures say ",
                                          counted, ", customers ", held));
}

absl::Status CheckDays(const CounterTable& table) {
  for (const auto& [key, amount] : table) {
    const bool checked =
        std::find(std::begin(kNeverNegative), std::end(kNeverNegative),
                  key.counter) != std::end(kNeverNegative);
    if (!checked || amount >= 0) continue;
    return absl::InternalError(
        absl::StrCat("counter ", static_cast<int>(key.counter), " ", key.label,
                     " is ", amount, " on day ", key.day.n));
  }
  return absl::OkStatus();
}

absl::Status CheckUnits(const MemoryWorld& world, Totals& totals) {
  std::map<std::string, Account> sums;
  for (const auto& [id, stored] : world.customers()) {
    for (const Account& account : stored.customer.accounts) {
      Account& sum = sums[account.unit];
      sum.issued += account.issued;
      sum.reversed += account.reversed;
      sum.redeemed += account.redeemed;
      sum.expired += account.expired;
    }
  }
  for (const auto& [unit, sum] : sums) {
    const auto same = [&, &unit = unit](Counter counter, int64_t held) {
      return Same(unit, totals[{counter, unit}], held);
    };
    RETURN_IF_ERROR(same(Counter::kIssued, sum.issued));
    RETURN_IF_ERROR(same(Counter::kReversed, sum.reversed));
    RETURN_IF_ERROR(same(Counter::kRedeemed, sum.redeemed));
    RETURN_IF_ERROR(same(Counter::kExpired, sum.expired));
  }
  return absl::OkStatus();
}

// Of the erased the customer knows nothing more, the sales do.
absl::Status CheckPeople(const MemoryWorld& world, Totals& totals) {
  std::map<std::string, int64_t> stages, tiers;
  int64_t known = 0, came = 0, spend = 0;
  bool erased = false;
  for (const auto& [id, stored] : world.customers()) {
    const Customer& customer = stored.customer;
    known += customer.known() ? 1 : 0;
    came += customer.lifecycle.last_visit_at == kNever ? 0 : 1;
    spend += customer.measures.spend_ever;
    erased |= customer.erased;
    if (customer.erased) continue;
    ++stages[std::string(
        kStages[static_cast<size_t>(customer.lifecycle.stage)])];
    ++tiers[customer.tier.name];
  }
  RETURN_IF_ERROR(Same("known", totals[{Counter::kKnown, ""}], known));
  RETURN_IF_ERROR(Same("came", totals[{Counter::kFirstVisits, ""}], came));
  if (!erased) {
    RETURN_IF_ERROR(Same("spend", totals[{Counter::kSpend, ""}], spend));
  }
  for (const auto& [stage, count] : stages) {
    if (stage.empty()) continue;
    RETURN_IF_ERROR(Same(stage, totals[{Counter::kStage, stage}], count));
  }
  for (const auto& [tier, count] : tiers) {
    if (tier.empty()) continue;
    RETURN_IF_ERROR(Same(tier, totals[{Counter::kTier, tier}], count));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Figures(const History& history) {
  Story story;
  ASSIGN_OR_RETURN(story, Tell(history));
  absl::StatusOr<MemoryWorld> world = Play(story);
  RETURN_IF_ERROR(world.status());
  const CounterTable table = CountLog(*world);
  RETURN_IF_ERROR(CheckDays(table));
  Totals totals = TotalsOf(table);
  RETURN_IF_ERROR(CheckUnits(*world, totals));
  return CheckPeople(*world, totals);
}

}  // namespace laurel
