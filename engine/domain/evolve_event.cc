#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/domain/evolve_units.h"
#include "engine/domain/outreach.h"

namespace laurel {
namespace {

inline constexpr size_t kTierHistory = 16;

class EventFold : public UnitFold {
 public:
  using UnitFold::UnitFold;
  using UnitFold::operator();

  // ---- Tiers ----------------------------------------------------------------

  absl::Status operator()(const TierEntered& body) const {
    return Enter(body.tier, body.valid_until, true);
  }
  absl::Status operator()(const TierUpgraded& body) const {
    Remember(CueKind::kTierUpgraded, body.to);
    return Enter(body.to, body.valid_until, true);
  }
  absl::Status operator()(const TierDowngraded& body) const {
    return Enter(body.to, body.valid_until, false);
  }
  absl::Status operator()(const TierRenewed& body) const {
    customer_.tier.valid_until = body.valid_until;
    customer_.tier.grace_until = kNever;
    return absl::OkStatus();
  }
  absl::Status operator()(const TierGraceStarted& body) const {
    customer_.tier.grace_until = body.until;
    return absl::OkStatus();
  }
  absl::Status operator()(const TierAtRisk& body) const {
    customer_.tier.at_risk_told = body.review_at;
    Remember(CueKind::kTierAtRisk, body.tier, body.review_at);
    return absl::OkStatus();
  }

  // ---- Lifecycle ------------------------------------------------------------

  absl::Status operator()(const StageChanged& body) const {
    Lifecycled& life = customer_.lifecycle;
    if (body.to < Stage::kAtRisk) {
      life.risen = body.to;
    } else if (life.risen < Stage::kNew) {
      life.risen = Stage::kNew;
    }
    if (IsRegular(body.to) != IsRegular(life.stage) ||
        IsAway(body.to) != IsAway(life.stage)) {
      const bool begins = IsRegular(body.to) || body.to == Stage::kDormant;
      life.spell_since = begins ? event_.occurred_at : kNever;
    }
    life.stage = body.to;
    if (body.to == Stage::kLoyal) Remember(CueKind::kLoyal, {});
    return absl::OkStatus();
  }

  // ---- Outreach, service, referral ------------------------------------------

  absl::Status operator()(const OutreachDue& body) const {
    RememberContact(customer_, moment_.program,
                    {event_.occurred_at, HashOfOutreach(body.outreach_id),
                     body.purpose, BitsOf(body.channels)});
    EndDeferral(body.outreach_id);
    return TellOutreach(body.outreach_id);
  }
  absl::Status operator()(const OutreachSuppressed& body) const {
    EndDeferral(body.outreach_id);
    return TellOutreach(body.outreach_id);
  }
  absl::Status operator()(const OutreachDeferred& body) const {
    for (Deferred& deferred : customer_.outreach.deferred) {
      if (deferred.outreach_id != body.outreach_id) continue;
      deferred.until = body.until;
      return TellOutreach(body.outreach_id);
    }
    RememberDeferred(customer_, {body.outreach_id, body.occasion,
                                 event_.occurred_at, body.until});
    return TellOutreach(body.outreach_id);
  }
  absl::Status operator()(const ComplaintOverdue& body) const {
    for (Complaint& complaint : customer_.complaints) {
      if (complaint.complaint_id != body.complaint_id) continue;
      (body.what == ComplaintDeadline::kAnswer ? complaint.answer_told
                                               : complaint.resolution_told) =
          true;
    }
    return absl::OkStatus();
  }
  absl::Status operator()(const PromoterReported& body) const {
    Remember(CueKind::kPromoter, body.feedback_id);
    return absl::OkStatus();
  }
  absl::Status operator()(const ReferralRewarded& body) const {
    if (body.role == ReferralRole::kReferee) {
      customer_.referral_met = true;
    } else {
      ++customer_.friends_rewarded;
    }
    return absl::OkStatus();
  }

  // Told to others; changes nothing here.
  template <typename Body>
  absl::Status operator()(const Body&) const {
    return absl::OkStatus();
  }

 private:
  // ---- Words ----------------------------------------------------------------

  static uint32_t BitsOf(const std::vector<Channel>& channels) {
    uint32_t bits = 0;
    for (Channel channel : channels) bits |= Bit(channel);
    return bits;
  }

  void EndDeferral(std::string_view outreach_id) const {
    std::erase_if(customer_.outreach.deferred, [&](const Deferred& deferred) {
      return deferred.outreach_id == outreach_id;
    });
  }

  absl::Status TellOutreach(std::string_view outreach_id) const {
    Outreached& outreach = customer_.outreach;
    if (event_.occurred_at > outreach.told_at) outreach.told.clear();
    outreach.told_at = std::max(outreach.told_at, event_.occurred_at);
    outreach.told.push_back(HashOfOutreach(outreach_id));
    return absl::OkStatus();
  }

  absl::Status Enter(std::string_view tier, Instant valid_until,
                     bool risen) const {
    Tier& now = customer_.tier;
    now.name = tier;
    now.since = event_.occurred_at;
    now.valid_until = valid_until;
    now.grace_until = kNever;
    now.at_risk_told = kEarliest;
    now.entered_on = risen ? DayOf(event_.occurred_at, moment_.zone()) : kNoDay;
    now.recurred_at = event_.occurred_at;
    now.history.push_back({event_.occurred_at, std::string(tier)});
    std::stable_sort(
        now.history.begin(), now.history.end(),
        [](const auto& a, const auto& b) { return a.since < b.since; });
    if (now.history.size() > kTierHistory) {
      now.history.erase(now.history.begin());
    }
    return absl::OkStatus();
  }
};

}  // namespace

absl::Status Evolve(Customer& customer, Documents& documents,
                    const DerivedEvent& event, const Moment& moment) {
  // An answer to a stranger leaves nothing behind.
  if (event.n == 0) return absl::OkStatus();
  customer.events = event.n;
  return std::visit(EventFold{customer, documents, event, moment}, event.body);
}

// Folded as of its own instant, so that it makes no difference when it fires.
absl::Status EvolveDue(Customer& customer, Documents& documents,
                       const DerivedEvent& event, Moment moment) {
  customer.latest_at = std::max(customer.latest_at, event.occurred_at);
  customer.judged_at = std::max(customer.judged_at, event.occurred_at);
  moment.clock = event.occurred_at;
  return Evolve(customer, documents, event, moment);
}

}  // namespace laurel
