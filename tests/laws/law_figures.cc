// The figures hold beside the customers, whom they never look at.
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status.h"
#include "engine/domain/figure_fold.h"
#include "engine/runtime/kept_figures.h"
#include "engine/runtime/memory_store.h"
#include "tests/laws/chance.h"
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

struct Taken {
  const Fact& fact;
  const Decision& decision;
  const Program* program;  // in force then
};

std::vector<Taken> AllOf(const MemoryWorld& world) {
  std::vector<Taken> all;
  const Program* program = nullptr;
  uint32_t version = 0;
  for (const LogEntry& entry : world.log()) {
    for (const Decision& decision : entry.decisions) {
      all.push_back({entry.fact.fact, decision, program});
    }
    if (entry.program == nullptr || entry.version <= version) continue;
    program = entry.program.get();
    version = entry.version;
  }
  return all;
}

// At once, in memory.
CounterTable Count(const std::vector<Taken>& all, Instant until = kNever) {
  FigureFold fold;
  for (const Taken& one : all) {
    fold.TakeIn(one.fact, one.decision, one.program, until);
  }
  return fold.Table();
}

// The same in pieces that end anywhere, also within a tick: what is kept is
// written and opened again, or lost before it is written and folded again.
class Pieces {
 public:
  explicit Pieces(uint64_t seed) : chance_(seed) {}

  absl::StatusOr<CounterTable> Count(const std::vector<Taken>& all) {
    RETURN_IF_ERROR(Begin());
    const auto end = static_cast<int64_t>(all.size());
    for (int64_t at = 0; at < end;) {
      const Taken& one = all[static_cast<size_t>(at++)];
      RETURN_IF_ERROR(kept_->TakeIn(one.fact, one.decision, one.program));
      kept_->position().last_fact = at;
      if (!chance_.OneIn(8) && at < end) continue;
      if (chance_.OneIn(8)) {
        RETURN_IF_ERROR(Begin());
        at = std::max<int64_t>(kept_->position().last_fact, 0);
        continue;
      }
      RETURN_IF_ERROR(kept_->Write());
      if (chance_.OneIn(2)) RETURN_IF_ERROR(Begin());
    }
    return kept_->Table();
  }

 private:
  // Knows what the store has, and nothing else.
  absl::Status Begin() {
    kept_ = std::make_unique<KeptFigures>(store_);
    return kept_->Open({"log", "facts", 1}, 0);
  }

  MemoryStore store_;
  std::unique_ptr<KeptFigures> kept_;
  Chance chance_;
};

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

std::string Say(const CounterTable& table, const CounterKey& key) {
  const auto found = table.find(key);
  return found == table.end() ? "nothing" : absl::StrCat(found->second);
}

absl::Status SameTable(std::string_view what, const CounterTable& here,
                       const CounterTable& there) {
  CounterTable all = here;
  all.insert(there.begin(), there.end());
  for (const auto& [key, amount] : all) {
    if (Say(here, key) == Say(there, key)) continue;
    return absl::InternalError(absl::StrCat(
        "counter ", static_cast<int>(key.counter), " \"", key.label, "\" of \"",
        key.store, "\" on day ", key.day.n, ": ", Say(here, key), ", but ",
        Say(there, key), " ", std::string(what)));
  }
  return absl::OkStatus();
}

absl::Status CheckKept(const std::vector<Taken>& all,
                       const CounterTable& table) {
  for (uint64_t seed = 0; seed < 3; ++seed) {
    CounterTable kept;
    ASSIGN_OR_RETURN(kept, Pieces(all.size() + seed).Count(all));
    RETURN_IF_ERROR(SameTable("in pieces", table, kept));
  }
  return absl::OkStatus();
}

// As was known at `latest` and later is all that had been taken in.
absl::Status CheckLatest(const std::vector<Taken>& all) {
  const auto middle = static_cast<std::ptrdiff_t>(all.size() / 2);
  const std::vector<Taken> half(all.begin(), all.begin() + middle);
  FigureFold fold;
  for (const Taken& one : half) {
    fold.TakeIn(one.fact, one.decision, one.program);
  }
  return SameTable("as of the latest", fold.Table(),
                   Count(half, fold.memory().latest));
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
  const std::vector<Taken> all = AllOf(*world);
  const CounterTable table = Count(all);
  RETURN_IF_ERROR(CheckKept(all, table));
  RETURN_IF_ERROR(CheckLatest(all));
  RETURN_IF_ERROR(CheckDays(table));
  Totals totals = TotalsOf(table);
  RETURN_IF_ERROR(CheckUnits(*world, totals));
  return CheckPeople(*world, totals);
}

}  // namespace laurel
