#include "tests/simulation/workload.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"
#include "engine/program/program_file.h"
#include "engine/program/zones.h"
#include "tests/laws/chance.h"
#include "tests/laws/logged.h"
#include "tests/laws/random_history.h"
#include "tests/laws/story.h"

namespace laurel {
namespace {

constexpr Instant kStart{1'750'000'000'000};  // 2025-06-15T15:06:40Z

constexpr std::string_view kTill = R"(program: till
currency: CNY
timezone: UTC
units:
  - {name: points, kind: points, expiry: {after: P10D}}
earn:
  - {name: base, on: payment_captured, unit: points, rate: {per: 1.00, give: 1}}
)";

std::string Encoded(const Fact& fact) {
  std::string bytes;
  EncodeFact(fact, &bytes);
  return bytes;
}

absl::StatusOr<Telling> Publication(Instant at, uint32_t version = 1,
                                    std::string_view source = kTill) {
  ASSIGN_OR_RETURN(const Program compiled,
                   CompileProgram("till", source, MachineZones()));
  const std::string id = absl::StrCat("program/", version);
  Fact fact;
  fact.id = id;
  fact.source = "laurel/engine";
  fact.recorded_at = fact.occurred_at = at;
  fact.body = ProgramPublished{"till", version, source, "x"};
  std::string bytes;
  EncodeFact(fact, &bytes, ZonesOf(compiled));
  return Telling{at.ms, -1, "", std::move(bytes)};
}

// The till's, and who did not come for so many days is missed.
std::string MissingAfter(int64_t days) {
  return absl::StrCat(std::string(kTill),
                      "lifecycle: {overdue: {method: fixed, fixed: {at_risk: P",
                      days, "D, dormant: P", 2 * days, "D, churned: P",
                      3 * days, "D}}}\n");
}

Telling Control(std::string_view id, Instant at, FactBody body) {
  Fact fact;
  fact.id = id;
  fact.source = "laurel/import";
  fact.recorded_at = fact.occurred_at = at;
  fact.body = std::move(body);
  return {at.ms, -1, "", Encoded(fact)};
}

// A part of the facts is imported: laurel does not tick meanwhile.
void Import(std::vector<Telling>& tellings, Chance& chance) {
  const auto size = static_cast<int64_t>(tellings.size());
  const int64_t from = chance.Below(size),
                to = from + chance.Below(size - from);
  const auto at = [&](int64_t i) {
    return Instant{tellings[static_cast<size_t>(i)].at_ms};
  };
  const Telling finished = Control("import/end", at(to), ImportFinished{});
  const Telling started = Control("import/begin", at(from), ImportStarted{});
  tellings.insert(tellings.begin() + to, finished);
  tellings.insert(tellings.begin() + from, started);
}

// A fact that says that it is laurel's, of a kind that only laurel writes, or
// both, but is not.
std::string Forged(Chance& chance, Instant at) {
  Fact fact;
  fact.id = "forged";
  fact.recorded_at = fact.occurred_at = at;
  if (chance.OneIn(2)) {
    fact.source = "pos/1";
    fact.body = ClockTicked{};
  } else {
    fact.source = "laurel/engine";
    fact.customer_id = "ada";
    fact.body = EngagementRecorded{"e", "shared"};
  }
  return Encoded(fact);
}

// What is no fact, or one that must be set aside.
Telling Bad(Chance& chance, Instant at, const Telling& good) {
  Telling bad{at.ms, 0, "ada", ""};
  switch (chance.Below(6)) {
    case 0:
      for (int64_t i = chance.Below(40); i >= 0; --i) {
        bad.value += static_cast<char>(chance.Below(256));
      }
      break;
    case 1:  // cut off
      bad.key = good.key;
      bad.value = good.value.substr(0, good.value.size() / 2);
      break;
    case 2:
      bad.key = "somebody else";
      bad.value = good.value;
      break;
    case 3:
      bad.key.clear();
      bad.value = good.value;
      break;
    case 4:
      bad.value = Forged(chance, at);
      break;
    default:
      break;  // nothing at all, as a tombstone
  }
  return bad;
}

void Place(std::vector<Telling>& tellings, int32_t partitions) {
  for (Telling& one : tellings) {
    if (one.partition >= 0) one.partition = PartitionOf(one.key, partitions);
  }
}

// Bad ones here and there, never a control fact, whose key is nobody's.
std::vector<Telling> Spoilt(std::vector<Telling> good, Chance& chance) {
  std::vector<Telling> all;
  for (Telling& one : good) {
    if (chance.OneIn(12) && one.partition >= 0) {
      all.push_back(Bad(chance, Instant{one.at_ms}, one));
    }
    all.push_back(std::move(one));
  }
  return all;
}

class Till {
 public:
  explicit Till(uint64_t seed, int64_t customers = 6)
      : chance_(seed), customers_(customers) {}

