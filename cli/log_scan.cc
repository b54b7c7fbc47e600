#include "cli/log_scan.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"
#include "engine/domain/step.h"
#include "engine/program/succession.h"
#include "engine/runtime/log_cursor.h"
#include "engine/runtime/logged_fact.h"
#include "engine/runtime/view_keys.h"
#include "engine/runtime/view_rows.h"

namespace laurel {
namespace {

std::optional<PublishedFact> ToProgram(std::string_view bytes) {
  Fact fact;
  std::string message;
  if (DecodeFact(bytes, &fact, &message) != ParkReason::kNone) {
    return std::nullopt;
  }
  const auto* body = std::get_if<ProgramPublished>(&fact.body);
  if (body == nullptr) return std::nullopt;
  return PublishedFact{body->version, std::string(body->digest),
                       std::string(bytes)};
}

std::optional<PublishedFact> ReadProgram(const LogRecord& record) {
  return record.key.empty() ? ToProgram(record.value) : std::nullopt;
}

// The greatest version of one partition.
absl::StatusOr<std::optional<PublishedFact>> LatestOf(EventLog& log,
                                                      int32_t partition) {
  std::optional<PublishedFact> latest;
  const auto look = [&](const LogRecord& record) {
    auto found = ReadProgram(record);
    if (found && (!latest || found->version > latest->version)) {
      latest = std::move(found);
    }
    return true;
  };
  RETURN_IF_ERROR(VisitFacts(log, partition, look));
  return latest;
}

}  // namespace

absl::Status VisitFacts(EventLog& log, int32_t partition,
                        const std::function<bool(const LogRecord&)>& look) {
  ASSIGN_OR_RETURN(const OffsetRange range,
                   log.Range(Stream::kFacts, partition));
  ASSIGN_OR_RETURN(LogCursor cursor, LogCursor::Open(log, Stream::kFacts,
                                                     partition, range.begin));
  for (;;) {
    ASSIGN_OR_RETURN(const LogRecord* record, cursor.Peek());
    if (record == nullptr || !look(*record)) return absl::OkStatus();
    cursor.Pop();
  }
}

absl::StatusOr<std::optional<PublishedFact>> LatestProgram(EventLog& log,
                                                           bool* everywhere) {
  std::optional<PublishedFact> latest;
  uint32_t least = UINT32_MAX;
  for (int32_t p = 0; p < log.identity().partitions; ++p) {
    ASSIGN_OR_RETURN(auto found, LatestOf(log, p));
    least = std::min(least, found ? found->version : 0);
    if (found && (!latest || found->version > latest->version)) {
      latest = std::move(found);
    }
  }
  *everywhere = latest && least == latest->version;
  return latest;
}

absl::StatusOr<std::optional<PublishedFact>> FirstProgram(EventLog& log,
                                                          int32_t partition) {
  std::optional<PublishedFact> first;
  const auto look = [&](const LogRecord& record) {
    first = ReadProgram(record);
    return !first;
  };
  RETURN_IF_ERROR(VisitFacts(log, partition, look));
  return first;
}

absl::StatusOr<std::optional<PublishedFact>> StoredProgram(ViewStore& view) {
  std::optional<PublishedFact> latest;
  absl::Status status;
  const auto take = [&](std::string_view, std::string_view row) {
    Instant since;
    std::string_view bytes;
    status = SplitProgramRow(row, &since, &bytes);
    if (status.ok()) latest = ToProgram(bytes);  // versions rise
    return status.ok();
  };
  RETURN_IF_ERROR(view.Scan(kProgramPrefix, EndOf(kProgramPrefix), take));
  RETURN_IF_ERROR(status);
  return latest;
}

// Refuses a program that holders of its units could not live with.
absl::StatusOr<NextProgram> FollowOn(EventLog& log, const ProgramSource& next) {
  bool everywhere = false;
  ASSIGN_OR_RETURN(const auto before, LatestProgram(log, &everywhere));
  if (!before) return NextProgram();
  if (everywhere && before->digest == next.digest) {
    return NextProgram{before->version, true};
  }
  ASSIGN_OR_RETURN(const Program compiled, Compile(*before));
  const auto errors = CheckSuccession(compiled, next.program);
  if (errors.empty()) return NextProgram{before->version + 1, false};
  return absl::InvalidArgumentError(absl::StrCat(
      FormatErrors(next.name, errors), next.name, ": cannot follow version ",
      before->version, " on this log"));
}

absl::StatusOr<Program> Compile(const PublishedFact& published) {
  Fact fact;
  std::string message;
  if (DecodeFact(published.bytes, &fact, &message) != ParkReason::kNone) {
    return absl::DataLossError(message);
  }
  const auto& body = std::get<ProgramPublished>(fact.body);
  ASSIGN_OR_RETURN(std::vector<Zone> zones, ZonesOf(published.bytes));
  return CompileProgram(
      absl::StrCat(std::string(body.program), " version ", body.version),
      body.source,
      zones.empty() ? MachineZones() : CarriedZones(std::move(zones)),
      Strictness::kPublished);
}

absl::StatusOr<Instant> ClockOf(EventLog& log) {
  Instant clock = kEarliest;
  LoggedFact fact;
  for (int32_t p = 0; p < log.identity().partitions; ++p) {
    const auto look = [&](const LogRecord& record) {
      ReadFact(p, record, &fact);
      if (fact.parked == ParkReason::kNone) {
        clock = std::max(clock, fact.recorded.fact.recorded_at);
      }
      return true;
    };
    RETURN_IF_ERROR(VisitFacts(log, p, look));
  }
  return clock;
}

}  // namespace laurel
