#include "engine/codec/snapshot_codec.h"

#include <google/protobuf/util/json_util.h>

#include "engine/codec/balances.h"
#include "laurel/v1/customer_snapshot.pb.h"

namespace laurel {
namespace {

// Times before 1970 have whole seconds rounded down.
void SetTime(Instant at, google::protobuf::Timestamp* out) {
  const int64_t ms = (at.ms % kSecondMs + kSecondMs) % kSecondMs;
  out->set_seconds((at.ms - ms) / kSecondMs);
  out->set_nanos(static_cast<int32_t>(ms * 1'000'000));
}

void SetTier(const Tier& tier, v1::CustomerSnapshot::Tier& out) {
  out.set_name(tier.name);
  if (tier.since != kNever) SetTime(tier.since, out.mutable_since());
  if (tier.valid_until != kNever) {
    SetTime(tier.valid_until, out.mutable_valid_until());
  }
  if (tier.grace_until != kNever) {
    SetTime(tier.grace_until, out.mutable_grace_until());
  }
}

void SetBalance(const Balance& balance, v1::CustomerSnapshot::Balance& out) {
  out.set_unit(std::string(balance.unit));
  out.set_pending(balance.pending);
  out.set_available(balance.available);
  out.set_held(balance.held);
  out.set_arrears(balance.arrears);
  if (!balance.has_parts) return;
  out.set_principal(balance.principal);
  out.set_bonus(balance.bonus);
}

void WriteJson(const v1::CustomerSnapshot& snapshot, std::string* out) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  out->clear();
  const auto status =
      google::protobuf::util::MessageToJsonString(snapshot, out, options);
  (void)status;  // a message of ours has nothing that JSON has not
}

}  // namespace

void EncodeSnapshot(const Customer& customer, const Program* program,
                    Instant as_of, Format format, std::string* out) {
  v1::CustomerSnapshot snapshot;
  snapshot.set_customer_id(customer.id);
  SetTime(as_of, snapshot.mutable_as_of());
  snapshot.set_stage(static_cast<v1::Stage::Value>(customer.lifecycle.stage));
  if (!customer.tier.name.empty()) {
    SetTier(customer.tier, *snapshot.mutable_tier());
  }
  for (const Balance& balance : BalancesOf(customer, program)) {
    SetBalance(balance, *snapshot.add_balances());
  }
  if (format == Format::kJson) return WriteJson(snapshot, out);
  snapshot.SerializeToString(out);
}

}  // namespace laurel
