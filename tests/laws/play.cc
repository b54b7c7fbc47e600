#include "tests/laws/play.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"
#include "engine/codec/json.h"
#include "engine/domain/digest.h"

namespace laurel {

absl::Status Play(const Entry& entry, MemoryWorld& world) {
  switch (entry.kind) {
    case Entry::Kind::kTick:
      return world.Tick(entry.at, entry.most).status();
    case Entry::Kind::kPublish:
      return world.Publish(entry.version, entry.program.program, entry.at)
          .status();
    case Entry::Kind::kFact:
      return world.Append(entry.fact, kAppendTime).status();
  }
  return absl::OkStatus();
}

absl::StatusOr<MemoryWorld> Play(const Story& story, const After& after) {
  MemoryWorld world;
  for (const Entry& entry : story.entries) {
    RETURN_IF_ERROR(Play(entry, world));
    if (after) RETURN_IF_ERROR(after(world));
  }
  return world;
}

std::map<std::string, Events> EventsOf(const MemoryWorld& world) {
  std::map<std::string, Events> all;
  for (const LogEntry& entry : world.log()) {
    for (const Decision& decision : entry.decisions) {
      Events& events = all[decision.customer_id];
      for (const Events* part : {&decision.due, &decision.events}) {
        events.insert(events.end(), part->begin(), part->end());
      }
    }
  }
  std::erase_if(all, [](const auto& one) { return one.second.empty(); });
  return all;
}

std::string Say(const DerivedEvent& event) {
  return absl::StrCat(event.n, " ", FormatInstant(event.occurred_at), " ",
                      DerivedEventToJson(event, Envelope()));
}

namespace {

absl::Status SameList(const std::string& whose, const Events& here,
                      const Events& there) {
  for (size_t i = 0; i < std::max(here.size(), there.size()); ++i) {
    if (i < here.size() && i < there.size() && here[i] == there[i]) continue;
    return absl::InternalError(absl::StrCat(
        whose, ": here ", i < here.size() ? Say(here[i]) : "nothing",
        "\n    there ", i < there.size() ? Say(there[i]) : "nothing"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status SameEvents(const std::map<std::string, Events>& here,
                        const std::map<std::string, Events>& there) {
  std::map<std::string, std::pair<Events, Events>> both;
  for (const auto& [whose, events] : here) both[whose].first = events;
  for (const auto& [whose, events] : there) both[whose].second = events;
  for (const auto& [whose, pair] : both) {
    RETURN_IF_ERROR(SameList(whose, pair.first, pair.second));
  }
  return absl::OkStatus();
}

absl::Status SameDecision(const Decision& here, const Decision& there) {
  if (here == there) return absl::OkStatus();
  const std::string whose =
      absl::StrCat("fact ", here.fact_offset, " of ", here.customer_id);
  RETURN_IF_ERROR(SameList(whose + " due", here.due, there.due));
  RETURN_IF_ERROR(SameList(whose, here.events, there.events));
  return absl::InternalError(absl::StrCat(
      whose, ": decisions differ beside their events: outcome ",
      static_cast<int>(here.outcome), " and ", static_cast<int>(there.outcome),
      ", clock ", FormatInstant(here.clock), " and ",
      FormatInstant(there.clock)));
}

absl::Status SameCustomers(const MemoryWorld& here, const MemoryWorld& there) {
  for (const auto& [id, stored] : here.customers()) {
    const Customer* other = there.Find(id);
    if (other == nullptr || !(*other == stored.customer)) {
      return absl::InternalError(
          absl::StrCat(id, " is another customer here and there"));
    }
  }
  if (here.customers().size() == there.customers().size()) {
    return absl::OkStatus();
  }
  return absl::InternalError("there are more customers there");
}

namespace {

std::string Say(const Entry& entry) {
  if (entry.kind == Entry::Kind::kTick) {
    return entry.most == 0 ? "tick" : absl::StrCat("tick of ", entry.most);
  }
  if (entry.kind == Entry::Kind::kPublish) {
    return absl::StrCat("program version ", entry.version);
  }
  std::string json;
  if (!FactToJson(entry.bytes, &json).ok()) return "what is no fact";
  return json;
}

std::string Say(const Decision& decision) {
  constexpr const char* kOutcomes[] = {"accepted", "rejected", "duplicate",
                                       "parked"};
  std::string text =
      absl::StrCat("  ", kOutcomes[static_cast<int>(decision.outcome)], "\n");
  for (const DerivedEvent& event : decision.due) {
    absl::StrAppend(&text, "  due ", Say(event), "\n");
  }
  for (const DerivedEvent& event : decision.events) {
    absl::StrAppend(&text, "    + ", Say(event), "\n");
  }
  return text;
}

}  // namespace

std::string Transcript(const Story& story) {
  MemoryWorld world;
  std::string text;
  for (size_t i = 0; i <= story.entries.size(); ++i) {
    Entry end;
    end.kind = Entry::Kind::kTick;
    end.at = story.end + 500 * kDayMs;
    const Entry& entry = i < story.entries.size() ? story.entries[i] : end;
    absl::StrAppend(&text, i, " ", FormatInstant(entry.at), " ", Say(entry),
                    "\n");
    const absl::Status status = Play(entry, world);
    if (!status.ok()) return absl::StrCat(text, status.ToString(), "\n");
    for (const Decision& decision : world.log().back().decisions) {
      text += Say(decision);
    }
  }
  return text;
}

uint64_t DigestOf(const MemoryWorld& world) {
  uint64_t digest = 0;
  for (const auto& [id, stored] : world.customers()) {
    digest = Fmix64(digest ^ Digest(stored.customer));
    for (const auto& [key, document] : stored.documents) {
      digest = Fmix64(digest + Digest(key, document));
    }
  }
  return digest;
}

}  // namespace laurel
