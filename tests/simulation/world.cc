#include "tests/simulation/world.h"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/network.h"
#include "tests/simulation/workload.h"
#include "tests/simulation/world_audit.h"

namespace laurel {
namespace {

inline constexpr int64_t kBrokerTurnUs = 2'000;
inline constexpr int64_t kRestartUs = 5'000;
inline constexpr int64_t kRetryUs = 3'000;
inline constexpr int64_t kTransactionTimeoutUs = 400'000;
// How long laurel may take when nothing fails any more.
inline constexpr int64_t kPatienceUs = 20'000'000;

class World {
 public:
  explicit World(const Settings& settings);
  Report Run();

 private:
  absl::Status Draw();
  void MakeMachines(int machines);
  Client NewClient(Machine& machine);

  // Each schedules itself again.
  void Feed();
  void BrokerTurn();
  void MachineTurn(Machine& machine, int32_t partition);

  void Strike(Machine& machine, Slot& slot, int32_t partition);
  void Move(int32_t partition);
  bool Advance(Machine& machine, Slot& slot, int32_t partition);
  absl::StatusOr<bool> AdvanceOne(Machine& machine, Slot& slot,
                                  int32_t partition);
  void Failed(Machine& machine, Slot& slot, int32_t partition,
              const absl::Status& status);
  void Crash(Machine& machine, PlannedCrash::Keep keep, bool chosen);
  void Wait(Machine& machine);
  void RunSteps(const std::function<bool()>& done, int64_t until_us);

  void BeCalm();
  bool Drained();
  bool PartitionDrained(int32_t partition);
  absl::Status Close();
  absl::Status Audit();
  absl::Status AuditPartition(int32_t partition);
  bool snapshots() const { return settings_.seed % 4 == 3; }

  // The world's clock: as late as the facts are, and going on.
  int64_t Wall() const {
    return story_ms_ + (scheduler_.now_us() - story_us_) / 1'000;
  }
  void SetStory(int64_t at_ms) {
    story_ms_ = std::max(at_ms, Wall());
    story_us_ = scheduler_.now_us();
  }
  int64_t WallOf(const Machine& machine) const {
    return Wall() + machine.skew_ms;
  }

  template <typename... Words>
  void Note(const Words&... words) {
    report_.happened =
        Fmix64(report_.happened ^ static_cast<uint64_t>(scheduler_.now_us()) ^
               Fnv1a64(absl::StrCat(words...)));
    if (settings_.trace == nullptr) return;
    *settings_.trace << scheduler_.steps() << ' ' << scheduler_.now_us()
                     << "us " << absl::StrCat(words...) << '\n';
  }

