#include "engine/codec/write.h"

#include <algorithm>

namespace laurel {

void WireWriter::Grow(size_t more) {
  const size_t size = bytes().size();
  const size_t capacity = std::max<size_t>(2 * (end_ - begin_), size + more);
  std::unique_ptr<char[]> larger(new char[capacity]);
  std::memcpy(larger.get(), begin_, size);
  heap_ = std::move(larger);
  begin_ = heap_.get();
  next_ = begin_ + size;
  end_ = begin_ + capacity;
}

// Makes room for a size of more than one byte in front of the content.
void WireWriter::Widen(size_t content, size_t size) {
  const int extra = protozero::length_of_varint(size) - 1;
  Reserve(extra);
  std::memmove(begin_ + content + extra, begin_ + content, size);
  next_ = begin_ + content - 1;
  Put(size);
  next_ += size;
}

namespace {

void WriteSecondsAndNanos(uint32_t number, int64_t seconds, int64_t nanos,
                          WireWriter& out) {
  const size_t content = out.Open(number);
  if (seconds != 0) out.Varint(1, static_cast<uint64_t>(seconds));
  if (nanos != 0) out.Varint(2, static_cast<uint64_t>(nanos));
  out.Close(content);
}

}  // namespace

void WriteTimestamp(uint32_t number, Instant at, WireWriter& out) {
  const auto seconds = static_cast<int64_t>(FloorDiv(at.ms, kSecondMs));
  // Not at.ms - seconds * kSecondMs: near the ends that does not fit.
  const int64_t ms = (at.ms % kSecondMs + kSecondMs) % kSecondMs;
  WriteSecondsAndNanos(number, seconds, ms * 1'000'000, out);
}

void WriteDuration(uint32_t number, int64_t ms, WireWriter& out) {
  WriteSecondsAndNanos(number, ms / kSecondMs, ms % kSecondMs * 1'000'000, out);
}

void WriteMoney(uint32_t number, const Money& money, WireWriter& out) {
  const size_t content = out.Open(number);
  if (!money.currency.empty()) out.Bytes(1, money.currency.text());
  if (money.minor != 0) out.Varint(2, static_cast<uint64_t>(money.minor));
  out.Close(content);
}

}  // namespace laurel
