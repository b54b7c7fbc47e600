#include "cli/partition_count.h"

#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/day_flag.h"
#include "cli/output.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status.h"
#include "engine/base/zone.h"
#include "engine/domain/figure_fold.h"
#include "engine/runtime/decided_facts.h"
#include "engine/runtime/kept_figures.h"

namespace laurel {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMemoryBytes = size_t{128} << 20;
// Decisions whose people and sales are in memory at once, about 1 KB each.
constexpr int64_t kWriteEvery = 131'072;
constexpr int64_t kTellEvery = 4'096;
// No zone is so far ahead of UTC.
constexpr int64_t kFarthestZoneMs = 24 * kHourMs;

const Zone kUtc;

// When `at` is over at the earliest, whatever the zone of the program was.
Instant SurelyBy(const AsOf& at) {
  if (at.empty() || ParseInstant(at)) return UntilOf(at, nullptr);
  return UntilOf(at, nullptr) - kFarthestZoneMs;
}

// Opens the log where the last look ended; what it gives first must be the last
// fact and decision that were folded.
absl::StatusOr<bool> GoesOn(EventLog& log, const FigurePosition& position,
                            DecidedFacts* decided) {
  ASSIGN_OR_RETURN(
      *decided, DecidedFacts::Open(log, position.partition, position.last_fact,
                                   position.last_decision));
  ASSIGN_OR_RETURN(const bool any, decided->Await());
  const LoggedFact& fact = decided->fact();
  return any && fact.recorded.offset == position.last_fact &&
         decided->decision_offset() == position.last_decision &&
         HashOf(fact.key, fact.value) == position.last_fact_hash;
}

// What the store says of damage is advice for views, and longer than a
// sentence.
std::string ReasonOf(const absl::Status& status) {
  return absl::IsDataLoss(status) ? "they are damaged"
                                  : std::string(status.message());
}

}  // namespace

Instant UntilOf(const AsOf& at, const Program* program) {
  if (at.empty()) return kNever;
  if (const auto instant = ParseInstant(at)) return *instant;
  const Zone& zone = program == nullptr ? kUtc : program->zone;
  return StartOfDay(*ParseDay(at) + 1, zone) - 1;
}

PartitionCount::PartitionCount(EventLog& log, AsOf at, std::string directory,
                               bool quiet)
    : log_(log),
      at_(std::move(at)),
      directory_(std::move(directory)),
      quiet_(quiet),
      memory_(kMemoryBytes) {}

std::string PartitionCount::PathOf(int32_t partition) const {
  return absl::StrCat(directory_, "/", partition);
}

void PartitionCount::SayOnce(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (!quiet_ && said_.insert(text).second) Note(text);
}

// ---- From what is kept ------------------------------------------------------

struct PartitionCount::Opened {
  std::unique_ptr<RocksStore> store;
  std::unique_ptr<KeptFigures> kept;
  DecidedFacts decided;
  ProgramsMet programs;
};

// A directory that cannot be opened, though it is there and nobody else has it
// open, is damaged.
absl::Status PartitionCount::OpenStore(int32_t partition, Opened* out,
                                       Trouble* trouble) {
  const bool there = IsKept(partition);
  const auto mode =
      at_.empty() ? RocksStore::Mode::kReadWrite : RocksStore::Mode::kReadOnly;
  auto store = RocksStore::Open(PathOf(partition), mode, memory_);
  if (absl::IsFailedPrecondition(store.status())) {
    trouble->status =
        absl::FailedPreconditionError("another `laurel figures` has them open");
  } else if (absl::IsResourceExhausted(store.status()) || !there) {
    trouble->status = store.status();
  } else if (!store.ok()) {
    *trouble = {absl::DataLossError("it cannot be opened"), true};
  }
  RETURN_IF_ERROR(store.status());
  out->store = *std::move(store);
  out->kept = std::make_unique<KeptFigures>(*out->store);
  trouble->status = out->kept->Open(log_.identity(), partition);
  if (trouble->status.ok()) {
    const FigurePosition& position = out->kept->position();
    trouble->status = out->programs.PutBack(
        position.last_fact, position.program, position.next_program);
  }
  trouble->worthless = !trouble->status.ok();
  if (trouble->status.ok() && out->kept->position().latest > SurelyBy(at_)) {
    trouble->status = absl::OutOfRangeError("they know of more than --at does");
  }
  return trouble->status;
}

