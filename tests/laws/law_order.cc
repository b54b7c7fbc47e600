// Laws 4, 5 and 9: repeats, interleavings and ticks change nobody.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "tests/laws/chance.h"
#include "tests/laws/laws.h"
#include "tests/laws/play.h"

namespace laurel {
namespace {

// A fact of nobody that moves the clock as another would.
Entry Placeholder(Instant recorded_at) {
  Entry entry;
  entry.at = recorded_at;
  entry.fact.id = "placeholder";
  entry.fact.source = "law";
  entry.fact.recorded_at = entry.fact.occurred_at = recorded_at;
  entry.fact.body = VisitCompleted{"nobody's", "", {}, "", ""};
  return entry;
}

struct Repeats {
  Story with;                   // each fact repeated ...
  Story without;                // ... or nobody's in its place
  std::vector<bool> is_repeat;  // by offset
};

// Answered to a stranger: that alone is not remembered.
bool IsRemembered(const LogEntry& entry) {
  const Decision& decision = entry.decisions.front();
  if (decision.outcome != Outcome::kAccepted) return false;
  if (decision.customer_id.empty()) return false;
  return decision.events.empty() || decision.events.back().n != 0;
}

// After each entry perhaps a repeat of an earlier fact, as it was or as
// recorded now.
Repeats AddRepeats(const Story& story, const MemoryWorld& lived,
                   uint64_t seed) {
  Chance chance(seed);
  Repeats repeats;
  const auto add = [&](Story& to, const Entry& entry) {
    to.entries.push_back(entry);
  };
  std::vector<size_t> remembered;
  for (size_t i = 0; i < story.entries.size(); ++i) {
    add(repeats.with, story.entries[i]);
    add(repeats.without, story.entries[i]);
    repeats.is_repeat.push_back(false);
    const LogEntry& logged = lived.log()[i];
    if (story.entries[i].kind == Entry::Kind::kFact && IsRemembered(logged)) {
      remembered.push_back(i);
    }
    if (remembered.empty() || !chance.OneIn(3)) continue;
    const auto which = chance.Below(static_cast<int64_t>(remembered.size()));
    Entry repeat = story.entries[remembered[static_cast<size_t>(which)]];
    if (chance.OneIn(2)) {
      // Learned of later, but not after the next entry.
      const Instant clock = lived.partition().clock;
      const Instant next =
          i + 1 < story.entries.size() ? story.entries[i + 1].at : clock;
      repeat.fact.recorded_at = std::max(story.entries[i].at, next);
      repeat.at = repeat.fact.recorded_at;
    }
    add(repeats.without, Placeholder(repeat.fact.recorded_at));
    add(repeats.with, repeat);
    repeats.is_repeat.push_back(true);
  }
  return repeats;
}

}  // namespace

absl::Status Duplicate(const History& history) {
  Story story;
  ASSIGN_OR_RETURN(story, Tell(history));
  absl::StatusOr<MemoryWorld> lived = Play(story);
  RETURN_IF_ERROR(lived.status());
  const Repeats repeats = AddRepeats(story, *lived, history.chance);
  absl::StatusOr<MemoryWorld> with = Play(repeats.with);
  RETURN_IF_ERROR(with.status());
  absl::StatusOr<MemoryWorld> without = Play(repeats.without);
  RETURN_IF_ERROR(without.status());
  for (size_t i = 0; i < repeats.is_repeat.size(); ++i) {
    const auto& here = with->log()[i].decisions;
    if (!repeats.is_repeat[i]) {
      const auto& there = without->log()[i].decisions;
      if (here.size() != there.size()) {
        return absl::InternalError("a repeat changed what a tick fires");
      }
      for (size_t j = 0; j < here.size(); ++j) {
        RETURN_IF_ERROR(SameDecision(here[j], there[j]));
      }
      continue;
    }
    if (here[0].outcome != Outcome::kDuplicate || !here[0].due.empty() ||
        !here[0].events.empty()) {
      return absl::InternalError(absl::StrCat(
          "fact ", i, " repeats an earlier one and had an effect, outcome ",
          static_cast<int>(here[0].outcome)));
    }
  }
  if (with->customers() == without->customers()) return absl::OkStatus();
  RETURN_IF_ERROR(SameCustomers(*with, *without));
  return absl::InternalError("a repeat changed a document");
}

namespace {

// The entries with the clock they met, as their recorded_at; without what was
// parked and, if so wanted, without ticks.
std::vector<Entry> AtTheirClock(const Story& story, const MemoryWorld& lived,
                                bool ticks) {
  std::vector<Entry> entries;
  Instant clock = kEarliest;
  for (size_t i = 0; i < story.entries.size(); ++i) {
    Entry entry = story.entries[i];
    const LogEntry& logged = lived.log()[i];
    if (!logged.decisions.empty() &&
        logged.decisions[0].outcome == Outcome::kParked) {
      continue;
    }
    if (!ticks && entry.kind == Entry::Kind::kTick) continue;
    clock = std::max(clock, entry.at);
    entry.at = clock;
    if (entry.fact.occurred_at == kNever) {
      entry.fact.occurred_at = entry.fact.recorded_at;
    }
    entry.fact.recorded_at = clock;
    entries.push_back(std::move(entry));
  }
  return entries;
}

// One customer's facts alone, among the programs.
Story Alone(const std::vector<Entry>& entries, std::string_view who) {
  Story story;
  for (const Entry& entry : entries) {
    if (entry.kind == Entry::Kind::kFact && entry.fact.customer_id != who) {
      continue;
    }
    story.entries.push_back(entry);
  }
  return story;
}

// Facts of one instant in another order, but each customer's in theirs.
Story Shuffled(const std::vector<Entry>& entries, uint64_t seed) {
  Chance chance(seed);
  Story story;
  story.entries = entries;
  auto& list = story.entries;
  for (size_t round = 0; round < 2 * list.size(); ++round) {
    const auto at =
        static_cast<size_t>(chance.Below(static_cast<int64_t>(list.size())));
    if (at + 1 >= list.size()) continue;
    const bool may = list[at].kind == Entry::Kind::kFact &&
                     list[at + 1].kind == Entry::Kind::kFact &&
                     list[at].at == list[at + 1].at &&
                     list[at].fact.customer_id != list[at + 1].fact.customer_id;
    if (may) std::swap(list[at], list[at + 1]);
  }
  return story;
}

}  // namespace

absl::Status Independence(const History& history) {
  Story story;
  ASSIGN_OR_RETURN(story, Tell(history));
  // What ticks have left fires at the end, however many share them.
  Entry end;
  end.kind = Entry::Kind::kTick;
  end.at = story.end;
  story.entries.push_back(std::move(end));
  absl::StatusOr<MemoryWorld> lived = Play(story);
  RETURN_IF_ERROR(lived.status());
  const auto entries = AtTheirClock(story, *lived, true);
  if (entries.empty()) return absl::OkStatus();
  const auto together = EventsOf(*lived);
  absl::StatusOr<MemoryWorld> shuffled =
      Play(Shuffled(entries, history.chance));
  RETURN_IF_ERROR(shuffled.status());
  RETURN_IF_ERROR(
      Annotate(SameEvents(together, EventsOf(*shuffled)), "shuffled"));
  RETURN_IF_ERROR(Annotate(SameCustomers(*lived, *shuffled), "shuffled"));
  for (const auto& [who, stored] : lived->customers()) {
    absl::StatusOr<MemoryWorld> alone = Play(Alone(entries, who));
    RETURN_IF_ERROR(alone.status());
    auto mine = together;
    std::erase_if(mine, [&](const auto& one) { return one.first != who; });
    RETURN_IF_ERROR(Annotate(SameEvents(mine, EventsOf(*alone)), "alone"));
    if (alone->Find(who) == nullptr ||
        !(*alone->Find(who) == stored.customer)) {
      return absl::InternalError(who + " is another customer when alone");
    }
  }
  return absl::OkStatus();
}

namespace {

// Ticks between the entries, at any instant up to the next one, that fire all
// or some.
Story WithTicks(const std::vector<Entry>& entries, Instant end, uint64_t seed) {
  Chance chance(seed);
  Story story;
  Instant clock = kEarliest;
  for (size_t i = 0; i <= entries.size(); ++i) {
    const Instant next = i < entries.size() ? entries[i].at : end;
    while (i > 0 && next > clock && chance.OneIn(2)) {
      Entry tick;
      tick.kind = Entry::Kind::kTick;
      const int64_t span = next.ms - clock.ms;
      const int64_t step = chance.OneIn(4) ? span - 1 : chance.Below(span);
      tick.at = clock = clock + std::max<int64_t>(step, 0);
      tick.most = static_cast<uint32_t>(chance.Below(3));
      story.entries.push_back(std::move(tick));
    }
    clock = std::max(clock, next);
    if (i < entries.size()) story.entries.push_back(entries[i]);
  }
  return story;
}

}  // namespace

absl::Status Timers(const History& history) {
  Story story;
  ASSIGN_OR_RETURN(story, Tell(history));
  absl::StatusOr<MemoryWorld> lived = Play(story);
  RETURN_IF_ERROR(lived.status());
  const auto entries = AtTheirClock(story, *lived, false);
  const Instant end = lived->partition().clock + 400 * kDayMs;
  Story lazy;
  lazy.entries = entries;
  absl::StatusOr<MemoryWorld> lazily = Play(lazy);
  RETURN_IF_ERROR(lazily.status());
  RETURN_IF_ERROR(lazily->Tick(end).status());
  absl::StatusOr<MemoryWorld> ticking =
      Play(WithTicks(entries, end, history.chance));
  RETURN_IF_ERROR(ticking.status());
  RETURN_IF_ERROR(ticking->Tick(end).status());
  RETURN_IF_ERROR(SameEvents(EventsOf(*lazily), EventsOf(*ticking)));
  return SameCustomers(*lazily, *ticking);
}

}  // namespace laurel
