#include "engine/runtime/partition_fold.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"
#include "engine/codec/state_codec.h"
#include "engine/domain/due.h"
#include "engine/domain/step.h"
#include "engine/runtime/due_moves.h"

namespace laurel {
namespace {

// A view is written in one piece by this many bytes.
inline constexpr size_t kLargeBatch = 1 << 20;

// Customers that are looked at for what is due, between two batches of facts.
inline constexpr size_t kLooks = 256;

// ... for which the due index follows a program, where nobody waits.
inline constexpr size_t kFollowedAtOnce = 10'000;

// Ticks and publications fire what is due in the whole partition.
bool Fires(const FactBody& body) {
  return std::holds_alternative<ProgramPublished>(body) ||
         std::holds_alternative<ClockTicked>(body);
}

// How many customers it fires at most; 0: all.
uint32_t BoundOf(const FactBody& body) {
  const auto* tick = std::get_if<ClockTicked>(&body);
  return tick == nullptr ? 0 : tick->most;
}

}  // namespace

PartitionFold::PartitionFold(int32_t partition, const LogIdentity& log,
                             ViewStore& store)
    : number_(partition),
      log_(log),
      store_(store),
      residents_(store, partition_),
      due_(store, residents_, partition_),
      reindexer_(store, residents_) {
  progress_.log = log;
  progress_.partition = partition;
}

// ---- Opening ----------------------------------------------------------------

absl::Status PartitionFold::Open() {
  std::string row;
  bool there = false;
  RETURN_IF_ERROR(store_.Get(kProgressKey, &row, &there));
  if (!there) return absl::OkStatus();
  Progress stored;
  RETURN_IF_ERROR(DecodeProgress(row, &stored));
  RETURN_IF_ERROR(CheckOrigin(stored, log_, number_));
  progress_ = std::move(stored);
  partition_.clock = progress_.clock;
  partition_.importing = progress_.importing;
  RETURN_IF_ERROR(OpenPrograms());
  return FollowAll();
}

absl::Status PartitionFold::OpenPrograms() {
  absl::Status status;
  const auto take = [&](std::string_view, std::string_view row) {
    Instant since;
    std::string_view bytes;
    Fact fact;
    std::string message;
    status = SplitProgramRow(row, &since, &bytes);
    if (!status.ok()) return false;
    if (DecodeFact(bytes, &fact, &message) != ParkReason::kNone) {
      status = absl::DataLossError(absl::StrCat("a stored program: ", message));
      return false;
    }
    const auto& body = std::get<ProgramPublished>(fact.body);
    auto program = LoadProgram(bytes, body);
    status = program.status();
    if (!status.ok()) return false;
    partition_.programs.push_back({body.version, since, *std::move(program)});
    return true;
  };
  RETURN_IF_ERROR(store_.Scan(kProgramPrefix, EndOf(kProgramPrefix), take));
  return status;
}

// ---- One fact ---------------------------------------------------------------

absl::StatusOr<bool> PartitionFold::Decide(const LoggedFact& fact,
                                           const Told& told) {
  left_due_ = false;
  if (fact.parked != ParkReason::kNone) {
    RETURN_IF_ERROR(Park(fact, fact.parked, fact.message, told));
    return true;
  }
  std::string misplaced;
  const ParkReason place = CheckPlace(fact, log_.partitions, &misplaced);
  if (place != ParkReason::kNone) {
    RETURN_IF_ERROR(Park(fact, place, misplaced, told));
    return true;
  }
  TakeInClock(fact.recorded, partition_);
  if (IsControl(fact.recorded.fact.body)) return DecideControl(fact, told);
  RETURN_IF_ERROR(DecideCustomer(fact, told));
  RETURN_IF_ERROR(Finish(fact));
  return true;
}

absl::Status PartitionFold::DecideCustomer(const LoggedFact& fact,
                                           const Told& told) {
  const Fact& body = fact.recorded.fact;
  if (body.customer_id.empty()) {
    Dossier nobody;
    RETURN_IF_ERROR(Step(partition_, fact.recorded, nobody, &decision_));
    return told(decision_);
  }
  ASSIGN_OR_RETURN(Resident * resident, residents_.Find(body.customer_id));
  RETURN_IF_ERROR(residents_.Fetch(*resident, body));
  RETURN_IF_ERROR(Step(partition_, fact.recorded, *resident->open, &decision_));
  if (resident->open->customer.known()) Keep(*resident);
  return told(decision_);
}

absl::Status PartitionFold::Park(const LoggedFact& fact, ParkReason reason,
                                 std::string_view message, const Told& told) {
  decision_ = Decision();
  decision_.fact_offset = fact.recorded.offset;
  decision_.clock = partition_.clock;
  decision_.program_version =
      partition_.Current() == nullptr ? 0 : partition_.Current()->version;
  decision_.outcome = Outcome::kParked;
  decision_.parked = reason;
  decision_.parked_message = message;
  RETURN_IF_ERROR(told(decision_));
  return Finish(fact);
}

void PartitionFold::Keep(Resident& resident) {
  residents_.Keep(resident);
  due_.Add(resident);
}

absl::Status PartitionFold::Finish(const LoggedFact& fact) {
  progress_.next_fact = fact.recorded.offset + 1;
  progress_.last_fact_hash = HashOf(fact.key, fact.value);
  return absl::OkStatus();
}

// ---- Control facts ----------------------------------------------------------

absl::StatusOr<bool> PartitionFold::DecideControl(const LoggedFact& fact,
                                                  const Told& told) {
  const FactBody& body = fact.recorded.fact.body;
  if (std::holds_alternative<ProgramPublished>(body)) {
    const auto program = ProgramOf(fact);
    if (!program.ok()) {
      RETURN_IF_ERROR(Park(fact, ParkReason::kBadProgram,
                           std::string(program.status().message()), told));
      return true;
    }
  }
  if (Fires(body) && partition_.Current() != nullptr) {
    ASSIGN_OR_RETURN(const bool done, FireSome(fact, told));
    if (!done) return false;
  } else {
    Dossier nobody;
    RETURN_IF_ERROR(Step(partition_, fact.recorded, nobody, &decision_));
    RETURN_IF_ERROR(told(decision_));
  }
  RETURN_IF_ERROR(FinishControl(fact));
  return true;
}

// One decision is held back, so that the last one can be told as such. Where
// nothing fires, that is an empty one. What a tick with a bound fires is one
// piece, committed whole; what fires all goes on, after a crash too, with those
// who are left.
absl::StatusOr<bool> PartitionFold::FireSome(const LoggedFact& fact,
                                             const Told& told) {
  if (IndexIsBehind()) {
    return absl::InternalError(
        "a tick was decided before the due index followed the program");
  }
  const uint32_t bound = BoundOf(fact.recorded.fact.body);
  const uint32_t most = bound == 0 ? kMostFired : bound;
  Dossier nobody;
  RETURN_IF_ERROR(Step(partition_, fact.recorded, nobody, &held_back_));
  for (last_fired_ = 0; last_fired_ < most; ++last_fired_) {
    ASSIGN_OR_RETURN(Resident * first, due_.Take());
    if (first == nullptr) break;
    RETURN_IF_ERROR(Fire(partition_, fact.recorded, *first->open, &decision_));
    if (decision_.due.empty()) {
      return absl::InternalError(absl::StrCat(
          "customer ", first->id, ": due by the clock, but nothing fired"));
    }
    Keep(*first);
    if (last_fired_ > 0) {
      held_back_.more = true;
      RETURN_IF_ERROR(told(held_back_));
    }
    std::swap(held_back_, decision_);
  }
  RETURN_IF_ERROR(due_.Settle(partition_.clock).status());
  left_due_ = due_.First() <= partition_.clock;
  held_back_.more = left_due_ && bound == 0;
  RETURN_IF_ERROR(told(held_back_));
  return !held_back_.more;
}

absl::Status PartitionFold::FinishControl(const LoggedFact& fact) {
  const FactBody& body = fact.recorded.fact.body;
  if (std::holds_alternative<ImportStarted>(body)) partition_.importing = true;
  if (std::holds_alternative<ImportFinished>(body)) {
    partition_.importing = false;
  }
  if (std::holds_alternative<ProgramPublished>(body)) {
    RETURN_IF_ERROR(Install(fact));
  }
  return Finish(fact);
}

// Asked before what is due fires, each time some of it has, and to install it;
// a large program takes tens of milliseconds.
absl::StatusOr<std::shared_ptr<const Program>> PartitionFold::ProgramOf(
    const LoggedFact& fact) {
  const int64_t offset = fact.recorded.offset;
  if (loaded_ == nullptr || loaded_from_ != offset) {
    ASSIGN_OR_RETURN(loaded_,
                     LoadProgram(BytesOf(fact), std::get<ProgramPublished>(
                                                    fact.recorded.fact.body)));
    loaded_from_ = offset;
  }
  return loaded_;
}

// A version not greater than the one in force is ignored.
absl::Status PartitionFold::Install(const LoggedFact& fact) {
  const auto& body = std::get<ProgramPublished>(fact.recorded.fact.body);
  const PublishedProgram* current = partition_.Current();
  if (current != nullptr && body.version <= current->version) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(auto program, ProgramOf(fact));
  partition_.programs.push_back(
      {body.version, partition_.clock, std::move(program)});
  new_programs_.emplace_back(body.version,
                             EncodeProgramRow(partition_.clock, BytesOf(fact)));
  residents_.ForgetDue();
  return absl::OkStatus();
}

// ---- Replay -----------------------------------------------------------------

absl::Status PartitionFold::Replay(const LoggedFact& fact,
                                   const Decision& decision) {
  partition_.clock = std::max(partition_.clock, decision.clock);
  if (decision.outcome == Outcome::kParked) return Finish(fact);
  const bool control = IsControl(fact.recorded.fact.body);
  if (!decision.customer_id.empty()) {
    ASSIGN_OR_RETURN(Resident * resident,
                     residents_.Find(decision.customer_id));
    RETURN_IF_ERROR(residents_.Fetch(*resident, fact.recorded.fact));
    RETURN_IF_ERROR(
        laurel::Replay(partition_, fact.recorded, decision, *resident->open));
    if (resident->open->customer.known()) Keep(*resident);
  }
  if (!control) return Finish(fact);
  return decision.more ? absl::OkStatus() : FinishControl(fact);
}

// ---- The view ---------------------------------------------------------------

absl::Status PartitionFold::Write() {
  RETURN_IF_ERROR(Gather(false));
  FinishProgress();
  auto batch = write_->large ? store_.NewLargeBatch() : store_.NewBatch();
  write_->AddRows(*batch);
  RETURN_IF_ERROR(store_.Write(*batch));
  RETURN_IF_ERROR(FinishWrite());
  return FollowAll();
}

// Until it is written nobody knows which entries the index has of those who
// are in it.
absl::Status PartitionFold::Gather(bool told) {
  write_ = std::make_shared<ViewWrite>();
  write_->large = residents_.waiting_bytes() >= kLargeBatch;
  RETURN_IF_ERROR(residents_.Gather(*write_));
  for (Resident* resident : residents_.gathered()) due_.Add(*resident);
  write_->programs = std::exchange(new_programs_, {});
  write_->told = told;
  progress_.clock = partition_.clock;
  progress_.importing = partition_.importing;
  write_->progress = progress_;
  return absl::OkStatus();
}

void PartitionFold::FinishProgress() {
  Progress& written = write_->progress;
  written.next_decision = progress_.next_decision;
  if (write_->told) progress_.told_decision = progress_.next_decision;
  written.told_decision = progress_.told_decision;
}

void PartitionFold::WriteBehind() {
  FinishProgress();
  store_.WriteBehind(write_->large, [write = write_](StoreBatch& batch) {
    write->AddRows(batch);
  });
}

absl::StatusOr<bool> PartitionFold::Written() {
  const std::optional<absl::Status> written = store_.Poll();
  if (!written) return false;
  RETURN_IF_ERROR(*written);
  RETURN_IF_ERROR(FinishWrite());
  return true;
}

absl::Status PartitionFold::FinishWrite() {
  const auto write = std::exchange(write_, nullptr);
  residents_.Written();
  ReadIndexAgain(write->moves.first());
  residents_.Evict();
  return absl::OkStatus();
}

// `first`: the earliest entry that has come into it.
void PartitionFold::ReadIndexAgain(Instant first) {
  due_.Clear(first);
  for (Resident* resident : residents_.changed()) due_.Add(*resident);
}

absl::StatusOr<size_t> PartitionFold::AddSnapshots(size_t from, size_t bytes,
                                                   Format format,
                                                   Records& out) {
  const auto& changed = residents_.changed();
  for (; from < changed.size() && out.bytes().size() < bytes; ++from) {
    ASSIGN_OR_RETURN(const Customer* customer, residents_.Look(*changed[from]));
    Snapshot(*customer, format, out);
  }
  return from;
}

absl::Status PartitionFold::AddSnapshot(const std::string& customer,
                                        Format format, Records& out) {
  ASSIGN_OR_RETURN(const Customer* found, residents_.LookUp(customer));
  if (found->known()) Snapshot(*found, format, out);
  return absl::OkStatus();
}

void PartitionFold::Snapshot(const Customer& customer, Format format,
                             Records& out) const {
  const PublishedProgram* current = partition_.Current();
  const Program* program = current == nullptr ? nullptr : &*current->program;
  std::string value;
  if (!customer.erased) {
    EncodeSnapshot(customer, program, partition_.clock, format, &value);
  }
  out.Add(customer.id, value);
}

bool PartitionFold::MustFollowFirst(const LoggedFact& fact) const {
  return IndexIsBehind() && Fires(fact.recorded.fact.body);
}

absl::StatusOr<bool> PartitionFold::FollowSome(size_t customers) {
  if (!IndexIsBehind() || HasNewProgram() || write_ != nullptr) return false;
  const PublishedProgram& current = *partition_.Current();
  ASSIGN_OR_RETURN(const bool done, reindexer_.LookAtSome(current, customers));
  if (!done) return true;
  progress_.indexed_version = current.version;
  residents_.IndexFollows();
  ReadIndexAgain(reindexer_.TakeFirst());
  return true;
}

absl::Status PartitionFold::FollowAll() {
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(more, FollowSome(kFollowedAtOnce));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<bool>> PartitionFold::IsDue(Instant by) {
  ASSIGN_OR_RETURN(const bool settled, due_.Settle(by, kLooks));
  if (!settled) return std::nullopt;
  return due_.First() <= by;
}

absl::StatusOr<const Customer*> PartitionFold::Find(std::string_view customer) {
  ASSIGN_OR_RETURN(Resident * resident, residents_.Find(customer));
  const Customer& found = resident->open->customer;
  return found.known() ? &found : nullptr;
}

}  // namespace laurel
