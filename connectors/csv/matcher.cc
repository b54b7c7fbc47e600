#include "connectors/csv/matcher.h"

#include "connectors/csv/external_sort.h"
#include "connectors/csv/text.h"

namespace laurel {
namespace {

namespace pb = google::protobuf;

std::string KeyOf(std::string_view name, std::string_view customer,
                  std::string_view what) {
  std::string key;
  AppendText(name, key);
  AppendText(customer, key);
  AppendText(what, key);
  return key;
}

bool IsRefund(const FactMapping& mapping) {
  return mapping.body->name() == "payment_refunded";
}

}  // namespace

Matcher::Matcher(const Mapping& mapping) {
  for (const InputMapping& input : mapping.inputs) {
    for (const FactMapping& fact : input.facts) {
      if (!fact.match) continue;
      if (IsRefund(fact)) {
        sales_.insert(fact.match->fact);
      } else {
        seekers_[fact.match->fact].push_back(&fact);
      }
    }
  }
}

MaybeReject Matcher::Take(const FactMapping& mapping, FactDraft& draft) {
  if (mapping.match) {
    auto refusal = IsRefund(mapping) ? FindSale(*mapping.match, draft)
                                     : FindText(mapping, draft);
    if (refusal) return refusal;
  }
  if (!mapping.name.empty()) Remember(mapping, draft);
  return std::nullopt;
}

void Matcher::Remember(const FactMapping& mapping, const FactDraft& draft) {
  if (sales_.count(mapping.name) > 0) RememberSale(mapping, draft.event);
  const auto seekers = seekers_.find(mapping.name);
  if (seekers == seekers_.end() || draft.key.empty()) return;
  const pb::Message& body =
      draft.event.GetReflection()->GetMessage(draft.event, mapping.body);
  for (const FactMapping* seeker : seekers->second) {
    texts_[KeyOf(seeker->path, draft.event.customer_id(), draft.key)] =
        TextOf(seeker->match->copied_from, body);
  }
}

void Matcher::RememberSale(const FactMapping& mapping, const v1::Event& event) {
  if (event.customer_id().empty()) return;  // nobody can bring it back
  const v1::PaymentCaptured& payment = event.payment_captured();
  for (int i = 0; i < payment.lines_size(); ++i) {
    const v1::Line& line = payment.lines(i);
    const int64_t quantity = line.quantity() == 0 ? 1 : line.quantity();
    // A line without an id has its position, as in the engine.
    const std::string line_id =
        line.line_id().empty() ? std::to_string(i + 1) : line.line_id();
    lines_[KeyOf(mapping.name, event.customer_id(), line.sku())].push_back(
        {payment.payment_id(), line_id, quantity, line.amount()});
  }
}

MaybeReject Matcher::FindSale(const MatchMapping& match, FactDraft& draft) {
  const auto found =
      lines_.find(KeyOf(match.fact, draft.event.customer_id(), draft.sku));
  if (found == lines_.end()) {
    return Reject{"no earlier sale",
                  Concat({"there is no earlier sale of ", Shown(draft.sku),
                          " to this customer"})};
  }
  SaleLines& lines = found->second;
  bool enough = false;
  for (size_t i = lines.size(); i-- > 0;) {
    SaleLine& line = lines[i];
    if (line.quantity < draft.quantity) continue;
    enough = true;
    if (line.amount.currency() != draft.amount.currency.text() ||
        line.amount.minor() < draft.amount.minor) {
      continue;
    }
    v1::PaymentRefunded& refund = *draft.event.mutable_payment_refunded();
    refund.set_payment_id(line.payment_id);
    v1::RefundLine& refunded = *refund.add_lines();
    refunded.set_line_id(line.line_id);
    refunded.mutable_amount()->set_currency(line.amount.currency());
    refunded.mutable_amount()->set_minor(draft.amount.minor);
    line.quantity -= draft.quantity;
    line.amount.set_minor(line.amount.minor() - draft.amount.minor);
    if (line.quantity == 0) lines.erase(lines.begin() + i);
    return std::nullopt;
  }
  if (enough) {
    return Reject{"refunds more than was paid",
                  Concat({"no earlier sale of ", Shown(draft.sku),
                          " to this customer has as much left to refund"})};
  }
  return Reject{
      "no earlier sale of that quantity",
      Concat({"no earlier sale of ", Shown(draft.sku), " to this customer has ",
              std::to_string(draft.quantity), " left to refund"})};
}

MaybeReject Matcher::FindText(const FactMapping& mapping, FactDraft& draft) {
  const MatchMapping& match = *mapping.match;
  const auto found = texts_.find(
      KeyOf(mapping.path, draft.event.customer_id(), draft.match_key));
  if (found != texts_.end()) {
    SetText(match.copies, found->second,
            *draft.event.GetReflection()->MutableMessage(&draft.event,
                                                         mapping.body));
    return std::nullopt;
  }
  if (match.optional) return std::nullopt;
  return Reject{"no earlier fact",
                Concat({"there is no earlier ", match.fact, " with the key ",
                        Shown(draft.match_key), " of this customer"})};
}

}  // namespace laurel
