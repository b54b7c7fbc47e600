#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/appender.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/destination.h"
#include "cli/exit.h"
#include "cli/log_address.h"
#include "cli/output.h"
#include "engine/base/nearest.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status.h"
#include "engine/codec/json_text.h"
#include "engine/domain/names.h"
#include "engine/runtime/log_cursor.h"
#include "engine/runtime/parked.h"

namespace laurel {
namespace {

struct ParkedOptions {
  LogAddress place;
  std::string reason;                  // only this one; empty: all
  std::vector<std::string> positions;  // to retry
  bool all = false;
};

using Look = std::function<absl::Status(const LogRecord&, const ParkedCopy&)>;

absl::Status VisitParked(EventLog& log, const Look& look) {
  for (int32_t p = 0; p < log.identity().partitions; ++p) {
    ASSIGN_OR_RETURN(const OffsetRange range, log.Range(Stream::kParked, p));
    ASSIGN_OR_RETURN(LogCursor cursor,
                     LogCursor::Open(log, Stream::kParked, p, range.begin));
    for (;;) {
      ASSIGN_OR_RETURN(const LogRecord* record, cursor.Peek());
      if (record == nullptr) break;
      ASSIGN_OR_RETURN(const ParkedCopy copy, ParseParked(*record));
      RETURN_IF_ERROR(look(*record, copy));
      cursor.Pop();
    }
  }
  return absl::OkStatus();
}

std::string PositionOf(const ParkedCopy& copy) {
  return absl::StrCat(copy.partition, "-", copy.offset);
}

void TellCopy(const LogRecord& record, const ParkedCopy& copy,
              const Session& session) {
  const std::string at = FormatInstant(Instant{record.append_time_ms});
  if (session.json) {
    JsonObject json;
    json.Set("position", PositionOf(copy))
        .Set("parked_at", at)
        .Set("reason", std::string(copy.reason))
        .Set("message", std::string(copy.message))
        .Set("key", std::string(copy.key))
        .Set("bytes", static_cast<int64_t>(copy.value.size()));
    return PrintLine(json.Text());
  }
  PrintLine(Printable(absl::StrCat(
      PositionOf(copy), "  ", at, "  ", std::string(copy.reason), "  ",
      std::string(copy.key), "  ", std::string(copy.message))));
}

bool Wanted(const ParkedOptions& options, const ParkedCopy& copy) {
  return options.reason.empty() || options.reason == copy.reason;
}

absl::Status List(const ParkedOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(auto log, OpenLog(options.place, Access::kRead));
  int64_t count = 0;
  RETURN_IF_ERROR(
      VisitParked(*log, [&](const LogRecord& record, const ParkedCopy& copy) {
        if (!Wanted(options, copy)) return absl::OkStatus();
        ++count;
        TellCopy(record, copy, session);
        return absl::OkStatus();
      }));
  if (count == 0 && !session.json) {
    PrintLine(options.reason.empty()
                  ? "nothing is parked"
                  : absl::StrCat("nothing is parked for ", options.reason));
  }
  return absl::OkStatus();
}

// What became of those to retry, by their positions.
struct Retried {
  std::set<std::string> found;
  std::set<std::string> sent;
  int64_t without_key = 0;
};

// To the partition of its key, so that what stood on a wrong one is mended. A
// fact parked twice is sent once.
absl::StatusOr<Retried> SendAgain(EventLog& log, const ParkedOptions& options,
                                  const std::set<std::string>& chosen) {
  Retried retried;
  Appender appender(log);
  RETURN_IF_ERROR(
      VisitParked(log, [&](const LogRecord&, const ParkedCopy& copy) {
        const std::string position = PositionOf(copy);
        const bool meant = options.all || chosen.count(position) > 0;
        if (!meant || !Wanted(options, copy)) return absl::OkStatus();
        retried.found.insert(position);
        if (copy.key.empty()) {
          ++retried.without_key;
          return absl::OkStatus();
        }
        if (!retried.sent.insert(position).second) return absl::OkStatus();
        return appender.Add(copy.key, copy.value);
      }));
  RETURN_IF_ERROR(appender.Flush());
  return retried;
}

void TellRetried(const Retried& retried, const Session& session) {
  if (retried.without_key > 0) {
    Note(absl::StrCat(retried.without_key,
                      " have no key and cannot be sent again; publish them "
                      "anew with one"));
  }
  const auto count = static_cast<int64_t>(retried.sent.size());
  if (session.json) {
    JsonObject json;
    json.Set("facts", count);
    return PrintLine(json.Text());
  }
  PrintLine(absl::StrCat(count,
                         " facts are on the log again; they are decided anew, "
                         "as any other"));
}

absl::Status Retry(const ParkedOptions& options, const Session& session) {
  const std::set<std::string> chosen(options.positions.begin(),
                                     options.positions.end());
  if (chosen.empty() == !options.all) {
    return WrongUse(
        "which? PARTITION-OFFSET of facts as `parked list` names "
        "them, or --all");
  }
  ASSIGN_OR_RETURN(auto log, OpenLog(options.place, Access::kAppend));
  ASSIGN_OR_RETURN(const Retried retried, SendAgain(*log, options, chosen));
  if (options.all || !retried.sent.empty()) TellRetried(retried, session);
  for (const std::string& position : chosen) {
    if (retried.found.count(position) > 0) continue;
    return absl::NotFoundError(
        absl::StrCat("no parked fact stands at ", position));
  }
  return absl::OkStatus();
}

std::string WhyNoReason(const std::string& word) {
  const std::vector<std::string> known = ReasonNames();
  if (std::count(known.begin(), known.end(), word) > 0) return "";
  const std::string near = NearestName(word, known);
  return absl::StrCat(
      "nothing is parked for \"", Printable(word), "\"",
      near.empty()
          ? absl::StrCat("; a reason is one of ", absl::StrJoin(known, ", "))
          : absl::StrCat("; did you mean ", near, "?"));
}

void AddReason(CLI::App& command, std::string& out) {
  command
      .add_option("--reason", out,
                  "only those parked for it, such as wrong_partition")
      ->check(CLI::Validator(
          [](std::string& word) { return WhyNoReason(word); }, "REASON"));
}

}  // namespace

void AddParkedCommands(CLI::App& laurel, Session& session) {
  CLI::App* parked = AddGroup(
      laurel, "parked", "Facts that could not be read, or changed nothing");
  auto listed = std::make_shared<ParkedOptions>();
  CLI::App* list =
      AddCommand(*parked, session,
                 {"list", "What is parked, why, and where the fact stands",
                  "parked list --data data\n"
                  "parked list --data data --log kafka:localhost:9092 "
                  "--reason wrong_partition"},
                 [listed, &session] { return List(*listed, session); });
  AddLogAddress(*list, listed->place);
  AddReason(*list, listed->reason);
  auto retried = std::make_shared<ParkedOptions>();
  CLI::App* retry =
      AddCommand(*parked, session,
                 {"retry", "Puts parked facts on the log again",
                  "parked retry 3-1207 --data data\n"
                  "parked retry --all --reason unknown_payment --data data"},
                 [retried, &session] { return Retry(*retried, session); });
  retry->add_option("POSITION", retried->positions,
                    "of facts, as `parked list` names them");
  retry->add_flag("--all", retried->all, "all of them");
  AddLogAddress(*retry, retried->place);
  AddReason(*retry, retried->reason);
}

}  // namespace laurel
