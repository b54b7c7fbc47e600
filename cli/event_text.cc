#include "cli/event_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "cli/output.h"
#include "cli/progress_line.h"
#include "engine/base/civil.h"
#include "engine/codec/enum_limits.h"
#include "engine/domain/names.h"

namespace laurel {
namespace {

constexpr std::string_view kRefusals[] = {"",
                                          "the customer is not known",
                                          "the customer has been erased",
                                          "there is no such unit",
                                          "the unit cannot be spent",
                                          "the amount is not positive",
                                          "it is below the minimum",
                                          "it is not a multiple of the step",
                                          "it is above the share of the basket",
                                          "there are too few",
                                          "it would be held for too long",
                                          "the basket is in another currency"};

constexpr std::string_view kGrantReasons[] = {"",
                                              "adjusted by hand",
                                              "for entering the tier",
                                              "for renewing the tier",
                                              "recurring",
                                              "an offer",
                                              "for a referral"};

constexpr std::string_view kTierReasons[] = {"",
                                             "first visit or purchase",
                                             "qualified",
                                             "assigned by hand",
                                             "at the review",
                                             "after a refund"};

constexpr std::string_view kStageReasons[] = {"",
                                              "enrolled",
                                              "first visit or purchase",
                                              "visits",
                                              "tier",
                                              "complaint",
                                              "overdue",
                                              "won back",
                                              "a late fact",
                                              "opted out of everything"};

constexpr std::string_view kSuppressedReasons[] = {
    "",
    "no consent",
    "a complaint is open",
    "enough was sent lately",
    "held out to compare",
    "quiet hours last until it is over"};

// A word for each value: one that is forgotten does not compile.
template <size_t N, typename Enum>
std::string Word(const std::string_view (&words)[N], Enum value) {
  static_assert(N == kLastOf<Enum> + 1);
  return std::string(words[static_cast<size_t>(value)]);
}

std::string Expires(Instant at, const Zone& zone) {
  return at == kNever ? "" : absl::StrCat(", expire ", DateText(at, zone));
}

std::string Until(Instant at, const Zone& zone) {
  return at == kNever ? "" : absl::StrCat(" until ", DateText(at, zone));
}

std::string Because(const std::string& reason) {
  return reason.empty() ? "" : absl::StrCat(" (", reason, ")");
}

// "eye-care", and for stored value which part of it.
std::string UnitText(const std::string& unit, SubBalance sub) {
  constexpr std::string_view kParts[] = {"", " (principal)", " (bonus)"};
  return absl::StrCat(unit, Word(kParts, sub));
}

template <typename List>
std::string Contributions(const List& list) {
  std::string text;
  for (const Contribution& part : list) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", part.rule, " ",
                    Grouped(part.amount));
    if (part.capped > 0) {
      absl::StrAppend(&text, " after its limit took ", Grouped(part.capped));
    }
  }
  return Because(text);
}

std::string Missing(const TierAtRisk& risk) {
  std::string text;
  const auto add = [&](const std::string& what) {
    absl::StrAppend(&text, text.empty() ? "" : " or ", what);
  };
  if (risk.missing_spend.minor > 0) add(MoneyText(risk.missing_spend));
  if (risk.missing_visits > 0) {
    add(absl::StrCat(risk.missing_visits, " visits"));
  }
  if (risk.missing_units > 0) add(absl::StrCat(risk.missing_units, " units"));
  return text;
}

// One arm a derived event.
struct EventSentence {
  const Zone& zone;

