// The fields of a fact line, taken one by one; what is not taken is an error.
//
//   payment_captured p-1  service 128.50 hair  cash 128.50  channel app
//   kind and its ids      clauses: a word and what belongs to it
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/money.h"
#include "engine/base/time.h"
#include "engine/base/zone.h"
#include "tests/scenarios/words.h"

namespace laurel {

// Where and in what money a scenario takes place.
struct Place {
  Zone zone;
  Currency currency;
};

// The first thing that goes wrong is kept for Done; calls after it give
// defaults. Strings point into the line.
class Clauses {
 public:
  // `fields`: the head ("payment_captured p-1") and the clauses.
  Clauses(std::vector<std::string_view> fields, const Place& place);

  const Place& place() const { return place_; }
  std::string_view kind() const { return head_.front(); }

  // The next word of the head; it is an error if there is none.
  std::string_view Next(std::string_view what);
  // The same, or empty.
  std::string_view NextIfAny();

  // A clause by its first word: what follows it, or the default.
  bool Has(std::string_view word) const;
  std::string_view Text(std::string_view word, std::string_view otherwise = "");
  Instant Time(std::string_view word, Instant otherwise);
  int64_t Integer(std::string_view word, int64_t otherwise);

  // The next clause, in the order written, whose first word names an Enum:
  // its value and the other words. None when there is none left.
  template <typename Enum>
  std::optional<std::pair<Enum, std::vector<std::string_view>>> NextOf() {
    for (Clause& clause : clauses_) {
      if (clause.taken) continue;
      const auto words = Words(clause.text);
      const auto value = ReadWord<Enum>(words.front());
      if (!value) continue;
      clause.taken = true;
      return {{*value, {words.begin() + 1, words.end()}}};
    }
    return std::nullopt;
  }

  // All clauses that begin so, as words without the first.
  std::vector<std::vector<std::string_view>> All(std::string_view word);

  Money MoneyOf(std::string_view text);
  int64_t IntegerOf(std::string_view text);
  template <typename Enum>
  Enum WordAs(std::string_view word, std::string_view what) {
    const auto value = ReadWord<Enum>(word);
    if (!value) Fail(what, word);
    return value.value_or(Enum{});
  }

  void Fail(std::string_view expected, std::string_view found);
  absl::Status Done() const;

 private:
  struct Clause {
    std::string_view text;
    bool taken = false;
  };
  Clause* Find(std::string_view word);

  const Place& place_;
  std::vector<std::string_view> head_;
  size_t next_ = 1;
  std::vector<Clause> clauses_;
  std::string error_;
};

}  // namespace laurel
