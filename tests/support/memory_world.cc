#include "tests/support/memory_world.h"

#include <algorithm>
#include <utility>

#include "engine/base/status.h"
#include "engine/domain/due.h"

namespace laurel {
namespace {

constexpr std::string_view kControlSource = "laurel/memory";

// Asks for documents until none is wanted that was not asked for before.
void Fetch(const Stored* stored, const Fact& fact, Dossier& dossier) {
  while (true) {
    std::vector<DocumentKey> keys;
    MissingDocuments(dossier.customer, fact, dossier.documents, &keys);
    if (keys.empty()) return;
    for (DocumentKey& key : keys) {
      Document document;  // monostate: there is none
      if (stored != nullptr) {
        const auto found = stored->documents.find(key);
        if (found != stored->documents.end()) document = found->second;
      }
      dossier.documents.Fetched(std::move(key), std::move(document));
    }
  }
}

template <typename Map>
auto* FindIn(Map& map, const std::string& id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

const Customer* MemoryWorld::Find(const std::string& customer_id) const {
  const Stored* stored = FindIn(customers_, customer_id);
  return stored == nullptr ? nullptr : &stored->customer;
}

RecordedFact MemoryWorld::Stand(const Fact& fact, Instant append_time) const {
  RecordedFact recorded{fact, 0, static_cast<int64_t>(log_.size()),
                        append_time};
  Resolve(recorded);
  return recorded;
}

RecordedFact MemoryWorld::Control(FactBody body, Instant at) const {
  Fact fact;
  fact.id = "control";
  fact.source = kControlSource;
  fact.recorded_at = at;
  fact.body = std::move(body);
  return Stand(fact, at);
}

Dossier MemoryWorld::Load(const std::string& customer_id) const {
  Dossier dossier;
  if (const Customer* customer = Find(customer_id)) {
    dossier.customer = *customer;
  }
  dossier.customer.id = customer_id;
  return dossier;
}

void MemoryWorld::Save(const Dossier& dossier) {
  Stored& stored = customers_[dossier.customer.id];
  stored.customer = dossier.customer;
  for (const auto& entry : dossier.documents.entries()) {
    if (entry.changed) stored.documents[entry.key] = entry.document;
  }
}

absl::StatusOr<Decision> MemoryWorld::StepOne(const RecordedFact& recorded) {
  Decision decision;
  decision.fact_offset = recorded.offset;
  decision.parked = Admit(recorded, &decision.parked_message);
  if (decision.parked != ParkReason::kNone) {
    decision.outcome = Outcome::kParked;
    decision.clock = partition_.clock;
    decision.customer_id = recorded.fact.customer_id;
    return decision;
  }
  TakeInClock(recorded, partition_);
  decision.clock = partition_.clock;
  const std::string id(recorded.fact.customer_id);
  if (id.empty()) {  // the store's only
    Dossier nobody;
    RETURN_IF_ERROR(Step(partition_, recorded, nobody, &decision));
    return decision;
  }
  Dossier dossier = Load(id);
  Fetch(FindIn(customers_, id), recorded.fact, dossier);
  RETURN_IF_ERROR(Step(partition_, recorded, dossier, &decision));
  Save(dossier);
  return decision;
}

absl::StatusOr<MemoryWorld::Decisions> MemoryWorld::Append(
    const Fact& fact, Instant append_time) {
  const RecordedFact recorded = Stand(fact, append_time);
  Decision decision;
  ASSIGN_OR_RETURN(decision, StepOne(recorded));
  log_.push_back({recorded, {decision}, nullptr});
  Decisions decisions{decision};
  const Customer* customer = Find(decision.customer_id);
  if (forwards_ == Forwards::kNo || customer == nullptr) return decisions;
  if (auto forwarded = ForwardedBy(decision, *customer)) {
    forwarded_.push_back(
        std::make_shared<const ForwardedFact>(*std::move(forwarded)));
    Decisions more;
    ASSIGN_OR_RETURN(more, Append(forwarded_.back()->View(),
                                  std::max(append_time, partition_.clock)));
    decisions.insert(decisions.end(), more.begin(), more.end());
  }
  return decisions;
}

absl::StatusOr<MemoryWorld::Decisions> MemoryWorld::Fire(
    const RecordedFact& cause, uint32_t most) {
  Decisions decisions;
  const PublishedProgram* program = partition_.Current();
  if (program == nullptr) return decisions;
  std::vector<std::pair<Instant, std::string>> due;
  for (const auto& [id, stored] : customers_) {
    const auto next = NextDue(stored.customer, *program);
    if (next && next->at <= partition_.clock) due.emplace_back(next->at, id);
  }
  std::sort(due.begin(), due.end());
  if (most != 0 && due.size() > most) due.resize(most);
  for (const auto& [at, id] : due) {
    Dossier dossier = Load(id);
    Decision decision;
    RETURN_IF_ERROR(laurel::Fire(partition_, cause, dossier, &decision));
    if (decision.due.empty()) {
      return absl::InternalError("due at the clock, but nothing fired: " + id);
    }
    Save(dossier);
    decisions.push_back(std::move(decision));
  }
  for (size_t i = 0; i + 1 < decisions.size(); ++i) decisions[i].more = true;
  return decisions;
}

absl::StatusOr<MemoryWorld::Decisions> MemoryWorld::Tick(Instant at,
                                                         uint32_t most) {
  const RecordedFact recorded = Control(ClockTicked{most}, at);
  TakeInClock(recorded, partition_);
  Decisions decisions;
  ASSIGN_OR_RETURN(decisions, Fire(recorded, most));
  log_.push_back({recorded, decisions, nullptr});
  return decisions;
}

absl::StatusOr<MemoryWorld::Decisions> MemoryWorld::Publish(
    uint32_t version, std::shared_ptr<const Program> program, Instant at) {
  const RecordedFact recorded =
      Control(ProgramPublished{program->name, version, "", ""}, at);
  TakeInClock(recorded, partition_);
  Decisions decisions;
  ASSIGN_OR_RETURN(decisions, Fire(recorded, 0));
  const auto* current = partition_.Current();
  if (current == nullptr || version > current->version) {
    partition_.programs.push_back({version, partition_.clock, program});
  }
  log_.push_back({recorded, decisions, program, version});
  return decisions;
}

absl::Status MemoryWorld::ReplayOne(const RecordedFact& cause,
                                    const Decision& decision) {
  if (decision.customer_id.empty() || decision.outcome == Outcome::kParked) {
    return absl::OkStatus();
  }
  Dossier dossier = Load(decision.customer_id);
  Fetch(FindIn(customers_, decision.customer_id), cause.fact, dossier);
  RETURN_IF_ERROR(Replay(partition_, cause, decision, dossier));
  Save(dossier);
  return absl::OkStatus();
}

absl::StatusOr<MemoryWorld> MemoryWorld::Rebuilt() const {
  MemoryWorld world;
  world.forwarded_ = forwarded_;
  for (const LogEntry& entry : log_) {
    const bool parked = !entry.decisions.empty() &&
                        entry.decisions[0].outcome == Outcome::kParked;
    if (!parked) TakeInClock(entry.fact, world.partition_);
    for (const Decision& decision : entry.decisions) {
      RETURN_IF_ERROR(world.ReplayOne(entry.fact, decision));
    }
    const auto* current = world.partition_.Current();
    if (entry.program != nullptr &&
        (current == nullptr || entry.version > current->version)) {
      world.partition_.programs.push_back(
          {entry.version, world.partition_.clock, entry.program});
    }
    world.log_.push_back(entry);
  }
  return world;
}

}  // namespace laurel
