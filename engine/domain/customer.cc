#include "engine/domain/customer.h"

namespace laurel {

int64_t Account::Available() const {
  int64_t sum = 0;
  for (const Lot& lot : lots) {
    if (!lot.pending) sum += lot.remaining;
  }
  return sum;
}

int64_t Account::Pending() const {
  int64_t sum = 0;
  for (const Lot& lot : lots) {
    if (lot.pending) sum += lot.remaining;
  }
  return sum;
}

int64_t Account::Held() const {
  int64_t sum = 0;
  for (const Lot& lot : lots) sum += lot.held;
  return sum;
}

const Account* Customer::FindAccount(std::string_view unit,
                                     SubBalance sub) const {
  for (const Account& account : accounts) {
    if (account.sub_balance == sub && account.unit == unit) return &account;
  }
  return nullptr;
}

}  // namespace laurel
