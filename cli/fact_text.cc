#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/event_text.h"
#include "cli/output.h"
#include "cli/progress_line.h"
#include "engine/codec/fact_codec.h"

namespace laurel {
namespace {

std::string Text(std::string_view text) { return std::string(text); }

Money TotalOf(const PaymentCaptured& payment) {
  Money total;
  for (const Line& line : payment.lines) {
    total.currency = line.amount.currency;
    total.minor += line.amount.minor;
  }
  return total;
}

// What is worth telling beyond the name; the others are told by their name
// and id.
struct FactSentence {
  const Zone& zone;
  const Fact& fact;

  template <typename Body>
  std::string operator()(const Body&) const {
    const std::string name =
        absl::StrReplaceAll(Text(BodyName(fact.body)), {{"_", " "}});
    return absl::StrCat(name, " ", Text(fact.id));
  }
  std::string operator()(const PaymentCaptured& body) const {
    std::string text = absl::StrCat("payment ", Text(body.payment_id), " of ",
                                    MoneyText(TotalOf(body)));
    return text;
  }
  std::string operator()(const PaymentRefunded& body) const {
    Money total = body.amount;
    for (const RefundLine& line : body.lines) {
      total.currency = line.amount.currency;
      total.minor += line.amount.minor;
    }
    return absl::StrCat("refund ", Text(body.refund_id), " of ",
                        MoneyText(total), " from payment ",
                        Text(body.payment_id));
  }
  std::string operator()(const VisitCompleted& body) const {
    std::string text = absl::StrCat("visit ", Text(body.visit_id));
    for (const Service& service : body.services) {
      absl::StrAppend(
          &text, ", ",
          Text(service.sku.empty() ? service.category : service.sku));
    }
    return text;
  }
  std::string operator()(const RedemptionRequested& body) const {
    return absl::StrCat("asks to spend ", Grouped(body.amount), " ",
                        Text(body.unit));
  }
  std::string operator()(const HoldRequested& body) const {
    return absl::StrCat("asks to hold ", Grouped(body.amount), " ",
                        Text(body.unit));
  }
  std::string operator()(const UnitsAdjusted& body) const {
    return absl::StrCat("adjustment ", Text(body.adjustment_id), " of ",
                        Grouped(body.amount), " ", Text(body.unit),
                        body.reason.empty() ? "" : ": ", Text(body.reason));
  }
  std::string operator()(const AppointmentBooked& body) const {
    return absl::StrCat("appointment ", Text(body.appointment_id), " for ",
                        TimeText(body.starts_at, zone));
  }
  std::string operator()(const TierAssigned& body) const {
    return absl::StrCat("tier ", Text(body.tier), " assigned by hand");
  }
  std::string operator()(const ProgramPublished& body) const {
    return absl::StrCat("program ", Text(body.program), " version ",
                        body.version, " came into force");
  }
  std::string operator()(const ClockTicked& b) const {
    if (b.most == 0) return "time passed";
    return absl::StrCat("time passed, for ", b.most, " customers at most");
  }
};

}  // namespace

std::string FactText(const Fact& fact, const Zone& zone) {
  std::string text = std::visit(FactSentence{zone, fact}, fact.body);
  if (!fact.store_id.empty()) {
    absl::StrAppend(&text, " at ", Text(fact.store_id));
  }
  return Printable(text);
}

}  // namespace laurel
