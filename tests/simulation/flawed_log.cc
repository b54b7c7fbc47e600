// The log port with flaws planted in it.
#include <deque>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"
#include "tests/simulation/planted.h"

namespace laurel {
namespace {

// Opens the partition only when something is to be written.
class LateWriter : public PartitionWriter {
 public:
  LateWriter(EventLog& log, int32_t partition)
      : log_(log), partition_(partition) {}

  absl::Status Submit(Commit commit) override {
    if (writer_ == nullptr) {
      ASSIGN_OR_RETURN(writer_, log_.OpenPartition(partition_));
    }
    return writer_->Submit(std::move(commit));
  }
  std::optional<Completion> Poll() override {
    return writer_ == nullptr ? std::nullopt : writer_->Poll();
  }

 private:
  EventLog& log_;
  const int32_t partition_;
  std::unique_ptr<PartitionWriter> writer_;
};

Records Without(const Records& records, size_t which) {
  Records rest;
  size_t i = 0;
  for (const Record& record : records) {
    if (i++ == which) continue;
    rest.Add(record.key, record.value, ParseHeaders(record.headers));
  }
  return rest;
}

class FlawedWriter : public PartitionWriter {
 public:
  FlawedWriter(std::unique_ptr<PartitionWriter> writer, const PortFlaws& flaws,
               int64_t& next_event)
      : writer_(std::move(writer)), flaws_(flaws), next_event_(next_event) {}

  absl::Status Submit(Commit commit) override {
    if (flaws_.loses_last_of_tick) LoseLast(commit);
    if (flaws_.reuses_event_ids) Number(commit);
    return writer_->Submit(std::move(commit));
  }

  std::optional<Completion> Poll() override {
    auto done = writer_->Poll();
    if (done && done->status.ok() && flaws_.decisions_end_one_late) {
      ++done->decisions_end;
    }
    return done;
  }

 private:
  // The one after a decision that says that more follow.
  void LoseLast(Commit& commit) const {
    size_t i = 0;
    bool before = false;
    for (const Record& record : commit.decisions) {
      Decision decision;
      const bool read = DecodeDecision(record.value, &decision).ok();
      if (read && before && !decision.more) {
        commit.decisions = Without(commit.decisions, i);
        return;
      }
      before = decision.more;
      ++i;
    }
  }

  void Number(Commit& commit) const {
    Records numbered;
    for (const Record& record : commit.events) {
      std::vector<Header> headers = ParseHeaders(record.headers);
      const std::string id =
          absl::StrCat(std::string(record.key), "/", ++next_event_);
      for (Header& header : headers) {
        if (header.name == "ce_id") header.value = id;
      }
      numbered.Add(record.key, record.value, headers);
    }
    commit.events = std::move(numbered);
  }

  const std::unique_ptr<PartitionWriter> writer_;
  const PortFlaws flaws_;
  int64_t& next_event_;
};

class FlawedReader : public LogReader {
 public:
  FlawedReader(std::unique_ptr<LogReader> reader, Stream stream,
               const PortFlaws& flaws, WallClock wall, int64_t hidden_from)
      : reader_(std::move(reader)),
        stream_(stream),
        flaws_(flaws),
        wall_(std::move(wall)),
        hidden_from_(hidden_from) {}

  absl::Status Read(const ReadLimit& limit, LogBatch& batch) override {
    RETURN_IF_ERROR(reader_->Read(limit, batch));
    if (flaws_.loses_failed_reads && batch.empty()) {
      LogBatch lost;  // its answer came too late, and the position moved on
      return reader_->Read({1, 1}, lost);
    }
    if (stream_ == Stream::kFacts && flaws_.stamps_by_own_clock) {
      for (LogRecord& record : batch.records) record.append_time_ms = wall_();
    }
    if (stream_ == Stream::kDecisions) Spoil(batch);
    return absl::OkStatus();
  }
  int64_t next_offset() const override { return reader_->next_offset(); }

