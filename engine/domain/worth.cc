// Two lines, hair 50.00 and nails 49.50; `base` gives 1 per 1.00, `double`
// multiplies hair by 2. Everything is kept over one denominator:
//
//   line     base        x multiplier (scale 1)   = numerator over 100
//   hair     5000        2                        10000
//   nails    4950        1                         4950
//                                          floor(14950 / 100) = 149
//
// A rule's share is what the rounded total grows by when the rule is added:
// base 99 (floor 99.50), double 50. A limit cuts what its rule adds before the
// total is rounded, so that a smaller basket is never worth more; multipliers
// see what is uncut.
#include "engine/domain/worth.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/domain/conditions.h"

namespace laurel {
namespace {

using Numerators = absl::InlinedVector<int128, 4>;  // one a line

class Sum {
 public:
  Sum(const Program& program, size_t unit, const SaleTerms& terms,
      absl::Span<const PricedLine> lines)
      : program_(program), unit_(unit), terms_(terms), lines_(lines) {}

  std::optional<Worth> Compute() {
    SortRules();
    if (!fits_) return std::nullopt;
    if (!rates_.empty()) {  // multipliers alone have nothing to multiply
      AddRates();
      AddMultipliers();
    }
    return Finish();
  }

 private:
  bool Eligible(const EarnRule& rule, const PricedLine& line) const {
    return MatchesLine(rule.when, line.sku, line.category, line.kind);
  }

  int64_t BaseOf(const EarnRule& rule) const {
    int64_t base = 0;
    for (const PricedLine& line : lines_) {
      if (Eligible(rule, line)) base += line.net;
    }
    return base;
  }

  // Which rules speak, and the denominator that suits all rates.
  void SortRules() {
    for (size_t i = 0; i < program_.earn.size(); ++i) {
      const EarnRule& rule = program_.earn[i];
      if (rule.unit != unit_ || !terms_.Holds(i)) continue;
      const int64_t base = BaseOf(rule);
      if (base < rule.when.minimum || base <= 0) continue;
      if (rule.form == EarnRule::Form::kMultiply) {
        multipliers_.push_back(i);
        continue;
      }
      rates_.push_back(i);
      if (rule.form == EarnRule::Form::kRate) {
        Include(rule.whole ? base : rule.per);
      }
    }
  }

  void Include(int64_t denominator) {
    if (denominator_ == denominator) return;
    const int64_t common =
        std::gcd(static_cast<int64_t>(denominator_ % denominator), denominator);
    fits_ &= Multiply(denominator_, denominator / common, &denominator_);
  }

  void AddRates() {
    per_line_.assign(lines_.size(), 0);
    for (size_t i : rates_) {
      const EarnRule& rule = program_.earn[i];
      if (rule.form == EarnRule::Form::kFixed) {
        const int64_t amount = std::min(rule.fixed, terms_.RoomOf(i));
        Share({i, amount, rule.fixed - amount});
      } else {
        Join(i, AddRate(rule));
      }
    }
  }

  // The total grows rule by rule; each rule's share is the growth.
  void Join(size_t rule, int128 added) {
    if (!fits_) return;
    const int128 before = uncut_;
    uncut_ += added;
    const int128 cut = CutOf(rule, added);
    cut_ += cut;
    const int128 now = RoundedTotal(uncut_ - cut_);
    RuleShare share{rule, Narrow(now - rounded_), 0};
    rounded_ = now;
    if (cut > 0) {
      const int128 uncut = RoundedTotal(uncut_) - RoundedTotal(before);
      share.capped = Narrow(uncut - share.amount);
    }
    Share(share);
  }

  int128 CutOf(size_t rule, int128 added) const {
    int128 room = 0;
    const bool bounded = Multiply(terms_.RoomOf(rule), denominator_, &room);
    return bounded && added > room ? added - room : 0;
  }

  int128 RoundedTotal(int128 exact) const {
    return Rounded(exact, denominator_, program_.rounding);
  }

  void Share(const RuleShare& share) {
    if (share.amount == 0 && share.capped == 0) return;
    sum_ += share.amount;
    worth_.shares.push_back(share);
  }

  int128 AddRate(const EarnRule& rule) {
    int128 give = rule.give, per = rule.per;
    if (rule.whole) {
      per = BaseOf(rule);
      give = per / rule.per * rule.give;
    }
    int128 added = 0;
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (!Eligible(rule, lines_[i])) continue;
      int128 part = 0;
      fits_ &= Multiply(lines_[i].net, give, &part) &&
               Multiply(part, denominator_ / per, &part);
      per_line_[i] += part;
      added += part;
    }
    return added;
  }

