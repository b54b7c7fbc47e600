// Histories told to a partition in memory, and what came of it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/laws/story.h"
#include "tests/support/memory_world.h"

namespace laurel {

// Tells one entry. `at` is used for ticks and publications.
absl::Status Play(const Entry& entry, MemoryWorld& world);

// Tells all; `after` is asked after each. The story must outlive the world.
using After = std::function<absl::Status(const MemoryWorld&)>;
absl::StatusOr<MemoryWorld> Play(const Story& story,
                                 const After& after = nullptr);

// What was derived for each customer, in order.
std::map<std::string, Events> EventsOf(const MemoryWorld& world);

// Internal, naming the first difference, unless both are equal. What is called
// `here` and `there` stands in the message.
absl::Status SameEvents(const std::map<std::string, Events>& here,
                        const std::map<std::string, Events>& there);
absl::Status SameDecision(const Decision& here, const Decision& there);
// Customers alone: documents hold offsets.
absl::Status SameCustomers(const MemoryWorld& here, const MemoryWorld& there);

// One hash of all customers and documents.
uint64_t DigestOf(const MemoryWorld& world);

// An event as a line, for messages.
std::string Say(const DerivedEvent& event);

// Every fact of a story as JSON and what was decided for it, a line each.
std::string Transcript(const Story& story);

}  // namespace laurel
