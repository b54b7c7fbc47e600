// From bytes to a struct with a Schema. Strings that are
// string_views point into the bytes. As protobuf wants it: the last value of a
// field counts, a message that occurs twice is merged, what is not known is
// skipped, repeated numbers may be packed or not.
//
// Every function returns false with the reason in *fault, and lets protozero's
// exceptions pass: the functions of the codec's headers catch them.
#pragma once

#include <algorithm>
#include <string>

#include "engine/base/checked.h"
#include "engine/base/grow.h"
#include "engine/base/money.h"
#include "engine/base/time.h"
#include "engine/codec/cursor.h"
#include "engine/codec/fault.h"
#include "engine/codec/schema.h"
#include "protozero/exception.hpp"

namespace laurel {

template <typename M>
constexpr WireType WireTypeOf(As as) {
  if (as == As::kFixed) return WireType::fixed64;
  const bool varint = (Scalar<M> && as != As::kTtl) || as == As::kMillis ||
                      std::is_same_v<M, Day>;
  return varint ? WireType::varint : WireType::length_delimited;
}

// ---- Values -----------------------------------------------------------------

// Timestamp and Duration, which look alike. *seconds and *nanos are merged to.
void ReadSecondsAndNanos(std::string_view bytes, int64_t* seconds,
                         int64_t* nanos);
bool ReadTimestamp(std::string_view bytes, Instant& out, As as, Fault* fault);
bool ReadDuration(std::string_view bytes, int64_t& out_ms, Fault* fault);
bool ReadMoney(std::string_view bytes, Money& out, Fault* fault);
bool ReadCurrency(std::string_view text, Currency& out, Fault* fault);
bool UnknownEnum(int32_t value, Fault* fault);

// The numbers of a packed field.
protozero::iterator_range<protozero::const_varint_iterator<uint64_t>>
PackedVarints(std::string_view bytes);

template <typename T>
bool ReadMessage(std::string_view bytes, T& out, Fault* fault);

template <typename M>
[[gnu::always_inline]] inline bool ReadValue(WireCursor& in, M& out, As as,
                                             Fault* fault) {
  if constexpr (std::is_same_v<M, bool>) {
    out = in.Varint() != 0;
  } else if constexpr (std::is_enum_v<M>) {
    const auto value = static_cast<int32_t>(in.Varint());
    if (value < 0 || value > kLastOf<M>) return UnknownEnum(value, fault);
    out = static_cast<M>(value);
  } else if constexpr (Scalar<M>) {
    if (as == As::kTtl) {
      if constexpr (std::is_same_v<M, int64_t>) {
        return ReadDuration(in.Text(), out, fault);
      }
    }
    if (as == As::kFixed) {
      out = static_cast<M>(in.Fixed64());
      return true;
    }
    out = as == As::kZigzag ? static_cast<M>(in.Zigzag())
                            : static_cast<M>(in.Varint());
  } else if constexpr (std::is_same_v<M, Instant>) {
    if (as != As::kMillis) {
      return ReadTimestamp(in.Text(), out, as, fault);
    }
    out.ms = in.Zigzag();
  } else if constexpr (std::is_same_v<M, Day>) {
    out.n = static_cast<int32_t>(in.Zigzag());
  } else if constexpr (std::is_same_v<M, Money>) {
    return ReadMoney(in.Text(), out, fault);
  } else if constexpr (std::is_same_v<M, Currency>) {
    return ReadCurrency(in.Text(), out, fault);
  } else if constexpr (HasPackedForm<M>) {
    return PackedForm<M>::Read(in.Text(), out, fault);
  } else if constexpr (HasSchema<M>) {
    return ReadMessage(in.Text(), out, fault);
  } else {
    out = in.Text();
  }
  return true;
}

// Entries of a map: sorted by key, the last value of a key counts.
using TextMap = std::vector<std::pair<std::string_view, std::string_view>>;
bool ReadValue(WireCursor& in, TextMap& out, As as, Fault* fault);

template <typename List>
[[gnu::always_inline]] inline bool ReadElement(WireCursor& in, List& out, As as,
                                               Fault* fault) {
  if (out.size() >= kMaxRepeated<typename List::value_type>) {
    return fault->Is(ParkReason::kTooLarge, "is one too many; at most " +
                                                std::to_string(out.size()) +
                                                " are allowed");
  }
  if constexpr (requires { MakeRoom(out); }) MakeRoom(out);
  return ReadValue(in, out.emplace_back(), as, fault);
}

template <typename List>
bool ReadPacked(WireCursor& in, List& out, Fault* fault) {
  for (const uint64_t value : PackedVarints(in.Text())) {
    using M = typename List::value_type;
    if constexpr (std::is_enum_v<M>) {
      const auto number = static_cast<int32_t>(value);
      if (number < 0 || number > kLastOf<M>) return UnknownEnum(number, fault);
    }
    out.push_back(static_cast<M>(value));
  }
  return true;
}

// ---- Messages ---------------------------------------------------------------

enum class FieldFound : uint8_t { kNo, kGood, kBad };

// Reads field I of T if it is the one that `in` is at.
template <size_t I, typename T, typename Struct>
[[gnu::always_inline]] inline FieldFound ReadIfField(WireCursor& in,
                                                     Struct& out,
                                                     Fault* fault) {
  constexpr auto& field = std::get<I>(Schema<T>::kFields);
  auto& member = out.*field.member;
  using M = std::remove_cvref_t<decltype(member)>;
  if constexpr (std::is_same_v<M, TextMap> || HasPackedForm<M> || !kIsList<M>) {
    if (in.key() != WireKey(field.number, WireTypeOf<M>(field.as))) {
      return FieldFound::kNo;
    }
    if constexpr (requires { field.has; }) out.*field.has = true;
    if (ReadValue(in, member, field.as, fault)) return FieldFound::kGood;
    fault->At(field.name);
    return FieldFound::kBad;
  } else {
    using Element = typename M::value_type;
    const size_t index = member.size();
    bool good;
    if (in.key() == WireKey(field.number, WireTypeOf<Element>(field.as))) {
      good = ReadElement(in, member, field.as, fault);
    } else if (Scalar<Element> &&
               in.key() == WireKey(field.number, WireType::length_delimited)) {
      if constexpr (Scalar<Element>) good = ReadPacked(in, member, fault);
    } else {
      return FieldFound::kNo;
    }
    if (good) return FieldFound::kGood;
    fault->At(field.name, index);
    return FieldFound::kBad;
  }
}

// Reads whatever field of T it is that `in` is at.
template <typename T, typename Struct>
[[gnu::always_inline]] inline FieldFound ReadAnyField(
    WireCursor& in, Struct& out, [[maybe_unused]] Fault* fault) {
  const auto read = [&]<size_t... I>(std::index_sequence<I...>)
      __attribute__((always_inline)) {
    FieldFound found = FieldFound::kNo;
    (void)(((found = ReadIfField<I, T>(in, out, fault)) != FieldFound::kNo) ||
           ... || false);
    return found;
  };
  return read(FieldIndices<T>{});
}

// `other(in)` reads or skips a field that the schema does not have.
template <typename T, typename Struct, typename Other>
[[gnu::always_inline]] inline bool ReadFields(WireCursor& in, Struct& out,
                                              Fault* fault,
                                              const Other& other) {
  while (in.Next()) {
    const FieldFound found = ReadAnyField<T>(in, out, fault);
    if (found == FieldFound::kBad) return false;
    if (found == FieldFound::kNo && !other(in)) return false;
  }
  return true;
}

template <typename T>
bool ReadMessage(std::string_view bytes, T& out, Fault* fault) {
  WireCursor in(bytes);
  const auto skip = [](WireCursor& field) {
    field.Skip();
    return true;
  };
  return ReadFields<T>(in, Members(out), fault, skip);
}

// ---- Bodies -----------------------------------------------------------------

// Back to the defaults, keeping the capacity of lists.
template <typename T, typename Struct, size_t... I>
void ResetFields(Struct& out, std::index_sequence<I...>) {
  [[maybe_unused]] static const Struct absent{};
  [[maybe_unused]] const auto reset = [&](const auto& field) {
    auto& member = out.*field.member;
    using M = std::remove_cvref_t<decltype(member)>;
    if constexpr (kIsList<M>) {
      member.resize(0);
    } else if constexpr (HasSchema<M>) {
      ResetFields<M>(Members(member), FieldIndices<M>{});
    } else {
      member = absent.*field.member;
    }
    if constexpr (requires { field.has; }) out.*field.has = false;
  };
  (reset(std::get<I>(Schema<T>::kFields)), ...);
}

template <typename T>
void ResetMessage(T& out) {
  ResetFields<T>(Members(out), FieldIndices<T>{});
}

// Reads alternative I of a body. `again`: the body was that already in this
// message, and is merged.
template <typename Variant, size_t I>
bool ReadAlternative(std::string_view bytes, Variant& body, bool again,
                     Fault* fault) {
  using T = std::variant_alternative_t<I, Variant>;
  if constexpr (I == 0) {
    return true;
  } else {
    T* value = std::get_if<I>(&body);
    if (value == nullptr) {
      value = &body.template emplace<I>();
    } else if (!again) {
      ResetMessage(*value);
    }
    return ReadMessage(bytes, *value, fault) ||
           fault->At(Alternatives<Variant>::kAll[I].name);
  }
}

// The position of the alternative with this field number; 0: there is none.
template <typename Variant>
constexpr size_t PositionOf(uint32_t number) {
  constexpr auto kPositions = [] {
    std::array<uint8_t, 64> positions{};
    const auto& all = Alternatives<Variant>::kAll;
    for (size_t i = 1; i < all.size(); ++i) {
      positions[all[i].number] = static_cast<uint8_t>(i);
    }
    return positions;
  }();
  return number < kPositions.size() ? kPositions[number] : 0;
}

// Reads the alternative at `position` (not 0) from a message field.
template <typename Variant>
bool ReadBody(std::string_view bytes, size_t position, Variant& body,
              bool again, Fault* fault) {
  using Reader = bool (*)(std::string_view, Variant&, bool, Fault*);
  static constexpr auto kReaders = []<size_t... I>(std::index_sequence<I...>) {
    return std::array<Reader, sizeof...(I)>{&ReadAlternative<Variant, I>...};
  }
  (std::make_index_sequence<std::variant_size_v<Variant>>{});
  return kReaders[position](bytes, body, again, fault);
}

// ---- The border -------------------------------------------------------------

// Says in *fault what protozero threw; returns false.
bool Unreadable(const std::exception& error, Fault* fault);

// Runs `read`, which may end in an exception of protozero's.
template <typename Reading>
bool Guarded(Fault* fault, const Reading& read) {
  try {
    return read();
  } catch (const protozero::exception& error) {
    return Unreadable(error, fault);
  }
}

}  // namespace laurel
