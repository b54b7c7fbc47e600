// From a struct with a Schema to bytes, the counterpart of read.h. Fields go
// out in the order of the schema, which is that of their numbers, so the bytes
// are those of libprotobuf's deterministic serialisation.
#pragma once

#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/checked.h"
#include "engine/base/money.h"
#include "engine/base/time.h"
#include "engine/codec/schema.h"
#include "protozero/types.hpp"
#include "protozero/varint.hpp"

namespace laurel {

// Collects the bytes of one message. protozero's own writer drops messages
// without fields, which here mean something (`clock_ticked: {}`).
class WireWriter {
 public:
  std::string_view bytes() const {
    return {begin_, static_cast<size_t>(next_ - begin_)};
  }

  void Varint(uint32_t number, uint64_t value) {
    Reserve(20);
    Put(number << 3);
    Put(value);
  }
  void Bytes(uint32_t number, std::string_view value) {
    Reserve(value.size() + 20);
    Put(number << 3 | 2);
    Put(value.size());
    // An empty view may have no data, which memcpy does not take.
    if (!value.empty()) std::memcpy(next_, value.data(), value.size());
    next_ += value.size();
  }
  void Fixed64(uint32_t number, uint64_t value) {
    Reserve(20);
    Put(number << 3 | 1);
    for (int i = 0; i < 8; ++i) *next_++ = static_cast<char>(value >> (8 * i));
  }
  // A varint without a key: an element of a packed field.
  void Element(uint64_t value) {
    Reserve(10);
    Put(value);
  }

  void Raw(char byte) {
    Reserve(1);
    *next_++ = byte;
  }

  // Begins a message or packed field; its end goes to Close.
  size_t Open(uint32_t number) {
    Reserve(20);
    Put(number << 3 | 2);
    *next_++ = 0;  // its size, mostly one byte
    return bytes().size();
  }
  void Close(size_t content) {
    const size_t size = bytes().size() - content;
    if (size < 128) {
      begin_[content - 1] = static_cast<char>(size);
    } else {
      Widen(content, size);
    }
  }

 private:
  void Reserve(size_t more) {
    if (static_cast<size_t>(end_ - next_) < more) Grow(more);
  }
  void Put(uint64_t value) {
    while (value >= 0x80) {
      *next_++ = static_cast<char>(value | 0x80);
      value >>= 7;
    }
    *next_++ = static_cast<char>(value);
  }
  void Grow(size_t more);
  void Widen(size_t content, size_t size);

  std::unique_ptr<char[]> heap_;
  std::array<char, 1024> small_;
  char* begin_ = small_.data();
  char* next_ = begin_;
  char* end_ = begin_ + small_.size();

 public:
  WireWriter() {}  // small_ stays as it is
  WireWriter(const WireWriter&) = delete;
  WireWriter& operator=(const WireWriter&) = delete;
};

void WriteTimestamp(uint32_t number, Instant at, WireWriter& out);
void WriteDuration(uint32_t number, int64_t ms, WireWriter& out);
void WriteMoney(uint32_t number, const Money& money, WireWriter& out);

template <typename T>
void WriteMessage(const T& value, const T& absent, WireWriter& out);

template <typename T>
inline const T kAbsent{};

// Writes the value, whether or not it is the default.
template <typename M>
void WriteValue(uint32_t number, const M& value, As as, WireWriter& out) {
  if constexpr (Scalar<M>) {
    if (as == As::kTtl) {
      if constexpr (std::is_same_v<M, int64_t>) {
        return WriteDuration(number, value, out);
      }
    }
    const auto wide = static_cast<int64_t>(value);
    if (as == As::kFixed) {
      return out.Fixed64(number, static_cast<uint64_t>(wide));
    }
    out.Varint(number, as == As::kZigzag ? protozero::encode_zigzag64(wide)
                                         : static_cast<uint64_t>(wide));
  } else if constexpr (std::is_same_v<M, Instant>) {
    if (as != As::kMillis) return WriteTimestamp(number, value, out);
    out.Varint(number, protozero::encode_zigzag64(value.ms));
  } else if constexpr (std::is_same_v<M, Day>) {
    out.Varint(number, protozero::encode_zigzag64(value.n));
  } else if constexpr (std::is_same_v<M, Money>) {
    WriteMoney(number, value, out);
  } else if constexpr (std::is_same_v<M, Currency>) {
    out.Bytes(number, value.text());
  } else if constexpr (HasSchema<M>) {
    const size_t content = out.Open(number);
    WriteMessage(value, kAbsent<M>, out);
    out.Close(content);
  } else {
    out.Bytes(number, value);
  }
}

template <typename List>
void WriteList(uint32_t number, const List& list, As as, WireWriter& out) {
  using Element = typename List::value_type;
  if (list.empty()) return;
  if constexpr (Scalar<Element>) {
    const size_t content = out.Open(number);
    for (const Element value : list) {
      out.Element(static_cast<uint64_t>(static_cast<int64_t>(value)));
    }
    out.Close(content);
  } else {
    for (const auto& value : list) WriteValue(number, value, as, out);
  }
}

inline void WriteList(
    uint32_t number,
    const std::vector<std::pair<std::string_view, std::string_view>>& map, As,
    WireWriter& out) {
  for (const auto& [key, value] : map) {
    const size_t content = out.Open(number);
    out.Bytes(1, key);
    out.Bytes(2, value);
    out.Close(content);
  }
}

template <size_t I, typename T, typename Struct>
void WriteField(const Struct& value, const Struct& absent, WireWriter& out) {
  constexpr auto& field = std::get<I>(Schema<T>::kFields);
  const auto& member = value.*field.member;
  using M = std::remove_cvref_t<decltype(member)>;
  if constexpr (HasPackedForm<M>) {
    if (member.empty()) return;
    const size_t content = out.Open(field.number);
    PackedForm<M>::Write(member, out);
    out.Close(content);
  } else if constexpr (kIsList<M>) {
    WriteList(field.number, member, field.as, out);
  } else if constexpr (requires { field.has; }) {
    if (value.*field.has) WriteValue(field.number, member, field.as, out);
  } else if (field.as == As::kShown || member != absent.*field.member) {
    WriteValue(field.number, member, field.as, out);
  }
}

// Leaves out what equals `absent`, which whoever reads must begin with.
template <typename T>
void WriteMessage(const T& value, const T& absent, WireWriter& out) {
  [&]<size_t... I>(std::index_sequence<I...>) {
    (WriteField<I, T>(Members(value), Members(absent), out), ...);
  }
  (FieldIndices<T>{});
}

// Writes a body as the field of the oneof. `absent_of(const T&)` gives what to
// leave out.
template <typename Variant, typename AbsentOf>
void WriteBody(const Variant& body, const AbsentOf& absent_of,
               WireWriter& out) {
  if (body.index() == 0) return;
  const uint32_t number = Alternatives<Variant>::kAll[body.index()].number;
  const size_t content = out.Open(number);
  std::visit(
      [&]<typename T>(const T& value) {
        if constexpr (!std::is_same_v<T, std::monostate>) {
          WriteMessage<T>(value, absent_of(value), out);
        }
      },
      body);
  out.Close(content);
}

}  // namespace laurel
