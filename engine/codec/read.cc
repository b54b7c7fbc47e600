#include "engine/codec/read.h"

#include "engine/codec/text.h"
#include "protozero/exception.hpp"

namespace laurel {
namespace {

constexpr int64_t kMaxSecond = 253'402'300'799;          // the last of 9999
constexpr int64_t kMaxDurationSecond = 315'576'000'000;  // 10,000 years
constexpr int64_t kNanosPerMs = 1'000'000;

}  // namespace

void ReadSecondsAndNanos(std::string_view bytes, int64_t* seconds,
                         int64_t* nanos) {
  WireCursor in(bytes);
  while (in.Next()) {
    switch (in.key()) {
      case WireKey(1, WireType::varint):
        *seconds = static_cast<int64_t>(in.Varint());
        break;
      case WireKey(2, WireType::varint):
        *nanos = static_cast<int32_t>(in.Varint());
        break;
      default:
        in.Skip();
    }
  }
}

bool ReadTimestamp(std::string_view bytes, Instant& out, As as, Fault* fault) {
  int64_t seconds = 0, nanos = 0;
  const bool foreign = as == As::kTime || as == As::kNeeded;
  if (foreign && out != kNever) {  // it may occur twice
    seconds = static_cast<int64_t>(FloorDiv(out.ms, kSecondMs));
    nanos = (out.ms - seconds * kSecondMs) * kNanosPerMs;
  }
  ReadSecondsAndNanos(bytes, &seconds, &nanos);
  const auto exact = [&] {
    return int128{seconds} * kSecondMs + nanos / kNanosPerMs;
  };
  const bool in_range =
      foreign ? seconds >= 0 && seconds <= kMaxSecond : FitsInt64(exact());
  if (!in_range || nanos < 0 || nanos >= kSecondMs * kNanosPerMs) {
    return fault->Is(ParkReason::kTimeOutOfRange,
                     "is out of range: 1970 to 9999 is allowed");
  }
  out.ms = foreign ? seconds * kSecondMs + nanos / kNanosPerMs
                   : static_cast<int64_t>(exact());
  return true;
}

// What is shorter than a millisecond is one: 0 means absent.
bool ReadDuration(std::string_view bytes, int64_t& out_ms, Fault* fault) {
  int64_t seconds = out_ms / kSecondMs;
  int64_t nanos = out_ms % kSecondMs * kNanosPerMs;
  ReadSecondsAndNanos(bytes, &seconds, &nanos);
  if (seconds < 0 || nanos < 0 || seconds > kMaxDurationSecond ||
      nanos >= kSecondMs * kNanosPerMs) {
    return fault->Is(ParkReason::kTimeOutOfRange,
                     "is out of range: 0 seconds to 10,000 years is allowed");
  }
  out_ms = seconds * kSecondMs + nanos / kNanosPerMs;
  if (out_ms == 0 && nanos > 0) out_ms = 1;
  return true;
}

bool ReadCurrency(std::string_view text, Currency& out, Fault* fault) {
  out = Currency::Of(text);
  if (!out.empty() || text.empty()) return true;
  return fault->Is(ParkReason::kBadIdentifier,
                   "is " + InQuotes(text) +
                       "; three upper-case letters are wanted, as in \"CNY\"");
}

bool ReadMoney(std::string_view bytes, Money& out, Fault* fault) {
  WireCursor in(bytes);
  std::string_view text;
  while (in.Next()) {
    switch (in.key()) {
      case WireKey(1, WireType::length_delimited):
        text = in.Text();
        out.currency = Currency::Of(text);
        if (out.currency.empty() && !ReadCurrency(text, out.currency, fault)) {
          return fault->At("currency");
        }
        break;
      case WireKey(2, WireType::varint):
        out.minor = static_cast<int64_t>(in.Varint());
        break;
      default:
        in.Skip();
    }
  }
  return true;
}

protozero::iterator_range<protozero::const_varint_iterator<uint64_t>>
PackedVarints(std::string_view bytes) {
  using Iterator = protozero::const_varint_iterator<uint64_t>;
  const char* const end = bytes.data() + bytes.size();
  return {Iterator(bytes.data(), end), Iterator(end, end)};
}

bool UnknownEnum(int32_t value, Fault* fault) {
  return fault->Is(ParkReason::kUnknownEnum,
                   "is " + std::to_string(value) +
                       ", a value that this version does not know");
}

bool ReadValue(WireCursor& in, TextMap& out, As, Fault* fault) {
  if (out.size() >= kMaxRepeated<TextMap::value_type>) {
    return fault->Is(ParkReason::kTooLarge, "has too many entries");
  }
  WireCursor entry = in.Message();
  std::string_view text[2];
  while (entry.Next()) {
    const uint32_t number = entry.number();
    if (number >= 1 && number <= 2 &&
        entry.wire_type() == WireType::length_delimited) {
      text[number - 1] = entry.Text();
    } else {
      entry.Skip();
    }
  }
  const auto at = std::lower_bound(
      out.begin(), out.end(), text[0],
      [](const auto& one, std::string_view key) { return one.first < key; });
  if (at != out.end() && at->first == text[0]) {
    at->second = text[1];
  } else {
    out.emplace(at, text[0], text[1]);
  }
  return true;
}

bool Unreadable(const std::exception& error, Fault* fault) {
  const auto is = [&](std::string_view sentence) {
    return fault->Is(ParkReason::kUnreadable, sentence);
  };
  if (dynamic_cast<const protozero::end_of_buffer_exception*>(&error)) {
    return is("the bytes end in the middle of a field");
  }
  if (dynamic_cast<const protozero::varint_too_long_exception*>(&error)) {
    return is("a number is longer than ten bytes");
  }
  if (dynamic_cast<const protozero::invalid_tag_exception*>(&error)) {
    return is("a field has a number that protobuf does not allow");
  }
  if (dynamic_cast<const protozero::unknown_pbf_wire_type_exception*>(&error)) {
    return is("a field has a wire type that protobuf does not use");
  }
  return is(error.what());
}

}  // namespace laurel
