// How a plain struct of the domain is laid out on the wire: one list of fields
// per struct, from which both directions follow (read.h, write.h) and which a
// test holds against the .proto.
//
//   template <>
//   struct Schema<Tender> {
//     static constexpr auto kFields = std::tuple(
//         F(1, "kind", &Tender::kind, As::kNeeded),
//         F(2, "unit", &Tender::unit, As::kId),
//         F(3, "amount", &Tender::amount, As::kNeeded));
//   };
//
// The wire type follows from the C++ type:
//   int64_t, int32_t, uint64_t, uint32_t, bool, enum   varint
//   std::string, std::string_view                      bytes
//   Instant                                            Timestamp
//   Day                                                sint32
//   Currency                                           string
//   Money, a struct with a Schema                      message
//   vector or InlinedVector of these                   repeated; enums packed
// A value equal to that of a default-constructed struct is not written.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"

namespace laurel {

// What else is known about a field. The checks are those of fact_check.h and
// hold for facts alone: what the engine wrote itself is not checked again.
enum class As : uint8_t {
  kPlain,   // facts: text, any UTF-8
  kId,      // an identifier, may be absent
  kNeeded,  // must be there; a string is an identifier
  kAmount,  // at most kMaxAmount either way
  kTime,    // an Instant from 1970 to 9999
  kZigzag,  // sint32 or sint64 on the wire
  kMillis,  // an Instant as sint64 milliseconds
  kTtl,     // int64_t milliseconds as a Duration
  kFixed,   // uint64_t as fixed64
  kShown,   // written even when it is the default
};

template <typename T, typename M>
struct WireField {
  uint32_t number;
  std::string_view name;
  M T::*member;
  As as;
};

template <typename T, typename M>
constexpr WireField<T, M> F(uint32_t number, std::string_view name,
                            M T::*member, As as = As::kPlain) {
  return {number, name, member, as};
}

// A message with a bool beside it that says whether it was there.
template <typename T, typename M>
struct OptionalField {
  uint32_t number;
  std::string_view name;
  M T::*member;
  As as;
  bool T::*has;
};

template <typename T, typename M>
constexpr OptionalField<T, M> Optional(uint32_t number, std::string_view name,
                                       M T::*member, As as, bool T::*has) {
  return {number, name, member, as, has};
}

template <typename T>
struct Schema;

template <typename T>
concept HasSchema = requires {
  Schema<T>::kFields;
};

template <typename T>
inline constexpr size_t kFieldCount =
    std::tuple_size_v<std::remove_cvref_t<decltype(Schema<T>::kFields)>>;

template <typename T>
using FieldIndices = std::make_index_sequence<kFieldCount<T>>;

// The alternatives of a body variant as the oneof has them: number and name of
// each, at its position in the variant. Position 0 is "none".
struct Alternative {
  uint32_t number = 0;
  std::string_view name;
};

template <typename Variant>
struct Alternatives;

// How often a repeated field of these may occur.
template <typename Element>
inline constexpr size_t kMaxRepeated = SIZE_MAX;

// Where the fields of a message live: mostly in the struct itself.
template <typename T>
constexpr T& Members(T& value) {
  return value;
}

template <typename T>
inline constexpr bool kIsList = false;
template <typename... Args>
inline constexpr bool kIsList<std::vector<Args...>> = true;
template <typename T, size_t N, typename A>
inline constexpr bool kIsList<absl::InlinedVector<T, N, A>> = true;

// A list that is one field of bytes, in a form of its own:
//   static void Write(const List&, WireWriter&);
//   static bool Read(std::string_view, List&, Fault*);
template <typename List>
struct PackedForm;

template <typename T>
concept HasPackedForm = requires {
  sizeof(PackedForm<T>);
};

template <typename T>
concept Scalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;

// The greatest known value of an enumeration.
template <typename E>
inline constexpr int kLastOf = -1;

}  // namespace laurel
