#include <algorithm>
#include <optional>

#include "engine/domain/basket.h"
#include "engine/domain/conditions.h"
#include "engine/domain/decide.h"
#include "engine/domain/expiry.h"
#include "engine/domain/sale.h"
#include "engine/domain/spending_order.h"
#include "engine/domain/worth.h"

namespace laurel {
namespace {

// The rules that judge this fact, and the tier its customer held.
struct Bench {
  const PublishedProgram& published;
  const Program& program;
  std::string_view tier;
};

Bench BenchOf(const Deliberation& d) {
  const bool as_of_now =
      d.late && d.program.late.kind == LatePolicy::Kind::kRulesAtProcessing;
  const PublishedProgram& judge =
      d.late && !as_of_now ? *d.partition.At(d.fact.occurred_at) : d.published;
  return {judge, *judge.program,
          as_of_now ? std::string_view(d.customer.tier.name)
                    : TierAt(d.customer, d.fact.occurred_at)};
}

// ---- Limits -----------------------------------------------------------------

// What a rule with a limit may still give, seen from now: uses in (now - per,
// now], by occurred_at.
int64_t RoomOf(const Deliberation& d, const Program& program,
               const EarnRule& rule) {
  const Limit& limit = *rule.limit;
  int64_t count = 0, amount = 0;
  if (limit.per != Limit::Per::kEvent) {
    const Instant after = limit.per == Limit::Per::kLifetime
                              ? kEarliest
                              : Subtract(d.now, limit.period, program.zone);
    for (const LimitUse& use : d.customer.limit_uses) {
      if (use.rule != rule.name || use.at <= after) continue;
      count += use.count;
      amount += use.amount;
    }
  }
  if (limit.count > 0 && count >= limit.count) return 0;
  return limit.amount > 0 ? std::max<int64_t>(limit.amount - amount, 0)
                          : kMaxWorth;
}

// Which rules listen and hold, and what their limits allow.
SaleTerms TermsOf(const Deliberation& d, const Bench& bench) {
  SaleTerms terms;
  terms.program_version = bench.published.version;
  const Circumstances asked{bench.program, d.customer, d.fact, bench.tier};
  for (size_t i = 0; i < bench.program.earn.size(); ++i) {
    const EarnRule& rule = bench.program.earn[i];
    if (rule.on != d.fact.body.index() || !Hold(rule.when, asked)) continue;
    terms.SetHolds(i);
    if (rule.limit.has_value()) {
      terms.allowances.push_back(
          {static_cast<uint32_t>(i), RoomOf(d, bench.program, rule)});
    }
  }
  return terms;
}

// ---- Telling ----------------------------------------------------------------

// A unit of the sale under the program that judges it.
struct Judged {
  const Program& program;
  const Unit& unit;
};

// Makes a lot. If it can be used now, it is fresh.
void TellLot(Deliberation& d, const Judged& judged, UnitsEarned earned,
             LotAmounts& fresh) {
  const Unit& unit = judged.unit;
  earned.unit = unit.name;
  earned.lot_id = d.NextLot();
  earned.activates_at =
      Add(d.fact.occurred_at, unit.pending, judged.program.zone);
  earned.expires_at = ExpiryOf(unit, earned.activates_at, judged.program.zone);
  // The clock of a till may be ahead of the log's: Evolve sees it so, too.
  const Instant by = std::max(d.now, d.fact.occurred_at);
  const bool usable = earned.activates_at <= by && earned.expires_at > d.now;
  if (usable) fresh.push_back({earned.lot_id, earned.amount});
  d.Tell(d.fact.occurred_at, Theme::kEarn, std::move(earned));
}

void TellLoaded(Deliberation& d, const Judged& judged, const Load& load,
                LotAmounts& fresh) {
  UnitsEarned earned;
  earned.sub_balance = LoadedTo(judged.unit.kind);
  earned.amount = load.amount;
  Contribution& part = earned.contributions.emplace_back();
  part.rule = LoadRule(load.line);
  part.amount = load.amount;
  TellLot(d, judged, std::move(earned), fresh);
}

void TellEarned(Deliberation& d, const Judged& judged, const Worth& worth,
                LotAmounts& fresh) {
  UnitsEarned earned;
  earned.sub_balance = GivenTo(judged.unit.kind);
  earned.amount = worth.amount;
  for (const RuleShare& share : worth.shares) {
    const EarnRule& rule = judged.program.earn[share.rule];
    Contribution& part = earned.contributions.emplace_back();
    part.rule = rule.name;
    part.amount = share.amount;
    part.capped = share.capped;
    part.limited = rule.limit.has_value();
  }
  TellLot(d, judged, std::move(earned), fresh);
}

void RepayArrears(Deliberation& d, const Unit& unit, SubBalance sub,
                  const LotAmounts& fresh) {
  if (fresh.empty()) return;
  auto repaid = PickRepayment(*d.customer.FindAccount(unit.name, sub), fresh);
  if (repaid) d.Tell(d.fact.occurred_at, Theme::kEarn, *std::move(repaid));
}

// Facts without lines: fixed rules only.
Worth FixedWorth(const Deliberation& d, const Program& program, size_t unit,
                 const SaleTerms& terms) {
  Worth worth;
  const auto* visit = std::get_if<VisitCompleted>(&d.fact.body);
  for (size_t i = 0; i < program.earn.size(); ++i) {
    const EarnRule& rule = program.earn[i];
    if (rule.unit != unit || !terms.Holds(i)) continue;
    if (visit != nullptr && !MatchesServices(rule.when, *visit)) continue;
    const int64_t amount = std::min(rule.fixed, terms.RoomOf(i));
    worth.amount += amount;
    worth.shares.push_back({i, amount, rule.fixed - amount});
  }
  return worth;
}

bool IsEarned(size_t unit, const Program& program, const SaleTerms& terms) {
  for (size_t i = 0; i < program.earn.size(); ++i) {
    const EarnRule& rule = program.earn[i];
    if (rule.unit == unit && rule.form != EarnRule::Form::kMultiply &&
        terms.Holds(i)) {
      return true;
    }
  }
  return false;
}

// Whether the accounts have room for what lines load.
bool Fits(const Customer& customer, const LoadList& loads) {
  int128 sum = 0;
  for (const Load& load : loads) {
    sum += load.amount;
    const Account* account =
        customer.FindAccount(load.what->name, LoadedTo(load.what->kind));
    if (account != nullptr && account->issued > kMaxIssued - kMaxWorth) {
      return false;
    }
  }
  return sum <= kMaxWorth;
}

}  // namespace

std::string_view TierAt(const Customer& customer, Instant at) {
  const auto& history = customer.tier.history;
  for (auto span = history.rbegin(); span != history.rend(); ++span) {
    if (span->since <= at) return span->tier;
  }
  return {};
}

std::optional<Appraisal> Appraise(const Deliberation& d) {
  const Bench bench = BenchOf(d);
  Appraisal appraisal;
  appraisal.program = &bench.program;
  appraisal.terms = TermsOf(d, bench);
  const auto* sale = std::get_if<PaymentCaptured>(&d.fact.body);
  if (sale != nullptr) {
    appraisal.loads = LoadsOf(*sale, bench.program, d.program);
    if (!Fits(d.customer, appraisal.loads)) return std::nullopt;
  }
  if (appraisal.terms.rules.empty()) return appraisal;
  PricedLines lines;
  if (sale != nullptr) {
    appraisal.terms.excluded = ExcludedOf(*sale, bench.program);
    lines = PriceSale(*sale, appraisal.terms.excluded);
  }
  for (size_t unit = 0; unit < bench.program.units.size(); ++unit) {
    if (!IsEarned(unit, bench.program, appraisal.terms)) continue;
    std::optional<Worth> worth =
        sale == nullptr ? FixedWorth(d, bench.program, unit, appraisal.terms)
                        : WorthOf(bench.program, unit, appraisal.terms, lines);
    if (!worth.has_value()) return std::nullopt;
    if (worth->amount == 0) continue;
    const Unit& what = bench.program.units[unit];
    const Account* account =
        d.customer.FindAccount(what.name, GivenTo(what.kind));
    if (account != nullptr && account->issued > kMaxIssued - worth->amount) {
      return std::nullopt;
    }
    appraisal.worths.emplace_back(unit, *std::move(worth));
  }
  return appraisal;
}

// Unit by unit: what lines load, what rules give, what that repays.
void DecideEarning(Deliberation& d, Appraisal& appraisal) {
  if (std::holds_alternative<PaymentCaptured>(d.fact.body)) {
    d.Judge(std::move(appraisal.terms));
  }
  auto load = appraisal.loads.begin();
  auto worth = appraisal.worths.begin();
  while (load != appraisal.loads.end() || worth != appraisal.worths.end()) {
    const bool loads =
        load != appraisal.loads.end() &&
        (worth == appraisal.worths.end() || load->unit <= worth->first);
    const size_t at = loads ? load->unit : worth->first;
    const Judged judged{
        loads ? *load->program : *appraisal.program,
        loads ? *load->what : appraisal.program->units[worth->first]};
    const SubBalance loaded = LoadedTo(judged.unit.kind);
    const SubBalance given = GivenTo(judged.unit.kind);
    LotAmounts from_loaded, from_given;
    for (; load != appraisal.loads.end() && load->unit == at; ++load) {
      TellLoaded(d, judged, *load, loaded == given ? from_given : from_loaded);
    }
    if (worth != appraisal.worths.end() && worth->first == at) {
      TellEarned(d, judged, worth++->second, from_given);
    }
    RepayArrears(d, judged.unit, loaded, from_loaded);
    RepayArrears(d, judged.unit, given, from_given);
  }
}

}  // namespace laurel
