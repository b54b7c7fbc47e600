#include "engine/runtime/publish.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/civil.h"
#include "engine/base/zone.h"
#include "engine/codec/decision_codec.h"
#include "engine/codec/json.h"
#include "engine/domain/names.h"
#include "engine/runtime/parked.h"
#include "engine/runtime/published_names.h"

namespace laurel {
namespace {

constexpr std::string_view kAsManyAsPayments[] = {
    "units_earned", "units_activated", "units_held", "hold_settled",
    "arrears_repaid"};

constexpr size_t kBodies = std::variant_size_v<DerivedBody>;

// "laurel.units_expired.v1" by the index of a body: one is made an event.
std::vector<std::string> TypesOfBodies() {
  std::vector<std::string> types;
  for (size_t i = 0; i < kBodies; ++i) {
    types.push_back(
        absl::StrCat("laurel.", std::string(DerivedBodyName(i)), ".v1"));
  }
  return types;
}

const std::string& TypeOf(const DerivedBody& body) {
  static const std::vector<std::string> types = TypesOfBodies();
  return types[body.index()];
}

void PutDigits(int64_t number, int digits, char* at) {
  for (int i = digits - 1; i >= 0; --i, number /= 10) {
    at[i] = static_cast<char>('0' + number % 10);
  }
}

// "2025-02-03T07:00:00.000Z"
std::string Rfc3339(Instant at) {
  static const Zone utc;
  const Date date = DateOf(DayOf(at, utc));
  const int64_t ms = TimeOfDayMs(at, utc);
  std::string text = "0000-00-00T00:00:00.000Z";
  PutDigits(date.year, 4, &text[0]);
  PutDigits(date.month, 2, &text[5]);
  PutDigits(date.day, 2, &text[8]);
  PutDigits(ms / kHourMs, 2, &text[11]);
  PutDigits(ms / kMinuteMs % 60, 2, &text[14]);
  PutDigits(ms / kSecondMs % 60, 2, &text[17]);
  PutDigits(ms % 1000, 3, &text[20]);
  return text;
}

// The customer, or the store of a fact without one.
std::string_view KeyOf(const LoggedFact& fact, const Decision& decision) {
  return decision.customer_id.empty() ? fact.key
                                      : std::string_view(decision.customer_id);
}

// CloudEvents 1.0, Kafka protocol binding, binary mode.
void AddPublic(const LoggedFact& fact, const Decision& decision,
               const DerivedEvent& event, Format format, Commit& commit) {
  const Envelope envelope = EnvelopeOf(decision, fact.recorded);
  const bool json = format == Format::kJson;
  thread_local std::string value;
  if (json) {
    value = DerivedEventToJson(event, envelope);
  } else {
    EncodeDerivedEvent(event, envelope, &value);
  }
  const std::string id = EventIdOf(event, envelope);
  const std::string time = Rfc3339(event.occurred_at);
  commit.events.Add(
      KeyOf(fact, decision), value,
      {{"ce_specversion", "1.0"},
       {"ce_id", id},
       {"ce_source", "laurel/engine"},
       {"ce_type", TypeOf(event.body)},
       {"ce_subject", KeyOf(fact, decision)},
       {"ce_time", time},
       {"content-type", json ? "application/json" : "application/protobuf"}});
}

void AddCopy(const LoggedFact& fact, std::string_view reason,
             std::string_view message, std::string_view topic, Commit& commit) {
  AddParked({topic, fact.recorded.partition, fact.recorded.offset, reason,
             message, fact.key, fact.value},
            commit.parked);
}

}  // namespace

EventNames AllEventNames() {
  EventNames all;
  for (size_t i = 0; i < kBodies; ++i) all.emplace(DerivedBodyName(i));
  all.erase("");
  return all;
}

EventNames UsualEventNames() {
  EventNames usual = AllEventNames();
  for (std::string_view busy : kAsManyAsPayments) {
    usual.erase(std::string(busy));
  }
  return usual;
}

Published::Published() : Published(UsualEventNames()) {}

Published::Published(EventNames names) {
  for (size_t i = 0; i < kBodies; ++i) {
    by_index_.push_back(names.count(DerivedBodyName(i)) != 0);
  }
}

bool Published::Has(const DerivedBody& body) const {
  return by_index_[body.index()];
}

void AddDecision(const LoggedFact& fact, const Decision& decision,
                 const Published& published, std::string_view facts_topic,
                 Commit& commit) {
  thread_local std::string encoded;
  EncodeDecision(decision, &encoded);
  commit.decisions.Add(KeyOf(fact, decision), encoded);
  for (const Events* events : {&decision.due, &decision.events}) {
    for (const DerivedEvent& event : *events) {
      if (!published.Has(event.body)) continue;
      AddPublic(fact, decision, event, published.format, commit);
    }
  }
  if (decision.outcome == Outcome::kParked) {
    AddCopy(fact, Name(decision.parked), decision.parked_message, facts_topic,
            commit);
  } else if (decision.outcome == Outcome::kRejected) {
    const auto* rejected =
        std::get_if<FactRejected>(&decision.events.back().body);
    if (rejected != nullptr) {
      AddCopy(fact, Name(rejected->reason), rejected->message, facts_topic,
              commit);
    }
  }
}

}  // namespace laurel
