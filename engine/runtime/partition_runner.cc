#include "engine/runtime/partition_runner.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"
#include "engine/domain/forward.h"

namespace laurel {
namespace {

// Decisions and their facts folded in one Advance.
inline constexpr size_t kReplayBatch = 10'000;

// Decisions that need about as many customers as a look at them all is worth.
inline constexpr int64_t kManyToFold = 40'000;

// Snapshots that are owed are told so many at a time, between batches of facts.
inline constexpr size_t kOwedPiece = 500;

// Whether so much time has passed. A clock that was set back says nothing of
// how much it was: then it has.
bool HavePassed(int64_t ms, int64_t since_ms, int64_t now_ms) {
  return std::abs(now_ms - since_ms) >= ms;
}

// A control fact of the engine's own, at `now`.
std::string EncodeTick(int32_t partition, int64_t now_ms, uint32_t most) {
  const std::string id = absl::StrCat("tick/", partition, "/", now_ms);
  Fact tick;
  tick.id = id;
  tick.source = "laurel/engine";
  tick.recorded_at = tick.occurred_at = Instant{now_ms};
  tick.body = ClockTicked{most};
  std::string bytes;
  EncodeFact(tick, &bytes);
  return bytes;
}

}  // namespace

PartitionRunner::PartitionRunner(EventLog& log, int32_t partition,
                                 ViewStore& store, WallClock wall,
                                 RunnerOptions options)
    : log_(log),
      partition_(partition),
      store_(store),
      wall_(std::move(wall)),
      options_(std::move(options)) {}

absl::StatusOr<bool> PartitionRunner::Advance() {
  switch (state_) {
    case State::kNew:
      RETURN_IF_ERROR(Begin());
      state_ = State::kChecking;
      return true;
    case State::kChecking:
      return CheckLastFact();
    case State::kReplaying:
      return ReplaySome();
    case State::kRunning:
      break;
  }
  return RunSome();
}

// ---- Opening ----------------------------------------------------------------

// How long it took; the next one begins.
int64_t PartitionRunner::EndPhase() {
  const int64_t now = wall_();
  return std::max<int64_t>(now - std::exchange(phase_ms_, now), 0);
}

absl::Status PartitionRunner::Begin() {
  phase_ms_ = wall_();
  fold_ = std::make_unique<PartitionFold>(partition_, log_.identity(), store_);
  fold_->LimitResidents(options_.resident_bytes);
  RETURN_IF_ERROR(fold_->Open());
  opening_.view_ms = EndPhase();
  check_.emplace(log_, partition_, fold_->progress());
  RETURN_IF_ERROR(check_->OfAppended());
  ASSIGN_OR_RETURN(writer_, log_.OpenPartition(partition_));
  opening_.take_ms = EndPhase();
  last_write_ms_ = last_tick_ms_ = wall_();
  // Only now is the last decision of the owner before known.
  return check_->OfOwned();
}

// False: the last fact is not at hand yet.
absl::StatusOr<bool> PartitionRunner::CheckLastFact() {
  ASSIGN_OR_RETURN(const bool checked, check_->OfLastFact());
  if (!checked) return false;
  check_.reset();  // its reader serves the next one
  const Progress& progress = fold_->progress();
  ASSIGN_OR_RETURN(decided_,
                   DecidedFacts::Open(log_, partition_, progress.next_fact,
                                      progress.next_decision));
  if (options_.snapshots) {
    RETURN_IF_ERROR(owed_.Open(log_, partition_, progress.told_decision,
                               progress.next_decision));
  }
  if (decided_.left() >= kManyToFold) {
    RETURN_IF_ERROR(fold_->LoadManyCustomers());
  }
  state_ = State::kReplaying;
  opening_.check_ms = EndPhase();
  return true;
}

// ---- Folding what was decided -----------------------------------------------

absl::StatusOr<bool> PartitionRunner::ReplaySome() {
  RETURN_IF_ERROR(TakeWritten());
  if (IsFarAhead()) {
    if (writing_ != Writing::kNo) return false;
    RETURN_IF_ERROR(Gather());
    return true;
  }
  for (size_t i = 0; i < kReplayBatch; ++i) {
    ASSIGN_OR_RETURN(const DecidedFacts::Found found, decided_.Next());
    if (found == DecidedFacts::Found::kNothingYet) return i > 0;
    if (found == DecidedFacts::Found::kEnd) {
      counts_.repeated += decided_.TakeRepeated();
      facts_ = decided_.TakeFacts();
      decided_ = DecidedFacts();  // its reader of decisions serves the next one
      state_ = State::kRunning;
      opening_.fold_ms = EndPhase();
      return true;
    }
    RETURN_IF_ERROR(
        Annotate(fold_->Replay(decided_.fact(), decided_.decision()),
                 absl::StrCat("partition ", partition_, ", decision at offset ",
                              decided_.decision_offset())));
    fold_->DecisionsReach(decided_.decision_offset() + 1);
    ++counts_.replayed;
    if (IsFarAhead()) return true;
  }
  return true;
}

// ---- Running ----------------------------------------------------------------

absl::StatusOr<bool> PartitionRunner::RunSome() {
  RETURN_IF_ERROR(TakeCompletion());
  RETURN_IF_ERROR(TakeWritten());
  ASSIGN_OR_RETURN(const bool told, TellOwed());
  ASSIGN_OR_RETURN(const bool followed,
                   fold_->FollowSome(options_.follow_customers));
  if (!in_flight_) {
    if (WriteIsDue()) RETURN_IF_ERROR(TellAndGather());
    if (!stepped_.empty()) {
      RETURN_IF_ERROR(SubmitStepped());
      return true;
    }
  }
  // One batch ahead of the log is enough.
  if (HasStepped() || IsFarAhead() || writing_ == Writing::kTelling) {
    return told || followed;
  }
  ASSIGN_OR_RETURN(const bool stepped, StepBatch());
  if (stepped || told || followed) return true;
  if (facts_.at_hand() > 0) return false;  // the next waits for the index
  caught_up_ = !in_flight_;
  return TickIfDue();
}

// Some of them, into the commit that is next.
absl::StatusOr<bool> PartitionRunner::TellOwed() {
  if (!options_.snapshots || owed_.empty()) return false;
  // They would fill the commit that those before the view is written wait for.
  if (writing_ == Writing::kTelling) return false;
  if (!owed_.complete()) return owed_.ReadSome();
  size_t told = 0;
  while (told < kOwedPiece && !owed_.empty() &&
         stepped_.customers.bytes().size() < options_.commit_bytes) {
    RETURN_IF_ERROR(fold_->AddSnapshot(owed_.Take(), *options_.snapshots,
                                       stepped_.customers));
    ++told;
  }
  return told > 0;
}

// What comes while a commit is under way joins the next one, up to a batch: who
// came just after it waits for one commit more, not for two.
bool PartitionRunner::HasStepped() const {
  return stepped_.decisions.size() >= options_.read.records ||
         stepped_.decisions.bytes().size() + stepped_.events.bytes().size() +
                 stepped_.parked.bytes().size() >=
             options_.commit_bytes;
}

absl::Status PartitionRunner::TakeCompletion() {
  if (!in_flight_) return absl::OkStatus();
  std::optional<Completion> done = writer_->Poll();
  if (!done) return absl::OkStatus();
  in_flight_ = false;
  RETURN_IF_ERROR(
      Annotate(done->status, absl::StrCat("commit of partition ", partition_)));
  fold_->DecisionsReach(done->decisions_end);
  if (writing_ == Writing::kGathered) WriteBehind();
  spent_ = std::move(done->spent);
  counts_.Add(submitted_counts_);
  counts_.commits.Add(std::max<int64_t>(wall_() - submitted_ms_, 0));
  return absl::OkStatus();
}

absl::Status PartitionRunner::SubmitStepped() {
  RETURN_IF_ERROR(writer_->Submit(std::move(stepped_)));
  stepped_ = std::exchange(spent_, Commit());
  stepped_.clear();
  submitted_counts_ = std::exchange(stepped_counts_, {});
  in_flight_ = true;
  submitted_ms_ = wall_();
  return absl::OkStatus();
}

// Up to one batch of facts, or one piece of a tick. What fires waits until the
// due index follows a new program.
absl::StatusOr<bool> PartitionRunner::StepBatch() {
  ASSIGN_OR_RETURN(const LogRecord* record, facts_.Peek());
  counts_.repeated += facts_.TakeRepeated();
  if (record == nullptr) return false;
  caught_up_ = false;
  bool stepped = false;
  for (bool go_on = true; go_on; stepped = true) {
    ASSIGN_OR_RETURN(record, facts_.Peek());
    ReadFact(partition_, *record, &fact_);
    if (fold_->MustFollowFirst(fact_)) break;
    const int64_t offset = record->offset;
    RETURN_IF_ERROR(AtFact(offset, StepOne(*record, &go_on)));
    go_on = go_on && facts_.at_hand() > 0 && !HasStepped();
  }
  return stepped;
}

// Where it stopped. Only what is impossible may be the fact's own doing: a
// damaged view or a full disk would stop at the next one, too.
absl::Status PartitionRunner::AtFact(int64_t offset,
                                     const absl::Status& status) const {
  if (status.ok()) return status;
  const absl::Status at = Annotate(
      status,
      absl::StrCat("partition ", partition_, ", fact at offset ", offset));
  if (!absl::IsInternal(status)) return at;
  return absl::InternalError(absl::StrCat(
      std::string(at.message()), ". If `laurel verify` finds the view sound, ",
      "please report it; `laurel skip ", partition_, "-", offset,
      "` sets the fact aside"));
}

absl::Status PartitionRunner::StepOne(const LogRecord& record, bool* go_on) {
  const auto told = [&](const Decision& decision) { return Tell(decision); };
  ASSIGN_OR_RETURN(const bool done, fold_->Decide(fact_, told));
  *go_on = done;
  if (!done) return absl::OkStatus();
  ticks_on_ = ticks_on_ || fold_->left_due();
  decided_to_ms_ = record.append_time_ms;
  facts_.Pop();
  ++stepped_counts_.facts;
  ++facts_since_write_;
  return absl::OkStatus();
}

// Into the transaction under way, with what it reports to other partitions.
absl::Status PartitionRunner::Tell(const Decision& decision) {
  stepped_counts_.Count(decision);
  AddDecision(fact_, decision, options_.published, log_.identity().facts_topic,
              stepped_);
  if (!ForwardsSomething(decision)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Customer* customer, fold_->Find(decision.customer_id));
  if (customer == nullptr) return absl::OkStatus();
  const auto forwarded = ForwardedBy(decision, *customer);
  if (!forwarded) return absl::OkStatus();
  std::string bytes;
  EncodeFact(forwarded->View(), &bytes);
  stepped_.facts.Add(
      PartitionOf(forwarded->referrer, log_.identity().partitions),
      forwarded->referrer, bytes);
  return absl::OkStatus();
}

absl::Status PartitionRunner::Skip(int64_t offset, std::string_view reason) {
  RETURN_IF_ERROR(TakeCompletion());
  ASSIGN_OR_RETURN(const LogRecord* next, facts_.Peek());
  if (next == nullptr || next->offset != offset) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the next fact of partition ", partition_, " is ",
        next == nullptr ? std::string("not there yet")
                        : absl::StrCat("at offset ", next->offset),
        ", not at ", offset, "; only the fact that stopped it can be skipped"));
  }
  ReadFact(partition_, *next, &fact_);
  RETURN_IF_ERROR(
      fold_->Park(fact_, ParkReason::kOperator, reason,
                  [&](const Decision& decision) { return Tell(decision); }));
  facts_.Pop();
  return absl::OkStatus();
}

