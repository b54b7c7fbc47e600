#include <memory>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/log_address.h"
#include "cli/output.h"
#include "cli/served_view.h"
#include "connectors/clock/system_clock.h"
#include "engine/base/status.h"
#include "engine/runtime/partition_runner.h"

namespace laurel {
namespace {

struct SkipOptions {
  LogAddress place;
  LogPosition position;
  std::string reason;
};

bool ParsePosition(const std::string& text, LogPosition& out) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits('-', 1));
  return absl::SimpleAtoi(parts.first, &out.partition) &&
         absl::SimpleAtoi(parts.second, &out.offset) && out.partition >= 0 &&
         out.offset >= 0;
}

std::string WhyNoPosition(std::string& text) {
  LogPosition ignored;
  if (ParsePosition(text, ignored)) return "";
  return "\"" + text +
         "\" is no position; PARTITION-OFFSET is wanted, such as 3-1207";
}

absl::Status SkipNext(PartitionRunner& runner, const SkipOptions& options) {
  while (!runner.ready()) {
    RETURN_IF_ERROR(runner.Advance().status());
  }
  RETURN_IF_ERROR(runner.Skip(options.position.offset, options.reason));
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(more, runner.AdvanceClosing());
  }
  return absl::OkStatus();
}

absl::Status Skip(const SkipOptions& options) {
  ASSIGN_OR_RETURN(auto log, OpenLog(options.place, Access::kServe));
  RETURN_IF_ERROR(CheckPartition(log->identity(), options.position.partition));
  const RocksMemory memory(kDefaultViewBytes);
  ASSIGN_OR_RETURN(const auto view, OpenServedViews(options.place.data, memory)(
                                        options.position.partition));
  PartitionRunner runner(*log, options.position.partition, *view, SystemClock(),
                         RunnerOptions());
  RETURN_IF_ERROR(SkipNext(runner, options));
  PrintLine(absl::StrCat("fact ", options.position.partition, "-",
                         options.position.offset,
                         " is parked by an operator: ", options.reason));
  return absl::OkStatus();
}

}  // namespace

void AddSkip(CLI::App& laurel, Session& session) {
  auto options = std::make_shared<SkipOptions>();
  CLI::App* skip = AddCommand(
      laurel, session,
      {"skip",
       "Sets aside the one fact that a partition stopped at; serve must not "
       "be running",
       "skip 3-1207 --data data --reason \"negative quantity, see ticket 12\""},
      [options] { return Skip(*options); });
  skip->add_option_function<std::string>(
          "POSITION",
          [options](const std::string& text) {
            ParsePosition(text, options->position);
          },
          "of the fact, as the message of serve names it")
      ->check(CLI::Validator(WhyNoPosition, "PARTITION-OFFSET"))
      ->required();
  AddLogAddress(*skip, options->place);
  skip->add_option("--reason", options->reason,
                   "one sentence; it stays on the log")
      ->required()
      ->type_name("TEXT");
}

}  // namespace laurel
