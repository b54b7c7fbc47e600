// Short words for the tables of schema.cc and schema_customers.cc.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "engine/program/schema.h"
#include "engine/program/vocabulary.h"

namespace laurel {

inline constexpr bool kRequired = true;

inline Type A(Form form) { return {form, {}, nullptr, {}}; }
inline Type ListOf(Type part) { return {Form::kList, {}, nullptr, {part}}; }
inline Type Entries(Type part) { return {Form::kEntries, {}, nullptr, {part}}; }
inline Type Map(const Shape& shape) { return {Form::kMap, {}, &shape, {}}; }
inline Type Either(std::vector<Type> parts) {
  return {Form::kEither, {}, nullptr, std::move(parts)};
}
template <typename Row, size_t N>
inline Type OneWord(const Row (&table)[N]) {
  return {Form::kWord, NamesOf(table), nullptr, {}};
}
inline Type TheWord(std::string_view word) {
  return {Form::kWord, {word}, nullptr, {}};
}
inline Type Names() { return ListOf(A(Form::kName)); }

// Conditions that more than one map has.
inline Key TiersKey() {
  return {"tiers", Names(), "the customer holds one of these"};
}
inline Key StagesKey() {
  return {"stages", ListOf(OneWord(kStages)),
          "the customer is in one of these"};
}
inline Key StoresKey() {
  return {"stores", Names(), "it happened in one of these"};
}
inline Key CategoriesKey() {
  return {"categories", Names(), "of a line or service, as the shop codes it"};
}
inline Key BirthdayKey() {
  return {"birthday", OneWord(kBirthdays),
          "the birthday is on this day, in "
          "this week or in this month"};
}

}  // namespace laurel
