// One run of a scenario: its facts through the fold, its `then` and
// `customer` parts held against what came out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/scenarios/clauses.h"
#include "tests/scenarios/event_lines.h"
#include "tests/scenarios/script.h"
#include "tests/support/memory_world.h"

namespace laurel {

// Whether time passes between the facts, by ticks that fire all or one customer
// each, or only when one arrives. What comes out for a customer is the same
// (law 9).
enum class Pace { kLazily, kWithTicks, kWithSmallTicks };

class Scenario {
 public:
  // `script` must outlive the run. `program` finds the YAML text of a name.
  using ProgramSource = absl::StatusOr<std::string> (*)(std::string_view name);
  Scenario(const Script& script, Pace pace, ProgramSource program);

  // Runs all steps. An error (InvalidArgument: the file is wrong, with file
  // and line; others: a bug of the engine) ends the run; what merely differs
  // goes on and stands in differences().
  absl::Status Run();

  // Texts that begin with file and line.
  const std::vector<std::string>& differences() const { return differences_; }
  const MemoryWorld& world() const { return world_; }

  // What each `then` that differs would say to agree, in order.
  struct Told {
    const ThenStep* then;
    std::vector<std::string> lines;
  };
  const std::vector<Told>& told() const { return told_; }

 private:
  absl::Status Begin();
  absl::Status Do(const SectionStep& step);
  absl::Status Do(const FactStep& step);
  absl::Status Do(const PublishStep& step);
  absl::Status Do(const UntilStep& step);
  absl::Status Do(const ThenStep& step);
  absl::Status Do(const CustomerStep& step);

  absl::StatusOr<std::shared_ptr<const Program>> Compile(
      const std::vector<YamlPatch>& patches);
  absl::Status PassTimeUntil(Instant at);
  absl::Status CatchUp();
  void Take(const MemoryWorld::Decisions& decisions, const RecordedFact& fact);
  void Meet(const std::string& id);
  void Add(const std::string& customer, EventLine line);
  absl::Status CheckAbout(const ThenStep& then) const;
  std::vector<std::vector<std::string>> Heard(const ThenStep& then);
  absl::StatusOr<std::vector<std::vector<std::string>>> Written(
      const ThenStep& then) const;

  const Script& script_;
  const Pace pace_;
  const ProgramSource source_;
  std::string yaml_;  // of the version in force
  uint32_t version_ = 0;
  Place place_;
  MemoryWorld world_{MemoryWorld::Forwards::kYes};
  bool given_ = false;
  std::vector<std::string> customers_;  // in order of first mention
  std::map<std::string, std::vector<EventLine>> heard_;  // not yet told
  std::map<std::string, uint64_t> counted_;  // derived events so far
  std::vector<std::string> differences_;
  std::vector<Told> told_;
};

}  // namespace laurel
