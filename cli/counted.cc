#include "cli/counted.h"

#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/day_flag.h"
#include "cli/facts_file.h"
#include "cli/partition_work.h"
#include "cli/program_source.h"
#include "cli/progress_line.h"
#include "cli/rehearsal.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status.h"
#include "engine/domain/figure_fold.h"
#include "engine/runtime/decided_facts.h"

namespace laurel {
namespace {

// The programs of one partition as its facts come by. A publication is in force
// after the last decision on it.
class Programs {
 public:
  absl::Status Meet(const LoggedFact& fact) {
    if (fact.recorded.offset == offset_) return absl::OkStatus();
    offset_ = fact.recorded.offset;
    if (next_ != nullptr) {
      program_ = std::move(next_);
      version_ = next_version_;
    }
    const auto* body = std::get_if<ProgramPublished>(&fact.recorded.fact.body);
    if (body == nullptr || fact.parked != ParkReason::kNone ||
        body->version <= version_) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(next_, LoadProgram(fact.value, *body));
    next_version_ = body->version;
    return absl::OkStatus();
  }

  // The one in force; null before the first.
  const Program* Current() const { return program_.get(); }
  void Give(Counted& sum) const {
    const bool newest = next_ != nullptr;
    const uint32_t version = newest ? next_version_ : version_;
    if (version <= sum.version) return;
    sum.version = version;
    sum.program = newest ? next_ : program_;
  }

 private:
  int64_t offset_ = -1;
  uint32_t version_ = 0, next_version_ = 0;
  std::shared_ptr<const Program> program_, next_;
};

// A day is known at its end, in the zone of the program.
Instant UntilOf(const AsOf& at, const Program* program) {
  if (at.empty()) return kNever;
  if (const auto instant = ParseInstant(at)) return *instant;
  static const Zone utc;
  const Zone& zone = program == nullptr ? utc : program->zone;
  return StartOfDay(*ParseDay(at) + 1, zone) - 1;
}

absl::Status CountPartition(EventLog& log, int32_t partition, const AsOf& at,
                            const FoldProgress& progress, FigureFold& fold,
                            Programs& programs) {
  ASSIGN_OR_RETURN(DecidedFacts decided,
                   DecidedFacts::Open(log, partition, 0, 0));
  for (int64_t done = 1;; ++done) {
    ASSIGN_OR_RETURN(const bool more, decided.Await());
    if (!more) return absl::OkStatus();
    RETURN_IF_ERROR(programs.Meet(decided.fact()));
    const Program* program = programs.Current();
    fold.TakeIn(decided.fact().recorded.fact, decided.decision(), program,
                UntilOf(at, program));
    if (done % 4096 == 0) progress(done);
  }
}

}  // namespace

absl::StatusOr<Counted> CountLog(EventLog& log, const AsOf& at, int threads,
                                 bool quiet) {
  Counted sum;
  std::mutex mutex;
  const auto count = [&](int32_t partition,
                         const FoldProgress& progress) -> absl::Status {
    FigureFold fold;
    Programs programs;
    RETURN_IF_ERROR(
        CountPartition(log, partition, at, progress, fold, programs));
    const std::lock_guard lock(mutex);
    AddCounters(fold.Table(), sum.table);
    programs.Give(sum);
    return absl::OkStatus();
  };
  PartitionWork work(log, Stream::kDecisions, threads);
  RETURN_IF_ERROR(work.Run("counting", quiet, count).status());
  if (sum.program == nullptr) {
    return absl::FailedPreconditionError(
        "no program was published on this log, so nothing is decided; "
        "`laurel program publish FILE` does it");
  }
  return sum;
}

absl::StatusOr<Counted> CountFacts(const std::string& program,
                                   const std::string& facts,
                                   std::optional<Instant> until, const AsOf& at,
                                   bool quiet) {
  ASSIGN_OR_RETURN(const ProgramSource source, LoadProgramFile(program));
  ASSIGN_OR_RETURN(const FactsFile file, FactsFile::Read(facts));
  Rehearsal rehearsal;
  RETURN_IF_ERROR(rehearsal.Publish(source));
  FigureFold fold;
  const auto count = [&](const LoggedFact& fact, const Decision& decision) {
    const Program* current = rehearsal.program();
    fold.TakeIn(fact.recorded.fact, decision, current, UntilOf(at, current));
  };
  ProgressLine progress("counting", static_cast<int64_t>(file.size()), quiet);
  for (size_t i = 0; i < file.size(); ++i) {
    RETURN_IF_ERROR(Annotate(
        rehearsal.Add(file[i].number - 1, std::string(file[i].bytes), count),
        absl::StrCat(file.name(), ":", file[i].number)));
    progress.To(static_cast<int64_t>(i) + 1);
  }
  if (until) {
    RETURN_IF_ERROR(rehearsal.Tick(file.lines(), *until, count));
  }
  return Counted{fold.Table(), 1,
                 std::make_shared<const Program>(*rehearsal.program())};
}

}  // namespace laurel