  std::string operator()(const std::monostate&) const { return "nothing"; }
  std::string operator()(const UnitsEarned& e) const {
    return absl::StrCat(
        "earned ", Grouped(e.amount), " ", UnitText(e.unit, e.sub_balance),
        Contributions(e.contributions), Expires(e.expires_at, zone));
  }
  std::string operator()(const UnitsActivated& e) const {
    return absl::StrCat(Grouped(e.amount), " ", e.unit, " became available");
  }
  std::string operator()(const UnitsRedeemed& e) const {
    return absl::StrCat("redeemed ", Grouped(e.amount), " ", e.unit);
  }
  std::string operator()(const RedemptionRejected& e) const {
    return absl::StrCat("refused ", Grouped(e.amount), " ", e.unit, ": ",
                        Word(kRefusals, e.reason), "; ", Grouped(e.available),
                        " available");
  }
  std::string operator()(const UnitsHeld& e) const {
    return absl::StrCat("held ", Grouped(e.amount), " ", e.unit, " until ",
                        TimeText(e.expires_at, zone));
  }
  std::string operator()(const HoldRejected& e) const {
    return absl::StrCat("refused hold ", e.hold_id, ": ",
                        Word(kRefusals, e.reason), "; ", Grouped(e.available),
                        " available");
  }
  std::string operator()(const HoldSettled& e) const {
    return absl::StrCat("hold ", e.hold_id, " of ", e.unit,
                        " ended: ", Grouped(e.captured), " captured, ",
                        Grouped(e.released), " released, ", Grouped(e.expired),
                        " expired");
  }
  std::string operator()(const UnitsRestored& e) const {
    return absl::StrCat("gave back ", Grouped(e.amount), " ", e.unit,
                        " of redemption ", e.redemption_id);
  }
  std::string operator()(const UnitsReversed& e) const {
    std::string text = absl::StrCat("took back ", Grouped(e.amount), " ",
                                    UnitText(e.unit, e.sub_balance),
                                    " of payment ", e.payment_id);
    if (e.arrears > 0) {
      absl::StrAppend(&text, ", ", Grouped(e.arrears), " of it owed");
    }
    if (e.forgiven > 0) {
      absl::StrAppend(&text, ", ", Grouped(e.forgiven), " forgiven");
    } else if (e.forgiven < 0) {
      absl::StrAppend(&text, ", which refund ", e.refund_id,
                      " had found spent or held");
    }
    return text;
  }
  std::string operator()(const ArrearsRepaid& e) const {
    return absl::StrCat("repaid ", Grouped(e.amount), " ",
                        UnitText(e.unit, e.sub_balance), " that were owed");
  }
  std::string operator()(const UnitsExpiring& e) const {
    return absl::StrCat("warned: ", Grouped(e.amount), " ", e.unit,
                        Expires(e.expires_at, zone).substr(1));
  }
  std::string operator()(const UnitsExpired& e) const {
    return absl::StrCat(Grouped(e.amount), " ", e.unit, " expired");
  }
  std::string operator()(const UnitsGranted& e) const {
    return absl::StrCat(
        "was given ", Grouped(e.amount), " ", UnitText(e.unit, e.sub_balance),
        Because(Word(kGrantReasons, e.reason)), Expires(e.expires_at, zone));
  }
  std::string operator()(const UnitsDeducted& e) const {
    return absl::StrCat("lost ", Grouped(e.amount), " ", e.unit,
                        " by adjustment", Because(e.reason));
  }
  std::string operator()(const TierEntered& e) const {
    return absl::StrCat("entered tier ", e.tier,
                        Because(Word(kTierReasons, e.reason)),
                        Until(e.valid_until, zone));
  }
  std::string operator()(const TierUpgraded& e) const {
    return absl::StrCat("rose from ", e.from, " to ", e.to,
                        Because(Word(kTierReasons, e.reason)),
                        Until(e.valid_until, zone));
  }
  std::string operator()(const TierRenewed& e) const {
    return absl::StrCat("keeps tier ", e.tier, Until(e.valid_until, zone));
  }
  std::string operator()(const TierDowngraded& e) const {
    return absl::StrCat("fell from ", e.from, " to ", e.to,
                        Because(Word(kTierReasons, e.reason)),
                        Until(e.valid_until, zone));
  }
  std::string operator()(const TierGraceStarted& e) const {
    return absl::StrCat("grace in tier ", e.tier, Until(e.until, zone));
  }
  std::string operator()(const TierAtRisk& e) const {
    return absl::StrCat("may lose tier ", e.tier, " on ",
                        DateText(e.review_at, zone), ": ", Missing(e),
                        " missing");
  }
  std::string operator()(const StageChanged& e) const {
    std::string text = absl::StrCat(
        "went ", StageText(e.to),
        e.from == Stage::kNone ? "" : absl::StrCat(", was ", StageText(e.from)),
        Because(Word(kStageReasons, e.reason)));
    if (e.last_visit_at != kNever && e.reason == StageReason::kOverdue) {
      absl::StrAppend(&text, ", last visit ", DateText(e.last_visit_at, zone));
    }
    if (!e.cadence_days.empty()) {
      absl::StrAppend(&text, ", usually comes every ", e.cadence_days, " days");
    }
    if (!e.campaign.empty()) {
      absl::StrAppend(&text, ", after campaign ", e.campaign);
    }
    return text;
  }
  std::string operator()(const OutreachDue& e) const {
    return absl::StrCat("write to them: ", e.occasion);
  }
  std::string operator()(const OutreachDeferred& e) const {
    return absl::StrCat("write later: ", e.occasion, ", ",
                        TimeText(e.until, zone));
  }
  std::string operator()(const OutreachSuppressed& e) const {
    return absl::StrCat("do not write: ", e.occasion,
                        Because(Word(kSuppressedReasons, e.reason)));
  }
  std::string operator()(const ComplaintOverdue& e) const {
    const bool answer = e.what == ComplaintDeadline::kAnswer;
    return absl::StrCat("complaint ", e.complaint_id, " was not ",
                        answer ? "answered" : "resolved", " in time");
  }
  std::string operator()(const DetractorReported& e) const {
    return absl::StrCat("is unhappy: score ", e.score);
  }
  std::string operator()(const PromoterReported& e) const {
    return absl::StrCat("is happy: score ", e.score);
  }
  std::string operator()(const ReferralRewarded& e) const {
    return absl::StrCat("referral ", e.referral_id, " rewarded");
  }
  std::string operator()(const FactRejected& e) const {
    return absl::StrCat("refused the fact: ", std::string(Name(e.reason)),
                        e.message.empty() ? "" : ", ", e.message);
  }
};

}  // namespace

