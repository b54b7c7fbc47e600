#include "connectors/csv/draft.h"

#include <google/protobuf/util/time_util.h>

#include <set>
#include <tuple>

#include "connectors/csv/external_sort.h"
#include "connectors/csv/fact_parser.h"
#include "connectors/csv/text.h"

namespace laurel {
namespace {

namespace pb = google::protobuf;

Instant InstantOf(const pb::Timestamp& at) {
  return {pb::util::TimeUtil::TimestampToMilliseconds(at)};
}

MaybeReject CheckId(std::string_view name, std::string_view id) {
  if (id.size() <= 128 && !HasControlCharacter(id)) return std::nullopt;
  return Reject{"not an identifier",
                Concat({name, " would be ", Shown(id),
                        ": at most 128 bytes without control characters are "
                        "possible"})};
}

MaybeReject RenderId(std::string_view name, const TextTemplate& text,
                     const RowFields& fields, std::string* out) {
  if (auto refusal = Render(text, fields, *out)) return refusal;
  return CheckId(name, *out);
}

MaybeReject Negative(std::string_view what) {
  return Reject{"a negative amount",
                Concat({what,
                        " would be negative; what goes back to the "
                        "customer is a payment_refunded"})};
}

Money MoneyOf(const v1::Money& money) {
  return {Currency::Of(money.currency()), money.minor()};
}

// What an amount adds to the sum of a fact.
MaybeReject AddAmount(std::string_view what, const Money& amount, Money& sum) {
  if (amount.minor < 0) return Negative(what);
  if (sum.currency.empty()) sum.currency = amount.currency;
  if (!amount.currency.empty() && amount.currency != sum.currency) {
    return Reject{"two currencies",
                  Concat({what, " is in ", amount.currency.text(),
                          ", the fact has amounts in ", sum.currency.text()})};
  }
  sum.minor += amount.minor;
  if (sum.minor <= kMaxAmount) return std::nullopt;
  return Reject{"out of range",
                Concat({"with ", what,
                        " the fact comes to more than "
                        "10000000000000 of the smallest unit"})};
}

MaybeReject CheckSale(const v1::PaymentCaptured& payment, DraftTotals& totals) {
  for (const v1::Line& line : payment.lines()) {
    if (auto refusal =
            AddAmount("lines.amount", MoneyOf(line.amount()), totals.lines)) {
      return refusal;
    }
    if (line.quantity() < 0) return Negative("lines.quantity");
  }
  totals.tenders.currency = totals.lines.currency;
  for (const v1::Tender& tender : payment.tenders()) {
    if (auto refusal = AddAmount("tenders.amount", MoneyOf(tender.amount()),
                                 totals.tenders)) {
      return refusal;
    }
  }
  return std::nullopt;
}

MaybeReject CheckRefund(const v1::PaymentRefunded& refund,
                        DraftTotals& totals) {
  for (const v1::RefundLine& line : refund.lines()) {
    if (auto refusal =
            AddAmount("lines.amount", MoneyOf(line.amount()), totals.lines)) {
      return refusal;
    }
  }
  return refund.has_amount() && refund.amount().minor() < 0
             ? Negative("set.amount")
             : std::nullopt;
}

// Adds the amounts of `event` to `totals`.
MaybeReject CheckBody(const v1::Event& event, DraftTotals& totals) {
  if (event.has_payment_captured()) {
    return CheckSale(event.payment_captured(), totals);
  }
  if (event.has_payment_refunded()) {
    return CheckRefund(event.payment_refunded(), totals);
  }
  return std::nullopt;
}

pb::Message& BodyOf(const FactMapping& fact, v1::Event& event) {
  return *event.GetReflection()->MutableMessage(&event, fact.body);
}

void AppendElements(const pb::FieldDescriptor& field, const pb::Message& from,
                    pb::Message& to) {
  const pb::Reflection& reflection = *from.GetReflection();
  for (int i = 0; i < reflection.FieldSize(from, &field); ++i) {
    reflection.AddMessage(&to, &field)
        ->CopyFrom(reflection.GetRepeatedMessage(from, &field, i));
  }
}

void TakeEarlier(const pb::Timestamp& other, pb::Timestamp& at) {
  if (InstantOf(other) < InstantOf(at)) at = other;
}

}  // namespace

std::string ToBytes(const FactDraft& draft) {
  std::string bytes;
  AppendNumber(draft.fact, bytes);
  AppendNumber(draft.rows, bytes);
  AppendNumber(draft.origin.file, bytes);
  AppendNumber(draft.origin.line, bytes);
  AppendText(draft.origin.raw, bytes);
  AppendText(draft.event.SerializeAsString(), bytes);
  AppendText(draft.key, bytes);
  AppendText(draft.match_key, bytes);
  AppendText(draft.sku, bytes);
  AppendNumber(static_cast<uint64_t>(draft.quantity), bytes);
  AppendText(draft.amount.currency.text(), bytes);
  AppendNumber(static_cast<uint64_t>(draft.amount.minor), bytes);
  return bytes;
}

FactDraft DraftFrom(std::string_view bytes) {
  ByteParser parser(bytes);
  FactDraft draft;
  draft.fact = static_cast<int>(parser.Number());
  draft.rows = static_cast<int>(parser.Number());
  draft.origin.file = static_cast<int>(parser.Number());
  draft.origin.line = static_cast<int64_t>(parser.Number());
  draft.origin.raw = parser.Text();
  const std::string_view event = parser.Text();
  draft.event.ParseFromArray(event.data(), static_cast<int>(event.size()));
  draft.key = parser.Text();
  draft.match_key = parser.Text();
  draft.sku = parser.Text();
  draft.quantity = static_cast<int64_t>(parser.Number());
  draft.amount.currency = Currency::Of(parser.Text());
  draft.amount.minor = static_cast<int64_t>(parser.Number());
  return draft;
}

std::string OrderByTime(const FactDraft& draft) {
  std::string key;
  AppendNumber(InstantOf(draft.event.occurred_at()).ms, key);
  AppendNumber(draft.origin.file, key);
  AppendNumber(draft.origin.line, key);
  AppendNumber(draft.fact, key);
  return key;
}

std::string OrderByGroup(const FactDraft& draft, std::string_view group) {
  std::string key;
  AppendNumber(draft.fact, key);
  AppendText(group, key);
  AppendNumber(draft.origin.line, key);
  return key;
}

std::string_view GroupOf(std::string_view key) {
  return key.substr(0, key.size() - 8);
}

DraftTotals TotalsOf(const v1::Event& event) {
  DraftTotals totals;
  CheckBody(event, totals);
  return totals;
}

MaybeReject FactBuilder::Build(const RowFields& fields,
                               FactDraft& draft) const {
  draft.event.Clear();
  if (auto refusal = BuildEnvelope(fields, draft.event)) return refusal;
  if (auto refusal = BuildBody(fields, draft.event)) return refusal;
  if (auto refusal = Render(fact_.key, fields, draft.key)) return refusal;
  return fact_.match ? BuildMatch(fields, draft) : std::nullopt;
}

MaybeReject FactBuilder::BuildEnvelope(const RowFields& fields,
                                       v1::Event& event) const {
  const std::tuple<std::string_view, const TextTemplate&, std::string*> ids[] =
      {{"id", fact_.id, event.mutable_id()},
       {"customer_id", fact_.customer_id, event.mutable_customer_id()},
       {"store_id", fact_.store_id, event.mutable_store_id()},
       {"actor", fact_.actor, event.mutable_actor()},
       {"correlation_id", fact_.correlation_id,
        event.mutable_correlation_id()}};
  for (const auto& [name, text, out] : ids) {
    if (auto refusal = RenderId(name, text, fields, out)) return refusal;
  }
  if (event.id().empty()) {
    return Reject{"no id", "the fact's id would be empty"};
  }
  if (event.customer_id().empty() && !MayBeAnonymous(*fact_.body)) {
    return Reject{"no customer", Concat({fact_.body->name(),
                                         " needs a customer, and customer_id "
                                         "is empty"})};
  }
  if (event.customer_id().empty() && event.store_id().empty()) {
    return Reject{"no customer",
                  "customer_id is empty, and there is no "
                  "store_id to count the fact for"};
  }
  event.set_source(source_);
  Instant at;
  if (auto refusal = Evaluate(fact_.occurred_at, fields, at)) return refusal;
  *event.mutable_occurred_at() =
      pb::util::TimeUtil::MillisecondsToTimestamp(at.ms);
  return std::nullopt;
}

MaybeReject FactBuilder::BuildBody(const RowFields& fields,
                                   v1::Event& event) const {
  pb::Message& body = BodyOf(fact_, event);
  for (const FieldSetting& setting : fact_.settings) {
    if (auto refusal = Apply(setting, fields, body)) return refusal;
  }
  for (const ElementMapping& element : fact_.elements) {
    bool wanted = true;
    if (auto refusal = Evaluate(element.when, fields, wanted)) return refusal;
    if (!wanted) continue;
    pb::Message& message =
        *body.GetReflection()->AddMessage(&body, element.field);
    for (const FieldSetting& setting : element.settings) {
      if (auto refusal = Apply(setting, fields, message)) return refusal;
    }
  }
  DraftTotals totals;
  return CheckBody(event, totals);
}

MaybeReject FactBuilder::BuildMatch(const RowFields& fields,
                                    FactDraft& draft) const {
  const MatchMapping& match = *fact_.match;
  if (!draft.event.has_payment_refunded()) {
    return Render(match.key, fields, draft.match_key);
  }
  if (auto refusal = Render(match.sku, fields, draft.sku)) return refusal;
  if (auto refusal = Evaluate(match.quantity, fields, draft.quantity)) {
    return refusal;
  }
  if (auto refusal = Evaluate(match.amount, fields, draft.amount)) {
    return refusal;
  }
  if (draft.event.customer_id().empty()) {
    return Reject{"no customer",
                  "a refund without a customer cannot be "
                  "matched with a sale"};
  }
  if (draft.quantity > 0 && draft.amount.minor >= 0) return std::nullopt;
  return Reject{"a negative amount",
                "the quantity of a refund must be "
                "positive and its amount not negative"};
}

MaybeReject FactBuilder::GroupKey(const RowFields& fields,
                                  std::string& out) const {
  out.clear();
  std::string value;
  for (const Placeholder& column : fact_.group_by) {
    if (auto refusal = Render(column, fields, value)) return refusal;
    AppendText(value, out);
  }
  return std::nullopt;
}

MaybeReject FactBuilder::CheckSameFact(const v1::Event& row,
                                       const v1::Event& group) const {
  const std::tuple<std::string_view, std::string_view, std::string_view>
      same[] = {{"customer_id", row.customer_id(), group.customer_id()},
                {"store_id", row.store_id(), group.store_id()},
                {"id", row.id(), group.id()}};
  for (const auto& [name, value, of_group] : same) {
    if (value == of_group) continue;
    return Reject{
        "differs from its group",
        Concat({name, " is ", Shown(value),
                ", rows of the same group before have ", Shown(of_group)})};
  }
  return std::nullopt;
}

MaybeReject FactBuilder::Join(const FactDraft& row, FactDraft& group,
                              DraftTotals& totals) const {
  if (auto refusal = CheckSameFact(row.event, group.event)) return refusal;
  if (totals.rows >= kMaxGroupRows) {
    return Reject{"too large a group",
                  "10000 rows of this group have come "
                  "before, more do not fit into a fact"};
  }
  DraftTotals with_row = totals;
  if (auto refusal = CheckBody(row.event, with_row)) return refusal;
  totals = with_row;
  group.rows = ++totals.rows;
  const pb::Message& added =
      row.event.GetReflection()->GetMessage(row.event, fact_.body);
  std::set<const pb::FieldDescriptor*> fields;
  for (const ElementMapping& element : fact_.elements) {
    fields.insert(element.field);
  }
  for (const auto* field : fields) {
    AppendElements(*field, added, BodyOf(fact_, group.event));
  }
  TakeEarlierInstants(row.event, group.event);
  return std::nullopt;
}

void FactBuilder::TakeEarlierInstants(const v1::Event& row,
                                      v1::Event& group) const {
  TakeEarlier(row.occurred_at(), *group.mutable_occurred_at());
  const pb::Message& added = row.GetReflection()->GetMessage(row, fact_.body);
  for (const FieldSetting& setting : fact_.settings) {
    if (!std::holds_alternative<InstantRule>(setting.value)) continue;
    if (setting.field.steps.size() != 1) continue;
    const pb::FieldDescriptor* field = &setting.field.leaf();
    pb::Message& body = BodyOf(fact_, group);
    TakeEarlier(static_cast<const pb::Timestamp&>(
                    body.GetReflection()->GetMessage(added, field)),
                static_cast<pb::Timestamp&>(
                    *body.GetReflection()->MutableMessage(&body, field)));
  }
}

}  // namespace laurel
