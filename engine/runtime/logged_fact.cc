#include "engine/runtime/logged_fact.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"
#include "engine/codec/json.h"
#include "engine/codec/text.h"
#include "engine/domain/step.h"
#include "engine/program/program_file.h"
#include "engine/program/zones.h"

namespace laurel {
namespace {

ParkReason CheckKey(const LoggedFact& fact, std::string* message) {
  if (IsControl(fact.recorded.fact.body)) return ParkReason::kNone;
  const std::string_view due = KeyOf(fact.recorded.fact);
  if (fact.key == due && !due.empty()) return ParkReason::kNone;
  if (fact.key.empty()) {
    *message =
        "the record has no key; it must be the customer_id, or the "
        "store_id where there is no customer";
    return ParkReason::kEmptyKey;
  }
  *message = absl::StrCat("the record's key is ", InQuotes(fact.key),
                          ", the fact's customer or store ", InQuotes(due));
  return ParkReason::kForeignKey;
}

// False: parked, with the reason. What is too large for a fact is not parsed.
bool FromJson(std::string_view& bytes, LoggedFact* out) {
  if (bytes.size() > kMaxFactBytes) {
    out->parked = DecodeFact(bytes, &out->recorded.fact, &out->message);
    return false;
  }
  out->from_json = std::make_shared<std::string>();
  out->parked = ParkReason::kUnreadable;
  if (!JsonToFact(bytes, out->from_json.get(), &out->message)) return false;
  bytes = *out->from_json;
  return true;
}

}  // namespace

std::string_view BytesOf(const LoggedFact& fact) {
  return fact.from_json == nullptr ? fact.value : *fact.from_json;
}

ParkReason CheckPlace(const LoggedFact& fact, int32_t partitions,
                      std::string* message) {
  const int32_t right = PartitionOf(fact.key, partitions);
  if (IsControl(fact.recorded.fact.body) || right == fact.recorded.partition) {
    return ParkReason::kNone;
  }
  *message = absl::StrCat(
      "key \"", std::string(fact.key), "\" belongs on partition ", right,
      " of ", partitions, ", the fact stands on ", fact.recorded.partition,
      "; set the producer's partitioner to Java's default, in librdkafka "
      "partitioner=murmur2_random");
  return ParkReason::kWrongPartition;
}

uint64_t HashOf(std::string_view key, std::string_view value) {
  return Fmix64(Fingerprint64(value) ^ Fnv1a64(key)) | 1;
}

void ReadFact(int32_t partition, const LogRecord& record, LoggedFact* out) {
  out->key = record.key;
  out->value = record.value;
  out->recorded.partition = partition;
  out->recorded.offset = record.offset;
  out->recorded.append_time = Instant{record.append_time_ms};
  out->message.clear();
  out->from_json.reset();
  std::string_view bytes = record.value;
  if (bytes.starts_with('{') && !FromJson(bytes, out)) return;
  out->parked = DecodeFact(bytes, &out->recorded.fact, &out->message);
  if (out->parked != ParkReason::kNone) return;
  Resolve(out->recorded);
  out->parked = Admit(out->recorded, &out->message);
  if (out->parked != ParkReason::kNone) return;
  out->parked = CheckKey(*out, &out->message);
}

absl::StatusOr<std::shared_ptr<const Program>> LoadProgram(
    std::string_view fact_bytes, const ProgramPublished& body) {
  ASSIGN_OR_RETURN(std::vector<Zone> zones, ZonesOf(fact_bytes));
  const ZoneSource source =
      zones.empty() ? MachineZones() : CarriedZones(std::move(zones));
  ASSIGN_OR_RETURN(Program compiled,
                   CompileProgram(absl::StrCat(std::string(body.program),
                                               " version ", body.version),
                                  body.source, source, Strictness::kPublished));
  return std::make_shared<const Program>(std::move(compiled));
}

}  // namespace laurel
