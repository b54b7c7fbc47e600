#include <memory>
#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/customer_lookup.h"
#include "cli/customer_text.h"
#include "cli/instant_flag.h"
#include "cli/log_address.h"
#include "cli/output.h"
#include "engine/base/status.h"
#include "engine/codec/json.h"

namespace laurel {
namespace {

struct CustomerOptions {
  LogAddress place;
  std::string customer;
  std::optional<Instant> at;
};

absl::Status ShowCustomer(const CustomerOptions& options,
                          const Session& session) {
  ASSIGN_OR_RETURN(const FoundCustomer found,
                   LookUp(options.place, options.customer, options.at));
  if (session.json) {
    PrintLine(CustomerToJson(
        found.customer,
        found.program() == nullptr ? nullptr : found.program()->program.get()));
  } else {
    Print(CustomerText(found));
  }
  return absl::OkStatus();
}

}  // namespace

void AddCustomer(CLI::App& laurel, Session& session) {
  auto options = std::make_shared<CustomerOptions>();
  CLI::App* customer = AddCommand(
      laurel, session,
      {"customer", "One customer now, or as of an instant",
       "customer mei-00417 --data data\n"
       "customer mei-00417 --data data --at 2025-03-01T00:00:00+08:00"},
      [options, &session] { return ShowCustomer(*options, session); });
  customer->add_option("CUSTOMER", options->customer, "the customer_id")
      ->required();
  AddLogAddress(*customer, options->place);
  AddInstant(*customer, "--at", options->at,
             "as of then, with what was due by then");
}

}  // namespace laurel
