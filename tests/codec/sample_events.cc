#include "tests/codec/samples.h"

namespace laurel {
namespace {

constexpr Instant kExpiry = kSampleTime + 391 * kDayMs;
const Currency kYuan = Currency::Of("CNY");

std::vector<DerivedBody> LedgerBodies() {
  return {
      UnitsEarned{"points",
                  SubBalance::kNone,
                  1,
                  128,
                  kSampleTime,
                  kExpiry,
                  {{"base", 128, 12, true}, {"hair-double", 40, 0, false}}},
      UnitsActivated{"points", 1, 128},
      UnitsRedeemed{"r-1", "points", 128, {{1, 100}, {2, 28}}},
      RedemptionRejected{"r-2", "points", 500, Refusal::kInsufficientBalance,
                         0},
      UnitsHeld{"h-1", "points", 60, kSampleTime + 900'000, {{2, 60}}},
      HoldRejected{"h-2", Refusal::kTtlTooLong, 12},
      HoldSettled{"h-1", "points", 45, 15, 0, {}},
      UnitsRestored{"r-1", "points", 128, {{1, 100, kExpiry}, {2, 28}}},
      UnitsReversed{"x-1",
                    "p-1",
                    "points",
                    SubBalance::kBonus,
                    128,
                    {{1, 28}},
                    100,
                    3,
                    {}},
      ArrearsRepaid{"points", SubBalance::kPrincipal, 100, {}},
      UnitsExpiring{"points", 500, kExpiry},
      UnitsExpired{"points", 600, {{1, 400}, {3, 200}}},
      UnitsGranted{"voucher", SubBalance::kNone, 4, 1, kSampleTime, kExpiry,
                   GrantReason::kOffer},
      UnitsDeducted{"points", 50, {{2, 50}}, "a gift, taken back"},
  };
}

std::vector<DerivedBody> CustomerBodies() {
  return {
      TierEntered{"silver", TierReason::kFirstVisit, kNever},
      TierUpgraded{"silver", "gold", kExpiry, TierReason::kQualified},
      TierRenewed{"gold", kExpiry},
      TierDowngraded{"gold", "silver", kExpiry, TierReason::kReview},
      TierGraceStarted{"gold", kExpiry},
      TierAtRisk{"gold", kExpiry, {kYuan, 180000}, 12, 300},
      StageChanged{Stage::kDormant, Stage::kActive, StageReason::kWonBack,
                   kSampleTime, "m-1", "spring", "0.706202", "12.5"},
      OutreachDue{"win_back/1",
                  "win_back",
                  Purpose::kMarketing,
                  {Channel::kWechat, Channel::kSms},
                  kExpiry,
                  {"voucher", 1, 4}},
      OutreachDeferred{"win_back/1", "win_back", kSampleTime + kHourMs},
      OutreachSuppressed{"win_back/1", "win_back",
                         SuppressedReason::kFrequencyCap},
      ComplaintOverdue{"c-1", ComplaintDeadline::kAnswer},
      DetractorReported{"k-1", 0},
      PromoterReported{"k-2", 10},
      ReferralRewarded{"referral/bo", ReferralRole::kReferrer},
      FactRejected{RejectReason::kUnknownPayment,
                   "payment p-9 is not known of this customer"},
  };
}

}  // namespace

Events SampleEvents() {
  Events events;
  for (const auto& bodies : {LedgerBodies(), CustomerBodies()}) {
    for (const DerivedBody& body : bodies) {
      DerivedEvent event;
      event.n = 17 + events.size();
      event.occurred_at = kSampleTime;
      event.rule = Theme::kEarn;
      event.body = body;
      events.push_back(event);
    }
  }
  return events;
}

// As the engine of version 1 wrote it: golden bytes are never edited.
Decision VersionOne() {
  Decision decision;
  decision.engine_version = 1;
  return decision;
}

Decision SampleDecision() {
  Decision decision = VersionOne();
  decision.fact_offset = 1'000'042;
  decision.clock = kSampleTime + 1'234;
  decision.program_version = 3;
  decision.sale.emplace().program_version = 3;
  decision.sale->SetHolds(0);
  decision.sale->SetHolds(9);
  UnitsEarned points{"points", SubBalance::kNone,        31, 128, kSampleTime,
                     kExpiry,  {{"base", 128, 0, false}}};
  UnitsEarned growth{"growth", SubBalance::kNone,          32, 128, kSampleTime,
                     kNever,   {{"growth", 128, 0, false}}};
  decision.events = {{57, kSampleTime, Theme::kEarn, points},
                     {58, kSampleTime, Theme::kEarn, growth}};
  return decision;
}

std::vector<std::pair<std::string, Decision>> SampleDecisions() {
  const Events events = SampleEvents();
  Decision all = SampleDecision();
  all.due.assign(events.begin(), events.begin() + 9);
  all.events.assign(events.begin() + 9, events.end());
  all.sale->allowances = {{2, 50}, {7, 0}};
  all.sale->excluded = 99;
  Decision parked = VersionOne();
  parked.fact_offset = 7;
  parked.clock = kSampleTime;
  parked.outcome = Outcome::kParked;
  parked.parked = ParkReason::kFutureTime;
  parked.parked_message = "recorded_at is 10 minutes ahead";
  Decision tick = VersionOne();
  tick.fact_offset = 8;
  tick.clock = kSampleTime;
  tick.program_version = 3;
  tick.customer_id = "ada";
  tick.due = {{5, kSampleTime - kDayMs, Theme::kExpiry,
               UnitsExpired{"points", 600, {{1, 600}}}}};
  tick.more = true;
  Decision repaid = SampleDecision();
  repaid.events.push_back(
      {59, kSampleTime, Theme::kEarn,
       ArrearsRepaid{"points", SubBalance::kNone, 100, {{31, 100}}}});
  Decision kept = SampleDecision();
  kept.events.push_back(
      {59, kSampleTime, Theme::kHold,
       HoldSettled{"h-1", "wallet", 45, 15, 0, {{1, 40}, {2, 5}}}});
  kept.events.push_back(
      {60, kSampleTime, Theme::kRedeem,
       UnitsRestored{"r-1", "wallet", 128, {{1, 128}}, kExpiry}});
  return {{"payment", SampleDecision()},
          {"all_events", all},
          {"parked", parked},
          {"tick", tick},
          {"repaid_from_lots", repaid},
          {"captured_and_kept", kept}};
}

Envelope SampleEnvelope() {
  Envelope envelope;
  envelope.customer_id = "ada";
  envelope.recorded_at = kSampleTime + 1'234;
  envelope.fact_id = "p-1";
  envelope.fact_source = "pos/7";
  envelope.partition = 2;
  envelope.offset = 1'000'042;
  envelope.program_version = 3;
  envelope.store_id = "s-1";
  envelope.correlation_id = "corr/1";
  return envelope;
}

}  // namespace laurel
