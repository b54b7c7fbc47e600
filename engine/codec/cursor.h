// Walks over the fields of one encoded message. What is short and well formed,
// nearly everything, is read here, inline, with the place kept in registers;
// long numbers, unknown fields and bytes that end early go to protozero's
// pbf_reader, which keeps its place in memory (a third of the speed) and throws
// what is wrong.
//
//   WireCursor in(bytes);
//   while (in.Next()) {
//     switch (in.key()) {
//       case WireKey(1, WireType::length_delimited): id = in.Text(); break;
//       default: in.Skip();
//     }
//   }
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/hash.h"
#include "protozero/pbf_reader.hpp"

namespace laurel {

using WireType = protozero::pbf_wire_type;

constexpr uint32_t WireKey(uint32_t number, WireType type) {
  return number << 3 | static_cast<uint32_t>(type);
}

class WireCursor {
 public:
  explicit WireCursor(std::string_view bytes)
      : next_(bytes.data()), end_(next_ + bytes.size()), field_(next_) {}

  // Moves to the next field; false at the end. The field there must be read or
  // skipped first.
  [[gnu::always_inline]] bool Next() {
    if (next_ == end_) return false;
    field_ = next_;
    const auto first = static_cast<unsigned char>(*next_);
    if (first < 0x80) {
      key_ = first;
      ++next_;
      return true;
    }
    const Found found = LongKey(field_, end_);
    key_ = static_cast<uint32_t>(found.value);
    next_ = found.next;
    return true;
  }

  uint32_t key() const { return key_; }
  uint32_t number() const { return key_ >> 3; }
  WireType wire_type() const { return static_cast<WireType>(key_ & 7); }

  [[gnu::always_inline]] uint64_t Varint() {
    if (next_ != end_) {
      const auto first = static_cast<unsigned char>(*next_);
      if (first < 0x80) {
        ++next_;
        return first;
      }
      if (end_ - next_ > 2) {  // prices
        const auto second = static_cast<unsigned char>(next_[1]);
        const auto third = static_cast<unsigned char>(next_[2]);
        const uint64_t low = (first & 0x7f) | (second & 0x7f) << 7;
        if (second < 0x80) return next_ += 2, low;
        if (third < 0x80) return next_ += 3, low | uint64_t{third} << 14;
      }
    }
    const Found found = LongVarint(next_, end_, field_);
    next_ = found.next;
    return found.value;
  }
  uint64_t Fixed64() {
    if (end_ - next_ < 8) next_ = Skipped(field_, end_);  // throws
    const uint64_t value = Load64(next_);
    next_ += 8;
    return value;
  }
  int64_t Zigzag() { return protozero::decode_zigzag64(Varint()); }

  // The bytes of a string or message.
  [[gnu::always_inline]] std::string_view Text() {
    if (next_ != end_) {
      const auto size = static_cast<unsigned char>(*next_);
      if (size < 0x80 && end_ - next_ > size) {
        const std::string_view text(next_ + 1, size);
        next_ += 1 + size;
        return text;
      }
    }
    const std::string_view text = LongText(field_, end_);
    next_ = text.data() + text.size();
    return text;
  }
  WireCursor Message() { return WireCursor(Text()); }

  void Skip() { next_ = Skipped(field_, end_); }

 private:
  struct Found {
    uint64_t value;
    const char* next;
  };
  static Found LongKey(const char* field, const char* end);
  static Found LongVarint(const char* next, const char* end, const char* field);
  static std::string_view LongText(const char* field, const char* end);
  static const char* Skipped(const char* field, const char* end);

  const char* next_;
  const char* end_;
  const char* field_;  // where the key of the present field begins
  uint32_t key_ = 0;
};

}  // namespace laurel
