#include "bench/kafka/answers.h"

#include <thread>
#include <variant>

#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"

namespace laurel {
namespace {

constexpr auto kPause = std::chrono::microseconds(500);

bool Refuses(const Decision& decision) {
  for (const DerivedEvent& event : decision.events) {
    if (std::holds_alternative<RedemptionRejected>(event.body)) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<AnswerReader> AnswerReader::Open(KafkaLog& log) {
  AnswerReader reader;
  for (int32_t p = 0; p < log.identity().partitions; ++p) {
    ASSIGN_OR_RETURN(const OffsetRange range, log.Range(Stream::kDecisions, p));
    ASSIGN_OR_RETURN(reader.readers_.emplace_back(),
                     log.OpenReader(Stream::kDecisions, p, range.end));
  }
  return reader;
}

absl::Status AnswerReader::ReadUntil(const std::atomic<bool>& ended,
                                     Answers& answers) {
  while (!ended) {
    bool any = false;
    for (size_t p = 0; p < readers_.size(); ++p) {
      ASSIGN_OR_RETURN(const bool some,
                       ReadSome(static_cast<int32_t>(p), answers));
      any |= some;
    }
    if (!any) std::this_thread::sleep_for(kPause);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> AnswerReader::ReadSome(int32_t partition,
                                            Answers& answers) {
  LogBatch batch;
  RETURN_IF_ERROR(
      readers_[static_cast<size_t>(partition)]->Read(ReadLimit(), batch));
  const auto now = std::chrono::steady_clock::now();
  Decision decision;
  for (const LogRecord& record : batch.records) {
    RETURN_IF_ERROR(DecodeDecision(record.value, &decision));
    answers.insert(
        {{partition, decision.fact_offset}, {now, Refuses(decision)}});
  }
  return !batch.empty();
}

}  // namespace laurel
