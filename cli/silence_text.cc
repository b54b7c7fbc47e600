#include "cli/silence_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/customer_text.h"
#include "cli/event_text.h"
#include "engine/domain/evolve.h"
#include "engine/domain/names.h"
#include "engine/domain/outreach.h"
#include "engine/domain/why_not.h"

namespace laurel {
namespace {

// ---- Rules ------------------------------------------------------------------

bool Contributed(const Decision& decision, const std::string& rule) {
  for (const DerivedEvent& event : decision.events) {
    const auto* earned = std::get_if<UnitsEarned>(&event.body);
    if (earned == nullptr) continue;
    for (const Contribution& part : earned->contributions) {
      if (part.rule == rule && part.amount != 0) return true;
    }
  }
  return false;
}

int64_t CappedOf(const Decision& decision, const std::string& rule) {
  for (const DerivedEvent& event : decision.events) {
    const auto* earned = std::get_if<UnitsEarned>(&event.body);
    if (earned == nullptr) continue;
    for (const Contribution& part : earned->contributions) {
      if (part.rule == rule) return part.capped;
    }
  }
  return 0;
}

// The conditions held, and still it gave nothing.
std::string WhyNothing(const EarnRule& rule, const Decision& decision) {
  if (CappedOf(decision, rule.name) > 0) return "its limit was used up";
  if (rule.limit) {
    return "nothing was left under its limit, or nothing to give";
  }
  if (rule.when.minimum > 0) {
    return absl::StrCat("minimum: the lines did not come to ",
                        rule.when.minimum, " minor units");
  }
  if (rule.form == EarnRule::Form::kMultiply) {
    return "another multiplier spoke, or there was nothing to multiply";
  }
  return "what it gives came to less than one";
}

// The customer when the fact was decided: after what fell due before it.
Customer AtTheFact(const RecordedFact& fact, const Decision& decision,
                   const Customer& before, const Program& program) {
  Customer customer = before;
  Documents documents;
  for (const DerivedEvent& event : decision.due) {
    const absl::Status folded = EvolveDue(
        customer, documents, event, MomentOf(fact, decision.clock, &program));
    if (!folded.ok()) return before;
  }
  return customer;
}

// ---- Occasions --------------------------------------------------------------

std::string ChannelsText(const std::vector<Channel>& channels) {
  std::string text;
  for (Channel channel : channels) {
    absl::StrAppend(&text, text.empty() ? "" : " or ",
                    std::string(Name(channel)));
  }
  return text;
}

bool HasConsent(const Customer& customer, const Occasion& occasion) {
  return std::any_of(
      customer.consents.begin(), customer.consents.end(),
      [&](const Consent& consent) {
        return consent.granted && consent.purpose == occasion.purpose &&
               std::count(occasion.channels.begin(), occasion.channels.end(),
                          consent.channel) > 0;
      });
}

std::string HeldBack(const Customer& customer, const Occasion& occasion) {
  const bool marketing = occasion.purpose == Purpose::kMarketing;
  if (!HasConsent(customer, occasion)) {
    return absl::StrCat("there is no consent for ",
                        marketing ? "marketing" : "service", " by ",
                        ChannelsText(occasion.channels));
  }
  if (marketing && !customer.complaints.empty()) {
    return absl::StrCat("complaint ", customer.complaints[0].complaint_id,
                        " is open");
  }
  return "";
}

// What has to happen before it comes.
std::string WaitsFor(const Customer& customer, const Occasion& occasion) {
  switch (occasion.kind) {
    case OccasionKind::kBirthday:
      return customer.profile.birthday.empty() ? "no birthday is known"
                                               : "its conditions do not hold";
    case OccasionKind::kWinBack:
      return absl::StrCat("comes once dormant; is ",
                          StageText(customer.lifecycle.stage));
    case OccasionKind::kSurvey:
      return absl::StrCat("comes while active or loyal; is ",
                          StageText(customer.lifecycle.stage));
    case OccasionKind::kReferralAsk:
      return absl::StrCat("comes on becoming loyal; is ",
                          StageText(customer.lifecycle.stage));
    case OccasionKind::kCareDue:
      return "no visit with its categories lately";
    case OccasionKind::kHoliday:
      return "none of its dates is to come";
    case OccasionKind::kAppointmentConfirm:
    case OccasionKind::kAppointmentToday:
      return customer.appointments.empty() ? "no appointment is booked"
                                           : "its time has passed";
    default:
      return "nothing happened that it follows from, or its conditions do not "
             "hold";
  }
}

std::string OccasionText(const FoundCustomer& found, const Occasion& occasion) {
  const Customer& customer = found.customer;
  const auto next = NextOf(occasion, customer, *found.program());
  const std::string back = HeldBack(customer, occasion);
  if (!next) return WaitsFor(customer, occasion);
  const std::string when = TimeText(next->at, found.program()->program->zone);
  if (back.empty()) return absl::StrCat("comes on ", when);
  return absl::StrCat("comes on ", when, ", but will be suppressed: ", back);
}

}  // namespace

std::vector<std::string> SilentRules(const RecordedFact& fact,
                                     const Decision& decision,
                                     const Customer& before,
                                     const Partition& partition) {
  std::vector<std::string> lines;
  const PublishedProgram* published = partition.Current();
  if (published == nullptr) return {"no program was in force yet"};
  if (decision.outcome != Outcome::kAccepted) {
    return {decision.outcome == Outcome::kDuplicate
                ? "no rule was asked: the same fact was decided before"
                : "no rule was asked: the fact was refused"};
  }
  const Program& program = *published->program;
  const Customer customer = AtTheFact(fact, decision, before, program);
  if (customer.erased) {
    return {"no rule was asked: the customer has been erased"};
  }
  const Circumstances asked{program, customer, fact.fact, customer.tier.name};
  for (const EarnRule& rule : program.earn) {
    if (rule.on != fact.fact.body.index() || Contributed(decision, rule.name)) {
      continue;
    }
    std::string why = WhyNot(rule.when, asked);
    if (why.empty()) why = WhyNoLine(rule.when, fact.fact);
    if (why.empty()) why = WhyNothing(rule, decision);
    lines.push_back(absl::StrCat(rule.name, ": ", why));
  }
  return lines;
}

std::vector<std::string> SilenceOf(const FoundCustomer& found) {
  std::vector<std::string> lines;
  if (found.program() == nullptr) return {"no program was in force yet"};
  if (found.customer.erased) return {"erased: nothing falls due any more"};
  const std::string tier = NextTierText(found);
  if (!tier.empty()) lines.push_back(absl::StrCat("tier: ", tier));
  for (const Occasion& occasion :
       found.program()->program->outreach.occasions) {
    lines.push_back(
        absl::StrCat(occasion.name, ": ", OccasionText(found, occasion)));
  }
  return lines;
}

}  // namespace laurel
