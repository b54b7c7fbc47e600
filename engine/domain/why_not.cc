#include "engine/domain/why_not.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

std::string Named(std::string_view value) {
  return value.empty() ? "none" : std::string(value);
}

std::string Listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", name);
  }
  return text;
}

std::string Among(std::string_view what, std::string_view is,
                  const std::vector<std::string>& wanted) {
  return absl::StrCat(std::string(what), ": ", Named(is), " is not among ",
                      Listed(wanted));
}

// A condition by itself, and what to say if it does not hold.
struct Asked {
  Conditions one;
  std::string says;
};

std::vector<Asked> AllAsked(const Conditions& when,
                            const Circumstances& asked) {
  std::vector<Asked> all;
  const auto ask = [&](auto member, std::string says) {
    Asked& added = all.emplace_back();
    added.one.*member = when.*member;
    added.says = std::move(says);
  };
  using C = Conditions;
  if (when.stages != 0) {
    ask(&C::stages, "stages: the customer was in another stage");
  }
  if (!when.tiers.empty()) {
    ask(&C::tiers, Among("tiers", asked.tier, when.tiers));
  }
  if (!when.stores.empty()) {
    ask(&C::stores, Among("stores", asked.fact.store_id, when.stores));
  }
  if (!when.staff.empty()) {
    ask(&C::staff, "staff: none of " + Listed(when.staff));
  }
  if (!when.channels.empty()) {
    ask(&C::channels, "channels: none of " + Listed(when.channels));
  }
  if (when.tenders != 0) ask(&C::tenders, "tenders: paid in another way");
  if (when.score_at_least) {
    ask(&C::score_at_least, absl::StrCat("score_at_least: the score was below ",
                                         *when.score_at_least));
  }
  if (when.weekdays != 0) ask(&C::weekdays, "weekdays: it was another day");
  if (when.from_ms != when.to_ms) {
    ask(&C::from_ms, "hours: it was another time of day");
    all.back().one.to_ms = when.to_ms;
  }
  if (when.from_day != kNoDay) ask(&C::from_day, "dates: it was before them");
  if (when.to_day != kNoDay) ask(&C::to_day, "dates: it was after them");
  if (when.birthday != C::Birthday::kNone) {
    ask(&C::birthday, asked.customer.profile.birthday.empty()
                          ? "birthday: none is known"
                          : absl::StrCat("birthday: it is ",
                                         asked.customer.profile.birthday));
  }
  if (when.visit_number != 0) {
    ask(&C::visit_number,
        absl::StrCat("visit_number: it was not visit ", when.visit_number));
  }
  if (when.every_nth_visit != 0) {
    ask(&C::every_nth_visit, "every_nth_visit: not at this visit");
  }
  if (when.first_purchase) {
    ask(&C::first_purchase, "first_purchase: it was not the first");
  }
  return all;
}

}  // namespace

std::string WhyNot(const Conditions& when, const Circumstances& asked) {
  for (const Asked& condition : AllAsked(when, asked)) {
    if (!Hold(condition.one, asked)) return condition.says;
  }
  return "";
}

std::string WhyNoLine(const Conditions& when, const Fact& fact) {
  std::string wanted;
  const auto want = [&](std::string_view what, const auto& names) {
    if (names.empty()) return;
    absl::StrAppend(&wanted, wanted.empty() ? "" : " and ", std::string(what),
                    " ", Listed(names));
  };
  want("categories", when.categories);
  want("skus", when.skus);
  if (const auto* visit = std::get_if<VisitCompleted>(&fact.body)) {
    if (MatchesServices(when, *visit)) return "";
    return absl::StrCat(wanted, ": no service of the visit matches");
  }
  const auto* sale = std::get_if<PaymentCaptured>(&fact.body);
  if (sale == nullptr) return "";
  const bool any = std::any_of(
      sale->lines.begin(), sale->lines.end(), [&](const Line& line) {
        return MatchesLine(when, line.sku, line.category, line.kind);
      });
  if (any) return "";
  return absl::StrCat(wanted.empty() ? "kinds" : wanted, ": no line matches");
}

}  // namespace laurel
