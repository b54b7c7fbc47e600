// The running chain: clients, what they have planned, and what happens when it
// is time. One object per history, one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "cli/chain/catalogue.h"
#include "cli/chain/chain.h"
#include "cli/chain/client.h"
#include "cli/chain/errand.h"
#include "cli/chain/journal.h"

namespace laurel {

inline constexpr std::string_view kAtTill = "";

// What somebody pays for: at most two services, two products and a top-up.
struct Basket {
  struct Item {
    Article article;
    int64_t quantity = 1;
    int64_t fen = 0;  // of the whole line
  };
  std::vector<Item> items;
  int64_t total_fen = 0;

  void Add(const Article& article, int64_t quantity = 1) {
    items.push_back({article, quantity, article.fen * quantity});
    total_fen += article.fen * quantity;
  }
};

class Street {
 public:
  Street(const ChainOptions& options, TakeFact take);

  absl::Status Run();

 private:
  absl::Status Do(const Errand& errand);

  // street.cc
  // A fact of a client. `source` may be kAtTill: the till of their salon.
  absl::Status Emit(const Errand& errand, std::string_view id,
                    std::string_view source, FactBody body,
                    Instant occurred_at = kNever);
  std::string Id(std::string_view prefix, uint32_t number) const;
  Client& Of(const Errand& errand) { return clients_[errand.client]; }
  int32_t QuarterOf(Instant at) const;
  void PlanArrivals();
  void PlanStrangers();

  // visits.cc
  void PlanVisit(uint32_t client, Instant from, int64_t days);
  void PlanNextVisit(const Errand& errand);
  void PlanOutcome(const Errand& errand);
  absl::Status Book(const Errand& errand);
  absl::Status Reschedule(const Errand& errand);
  absl::Status Cancel(const Errand& errand);
  absl::Status Miss(const Errand& errand);
  absl::Status Checkout(const Errand& errand);
  absl::Status Complete(const Errand& errand, const Basket& basket);

  // payments.cc
  Basket Choose(Client& client);
  absl::Status PayWithPoints(const Errand& errand, const Basket& basket);
  absl::Status PayWithVoucher(const Errand& errand, const Basket& basket);
  absl::Status HoldPoints(const Errand& errand, const Basket& basket);
  absl::Status PayHeld(const Errand& errand);
  absl::Status AskForTooMuch(const Errand& errand, const Basket& basket);
  absl::Status Pay(const Errand& errand, const Basket& basket,
                   TenderKind special, int64_t special_fen);
  void Remember(const Errand& errand, const Basket& basket,
                int64_t special_fen);
  void PlanRefund(const Errand& errand, const Basket& basket);
  absl::Status Refund(const Errand& errand);
  absl::Status Stranger(const Errand& errand);
  void PlanMistake(const Errand& errand);
  absl::Status Mistake(const Errand& errand);

  // contacts.cc
  absl::Status Enrol(const Errand& errand);
  absl::Status Feedback(const Errand& errand);
  absl::Status Complain(const Errand& errand);
  absl::Status Answer(const Errand& errand);
  absl::Status Resolve(const Errand& errand);
  absl::Status WriteTo(const Errand& errand);
  absl::Status Open(const Errand& errand);
  absl::Status Erase(const Errand& errand);
  void PlanContacts(const Errand& errand);

  const ChainOptions options_;
  const Instant begin_;
  Chance chance_;
  Journal journal_;
  Agenda agenda_;
  std::vector<Client> clients_;
  std::vector<uint32_t> enrolled_;
  std::map<uint32_t, Basket> held_baskets_;  // by payment
  uint32_t number_ = 0;                      // of the last numbered thing
};

// 10:00 to 20:30 of the day `days` after `from`, in Shanghai, rather on a
// Friday or a weekend.
Instant OpeningHour(Instant from, int64_t days, Chance& chance);

}  // namespace laurel