// ---- The view and the clock -------------------------------------------------

bool PartitionRunner::WriteIsDue() const {
  if (writing_ != Writing::kNo) return writing_ == Writing::kTelling;
  if (fold_->HasNewProgram() || IsFarAhead()) return true;
  if (IsLive() && fold_->waiting() >= options_.write_live_customers) {
    return true;
  }
  // What was replayed waits as what was decided.
  return (facts_since_write_ > 0 || fold_->waiting() > 0) &&
         HavePassed(options_.write_every_ms, last_write_ms_, wall_());
}

// Somebody waits for an answer: what is decided came just now.
bool PartitionRunner::IsLive() const {
  return !HavePassed(options_.write_every_ms, decided_to_ms_, wall_());
}

// Of the view, and of what is on its way to it. What is replayed counts by its
// bytes alone.
bool PartitionRunner::IsFarAhead() const {
  return facts_since_write_ >= options_.write_every_facts ||
         fold_->waiting_bytes() >= options_.write_every_bytes;
}

// As many snapshots as a commit may have are in the next one. When all are,
// the view is gathered; nothing is decided meanwhile.
absl::Status PartitionRunner::TellAndGather() {
  if (options_.snapshots && state_ == State::kRunning) {
    ASSIGN_OR_RETURN(
        told_changed_,
        fold_->AddSnapshots(told_changed_, options_.commit_bytes,
                            *options_.snapshots, stepped_.customers));
    writing_ = Writing::kTelling;
    if (told_changed_ < fold_->waiting()) return absl::OkStatus();
    told_changed_ = 0;
  }
  return Gather();
}