  // Line by line; of `best` only the greatest speaks, the first of equals.
  void AddMultipliers() {
    if (multipliers_.empty()) return;
    absl::InlinedVector<size_t, 4> best(lines_.size(), SIZE_MAX);
    if (program_.stacking == Stacking::kBest) {
      for (size_t m : multipliers_) {
        const EarnRule& rule = program_.earn[m];
        for (size_t i = 0; i < lines_.size(); ++i) {
          if (Eligible(rule, lines_[i]) &&
              (best[i] == SIZE_MAX ||
               rule.multiplier > program_.earn[best[i]].multiplier)) {
            best[i] = m;
          }
        }
      }
    }
    for (size_t m : multipliers_) {
      Rescale();
      AddMultiplier(m, best);
    }
  }

  // Before each multiplier the scale grows where they compound; otherwise
  // one scale serves all.
  void Rescale() {
    if (scaled_ && program_.stacking != Stacking::kCompound) return;
    scaled_ = true;
    fits_ &= Multiply(denominator_, kDecimalScale, &denominator_);
    for (int128& part : per_line_) {
      fits_ &= Multiply(part, kDecimalScale, &part);
    }
    fits_ &= Multiply(uncut_, kDecimalScale, &uncut_) &&
             Multiply(cut_, kDecimalScale, &cut_);
    if (program_.stacking == Stacking::kSum) unit_parts_ = per_line_;
  }

  void AddMultiplier(size_t m, const absl::InlinedVector<size_t, 4>& best) {
    const EarnRule& rule = program_.earn[m];
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (!Eligible(rule, lines_[i])) continue;
      switch (program_.stacking) {
        case Stacking::kBest:
          if (best[i] == m) Scale(per_line_[i], rule.multiplier);
          break;
        case Stacking::kCompound:
          Scale(per_line_[i], rule.multiplier);
          break;
        case Stacking::kSum: {
          int128 more = unit_parts_[i];
          Scale(more, rule.multiplier - kDecimalScale);
          per_line_[i] += more;
          break;
        }
      }
    }
    Join(m, std::accumulate(per_line_.begin(), per_line_.end(), -uncut_));
  }

  // part * multiplier / scale; the part is a multiple of the scale.
  void Scale(int128& part, int64_t multiplier) {
    fits_ &= Multiply(part / kDecimalScale, multiplier, &part);
  }

  int64_t Narrow(int128 value) {
    if (value > kMaxWorth || value < -kMaxWorth) {
      fits_ = false;
      return 0;
    }
    return static_cast<int64_t>(value);
  }

  std::optional<Worth> Finish() {
    worth_.amount = Narrow(std::max<int128>(sum_, 0));
    if (!fits_) return std::nullopt;
    return std::move(worth_);
  }

  const Program& program_;
  const size_t unit_;
  const SaleTerms& terms_;
  const absl::Span<const PricedLine> lines_;
  absl::InlinedVector<size_t, 4> rates_;  // and what is fixed
  absl::InlinedVector<size_t, 4> multipliers_;
  Numerators per_line_;    // over denominator_
  Numerators unit_parts_;  // unmultiplied, over denominator_ (stacking sum)
  int128 denominator_ = 1;
  int128 uncut_ = 0;    // the total so far, over denominator_ ...
  int128 cut_ = 0;      // ... of which limits cut this ...
  int128 rounded_ = 0;  // ... and leave this, rounded
  Worth worth_;
  int128 sum_ = 0;
  bool scaled_ = false;
  bool fits_ = true;
};

}  // namespace

int128 Rounded(int128 numerator, int128 denominator, Rounding rounding) {
  const int128 floor = FloorDiv(numerator, denominator);
  const int128 rest = numerator - floor * denominator;
  switch (rounding) {
    case Rounding::kFloor:
      return floor;
    case Rounding::kCeil:
      return floor + (rest > 0 ? 1 : 0);
    case Rounding::kHalfEven:
      break;
  }
  if (rest * 2 != denominator) return floor + (rest * 2 > denominator ? 1 : 0);
  return floor + (floor % 2 != 0 ? 1 : 0);
}

std::optional<Worth> WorthOf(const Program& program, size_t unit,
                             const SaleTerms& terms,
                             absl::Span<const PricedLine> lines) {
  return Sum(program, unit, terms, lines).Compute();
}

}  // namespace laurel
