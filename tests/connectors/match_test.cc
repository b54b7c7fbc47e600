// Facts that find the earlier fact they are about.
#include <gtest/gtest.h>

#include "tests/connectors/scratch.h"

namespace laurel {
namespace {

constexpr char kShop[] = R"(
source: import/shop
facts:
  - name: sale
    when: {column: Quantity, not_matches: "^-"}
    group_by: [Invoice]
    body: payment_captured
    id: "{Invoice}"
    customer_id: "{Customer}"
    store_id: shop
    occurred_at: {column: Day, format: "%Y-%m-%d"}
    set: {payment_id: "{Invoice}"}
    lines:
      line_id: "{row}"
      sku: "{Sku}"
      quantity: "{Quantity}"
      amount: "{Quantity} * {Price} GBP"
  - when: {column: Quantity, matches: "^-"}
    body: payment_refunded
    id: "{Invoice}/{row}"
    customer_id: "{Customer}"
    store_id: shop
    occurred_at: {column: Day, format: "%Y-%m-%d"}
    set: {refund_id: "{Invoice}/{row}"}
    match:
      fact: sale
      sku: "{Sku}"
      quantity: "-{Quantity}"
      amount: "-{Quantity} * {Price} GBP"
)";

// Refunds as "id: payment line minor", then rejects as "line: kind".
std::string Refunds(const std::string& rows) {
  const Imported imported = ImportTexts(
      kShop, {{"s.csv", "Invoice,Customer,Day,Sku,Quantity,Price\n" + rows}});
  std::string shown;
  for (const auto& event : imported.events) {
    if (!event.has_payment_refunded()) continue;
    const auto& refund = event.payment_refunded();
    shown += event.id() + ": " + refund.payment_id() + " " +
             refund.lines(0).line_id() + " " +
             std::to_string(refund.lines(0).amount().minor()) + "\n";
  }
  for (const auto& [kind, n] : imported.summary.rejected_by_reason) {
    shown += kind + ": " + std::to_string(n) + "\n";
  }
  return shown;
}

TEST(Match, TakesTheLatestEarlierSaleWithEnoughLeft) {
  EXPECT_EQ(Refunds("1,ada,2020-01-01,cup,6,2.00\n"
                    "2,ada,2020-01-02,cup,4,2.00\n"
                    "C3,ada,2020-01-05,cup,-5,2.00\n"    // only invoice 1 has 5
                    "C4,ada,2020-01-06,cup,-3,2.00\n"    // invoice 2
                    "C5,ada,2020-01-07,cup,-1,2.00\n"    // its last
                    "C6,ada,2020-01-08,cup,-1,2.00\n"    // the last of 1
                    "C7,ada,2020-01-09,cup,-1,2.00\n"),  // nothing is left
            "C3/4: 1 2 1000\nC4/5: 2 3 600\nC5/6: 2 3 200\nC6/7: 1 2 200\n"
            "no earlier sale of that quantity: 1\n");
}

TEST(Match, LooksForTheSameCustomerAndGoodsInThePast) {
  EXPECT_EQ(Refunds("1,ada,2020-01-01,cup,1,2.00\n"
                    "C2,bob,2020-01-02,cup,-1,2.00\n"
                    "C3,ada,2020-01-02,tea,-1,2.00\n"
                    "C4,,2020-01-02,cup,-1,2.00\n"
                    "C5,eve,2020-01-02,cup,-1,2.00\n"
                    "6,eve,2020-01-03,cup,1,2.00\n"),
            "no customer: 1\nno earlier sale: 3\n");
}

TEST(Match, RefundsNoMoreThanWasPaid) {
  EXPECT_EQ(Refunds("1,ada,2020-01-01,cup,2,2.00\n"
                    "C2,ada,2020-01-02,cup,-1,5.00\n"
                    "C3,ada,2020-01-03,cup,-1,4.00\n"
                    "C4,ada,2020-01-04,cup,-1,0.01\n"),
            "C3/4: 1 2 400\nrefunds more than was paid: 2\n");
}

// Rows stand in any order, in one file or more: time decides.
TEST(Match, FollowsTimeAndNotTheFile) {
  EXPECT_EQ(Refunds("C2,ada,2020-01-02,cup,-1,2.00\n"
                    "1,ada,2020-01-01,cup,1,2.00\n"),
            "C2/2: 1 3 200\n");
}

constexpr char kOffers[] = R"(
source: import/app
facts:
  - name: sent
    key: "{Offer}"
    when: {column: What, equals: sent}
    body: message_sent
    id: "{row}"
    customer_id: "{Who}"
    occurred_at: {column: Day, format: "%Y-%m-%d"}
    set:
      message_id: "m{row}"
      campaign: "{Offer}"
      outreach_id: "o{row}"
  - when: {column: What, equals: opened}
    body: message_opened
    id: "{row}"
    customer_id: "{Who}"
    occurred_at: {column: Day, format: "%Y-%m-%d"}
    set: {campaign: "{Offer}"}
    match: {fact: sent, key: "{Offer}", set: message_id}
  - when: {column: What, equals: clicked}
    body: message_clicked
    id: "{row}"
    customer_id: "{Who}"
    occurred_at: {column: Day, format: "%Y-%m-%d"}
    set: {message_id: "c{row}"}
    match: {fact: sent, key: "{Offer}", set: outreach_id, optional: true}
)";

TEST(Match, CopiesAFieldOfTheLatestEarlierFact) {
  const Imported imported =
      ImportTexts(kOffers, {{"o.csv",
                             "Who,Day,What,Offer\n"
                             "ada,2020-01-01,opened,x\n"  // 2: nothing was sent
                             "ada,2020-01-02,sent,x\n"    // 3
                             "ada,2020-01-03,opened,x\n"  // 4
                             "ada,2020-01-04,sent,x\n"    // 5
                             "ada,2020-01-05,opened,x\n"  // 6
                             "ada,2020-01-06,opened,y\n"  // 7: another offer
                             "bob,2020-01-07,opened,x\n"  // 8: somebody else
                             "bob,2020-01-07,clicked,x\n"  // 9: optional
                             "ada,2020-01-07,clicked,x\n"}});
  std::string shown;
  for (const auto& event : imported.events) {
    if (event.has_message_opened()) {
      shown += event.id() + " " + event.message_opened().message_id() + "\n";
    } else if (event.has_message_clicked()) {
      shown += event.id() + " " + event.message_clicked().outreach_id() + "\n";
    }
  }
  EXPECT_EQ(shown, "4 m3\n6 m5\n9 \n10 o5\n");
  EXPECT_EQ(imported.summary.rejected_by_reason.at("no earlier fact"), 3);
}

// The channel of a visit is a text, that of a message a word of a list: reading
// the one as the other ended the process.
TEST(Match, CopiesTextsOnly) {
  const std::string visit = R"(
  - when: {column: What, equals: visit}
    body: visit_completed
    id: "{row}"
    customer_id: "{Who}"
    occurred_at: {column: Day, format: "%Y-%m-%d"}
    set: {visit_id: "{row}"}
    match: {fact: sent, key: "{Offer}", set: channel}
)";
  const auto mapping = ParseMapping(kOffers + visit, "m.yaml");
  EXPECT_EQ(mapping.status().message(),
            "m.yaml:30: facts[3].match.fact: channel of message_sent is no "
            "text, so it cannot be copied");
}

}  // namespace
}  // namespace laurel