// All that has been stepped, while no commit is under way, for the commit that
// is next. If this process dies before the view has it, the next owner folds
// it again, and tells its snapshots again. Whom it gathers while it folds is
// owed one.
absl::Status PartitionRunner::Gather() {
  const bool told = writing_ == Writing::kTelling;
  if (options_.snapshots && !told) {
    for (const Resident* resident : fold_->changed()) owed_.Add(resident->id);
  }
  RETURN_IF_ERROR(fold_->Gather(told && owed_.empty()));
  writing_ = Writing::kGathered;
  facts_since_write_ = 0;
  last_write_ms_ = wall_();
  if (stepped_.empty()) WriteBehind();
  return absl::OkStatus();
}

void PartitionRunner::WriteBehind() {
  fold_->WriteBehind();
  writing_ = Writing::kBehind;
}

absl::Status PartitionRunner::TakeWritten() {
  if (writing_ != Writing::kBehind) return absl::OkStatus();
  const absl::StatusOr<bool> written = fold_->Written();
  RETURN_IF_ERROR(Annotate(written.status(),
                           absl::StrCat("view of partition ", partition_)));
  if (*written) writing_ = Writing::kNo;
  return absl::OkStatus();
}

// Time passes when nobody buys anything: when something is due, and once a
// day. Not while history is imported, which has its own time. A tick joins the
// next commit, also while one is under way: where facts come all the time,
// there always is one.
absl::StatusOr<bool> PartitionRunner::TickIfDue() {
  const int64_t now = wall_();
  if (options_.tick_every_ms == 0 || fold_->partition().importing ||
      fold_->partition().Current() == nullptr || fold_->IndexIsBehind() ||
      !(ticks_on_ || HavePassed(options_.tick_every_ms, last_tick_ms_, now))) {
    return false;
  }
  ASSIGN_OR_RETURN(const std::optional<bool> due, fold_->IsDue(Instant{now}));
  if (!due) return true;
  last_tick_ms_ = now;
  ticks_on_ = false;
  const bool a_day_passed = now - fold_->partition().clock.ms >= kDayMs;
  if (!*due && !a_day_passed) return false;
  stepped_.facts.Add(partition_, {},
                     EncodeTick(partition_, now, options_.tick_most));
  caught_up_ = false;
  return true;
}

