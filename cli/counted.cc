#include "cli/counted.h"

#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/facts_file.h"
#include "cli/partition_work.h"
#include "cli/program_source.h"
#include "cli/progress_line.h"
#include "cli/rehearsal.h"
#include "engine/base/status.h"
#include "engine/domain/figure_fold.h"

namespace laurel {
absl::StatusOr<Counted> CountLog(EventLog& log, const AsOf& at,
                                 const std::string& directory, int threads,
                                 bool quiet) {
  Counted sum;
  std::mutex mutex;
  PartitionCount partitions(log, at, directory, quiet);
  const auto count = [&](int32_t partition,
                         const FoldProgress& progress) -> absl::Status {
    ASSIGN_OR_RETURN(const PartitionCounts counts,
                     partitions.Count(partition, progress));
    const std::lock_guard lock(mutex);
    AddCounters(counts.table, sum.table);
    if (counts.programs.latest_version() > sum.version) {
      sum.version = counts.programs.latest_version();
      sum.program = counts.programs.latest();
    }
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
