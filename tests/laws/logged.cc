#include "tests/laws/logged.h"

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"
#include "engine/codec/fact_codec.h"
#include "engine/program/zones.h"
#include "engine/runtime/log_cursor.h"
#include "tests/laws/play.h"

namespace laurel {
namespace {

std::string Control(const Entry& entry, size_t offset) {
  const std::string id = absl::StrCat("control/", offset);
  Fact fact;
  fact.id = id;
  fact.source = "laurel/engine";
  fact.recorded_at = fact.occurred_at = entry.at;
  std::vector<Zone> zones;
  if (entry.kind == Entry::Kind::kTick) {
    fact.body = ClockTicked{entry.most};
  } else {
    fact.body = ProgramPublished{entry.program.program->name, entry.version,
                                 entry.program.yaml, "x"};
    zones = ZonesOf(*entry.program.program);
  }
  std::string bytes;
  EncodeFact(fact, &bytes, zones);
  return bytes;
}

}  // namespace

std::vector<KeyedBytes> RecordsOf(const Story& story) {
  std::vector<KeyedBytes> records;
  for (const Entry& entry : story.entries) {
    if (entry.kind == Entry::Kind::kFact) {
      records.push_back(
          {std::string(KeyOf(entry.fact)), std::string(entry.bytes)});
    } else {
      records.push_back({"", Control(entry, records.size())});
    }
  }
  return records;
}

absl::StatusOr<std::vector<KeyedBytes>> FactsOn(EventLog& log) {
  std::vector<KeyedBytes> facts;
  absl::StatusOr<LogCursor> cursor = LogCursor::Open(log, Stream::kFacts, 0, 0);
  RETURN_IF_ERROR(cursor.status());
  for (;;) {
    const auto record = cursor->Peek();
    RETURN_IF_ERROR(record.status());
    if (*record == nullptr) return facts;
    facts.push_back(
        {std::string((*record)->key), std::string((*record)->value)});
    cursor->Pop();
  }
}

absl::StatusOr<std::vector<std::string>> DecisionsOn(EventLog& log) {
  std::vector<std::string> decisions;
  absl::StatusOr<LogCursor> cursor =
      LogCursor::Open(log, Stream::kDecisions, 0, 0);
  RETURN_IF_ERROR(cursor.status());
  for (;;) {
    const auto record = cursor->Peek();
    RETURN_IF_ERROR(record.status());
    if (*record == nullptr) return decisions;
    decisions.emplace_back((*record)->value);
    cursor->Pop();
  }
}

absl::Status SameBytes(const std::vector<std::string>& here,
                       const std::vector<std::string>& there) {
  for (size_t i = 0; i < std::min(here.size(), there.size()); ++i) {
    if (here[i] == there[i]) continue;
    Decision first, second;
    RETURN_IF_ERROR(DecodeDecision(here[i], &first));
    RETURN_IF_ERROR(DecodeDecision(there[i], &second));
    RETURN_IF_ERROR(SameDecision(first, second));
    return absl::InternalError("equal decisions have other bytes");
  }
  if (here.size() == there.size()) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat(here.size(), " decisions here, ", there.size(), " there"));
}

}  // namespace laurel
