// What clients buy and pay, what they get back, and what cannot be.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/chain/street.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr Currency kYuan = Currency::Of("CNY");
constexpr TenderKind kUsualTenders[] = {TenderKind::kWechat,
                                        TenderKind::kAlipay, TenderKind::kCard,
                                        TenderKind::kCash};
constexpr Article kTopUp = {"wallet", "", LineKind::kTopUp, 100'000};
constexpr Article kTip = {"tip", "", LineKind::kTip, 2'000};

Money Yuan(int64_t fen) { return {kYuan, fen}; }

Line LineOf(const Basket::Item& item, std::string_view id) {
  Line line;
  line.line_id = id;
  line.sku = item.article.sku;
  line.category = item.article.category;
  line.kind = item.article.kind;
  line.quantity = item.quantity == 1 ? 0 : item.quantity;
  line.amount = Yuan(item.fen);
  if (item.article.kind == LineKind::kTopUp) line.unit = "wallet";
  return line;
}

constexpr std::string_view kLineIds[] = {"1", "2", "3", "4", "5", "6"};

std::string_view UnitOf(TenderKind kind) {
  if (kind == TenderKind::kPoints) return "points";
  return kind == TenderKind::kVoucher ? "eye-care" : "";
}

PaymentCaptured PaymentOf(const Basket& basket) {
  PaymentCaptured payment;
  for (size_t i = 0; i < basket.items.size(); ++i) {
    payment.lines.push_back(LineOf(basket.items[i], kLineIds[i]));
  }
  return payment;
}

// Whole hundreds of points, worth at most half of the basket.
int64_t PointsFor(int64_t points, const Basket& basket) {
  return std::min(points, basket.total_fen / 2) / 100 * 100;
}

}  // namespace

Basket Street::Choose(Client& client) {
  Chance& chance = client.chance;
  const bool lavish = client.habit == Habit::kLavish;
  // What somebody has once a month costs less than what they have twice a year.
  const int first = lavish ? kServiceCount - 4 : 0;
  Basket basket;
  basket.Add(kServices[chance.Between(first, kServiceCount - 1)]);
  if (chance.Percent(lavish ? 60 : 25)) {
    basket.Add(kServices[chance.Between(first, kServiceCount / 2 + first / 2)]);
  }
  if (chance.Percent(lavish ? 45 : 16)) {
    basket.Add(chance.OneOf(kProducts), chance.Between(1, lavish ? 3 : 2));
  }
  if (chance.Percent(3)) basket.Add(kTip);
  if (client.visits > 3 && chance.Percent(lavish ? 10 : 2)) {
    basket.Add(kTopUp, chance.Between(1, 3));
    // With the bonus of a tenth.
    client.wallet_fen += basket.items.back().fen / 10 * 11;
  }
  return basket;
}

absl::Status Street::Pay(const Errand& errand, const Basket& basket,
                         TenderKind special, int64_t special_fen) {
  Client& client = Of(errand);
  const std::string id = Id("p", errand.number);
  const std::string visit = Id("v", errand.number);
  PaymentCaptured payment = PaymentOf(basket);
  payment.payment_id = id;
  payment.visit_id = visit;
  if (special_fen > 0) {
    payment.tenders.push_back({special, UnitOf(special), Yuan(special_fen)});
  }
  int64_t rest = basket.total_fen - special_fen;
  const int64_t stored = client.wallet_fen >= rest ? rest : 0;
  if (stored > 0 && basket.items.back().article.kind != LineKind::kTopUp) {
    payment.tenders.push_back(
        {TenderKind::kStoredValue, "wallet", Yuan(stored)});
    client.wallet_fen -= stored;
    rest = 0;
    const std::string redemption = Id("w", errand.number);
    RETURN_IF_ERROR(Emit(errand, redemption, kAtTill,
                         RedemptionRequested{redemption, "wallet", stored, id,
                                             Yuan(basket.total_fen), true}));
  }
  if (rest > 0) {
    payment.tenders.push_back({kUsualTenders[client.tender], "", Yuan(rest)});
  }
  Remember(errand, basket, special_fen);
  PlanRefund(errand, basket);
  return Emit(errand, id, kAtTill, std::move(payment));
}

// What the client will count on: a point a yuan, and a voucher at gold.
void Street::Remember(const Errand& errand, const Basket& basket,
                      int64_t special_fen) {
  Client& client = Of(errand);
  int64_t spent = 0;
  for (const Basket::Item& item : basket.items) {
    const bool counts = item.article.kind == LineKind::kService ||
                        item.article.kind == LineKind::kProduct;
    if (counts) spent += item.fen;
  }
  constexpr int64_t kGold = 300'000;
  const bool was_below = client.spent_fen < kGold;
  client.spent_fen += spent;
  client.gold = was_below && client.spent_fen >= kGold;
  client.purse.Earn(std::max<int64_t>(0, spent - special_fen) / 100,
                    QuarterOf(errand.at));
}

absl::Status Street::PayWithPoints(const Errand& errand, const Basket& basket) {
  Client& client = Of(errand);
  const int64_t points =
      PointsFor(client.purse.Points(QuarterOf(errand.at)), basket);
  if (points < 500) return Pay(errand, basket, TenderKind::kUnspecified, 0);
  client.purse.Spend(points);
  const std::string id = Id("r", errand.number);
  const std::string payment = Id("p", errand.number);
  RedemptionRequested body{
      id, "points", points, payment, Yuan(basket.total_fen), true};
  RETURN_IF_ERROR(Emit(errand, id, kAtTill, body));
  return Pay(errand, basket, TenderKind::kPoints, points);
}

absl::Status Street::PayWithVoucher(const Errand& errand,
                                    const Basket& basket) {
  Of(errand).gold = false;
  const std::string id = Id("r", errand.number);
  const std::string payment = Id("p", errand.number);
  RedemptionRequested body{id,  "eye-care", 1, payment, Yuan(basket.total_fen),
                           true};
  RETURN_IF_ERROR(Emit(errand, id, kAtTill, body));
  return Pay(errand, basket, TenderKind::kVoucher,
             std::min<int64_t>(basket.total_fen, 8'000));
}

absl::Status Street::AskForTooMuch(const Errand& errand, const Basket& basket) {
  Client& client = Of(errand);
  const int64_t points = client.purse.Points(QuarterOf(errand.at));
  const std::string id = Id("r", errand.number);
  RedemptionRequested body{
      id,  "points", points / 100 * 100 + 1'500, "", Yuan(basket.total_fen),
      true};
  RETURN_IF_ERROR(Emit(errand, id, kAtTill, body));
  return Pay(errand, basket, TenderKind::kUnspecified, 0);
}

absl::Status Street::HoldPoints(const Errand& errand, const Basket& basket) {
  Client& client = Of(errand);
  Errand pay = errand;
  pay.kind = Errand::Kind::kPayHeld;
  pay.at = errand.at + client.chance.Between(3, 9) * kMinuteMs;
  pay.fen = PointsFor(client.purse.Points(QuarterOf(errand.at)), basket);
  if (pay.fen < 500) return Pay(errand, basket, TenderKind::kUnspecified, 0);
  held_baskets_[errand.number] = basket;
  agenda_.Add(pay);
  const std::string id = Id("h", errand.number);
  return Emit(errand, id, "app", HoldRequested{id, "points", pay.fen, 0});
}

// Most holds are captured in part or whole, some released, some forgotten.
absl::Status Street::PayHeld(const Errand& errand) {
  Client& client = Of(errand);
  const Basket basket = held_baskets_[errand.number];
  held_baskets_.erase(errand.number);
  const uint64_t roll = client.chance.Below(10);
  const std::string hold = Id("h", errand.number);
  if (roll >= 9) return Pay(errand, basket, TenderKind::kUnspecified, 0);
  if (roll == 8) {
    const std::string id = Id("hr", errand.number);
    RETURN_IF_ERROR(Emit(errand, id, "app", HoldReleased{hold}));
    return Pay(errand, basket, TenderKind::kUnspecified, 0);
  }
  const int64_t points = roll < 6 ? errand.fen : errand.fen - 100;
  client.purse.Spend(points);
  const std::string id = Id("hc", errand.number);
  RETURN_IF_ERROR(Emit(errand, id, "app", HoldCaptured{hold, points}));
  return Pay(errand, basket, TenderKind::kPoints, points);
}

// Money paid ahead is not asked back: it will be spent.
void Street::PlanRefund(const Errand& errand, const Basket& basket) {
  if (basket.items.back().article.kind == LineKind::kTopUp) return;
  Chance& chance = Of(errand).chance;
  if (!chance.Percent(2)) return;
  Errand refund = errand;
  refund.kind = Errand::Kind::kRefund;
  refund.at = errand.at + chance.Between(1, 12) * kDayMs +
              chance.Between(-60, 60) * kMinuteMs;
  const size_t last = basket.items.size() - 1;
  refund.line = chance.Percent(60) ? static_cast<uint8_t>(last + 1) : 0;
  refund.fen = refund.line > 0 ? basket.items[last].fen : basket.total_fen;
  if (chance.Percent(40)) refund.fen /= 2;
  agenda_.Add(refund);
}

absl::Status Street::Refund(const Errand& errand) {
  const std::string id = Id("x", errand.number);
  const std::string payment = Id("p", errand.number);
  PaymentRefunded body;
  body.refund_id = id;
  body.payment_id = payment;
  if (errand.line > 0) {
    body.lines.push_back({kLineIds[errand.line - 1], Yuan(errand.fen)});
  } else {
    body.amount = Yuan(errand.fen);
    body.has_amount = true;
  }
  return Emit(errand, id, kAtTill, std::move(body));
}

// Somebody who is not known pays; the salon's next stranger comes tomorrow.
absl::Status Street::Stranger(const Errand& errand) {
  const uint32_t salon = errand.client;
  Errand next = errand;
  next.at = OpeningHour(errand.at, 1, chance_);
  agenda_.Add(next);
  const std::string id = Id("p", ++number_);
  Basket basket;
  basket.Add(chance_.OneOf(kServices));
  PaymentCaptured payment = PaymentOf(basket);
  payment.payment_id = id;
  payment.tenders.push_back({TenderKind::kCash, "", Yuan(basket.total_fen)});
  Fact fact;
  fact.id = id;
  fact.source = kTills[salon];
  fact.occurred_at = errand.at;
  fact.store_id = kSalons[salon];
  fact.body = std::move(payment);
  return journal_.Write(std::move(fact), errand.at, static_cast<int>(salon));
}

void Street::PlanMistake(const Errand& errand) {
  Chance& chance = Of(errand).chance;
  if (!chance.OneIn(2'000)) return;
  Errand mistake = errand;
  mistake.kind = Errand::Kind::kMistake;
  mistake.at = errand.at + chance.Between(1, 20) * kHourMs;
  agenda_.Add(mistake);
}

absl::Status Street::Mistake(const Errand& errand) {
  const std::string id = Id("z", errand.number);
  const std::string payment = Id("p", errand.number);
  FactBody body;
  auto& refund = body.emplace<PaymentRefunded>();
  refund.refund_id = id;
  refund.payment_id = payment;
  refund.has_amount = true;
  refund.amount = Yuan(10'000'000);  // far more than was paid
  switch (Of(errand).chance.Below(4)) {
    case 0:
      return Emit(errand, id, kAtTill, HoldCaptured{"h-lost", 100});
    case 1:
      refund.payment_id = "p-lost";
      break;
    case 2:
      refund.amount = {Currency::Of("USD"), 1'000};
      break;
    default:
      break;
  }
  return Emit(errand, id, kAtTill, std::move(body));
}

}  // namespace laurel