std::string DateText(Instant at, const Zone& zone) {
  const Date date = DateOf(DayOf(at, zone));
  return absl::StrFormat("%04d-%02d-%02d", date.year, date.month, date.day);
}

std::string TimeText(Instant at, const Zone& zone) {
  const int64_t minutes = TimeOfDayMs(at, zone) / kMinuteMs;
  return absl::StrFormat("%s %02d:%02d", DateText(at, zone), minutes / 60,
                         minutes % 60);
}

std::string MoneyText(const Money& money) {
  const int digits = MinorDigits(money.currency);
  int64_t unit = 1;
  for (int i = 0; i < digits; ++i) unit *= 10;
  const int64_t minor = money.minor < 0 ? -money.minor : money.minor;
  std::string text =
      absl::StrCat(money.minor < 0 ? "-" : "", Grouped(minor / unit));
  if (digits > 0) absl::StrAppendFormat(&text, ".%0*d", digits, minor % unit);
  return absl::StrCat(text, " ", std::string(money.currency.text()));
}

std::string StageText(Stage stage) {
  if (stage == Stage::kNone) return "no stage";
  return absl::StrReplaceAll(std::string(Name(stage)), {{"_", " "}});
}

std::string EventText(const DerivedEvent& event, const Zone& zone) {
  return Printable(std::visit(EventSentence{zone}, event.body));
}

std::string_view UnitOf(const DerivedBody& body) {
  return std::visit(
      [](const auto& event) -> std::string_view {
        if constexpr (requires { event.unit; }) {
          return event.unit;
        } else {
          return {};
        }
      },
      body);
}

}  // namespace laurel