  std::vector<Telling> Tell(int64_t facts) {
    for (int64_t i = 0; i < facts; ++i) {
      now_ = now_ + Gap();
      if (i > 0 && chance_.OneIn(6)) {
        Telling again = tellings_[static_cast<size_t>(
            chance_.Below(static_cast<int64_t>(tellings_.size())))];
        again.at_ms = now_.ms;
        tellings_.push_back(std::move(again));
      } else {
        TellOne(i);
      }
    }
    return std::move(tellings_);
  }

 private:
  int64_t Gap() {
    if (chance_.OneIn(3)) return chance_.Below(3 * kDayMs);
    return chance_.OneOf<int64_t>({0, 1, 1'000, kHourMs, 10 * kDayMs});
  }

  void TellOne(int64_t number) {
    const std::string who = absl::StrCat("c", chance_.Below(customers_));
    const std::string id = absl::StrCat("f", number);
    const std::string business = absl::StrCat("b", number);
    Fact fact;
    fact.id = id;
    fact.source = "pos/1";
    fact.customer_id = who;
    fact.recorded_at = fact.occurred_at = now_;
    if (chance_.OneIn(3)) {
      RedemptionRequested request;
      request.redemption_id = business;
      request.unit = "points";
      request.amount = 1 + chance_.Below(300);
      fact.body = request;
    } else {
      PaymentCaptured payment;
      payment.payment_id = business;
      Line line;
      line.kind = LineKind::kProduct;
      line.amount = {Currency::Of("CNY"), chance_.Below(30'000)};
      payment.lines.push_back(line);
      fact.body = payment;
    }
    tellings_.push_back({now_.ms, 0, who, Encoded(fact)});
  }

  Chance chance_;
  const int64_t customers_;
  Instant now_ = kStart;
  std::vector<Telling> tellings_;
};

}  // namespace

absl::StatusOr<std::vector<Telling>> HistoryWorkload(uint64_t seed,
                                                     int32_t partitions) {
  const History history = RandomHistory(seed, 20 + static_cast<int>(seed % 60),
                                        Taste::Everything(), 60);
  Story story;
  ASSIGN_OR_RETURN(story, Tell(history));
  const auto records = RecordsOf(story);
  std::vector<Telling> tellings;
  int64_t now = 0;
  for (size_t i = 0; i < records.size(); ++i) {
    const Entry& entry = story.entries[i];
    now = std::max(now, entry.at.ms);
    const bool control = entry.kind != Entry::Kind::kFact;
    tellings.push_back(
        {now, control ? -1 : 0, records[i].key, records[i].bytes});
  }
  Chance chance(seed);
  tellings = Spoilt(std::move(tellings), chance);
  Place(tellings, partitions);
  return tellings;
}

absl::StatusOr<std::vector<Telling>> TillWorkload(uint64_t seed,
                                                  int32_t partitions,
                                                  int64_t facts) {
  std::vector<Telling> tellings;
  ASSIGN_OR_RETURN(Telling program, Publication(kStart));
  Chance chance(seed);
  for (Telling& one : Spoilt(Till(seed).Tell(facts), chance)) {
    tellings.push_back(std::move(one));
  }
  Place(tellings, partitions);
  if (chance.OneIn(3) && !tellings.empty()) Import(tellings, chance);
  tellings.insert(tellings.begin(), std::move(program));
  return tellings;
}

absl::StatusOr<std::vector<Telling>> ProgramsWorkload(uint64_t seed,
                                                      int32_t partitions,
                                                      int64_t facts) {
  Chance chance(seed);
  std::vector<Telling> till = Till(seed, 30).Tell(facts);
  Place(till, partitions);
  std::vector<Telling> tellings;
  uint32_t version = 0;
  for (Telling& one : till) {
    while (version == 0 || chance.OneIn(15)) {
      const std::string source = MissingAfter(chance.OneOf({40, 20, 10, 5}));
      ASSIGN_OR_RETURN(tellings.emplace_back(),
                       Publication(Instant{one.at_ms}, ++version, source));
    }
    tellings.push_back(std::move(one));
  }
  return tellings;
}

absl::StatusOr<std::vector<Telling>> CrowdWorkload(int64_t customers) {
  std::vector<Telling> tellings;
  ASSIGN_OR_RETURN(Telling program, Publication(kStart));
  tellings.push_back(std::move(program));
  for (int64_t i = 0; i < customers; ++i) {
    const std::string who = absl::StrCat("c", i);
    Fact fact;
    fact.id = "f";
    fact.source = "pos/1";
    fact.customer_id = who;
    fact.recorded_at = fact.occurred_at = kStart;
    PaymentCaptured payment;
    payment.payment_id = "p";
    Line line;
    line.kind = LineKind::kProduct;
    line.amount = {Currency::Of("CNY"), 100 + i % 1'000};
    payment.lines.push_back(line);
    fact.body = payment;
    tellings.push_back({kStart.ms, 0, who, Encoded(fact)});
  }
  return tellings;
}

}  // namespace laurel