  const Settings settings_;
  Report report_;
  Flaws flaws_;
  Chance chance_;
  Faults faults_;
  Scheduler scheduler_;
  std::unique_ptr<Broker> broker_;
  std::unique_ptr<Network> network_;
  std::vector<std::unique_ptr<Machine>> machines_;
  std::vector<Telling> tellings_;
  size_t next_telling_ = 0;
  size_t next_crash_ = 0;
  int32_t partitions_ = 1;
  bool till_ = false;
  Published published_;
  int64_t story_ms_ = 0;
  int64_t story_us_ = 0;
  int64_t calm_ms_ = 0;  // the wall when all became calm; 0: not yet
  int waiting_ = 0;      // calls that wait, one within another
  bool closed_ = false;  // no turns any more
  absl::Status failure_;
};

World::World(const Settings& settings)
    : settings_(settings), chance_(Fmix64(settings.seed + 1)) {
  if (settings.bug != nullptr) settings.bug->plant(flaws_);
}

// ---- Drawing a world --------------------------------------------------------

absl::Status World::Draw() {
  using Workload = Settings::Workload;
  Workload workload = settings_.workload;
  int machines = 1;
  if (!settings_.calm) {
    partitions_ = chance_.OneIn(2) ? 1 : 2;
    machines = static_cast<int>(1 + chance_.Below(3));
    faults_ = Faults::Draw(chance_);
    if (settings_.faults) faults_ = *settings_.faults;
  }
  if (workload == Workload::kDrawn) {
    workload = chance_.OneIn(2) ? Workload::kTill : Workload::kHistory;
    if (settings_.seed % 8 == 5) workload = Workload::kPrograms;
  }
  const uint64_t seed = chance_.Next();
  const int64_t drawn = 5 + chance_.Below(60);
  const int64_t facts = settings_.facts > 0 ? settings_.facts : drawn;
  till_ = workload == Workload::kTill || workload == Workload::kCrowd;
  if (workload == Workload::kHistory) {
    ASSIGN_OR_RETURN(tellings_, HistoryWorkload(seed, partitions_));
  } else if (workload == Workload::kTill) {
    ASSIGN_OR_RETURN(tellings_, TillWorkload(seed, partitions_, facts));
  } else if (workload == Workload::kPrograms) {
    ASSIGN_OR_RETURN(tellings_, ProgramsWorkload(seed, partitions_, 2 * facts));
  } else {
    ASSIGN_OR_RETURN(tellings_, CrowdWorkload(facts));
  }
  if (chance_.OneIn(2)) {
    published_ = Published({"units_earned", "units_redeemed", "units_expired",
                            "redemption_rejected", "tier_entered"});
  }
  broker_ = std::make_unique<Broker>(
      partitions_, [this] { return Wall(); }, scheduler_, chance_, faults_);
  broker_->forgets_aborts = flaws_.forgets_aborts;
  broker_->note = [this](const std::string& words) { Note(words); };
  network_ = std::make_unique<Network>(scheduler_, chance_, faults_);
  SetStory(tellings_.empty() ? 1'000'000'000'000 : tellings_[0].at_ms);
  MakeMachines(machines);
  report_.settings =
      absl::StrCat(till_ ? "a till" : "a history", " of ", tellings_.size(),
                   " facts, ", partitions_, " partitions, ", machines,
                   " machines, faults: ", Describe(faults_));
  return absl::OkStatus();
}

void World::MakeMachines(int machines) {
  const bool crowd = settings_.workload == Settings::Workload::kCrowd;
  for (int m = 0; m < machines; ++m) {
    auto machine = std::make_unique<Machine>();
    machine->number = m;
    machine->slots.resize(static_cast<size_t>(partitions_));
    RunnerOptions& options = machine->options;
    options.published = published_;
    options.read.records =
        crowd ? 10'000 : static_cast<size_t>(1 + chance_.Below(20));
    options.write_every_facts =
        crowd ? 10'000 : 1 + chance_.Below(chance_.OneIn(2) ? 5 : 50);
    // 500 bytes are some customers, so that the view is written anywhere.
    options.write_every_bytes =
        crowd ? 1 << 20 : chance_.OneOf<size_t>({500, 32 << 20});
    if (!crowd) options.read.bytes = chance_.OneOf<size_t>({1, 500, 4 << 20});
    options.resident_bytes = chance_.Below(5) * size_t{10'000};
    options.tick_every_ms = chance_.OneOf({50, 200, 1'000});
    // Not drawn: worlds that were kept stay as they are, but for these.
    if (snapshots()) options.snapshots = Format::kProtobuf;
    constexpr uint32_t kMosts[] = {500, 1, 3};
    options.follow_customers = crowd ? 2'000 : 1 + settings_.seed % 3;
    if (settings_.seed % 8 == 7) options.commit_bytes = 1'000;
    options.tick_most = crowd ? 0 : kMosts[settings_.seed % 3];
    machine->log =
        Flawed(std::make_unique<SimulatedLog>(NewClient(*machine)), flaws_.port,
               [this, m] { return WallOf(*machines_[m]); });
    machines_.push_back(std::move(machine));
  }
  for (int32_t p = 0; p < partitions_; ++p) {
    const auto owner = static_cast<size_t>(chance_.Below(machines));
    machines_[owner]->slots[static_cast<size_t>(p)].assigned = true;
  }
}

Client World::NewClient(Machine& machine) {
  Client client;
  client.broker = broker_.get();
  client.network = network_.get();
  client.scheduler = &scheduler_;
  client.faults = &faults_;
  client.flaws = flaws_.client;
  client.wait = [this, &machine] { Wait(machine); };
  client.asleep_until_us = [&machine] { return machine.asleep_until_us; };
  return client;
}

// ---- Turns ------------------------------------------------------------------

// A till whose append was not answered appends again.
void World::Feed() {
  if (next_telling_ == tellings_.size()) {
    scheduler_.After(20'000, [this] { BeCalm(); });
    return;
  }
  const bool crowd = settings_.workload == Settings::Workload::kCrowd;
  int64_t count = crowd ? 5'000 : 1 + chance_.Below(4);
  for (; count > 0 && next_telling_ < tellings_.size(); --count) {
    const Telling& one = tellings_[next_telling_++];
    SetStory(one.at_ms);
    const Record record{one.key, {}, one.value};
    for (int32_t p = 0; p < partitions_; ++p) {
      if (one.partition >= 0 && one.partition != p) continue;
      const int64_t offset = broker_->Append({Stream::kFacts, p}, record);
      Note("a till appends ", p, "-", offset);
      if (one.partition >= 0 && network_->Happens(faults_.repeated)) {
        broker_->Append({Stream::kFacts, p}, record);
      }
    }
  }
  scheduler_.After(100 + chance_.Below(chance_.OneIn(4) ? 20'000 : 4'000),
                   [this] { Feed(); });
}

void World::BrokerTurn() {
  if (closed_) return;
  const auto draw_log = [this] {
    const auto stream = static_cast<Stream>(chance_.Below(4));
    return LogName{stream, static_cast<int32_t>(chance_.Below(partitions_))};
  };
  if (network_->Happens(faults_.leader_change)) {
    broker_->ChangeLeader(draw_log());
  }
  if (network_->Happens(faults_.outage)) {
    const LogName name = draw_log();
    Note("no leader of ", std::string(Name(name.stream)), " ", name.partition);
    broker_->SetAvailable(name, false);
    scheduler_.After(chance_.Below(100'000),
                     [this, name] { broker_->SetAvailable(name, true); });
  }
  if (network_->Happens(faults_.transaction_timeout)) {
    broker_->AbortOlderThan(0);
  }
  broker_->AbortOlderThan(kTransactionTimeoutUs);
  scheduler_.After(kBrokerTurnUs, [this] { BrokerTurn(); });
}

void World::MachineTurn(Machine& machine, int32_t partition) {
  if (closed_) return;
  Slot& slot = machine.slots[static_cast<size_t>(partition)];
  const int64_t asleep = machine.asleep_until_us - scheduler_.now_us();
  const auto again = [this, &machine, partition](int64_t delay_us) {
    scheduler_.After(delay_us, [this, &machine, partition] {
      MachineTurn(machine, partition);
    });
  };
  if (asleep > 0) return again(asleep);
  if (machine.alive) Strike(machine, slot, partition);
  if (!machine.alive || (!slot.assigned && slot.runner == nullptr)) {
    return again(1'000);
  }
  const bool worked = Advance(machine, slot, partition);
  if (!failure_.ok()) closed_ = true;
  again(worked ? 50 + chance_.Below(500) : 1'000);
}

// What may happen to a machine before its turn.
void World::Strike(Machine& machine, Slot& slot, int32_t partition) {
  if (network_->Happens(faults_.sync)) slot.disk.Sync();
  if (network_->Happens(faults_.clock_jump)) {
    machine.skew_ms =
        chance_.OneOf<int64_t>({0, 1'000, -1'000, 200'000, -kDayMs, kDayMs,
                                3'650 * kDayMs, -3'650 * kDayMs});
    Note("clock of machine ", machine.number, " is off by ", machine.skew_ms,
         "ms");
  }
  if (network_->Happens(faults_.move)) Move(partition);
  if (network_->Happens(faults_.sleep)) {
    machine.asleep_until_us = scheduler_.now_us() + chance_.Below(200'000);
    Note("machine ", machine.number, " sleeps");
  }
  if (network_->Happens(faults_.crash)) {
    Crash(machine, PlannedCrash::Keep::kNothing, false);
  }
}

// Another machine gets the partition; who had it gives it up at once, in order,
// or is not told.
void World::Move(int32_t partition) {
  const auto to = static_cast<size_t>(
      chance_.Below(static_cast<int64_t>(machines_.size())));
  const bool told = !network_->Happens(50 * faults_.two_owners);
  const bool orderly = chance_.OneIn(2);
  Note("partition ", partition, " goes to machine ", to,
       told ? "" : ", and its owner is not told");
  for (auto& machine : machines_) {
    Slot& slot = machine->slots[static_cast<size_t>(partition)];
    if (!slot.assigned || machine == machines_[to] || !told) continue;
    slot.assigned = false;
    if (orderly && slot.runner != nullptr) {
      slot.closing = true;
    } else {
      machine->Drop(slot);
    }
  }
  machines_[to]->slots[static_cast<size_t>(partition)].assigned = true;
}

bool World::Advance(Machine& machine, Slot& slot, int32_t partition) {
  if (slot.busy) return false;  // it waits, and others go on
  if (slot.runner == nullptr && scheduler_.now_us() < slot.open_after_us) {
    return false;
  }
  slot.busy = true;
  const absl::StatusOr<bool> worked = AdvanceOne(machine, slot, partition);
  slot.busy = false;
  if (slot.dropped) machine.Drop(slot);
  if (machine.doomed && !machine.Busy()) {
    Crash(machine, PlannedCrash::Keep::kNothing, false);
    return true;
  }
  if (!worked.ok()) Failed(machine, slot, partition, worked.status());
  return !worked.ok() || *worked;
}

absl::StatusOr<bool> World::AdvanceOne(Machine& machine, Slot& slot,
                                       int32_t partition) {
  if (slot.runner == nullptr) {
    ++report_.openings;
    Note("machine ", machine.number, " opens partition ", partition);
    if (chance_.OneIn(4)) slot.older.push_back(slot.disk);
    const auto slow = [this] { return network_->Happens(faults_.slow_disk); };
    slot.store = Flawed(std::make_unique<DiskStore>(slot.disk, slow),
                        flaws_.port, slot.stale);
    slot.runner = std::make_unique<PartitionRunner>(
        *machine.log, partition, *slot.store,
        [this, &machine] { return WallOf(machine); }, machine.options);
  }
  if (!slot.closing) return slot.runner->Advance();
  ASSIGN_OR_RETURN(const bool more, slot.runner->AdvanceClosing());
  if (!more) machine.Drop(slot);
  return true;
}

// As the engine does: what may pass is tried again; a machine that was fenced
// lets go, unless it is the only one that is asked; else it stops.
void World::Failed(Machine& machine, Slot& slot, int32_t partition,
                   const absl::Status& status) {
  Note("machine ", machine.number, ", partition ", partition, ": ",
       status.ToString());
  machine.Drop(slot);
  slot.open_after_us = scheduler_.now_us() + kRetryUs;
  switch (FailureOf(status)) {
    case LogFailure::kRetry:
      ++report_.failed_commits;
      return;
    case LogFailure::kFenced: {
      ++report_.fenced;
      int owners = 0;
      for (const auto& one : machines_) {
        owners += one->slots[static_cast<size_t>(partition)].assigned ? 1 : 0;
      }
      if (owners > 1 && calm_ms_ == 0) slot.assigned = false;
      return;
    }
    case LogFailure::kStop:
      failure_ =
          Annotate(status, absl::StrCat("machine ", machine.number,
                                        " stops, partition ", partition));
      return;
  }
}

// `chosen`: what is kept is `keep`; else it is drawn, and disks may be lost.
void World::Crash(Machine& machine, PlannedCrash::Keep keep, bool chosen) {
  if (machine.Busy()) {
    machine.doomed = true;
    return;
  }
  machine.doomed = false;
  ++report_.crashes;
  machine.alive = false;
  machine.asleep_until_us = 0;
  for (Slot& slot : machine.slots) {
    machine.Drop(slot);
    const auto unsynced = static_cast<int64_t>(slot.disk.unsynced());
    int64_t kept = keep == PlannedCrash::Keep::kNothing ? 0
                   : keep == PlannedCrash::Keep::kAll   ? unsynced
                                                        : (unsynced + 1) / 2;
    if (!chosen) kept = chance_.Below(unsynced + 1);
    Note("machine ", machine.number, " dies; of ", unsynced,
         " batches of its view ", kept, " are kept");
    slot.disk.Crash(static_cast<size_t>(kept), flaws_.torn_disk,
                    flaws_.holes_on_disk);
    if (chosen) continue;
    if (network_->Happens(faults_.lost_disk)) slot.disk = Disk();
    if (network_->Happens(faults_.old_disk) && !slot.older.empty()) {
      slot.disk = slot.older[static_cast<size_t>(
          chance_.Below(static_cast<int64_t>(slot.older.size())))];
      slot.disk.Sync();
    }
  }
  scheduler_.After(kRestartUs, [&machine] { machine.alive = true; });
}

// Others go on while a call of this machine waits.
void World::Wait(Machine& machine) {
  if (waiting_ >= 3 || closed_) return;
  ++waiting_;
  for (int64_t i = chance_.Below(30); i > 0 && !closed_; --i) {
    scheduler_.RunNext();
  }
  --waiting_;
  (void)machine;
}

void World::RunSteps(const std::function<bool()>& done, int64_t until_us) {
  while (!closed_ && !done() && scheduler_.now_us() < until_us) {
    while (next_crash_ < settings_.crashes.size() &&
           settings_.crashes[next_crash_].step <= scheduler_.steps()) {
      Crash(*machines_[0], settings_.crashes[next_crash_].keep, true);
      ++next_crash_;
    }
    if (!scheduler_.RunNext()) return;
  }
}

// ---- The end ----------------------------------------------------------------

// Nothing fails any more, and each partition has one owner. Three days pass:
// laurel must tick.
void World::BeCalm() {
  Note("all is calm");
  report_.calm_step = scheduler_.steps();
  faults_ = Faults::None();
  for (int32_t p = 0; p < partitions_; ++p) {
    size_t owner = 0;
    for (size_t m = 0; m < machines_.size(); ++m) {
      Slot& slot = machines_[m]->slots[static_cast<size_t>(p)];
      if (slot.assigned) owner = m;
    }
    for (size_t m = 0; m < machines_.size(); ++m) {
      Slot& slot = machines_[m]->slots[static_cast<size_t>(p)];
      if (m != owner && slot.assigned) machines_[m]->Drop(slot);
      slot.assigned = m == owner;
    }
    for (Stream stream : {Stream::kFacts, Stream::kDecisions, Stream::kEvents,
                          Stream::kParked}) {
      broker_->SetAvailable({stream, p}, true);
    }
  }
  for (auto& machine : machines_) machine->skew_ms = 0;
  const bool crowd = settings_.workload == Settings::Workload::kCrowd;
  SetStory(Wall() + (crowd ? 11 : 3) * kDayMs);
  calm_ms_ = Wall();
}

bool World::Drained() {
  if (calm_ms_ == 0 || !broker_->Quiet()) return false;
  for (int32_t p = 0; p < partitions_; ++p) {
    if (!PartitionDrained(p)) return false;
  }
  return true;
}

// Its last fact is a tick of these days that left nothing due, and everybody is
// told that all is decided.
bool World::PartitionDrained(int32_t partition) {
  for (auto& machine : machines_) {
    Slot& slot = machine->slots[static_cast<size_t>(partition)];
    if (!slot.assigned) continue;
    if (slot.runner == nullptr || !slot.runner->caught_up()) return false;
    const PartitionFold& fold = slot.runner->fold();
    const bool ticks = fold.partition().Current() != nullptr;
    if (ticks && fold.partition().clock.ms < calm_ms_) return false;
    if (ticks && slot.runner->ticks_on()) return false;
    const int64_t end = broker_->StableEnd({Stream::kFacts, partition});
    const BrokerLog& log = broker_->log({Stream::kFacts, partition});
    for (int64_t i = end - 1; i >= fold.progress().next_fact; --i) {
      if (log.entries[static_cast<size_t>(i)].Readable()) return false;
    }
  }
  return true;
}

absl::Status World::Close() {
  for (auto& machine : machines_) {
    for (Slot& slot : machine->slots) {
      if (slot.assigned) slot.closing = true;
    }
  }
  const auto closed = [this] {
    for (const auto& machine : machines_) {
      for (const Slot& slot : machine->slots) {
        if (slot.closing) return false;
      }
    }
    return true;
  };
  // A slot that has closed is not opened again.
  for (auto& machine : machines_) {
    for (Slot& slot : machine->slots) slot.assigned = false;
  }
  RunSteps(closed, scheduler_.now_us() + kPatienceUs);
  RETURN_IF_ERROR(failure_);
  if (!closed()) return absl::InternalError("it does not close");
  return absl::OkStatus();
}

absl::Status World::Audit() {
  for (int32_t p = 0; p < partitions_; ++p) {
    RETURN_IF_ERROR(AuditPartition(p));
  }
  return absl::OkStatus();
}

absl::Status World::AuditPartition(int32_t partition) {
  Client client;
  client.broker = broker_.get();
  client.network = network_.get();
  client.scheduler = &scheduler_;
  client.faults = &faults_;
  std::vector<Disk> views;
  for (const auto& machine : machines_) {
    views.push_back(machine->slots[static_cast<size_t>(partition)].disk);
  }
  LogAuditor auditor(*broker_, partition, published_, till_);
  const absl::Status status = laurel::AuditPartition(
      client, partition, std::move(views), auditor, snapshots());
  report_.audit += auditor.counts();
  return status;
}

Report World::Run() {
  failure_ = Draw();
  if (failure_.ok()) {
    scheduler_.After(0, [this] { Feed(); });
    scheduler_.After(0, [this] { BrokerTurn(); });
    for (auto& machine : machines_) {
      for (int32_t p = 0; p < partitions_; ++p) {
        scheduler_.After(
            0, [this, &machine = *machine, p] { MachineTurn(machine, p); });
      }
    }
    RunSteps([this] { return calm_ms_ > 0; }, INT64_MAX);
    RunSteps([this] { return Drained(); }, scheduler_.now_us() + kPatienceUs);
    report_.steps = scheduler_.steps();
    if (failure_.ok() && !Drained()) {
      failure_ = absl::InternalError(
          "20 s after all is calm it has not decided all and ticked");
    }
  }
  if (failure_.ok()) failure_ = Close();
  faults_ = Faults::None();
  if (failure_.ok()) failure_ = Audit();
  if (broker_ != nullptr) report_.logs = DigestOfLogs(*broker_);
  report_.status = failure_;
  closed_ = true;
  return report_;
}

}  // namespace

Report Simulate(const Settings& settings) { return World(settings).Run(); }

}  // namespace laurel
