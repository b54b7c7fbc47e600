#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/appender.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/destination.h"
#include "cli/facts_file.h"
#include "cli/output.h"
#include "cli/progress_line.h"
#include "connectors/clock/system_clock.h"
#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"
#include "engine/codec/json_text.h"
#include "engine/domain/step.h"

namespace laurel {
namespace {

struct PublishOptions {
  std::string facts;
  Destination to;
  int32_t partitions = kDefaultPartitions;
};

// What the engine would park, said now. `fact` is read from `bytes`.
absl::Status CheckFact(std::string_view bytes, Instant now,
                       RecordedFact& fact) {
  std::string message;
  ParkReason reason = DecodeFact(bytes, &fact.fact, &message);
  if (reason == ParkReason::kNone) {
    fact.append_time = now;
    Resolve(fact);
    reason = Admit(fact, &message);
  }
  if (reason == ParkReason::kNone && KeyOf(fact.fact).empty()) {
    message = "customer_id is missing, and store_id too; one of them is wanted";
    reason = ParkReason::kEmptyKey;
  }
  return reason == ParkReason::kNone ? absl::OkStatus()
                                     : absl::InvalidArgumentError(message);
}

absl::Status CheckAll(const FactsFile& facts) {
  const Instant now{SystemClock()()};
  LineFaults faults(facts.name());
  RecordedFact fact;
  for (size_t i = 0; i < facts.size(); ++i) {
    const absl::Status status = CheckFact(facts[i].bytes, now, fact);
    if (!status.ok()) {
      faults.Add(facts[i].number, std::string(status.message()));
    }
  }
  return faults.ToStatus();
}

absl::Status AppendAll(const FactsFile& facts, bool quiet, Appender& appender) {
  ProgressLine progress("publishing", static_cast<int64_t>(facts.size()),
                        quiet);
  Fact fact;
  std::string message;
  for (size_t i = 0; i < facts.size(); ++i) {
    const std::string_view bytes = facts[i].bytes;
    if (DecodeFact(bytes, &fact, &message) != ParkReason::kNone) {
      return absl::InternalError(message);  // was checked before
    }
    RETURN_IF_ERROR(appender.Add(KeyOf(fact), bytes));
    progress.To(static_cast<int64_t>(i) + 1);
  }
  return appender.Flush();
}

absl::Status Publish(const PublishOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(const FactsFile facts, FactsFile::Read(options.facts));
  RETURN_IF_ERROR(CheckAll(facts));
  ASSIGN_OR_RETURN(auto log, OpenLog(options.to, options.partitions));
  Appender appender(*log);
  RETURN_IF_ERROR(AppendAll(facts, session.quiet, appender));
  const auto count = static_cast<int64_t>(facts.size());
  if (session.json) {
    JsonObject json;
    json.Set("facts", count).Set("data", options.to.path);
    PrintLine(json.Text());
  } else {
    PrintLine(
        absl::StrCat(Grouped(count), " facts published to ", options.to.path));
  }
  return absl::OkStatus();
}

}  // namespace

void AddPublish(CLI::App& laurel, Session& session) {
  auto options = std::make_shared<PublishOptions>();
  CLI::App* publish =
      AddCommand(laurel, session,
                 {"publish", "Appends a file of facts to the log",
                  "publish --facts facts.jsonl --to embedded:data\n"
                  "publish --facts facts.jsonl --to kafka:localhost:9092"},
                 [options, &session] { return Publish(*options, session); });
  publish
      ->add_option("--facts", options->facts,
                   "facts as JSON, one a line; - is standard input")
      ->required();
  AddDestination(*publish, options->to, false);
  AddPartitions(*publish, options->partitions);
}

}  // namespace laurel