absl::StatusOr<bool> PartitionRunner::AdvanceClosing() {
  if (state_ == State::kNew) return false;
  RETURN_IF_ERROR(TakeCompletion());
  RETURN_IF_ERROR(TakeWritten());
  if (in_flight_) return true;
  if (stepped_.empty() && writing_ == Writing::kBehind) return true;
  const bool behind = fold_->waiting_bytes() > 0 || facts_since_write_ > 0;
  if (writing_ == Writing::kTelling || (writing_ == Writing::kNo && behind)) {
    RETURN_IF_ERROR(TellAndGather());
    if (stepped_.empty()) return true;
  }
  if (!stepped_.empty()) {
    RETURN_IF_ERROR(SubmitStepped());
    return true;
  }
  RETURN_IF_ERROR(store_.Flush());
  return false;
}

RunnerCounts PartitionRunner::counts() const {
  RunnerCounts counts = counts_;
  if (fold_ == nullptr) return counts;
  counts.residents_found = fold_->residents_found();
  counts.residents_loaded = fold_->residents_loaded();
  return counts;
}

void PartitionRunner::Tell(PartitionProgress& progress) const {
  progress.ready = ready();
  progress.counts = counts();
  progress.opening = opening_;
  if (fold_ == nullptr) return;
  progress.next_fact = fold_->progress().next_fact;
  // Marks of transactions behind the last fact are no facts that wait.
  if (state_ == State::kRunning && facts_.at_hand() == 0) {
    progress.next_fact = std::max(progress.next_fact, facts_.next_offset());
  }
  progress.next_decision = fold_->progress().next_decision;
  progress.decided_to_ms = decided_to_ms_;
  progress.fired = fold_->last_fired();
  progress.residents = static_cast<int64_t>(fold_->residents());
  progress.waiting_bytes = static_cast<int64_t>(fold_->waiting_bytes());
  progress.view_stalled = store_.stalled();
  progress.importing = fold_->partition().importing;
}

}  // namespace laurel
