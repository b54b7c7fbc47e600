#include "cli/log_sink.h"

#include "absl/strings/str_cat.h"
#include "cli/control_fact.h"
#include "cli/log_scan.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status.h"

namespace laurel {

absl::Status LogSink::CheckClock(Instant first) {
  if (options_.late) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Instant clock, ClockOf(log_));
  if (clock <= first) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "the log's clock is at ", FormatInstant(clock),
      ", the first fact of the import at ", FormatInstant(first),
      ": its facts would be decided as late ones. Import into an empty log, "
      "or say --late if that is what you want"));
}

absl::Status LogSink::AddProgram(Instant first) {
  if (options_.program == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(const NextProgram next, FollowOn(log_, *options_.program));
  if (next.is_there) return absl::OkStatus();
  RETURN_IF_ERROR(appender_.Flush());
  return publisher_.AddEverywhere(
      EncodeProgramFact(*options_.program, next.version, first));
}

absl::Status LogSink::Begin(Instant first) {
  RETURN_IF_ERROR(appender_.AddEverywhere(EncodeControlFact(
      absl::StrCat("import-started/", first.ms), first, ImportStarted())));
  return AddProgram(first);
}

absl::Status LogSink::Add(const ImportedFact& fact) {
  if (!begun_) {
    RETURN_IF_ERROR(CheckClock(fact.occurred_at));
    begun_ = true;
    RETURN_IF_ERROR(Begin(fact.occurred_at));
  }
  last_ = std::max(last_, fact.occurred_at);
  return appender_.Add(fact.key, fact.bytes);
}

absl::Status LogSink::Finish() {
  if (!begun_) return absl::OkStatus();
  RETURN_IF_ERROR(appender_.AddEverywhere(EncodeControlFact(
      absl::StrCat("import-finished/", last_.ms), last_, ImportFinished())));
  RETURN_IF_ERROR(appender_.Flush());
  ended_ = true;
  return absl::OkStatus();
}

}  // namespace laurel
