// What is in memory, and when a process dies, decides nothing.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "connectors/memory/memory_log.h"
#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"
#include "engine/codec/json.h"
#include "engine/runtime/memory_store.h"
#include "engine/runtime/partition_fold.h"
#include "engine/runtime/partition_runner.h"
#include "tests/laws/chance.h"
#include "tests/laws/laws.h"
#include "tests/laws/logged.h"
#include "tests/laws/play.h"

namespace laurel {
namespace {

int64_t Wall() { return kAppendTime.ms; }

const LogIdentity kLog{"law", "laurel.facts", 1};

// Room for a few that are open and some that are packed. A few are always
// open, at ten times their state, and that has an end.
constexpr size_t kMostLimit = 40'000;
constexpr size_t kMostEach = 60'000;

// Decides the facts of one partition; `restless`: the view is written,
// everybody evicted and the fold opened anew after random facts.
class Folding {
 public:
  Folding(std::vector<KeyedBytes> facts, bool restless, uint64_t seed)
      : facts_(std::move(facts)), restless_(restless), chance_(seed) {}

  absl::Status Run() {
    RETURN_IF_ERROR(Open());
    for (size_t i = 0; i < facts_.size(); ++i) {
      RETURN_IF_ERROR(DecideOne(facts_[i], static_cast<int64_t>(i)));
    }
    return absl::OkStatus();
  }

  const std::vector<std::string>& decisions() const { return decisions_; }
  PartitionFold& fold() { return *fold_; }

 private:
  absl::Status Open() {
    fold_ = std::make_unique<PartitionFold>(0, kLog, store_);
    if (restless_) fold_->LimitResidents(chance_.Below(3) * kMostLimit / 2);
    return fold_->Open();
  }

  absl::Status DecideOne(const KeyedBytes& record, int64_t offset) {
    LoggedFact fact;
    ReadFact(0, {offset, kAppendTime.ms, record.key, "", record.bytes}, &fact);
    bool done = false;
    while (!done) {
      ASSIGN_OR_RETURN(done, fold_->Decide(fact, [&](const Decision& decision) {
        EncodeDecision(decision, &decisions_.emplace_back());
        return absl::OkStatus();
      }));
    }
    fold_->DecisionsReach(static_cast<int64_t>(decisions_.size()));
    const bool rest = restless_ && chance_.OneIn(2);
    if (!fold_->IndexIsBehind() && !rest) return absl::OkStatus();
    RETURN_IF_ERROR(fold_->Write());
    if (restless_ &&
        fold_->resident_bytes() > kMostLimit + kMostEach * fold_->residents()) {
      return absl::InternalError(
          absl::StrCat(fold_->residents(), " customers in ",
                       fold_->resident_bytes(), " bytes were kept in memory"));
    }
    return restless_ && chance_.OneIn(8) ? Open() : absl::OkStatus();
  }

  const std::vector<KeyedBytes> facts_;
  const bool restless_;
  Chance chance_;
  MemoryStore store_;
  std::unique_ptr<PartitionFold> fold_;
  std::vector<std::string> decisions_;
};

}  // namespace

absl::Status Residency(const History& history) {
  Story story;
  ASSIGN_OR_RETURN(story, Tell(history));
  Folding calm(RecordsOf(story), false, 0);
  Folding restless(RecordsOf(story), true, history.chance);
  RETURN_IF_ERROR(calm.Run());
  RETURN_IF_ERROR(Annotate(restless.Run(), "evicting"));
  RETURN_IF_ERROR(SameBytes(calm.decisions(), restless.decisions()));
  absl::StatusOr<MemoryWorld> world = Play(story);
  RETURN_IF_ERROR(world.status());
  for (const auto& [id, stored] : world->customers()) {
    for (Folding* folding : {&calm, &restless}) {
      const auto found = folding->fold().Find(id);
      RETURN_IF_ERROR(found.status());
      if (*found == nullptr && !stored.customer.known()) continue;
      if (*found != nullptr && **found == stored.customer) continue;
      return absl::InternalError(absl::StrCat(
          id, " is another customer in a fold than in the memory world: ",
          *found == nullptr ? "none" : CustomerToJson(**found, nullptr),
          " and ", CustomerToJson(stored.customer, nullptr)));
    }
  }
  return absl::OkStatus();
}

namespace {

RunnerOptions OptionsOf(Chance& chance) {
  RunnerOptions options;
  options.read.records = static_cast<size_t>(1 + chance.Below(20));
  options.write_every_facts = 1 + chance.Below(30);
  options.resident_bytes = chance.Below(4) * size_t{10'000};
  options.tick_every_ms = 0;
  return options;
}

absl::Status AppendSome(const std::vector<KeyedBytes>& records, size_t count,
                        size_t* next, EventLog& log) {
  RoutedRecords facts;
  for (; count > 0 && *next < records.size(); --count, ++*next) {
    facts.Add(0, records[*next].key, records[*next].bytes);
  }
  if (facts.empty()) return absl::OkStatus();
  return log.Append(facts).status();
}

// Advances a runner, at most `steps` times; says whether it has caught up.
absl::StatusOr<bool> AdvanceSome(PartitionRunner& runner, int64_t steps) {
  while (steps-- > 0 && !runner.caught_up()) {
    RETURN_IF_ERROR(runner.Advance().status());
  }
  return runner.caught_up();
}

// Dies again and again; the view survives, is set back, or is lost.
absl::Status Dying(const std::vector<KeyedBytes>& records, uint64_t seed,
                   EventLog& log) {
  Chance chance(seed);
  std::vector<MemoryStore> older(1);  // copies of the view; the first is empty
  MemoryStore store;
  size_t next = 0;
  for (int life = 0; life < 1'000; ++life) {
    const auto more = static_cast<size_t>(
        chance.Below(2 + static_cast<int64_t>(records.size()) / 3));
    RETURN_IF_ERROR(AppendSome(records, more, &next, log));
    PartitionRunner runner(log, 0, store, Wall, OptionsOf(chance));
    const int64_t steps = life > 100 ? 1'000'000 : chance.Below(40);
    bool done = false;
    ASSIGN_OR_RETURN(done, AdvanceSome(runner, steps));
    if (done && next == records.size()) return absl::OkStatus();
    if (done && chance.OneIn(2)) {
      RETURN_IF_ERROR(runner.AdvanceClosing().status());
    }
    if (chance.OneIn(3)) older.push_back(store);
    if (chance.OneIn(4)) {
      const auto which = chance.Below(static_cast<int64_t>(older.size()));
      store = older[static_cast<size_t>(which)];
    }
  }
  return absl::InternalError("the dying runner does not catch up");
}

}  // namespace

// What a runner that dies has decided is a pure fold of the facts on its log,
// those among them that it forwarded itself.
absl::Status Crash(const History& history) {
  Story story;
  ASSIGN_OR_RETURN(story, Tell(history));
  MemoryLog log(1, Wall);
  RETURN_IF_ERROR(
      Annotate(Dying(RecordsOf(story), history.chance, log), "dying"));
  std::vector<KeyedBytes> facts;
  ASSIGN_OR_RETURN(facts, FactsOn(log));
  std::vector<std::string> decisions;
  ASSIGN_OR_RETURN(decisions, DecisionsOn(log));
  Folding pure(std::move(facts), false, 0);
  RETURN_IF_ERROR(pure.Run());
  return SameBytes(pure.decisions(), decisions);
}

}  // namespace laurel
