// A fact on its way from a row to the log: between reading, sorting and
// matching it waits as bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/csv/mapping.h"
#include "laurel/v1/fact.pb.h"

namespace laurel {

// Where a row came from.
struct RowOrigin {
  int file = 0;      // of the files given, from 0
  int64_t line = 0;  // of that file
  std::string raw;   // the row itself, for the rejects file
};

struct FactDraft {
  int fact = 0;      // of all facts of the mapping, in its order, from 0
  RowOrigin origin;  // of its first row
  int rows = 1;      // that make it
  v1::Event event;
  std::string key;        // by which a later fact finds it
  std::string match_key;  // by which it finds an earlier one
  // Of a refund that looks for its sale:
  std::string sku;
  int64_t quantity = 0;
  Money amount;
};

// More rows than this make no fact.
inline constexpr int kMaxGroupRows = 10'000;

// What the amounts of a fact come to so far.
struct DraftTotals {
  int rows = 1;
  Money lines;
  Money tenders;
};

std::string ToBytes(const FactDraft& draft);
// `bytes` are those of ToBytes().
FactDraft DraftFrom(std::string_view bytes);

// In the order of time; what happens at one instant stays in the order of
// files, lines and facts.
std::string OrderByTime(const FactDraft& draft);

// Rows of one group side by side, in the order of their lines.
std::string OrderByGroup(const FactDraft& draft, std::string_view group);
// The part of such a key that rows of one group share.
std::string_view GroupOf(std::string_view key);

DraftTotals TotalsOf(const v1::Event& event);

// Makes drafts of rows by one fact of the mapping.
class FactBuilder {
 public:
  FactBuilder(const Mapping& mapping, const FactMapping& fact)
      : source_(mapping.source), fact_(fact) {}

  // Refused: what cannot stand on the log, with the field and what would be
  // right. `draft.fact` and `draft.origin` are the caller's.
  MaybeReject Build(const RowFields& fields, FactDraft& draft) const;

  // The values of group_by as one text.
  MaybeReject GroupKey(const RowFields& fields, std::string& out) const;

  // Adds another row of the same group: its lines, tenders and services;
  // instants are the earliest. Refused, and `group` unchanged, where the row
  // is of somebody else or does not fit with the sum. `totals` begin as
  // TotalsOf() the group's first row.
  MaybeReject Join(const FactDraft& row, FactDraft& group,
                   DraftTotals& totals) const;

 private:
  MaybeReject BuildEnvelope(const RowFields& fields, v1::Event& event) const;
  MaybeReject BuildBody(const RowFields& fields, v1::Event& event) const;
  MaybeReject BuildMatch(const RowFields& fields, FactDraft& draft) const;
  MaybeReject CheckSameFact(const v1::Event& row, const v1::Event& group) const;
  void TakeEarlierInstants(const v1::Event& row, v1::Event& group) const;

  const std::string& source_;
  const FactMapping& fact_;
};

}  // namespace laurel