 private:
  void Spoil(LogBatch& batch) {
    while (!batch.records.empty() &&
           batch.records.back().offset >= hidden_from_) {
      batch.records.pop_back();
    }
    if (!flaws_.replay_drops_events) return;
    for (LogRecord& record : batch.records) {
      Decision decision;
      if (!DecodeDecision(record.value, &decision).ok()) continue;
      if (!decision.events.empty()) decision.events.pop_back();
      EncodeDecision(decision, &kept_.emplace_back());
      record.value = kept_.back();
    }
  }

  const std::unique_ptr<LogReader> reader_;
  const Stream stream_;
  const PortFlaws flaws_;
  const WallClock wall_;
  const int64_t hidden_from_;
  std::deque<std::string> kept_;
};

class FlawedLog : public EventLog {
 public:
  FlawedLog(std::unique_ptr<EventLog> log, const PortFlaws& flaws,
            WallClock wall)
      : log_(std::move(log)), flaws_(flaws), wall_(std::move(wall)) {}

  const LogIdentity& identity() const override { return log_->identity(); }

  absl::StatusOr<OffsetRange> Range(Stream stream, int32_t p) override {
    ASSIGN_OR_RETURN(OffsetRange range, log_->Range(stream, p));
    if (flaws_.decisions_end_one_late) ++range.end;
    return range;
  }

  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(
      Stream stream, int32_t p, int64_t offset) override {
    ASSIGN_OR_RETURN(const OffsetRange range, log_->Range(stream, p));
    if (flaws_.starts_one_late && stream == Stream::kFacts && offset > 0) {
      ++offset;
    }
    if (flaws_.starts_one_late || flaws_.decisions_end_one_late) {
      offset = std::min(offset, range.end);
    }
    int64_t hidden_from = INT64_MAX;
    if (flaws_.hides_unfinished_tick && stream == Stream::kDecisions) {
      ASSIGN_OR_RETURN(hidden_from, UnfinishedTick(p, offset, range.end));
    }
    ASSIGN_OR_RETURN(auto reader, log_->OpenReader(stream, p, offset));
    return std::make_unique<FlawedReader>(std::move(reader), stream, flaws_,
                                          wall_, hidden_from);
  }

  absl::StatusOr<std::vector<LogPosition>> Append(
      const RoutedRecords& facts) override {
    return log_->Append(facts);
  }

  absl::StatusOr<std::unique_ptr<PartitionWriter>> OpenPartition(
      int32_t p) override {
    std::unique_ptr<PartitionWriter> writer;
    if (flaws_.reads_before_opening) {
      writer = std::make_unique<LateWriter>(*log_, p);
    } else {
      ASSIGN_OR_RETURN(writer, log_->OpenPartition(p));
    }
    return std::make_unique<FlawedWriter>(std::move(writer), flaws_,
                                          next_event_);
  }

 private:
  // The first of the decisions at the end that all say that more follow.
  absl::StatusOr<int64_t> UnfinishedTick(int32_t p, int64_t from, int64_t end) {
    ASSIGN_OR_RETURN(auto reader,
                     log_->OpenReader(Stream::kDecisions, p, from));
    int64_t first = INT64_MAX;
    LogBatch batch;
    while (reader->next_offset() < end) {
      RETURN_IF_ERROR(reader->Read({}, batch));
      for (const LogRecord& record : batch.records) {
        Decision decision;
        RETURN_IF_ERROR(DecodeDecision(record.value, &decision));
        first = decision.more ? std::min(first, record.offset) : INT64_MAX;
      }
    }
    return first;
  }

  const std::unique_ptr<EventLog> log_;
  const PortFlaws flaws_;
  const WallClock wall_;
  int64_t next_event_ = 0;
};

}  // namespace

std::unique_ptr<EventLog> Flawed(std::unique_ptr<EventLog> log,
                                 const PortFlaws& flaws, WallClock wall) {
  return std::make_unique<FlawedLog>(std::move(log), flaws, std::move(wall));
}

}  // namespace laurel
