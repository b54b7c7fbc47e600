#include "tests/laws/random_history.h"

#include <algorithm>
#include <utility>

#include "engine/base/time.h"
#include "tests/laws/chance.h"
#include "tests/laws/programs.h"

namespace laurel {
namespace {

constexpr int64_t kMonthMs = 30 * kDayMs;

int& WeightOf(Taste& taste, Deed deed) {
  return taste.weights[static_cast<size_t>(deed)];
}

Deed DrawDeed(Chance& chance, const Taste& taste) {
  int64_t sum = 0;
  for (int weight : taste.weights) sum += weight;
  int64_t left = chance.Below(sum);
  for (int i = 0; i < kDeeds; ++i) {
    left -= taste.weights[i];
    if (left < 0) return static_cast<Deed>(i);
  }
  return Deed::kTick;
}

// From none to a year; often whole days, which end at the midnight that a
// history begins with, and the very instants at which things fall due.
int64_t DrawGap(Chance& chance) {
  switch (chance.Below(8)) {
    case 0:
    case 1:
      return chance.OneOf({0, 0, 0, 1, 2});
    case 2:
      return chance.Below(2 * kHourMs);
    case 3:
      return chance.OneOf({kSecondMs, 15 * kMinuteMs, kHourMs, 12 * kHourMs});
    case 4:
      return chance.OneOf({1, 1, 2, 3, 7, 14, 30}) * kDayMs;
    case 5:
      return chance.Below(10 * kDayMs);
    case 6:
      return chance.OneIn(2) ? chance.Below(kMonthMs) : kDayMs - 1;
    default:
      if (!chance.OneIn(4)) return chance.Below(2 * kDayMs);
      return chance.OneOf({28, 31, 60, 90, 180, 365, 366}) * kDayMs;
  }
}

int64_t DrawLate(Chance& chance) {
  if (!chance.OneIn(6)) return 0;
  switch (chance.Below(4)) {
    case 0:
      return 1 + chance.Below(kHourMs);
    case 1:
      return chance.Below(5 * kDayMs);
    case 2:
      return chance.Below(3 * kMonthMs);
    default:
      return chance.OneOf({1, 7, 30, 31, 365}) * kDayMs;
  }
}

// Minor units: a few that round badly, many in between.
int64_t DrawMoney(Chance& chance) {
  if (chance.OneIn(3)) {
    return chance.OneOf<int64_t>({0, 1, 49, 50, 99, 100, 101, 4950, 5000, 12850,
                                  19990, 30000, 60000, 100000, 250000,
                                  2500000});
  }
  const int64_t most = chance.OneOf<int64_t>({300, 20'000, 100'000, 400'000});
  return chance.Below(most);
}

// Mostly products and services, in four categories; else often what loads
// money or up to a dozen sessions.
int64_t DrawLine(Chance& chance) {
  int64_t kind = chance.OneIn(3) ? chance.Below(7) : chance.Below(2);
  if (kind > 3 && chance.OneIn(2)) kind = 2 + chance.Below(2);
  const int64_t category = chance.Below(4);
  const int64_t quantity = kind == 3 ? chance.Below(13) : 0;
  return kind + 7 * category + 56 * quantity;
}

std::vector<Part> DrawLines(Chance& chance) {
  std::vector<Part> lines;
  const int64_t count = 1 + chance.Below(chance.OneIn(4) ? 4 : 2);
  for (int64_t i = 0; i < count; ++i) {
    const int64_t what = DrawLine(chance);
    lines.push_back({what, DrawMoney(chance)});
  }
  return lines;
}

std::vector<Part> DrawTenders(Chance& chance) {
  std::vector<Part> tenders;
  if (!chance.OneIn(3)) return tenders;
  const int64_t count = 1 + chance.Below(2);
  for (int64_t i = 0; i < count; ++i) {
    const int64_t kind = 1 + chance.Below(9);
    tenders.push_back({kind, DrawMoney(chance)});
  }
  return tenders;
}

// Lines by number and thousandths of each; none: thousandths of the whole.
std::vector<Part> DrawRefundLines(Chance& chance) {
  std::vector<Part> lines;
  if (chance.OneIn(2)) return lines;
  const int64_t count = 1 + chance.Below(2);
  for (int64_t i = 0; i < count; ++i) {
    const int64_t line = 1 + chance.Below(chance.OneIn(8) ? 5 : 2);
    lines.push_back({line, 1 + chance.Below(1000)});
  }
  return lines;
}

int64_t DrawUnits(Chance& chance) {
  if (chance.OneIn(2)) {
    return chance.OneOf<int64_t>({0, 1, 5, 50, 100, 128, 500, 600, 1000});
  }
  return chance.Below(3000);
}

int64_t DrawRef(Chance& chance) {
  if (chance.OneIn(3)) return chance.Below(6);
  return chance.OneIn(40) ? 1000 : 0;  // 1000: never there
}

Move DrawMove(Chance& chance, const Taste& taste, int64_t customers) {
  Move move;
  move.deed = DrawDeed(chance, taste);
  move.who = chance.Below(customers);
  move.gap_ms = DrawGap(chance);
  move.late_ms = DrawLate(chance);
  move.ref = DrawRef(chance);
  move.pick = chance.Below(1500);
  if (move.deed == Deed::kPay) {
    move.lines = DrawLines(chance);
    move.tenders = DrawTenders(chance);
  } else if (move.deed == Deed::kRefund) {
    move.lines = DrawRefundLines(chance);
    move.amount = chance.OneIn(3) ? 1000 : 1 + chance.Below(1005);
  } else {
    move.amount = DrawUnits(chance);
  }
  return move;
}

// ---- Simpler ----------------------------------------------------------------

template <typename Change>
void Try(const History& history, std::vector<History>* out, Change change) {
  History simpler = history;
  change(simpler);
  if (!(simpler == history)) out->push_back(std::move(simpler));
}

// Without ever smaller runs of a list's elements.
template <typename List>
void TryWithout(const History& history, std::vector<History>* out, List list) {
  History copy = history;
  const auto size = static_cast<int64_t>(list(copy).size());
  for (int64_t run = size; run > 0; run /= 2) {
    for (int64_t at = 0; at + run <= size; at += run) {
      Try(history, out, [&](History& simpler) {
        auto& elements = list(simpler);
        elements.erase(elements.begin() + at, elements.begin() + at + run);
      });
    }
  }
}

// Round numbers, then half way to zero, a quarter, an eighth, ... one less.
std::vector<int64_t> Smaller(int64_t value) {
  std::vector<int64_t> values;
  if (value < 0) values.push_back(0);
  for (int64_t round :
       {int64_t{0}, int64_t{100}, int64_t{1000}, kHourMs, kDayMs}) {
    if (round < value) values.push_back(round);
  }
  for (int64_t less = value / 2; less > 0; less /= 2) {
    values.push_back(value - less);
  }
  return values;
}

// A number that `of` finds in a move.
template <typename Of>
void TrySmaller(const History& history, size_t at, std::vector<History>* out,
                Of of) {
  Move move = history.moves[at];
  for (int64_t value : Smaller(of(move))) {
    Try(history, out, [&](History& simpler) { of(simpler.moves[at]) = value; });
  }
}

void TrySmallerParts(const History& history, size_t at,
                     std::vector<Part> Move::*parts,
                     std::vector<History>* out) {
  TryWithout(history, out, [&](History& simpler) -> std::vector<Part>& {
    return simpler.moves[at].*parts;
  });
  for (size_t i = 0; i < (history.moves[at].*parts).size(); ++i) {
    TrySmaller(history, at, out,
               [&](Move& move) -> int64_t& { return (move.*parts)[i].what; });
    TrySmaller(history, at, out,
               [&](Move& move) -> int64_t& { return (move.*parts)[i].amount; });
  }
}

void TrySmallerMove(const History& history, size_t at,
                    std::vector<History>* out) {
  for (int64_t Move::*field : {&Move::who, &Move::late_ms, &Move::gap_ms,
                               &Move::ref, &Move::pick, &Move::amount}) {
    TrySmaller(history, at, out,
               [&](Move& move) -> int64_t& { return move.*field; });
  }
  TrySmallerParts(history, at, &Move::lines, out);
  TrySmallerParts(history, at, &Move::tenders, out);
}

}  // namespace

Taste Taste::Everything() {
  Taste taste;
  taste.weights.fill(2);
  for (Deed deed : {Deed::kVisit, Deed::kRefund, Deed::kRedeem, Deed::kHold}) {
    WeightOf(taste, deed) = 8;
  }
  WeightOf(taste, Deed::kPay) = 24;
  WeightOf(taste, Deed::kReverse) = 4;
  WeightOf(taste, Deed::kCapture) = 5;
  WeightOf(taste, Deed::kAdjust) = 4;
  WeightOf(taste, Deed::kTick) = 4;
  WeightOf(taste, Deed::kErase) = 1;
  return taste;
}

Taste Taste::Spending() {
  Taste taste;
  taste.weights.fill(0);
  WeightOf(taste, Deed::kPay) = 10;
  WeightOf(taste, Deed::kRefund) = 3;
  WeightOf(taste, Deed::kRedeem) = 16;
  WeightOf(taste, Deed::kReverse) = 6;
  WeightOf(taste, Deed::kHold) = 10;
  WeightOf(taste, Deed::kCapture) = 7;
  WeightOf(taste, Deed::kRelease) = 3;
  WeightOf(taste, Deed::kAdjust) = 5;
  WeightOf(taste, Deed::kAgain) = 3;
  WeightOf(taste, Deed::kTick) = 2;
  return taste;
}

Taste Taste::Refunds() {
  Taste taste;
  taste.weights.fill(0);
  WeightOf(taste, Deed::kPay) = 20;
  WeightOf(taste, Deed::kVisit) = 5;
  WeightOf(taste, Deed::kRefund) = 4;
  WeightOf(taste, Deed::kRedeem) = 5;
  WeightOf(taste, Deed::kHold) = 3;
  WeightOf(taste, Deed::kAdjust) = 2;
  WeightOf(taste, Deed::kAssign) = 2;
  WeightOf(taste, Deed::kEnrol) = 2;
  WeightOf(taste, Deed::kPublish) = 2;
  taste.refunds = 6;
  taste.most_moves = 14;
  return taste;
}

History RandomHistory(uint64_t seed, int size, const Taste& taste,
                      uint64_t pool) {
  Chance chance(seed);
  History history;
  history.chance = chance.Next() >> 32;
  history.start_ms = chance.Below(3 * 365) * kDayMs;
  if (chance.OneIn(2)) history.start_ms += chance.Below(kDayMs);
  const int64_t programs = chance.OneIn(3) ? 2 : 1;
  for (int64_t i = 0; i < programs; ++i) {
    const auto number =
        static_cast<uint64_t>(chance.Below(static_cast<int64_t>(pool)));
    history.programs.push_back(RandomPatches(number));
  }
  const int64_t customers = 1 + chance.Below(4);
  const int64_t most = 1 + taste.most_moves * int64_t{size} / 100;
  const int64_t count = 1 + chance.Below(most);
  for (int64_t i = 0; i < count; ++i) {
    history.moves.push_back(DrawMove(chance, taste, customers));
  }
  const int64_t refunds =
      taste.refunds == 0 ? 0 : 1 + chance.Below(taste.refunds);
  for (int64_t i = 0; i < refunds; ++i) {
    const int64_t what = chance.OneIn(2) ? 0 : 1 + chance.Below(4);
    history.refunds.push_back({what, 1 + chance.Below(1000)});
  }
  return history;
}

std::vector<History> Simpler(const History& history) {
  std::vector<History> out;
  TryWithout(
      history, &out, [](History & h) -> auto& { return h.moves; });
  TryWithout(
      history, &out, [](History & h) -> auto& { return h.refunds; });
  TryWithout(
      history, &out, [](History & h) -> auto& { return h.programs; });
  for (size_t i = 0; i < history.programs.size(); ++i) {
    TryWithout(
        history, &out, [i](History & h) -> auto& { return h.programs[i]; });
  }
  Try(history, &out, [](History& h) { h.start_ms = 0; });
  Try(history, &out, [](History& h) { h.start_ms -= h.start_ms % kDayMs; });
  for (uint64_t chance : {0, 1, 2}) {
    if (chance >= history.chance) break;
    Try(history, &out, [&](History& h) { h.chance = chance; });
  }
  for (size_t i = 0; i < history.refunds.size(); ++i) {
    for (int64_t amount : Smaller(history.refunds[i].amount)) {
      Try(history, &out, [&](History& h) { h.refunds[i].amount = amount; });
    }
  }
  for (size_t i = 0; i < history.moves.size(); ++i) {
    TrySmallerMove(history, i, &out);
  }
  return out;
}

}  // namespace laurel
