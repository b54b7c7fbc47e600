#include "cli/census.h"

#include <algorithm>

#include "cli/data_directory.h"
#include "engine/base/status.h"
#include "engine/runtime/view_customers.h"

namespace laurel {
namespace {

constexpr size_t kScanBytes = size_t{32} << 20;

void AddAccount(const Account& account, UnitTotals& sum) {
  sum.issued += account.issued;
  sum.redeemed += account.redeemed;
  sum.expired += account.expired;
  sum.reversed += account.reversed;
  sum.outstanding += account.Available() + account.Pending() + account.Held();
  sum.owed += account.arrears;
}

// Loyal, in a tier of its own, and has spent something: much to explain.
bool IsWorthALook(const Customer& customer) {
  if (customer.lifecycle.stage != Stage::kLoyal) return false;
  return std::any_of(customer.accounts.begin(), customer.accounts.end(),
                     [](const Account& account) {
                       return account.redeemed > 0 && account.expired > 0;
                     });
}

void AddCustomer(const Customer& customer, Census& census) {
  ++census.customers;
  if (!customer.erased) {  // they leave stages and tiers, as in figures
    ++census.stages[static_cast<size_t>(customer.lifecycle.stage)];
    ++census.tiers[customer.tier.name];
  }
  for (const Account& account : customer.accounts) {
    AddAccount(account, census.units[account.unit]);
  }
  if (census.worth_a_look.empty() && IsWorthALook(customer)) {
    census.worth_a_look = customer.id;
  }
}

absl::Status AddView(ViewStore& view, Census& census) {
  return VisitCustomers(view, [&](const Customer& customer) {
    AddCustomer(customer, census);
    return absl::OkStatus();
  });
}

}  // namespace

absl::StatusOr<Census> TakeCensus(const std::string& directory,
                                  int32_t partitions) {
  Census census;
  for (int32_t p = 0; p < partitions; ++p) {
    const RocksMemory memory(kScanBytes);
    ASSIGN_OR_RETURN(auto view, OpenViewToRead(directory, p, memory));
    if (view != nullptr) RETURN_IF_ERROR(AddView(*view, census));
  }
  return census;
}

}  // namespace laurel