absl::Status PartitionCount::OpenLog(int32_t partition, Opened* out,
                                     Trouble* trouble) {
  const FigurePosition& position = out->kept->position();
  if (position.last_fact < 0) {
    ASSIGN_OR_RETURN(out->decided, DecidedFacts::Open(log_, partition, 0, 0));
    return absl::OkStatus();
  }
  const auto fits = GoesOn(log_, position, &out->decided);
  // That the log is away says nothing about what is kept.
  if (!fits.ok() && FailureOf(fits.status()) == LogFailure::kRetry) {
    return fits.status();
  }
  if (fits.ok() && *fits) return absl::OkStatus();
  *trouble = {absl::FailedPreconditionError("they are of another log"), true};
  return trouble->status;
}

absl::Status PartitionCount::Write(Opened& opened) {
  FigurePosition& position = opened.kept->position();
  position.program = opened.programs.fact();
  position.next_program = opened.programs.next_fact();
  return opened.kept->Write();
}

absl::Status PartitionCount::GoOn(Opened& opened, const FoldProgress& progress,
                                  Trouble* trouble) {
  FigurePosition& position = opened.kept->position();
  const DecidedFacts& decided = opened.decided;
  int64_t taken = 0;
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, opened.decided.Await());
    if (!more) break;
    const LoggedFact& fact = decided.fact();
    RETURN_IF_ERROR(opened.programs.Meet(fact));
    const Program* program = opened.programs.current();
    trouble->status = opened.kept->TakeIn(
        fact.recorded.fact, decided.decision(), program, UntilOf(at_, program));
    RETURN_IF_ERROR(trouble->status);
    if (fact.recorded.offset != position.last_fact) {
      position.last_fact = fact.recorded.offset;
      position.last_fact_hash = HashOf(fact.key, fact.value);
    }
    position.last_decision = decided.decision_offset();
    if (++taken % kTellEvery == 0) progress(position.last_decision);
    if (taken % kWriteEvery != 0 || !at_.empty()) continue;
    RETURN_IF_ERROR(trouble->status = Write(opened));
  }
  if (taken == 0 || !at_.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(trouble->status = Write(opened));
  return trouble->status = opened.store->Flush();
}

absl::StatusOr<PartitionCounts> PartitionCount::FromKept(
    int32_t partition, const FoldProgress& progress, Trouble* trouble) {
  Opened opened;
  RETURN_IF_ERROR(OpenStore(partition, &opened, trouble));
  RETURN_IF_ERROR(OpenLog(partition, &opened, trouble));
  const absl::Status folded = GoOn(opened, progress, trouble);
  trouble->worthless = absl::IsDataLoss(trouble->status);
  RETURN_IF_ERROR(folded);
  auto table = opened.kept->Table();
  *trouble = {table.status(), absl::IsDataLoss(table.status())};
  RETURN_IF_ERROR(table.status());
  return PartitionCounts{*std::move(table), std::move(opened.programs)};
}

bool PartitionCount::IsKept(int32_t partition) const {
  std::error_code error;
  return fs::exists(PathOf(partition) + "/CURRENT", error);
}

// As of the past nothing is written.
absl::StatusOr<PartitionCounts> PartitionCount::Count(
    int32_t partition, const FoldProgress& progress) {
  if (directory_.empty() || (!at_.empty() && !IsKept(partition))) {
    return InMemory(partition, progress);
  }
  Trouble trouble;
  auto counts = FromKept(partition, progress, &trouble);
  if (trouble.worthless && at_.empty()) {
    SayOnce(absl::StrCat("the kept figures in ", directory_,
                         " are folded anew: ", ReasonOf(trouble.status)));
    std::error_code error;
    fs::remove_all(PathOf(partition), error);
    trouble = Trouble();
    counts = FromKept(partition, progress, &trouble);
  }
  if (trouble.status.ok()) return counts;
  SayOnce(absl::StrCat("the kept figures in ", directory_,
                       " are not used, all is counted from the first fact: ",
                       ReasonOf(trouble.status)));
  return InMemory(partition, progress);
}

// ---- In memory --------------------------------------------------------------

absl::StatusOr<PartitionCounts> PartitionCount::InMemory(
    int32_t partition, const FoldProgress& progress) {
  FigureFold fold;
  PartitionCounts counts;
  ASSIGN_OR_RETURN(DecidedFacts decided,
                   DecidedFacts::Open(log_, partition, 0, 0));
  for (int64_t done = 1;; ++done) {
    ASSIGN_OR_RETURN(const bool more, decided.Await());
    if (!more) break;
    RETURN_IF_ERROR(counts.programs.Meet(decided.fact()));
    const Program* program = counts.programs.current();
    fold.TakeIn(decided.fact().recorded.fact, decided.decision(), program,
                UntilOf(at_, program));
    if (done % kTellEvery == 0) progress(done);
  }
  counts.table = fold.Table();
  return counts;
}

}  // namespace laurel
