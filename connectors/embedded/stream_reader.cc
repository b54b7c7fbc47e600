#include "connectors/embedded/stream_reader.h"

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

uint32_t CountOf(Stream stream, const FrameHead& head) {
  switch (stream) {
    case Stream::kFacts:
    case Stream::kDecisions:
      return head.header.count;
    case Stream::kEvents:
      return head.table.events_count;
    case Stream::kParked:
      return head.table.parked_count;
  }
  return 0;
}

std::string_view SectionOf(Stream stream, const FrameHead& head,
                           std::string_view payload) {
  const CommitTable& table = head.table;
  switch (stream) {
    case Stream::kFacts:
      return payload;
    case Stream::kDecisions:
      return payload.substr(0, table.decisions_size);
    case Stream::kEvents:
      return payload.substr(table.decisions_size, table.events_size);
    case Stream::kParked:
      return payload.substr(size_t{table.decisions_size} + table.events_size,
                            table.parked_size);
  }
  return {};
}

}  // namespace

LogKind KindOf(Stream stream) {
  return stream == Stream::kFacts ? LogKind::kFacts : LogKind::kCommits;
}

int64_t LogEnd::*CounterOf(Stream stream) {
  switch (stream) {
    case Stream::kFacts:
    case Stream::kDecisions:
      return &LogEnd::records;
    case Stream::kEvents:
      return &LogEnd::events;
    case Stream::kParked:
      return &LogEnd::parked;
  }
  return nullptr;
}

absl::Status StreamReader::Read(const ReadLimit& limit, LogBatch& batch) {
  batch.clear();
  ASSIGN_OR_RETURN(bool open, Open());
  if (!open) return absl::OkStatus();
  size_t bytes = 0;
  for (;;) {
    auto more = TakeNext(limit, batch, bytes);
    // What came before the damage is good; the next read meets it again.
    if (!more.ok() && batch.empty()) return more.status();
    if (!more.ok() || !*more) return absl::OkStatus();
  }
}

// False while nothing has been written.
absl::StatusOr<bool> StreamReader::Open() {
  if (cursor_.has_value()) return true;
  ASSIGN_OR_RETURN(const DurableEnd* durable, log_.Durable());
  if (durable == nullptr) return false;
  FrameCursor cursor(log_.place(), *durable);
  RETURN_IF_ERROR(cursor.Seek(CounterOf(stream_), next_offset_));
  cursor_.emplace(std::move(cursor));
  return true;
}

// False when the batch is full or nothing is at hand.
absl::StatusOr<bool> StreamReader::TakeNext(const ReadLimit& limit,
                                            LogBatch& batch, size_t& bytes) {
  if (batch.records.size() >= limit.records) return false;
  if (section_.empty()) {
    // One batch views one buffer.
    if (!batch.empty() && !cursor_->IsBuffered()) return false;
    return LoadSection();
  }
  std::string_view rest = section_;
  Record record;
  if (!TakeRecord(rest, record)) {
    return absl::DataLossError(absl::StrCat(
        log_.place().directory, ": record at offset ", section_offset_,
        " is malformed though its checksum holds; this is a bug of laurel"));
  }
  const size_t size = section_.size() - rest.size();
  if (!batch.empty() && bytes + size > limit.bytes) return false;
  section_ = rest;
  const int64_t offset = section_offset_++;
  if (offset < next_offset_) return true;  // before what was asked for
  batch.held = cursor_->held();
  batch.records.push_back(
      {offset, section_time_ms_, record.key, record.headers, record.value});
  bytes += size;
  next_offset_ = offset + 1;
  return true;
}

// Moves to the next frame that has records of this stream.
absl::StatusOr<bool> StreamReader::LoadSection() {
  ASSIGN_OR_RETURN(const FrameHead* head, cursor_->Peek());
  if (head == nullptr) return false;
  if (CountOf(stream_, *head) > 0) {
    ASSIGN_OR_RETURN(std::string_view payload, cursor_->Load());
    section_ = SectionOf(stream_, *head, payload);
    section_offset_ = cursor_->at().*CounterOf(stream_);
    section_time_ms_ = head->header.append_time_ms;
  }
  cursor_->Skip();
  return true;
}

}  // namespace laurel
