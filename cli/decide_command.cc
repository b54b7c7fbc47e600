#include <array>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/facts_file.h"
#include "cli/instant_flag.h"
#include "cli/output.h"
#include "cli/program_source.h"
#include "cli/progress_line.h"
#include "cli/rehearsal.h"
#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"
#include "engine/codec/json.h"
#include "engine/domain/names.h"
#include "engine/domain/step.h"

namespace laurel {
namespace {

struct DecideOptions {
  std::string program;
  std::string facts;
  std::string state;  // empty: not asked for
  std::optional<Instant> until;
};

// What came of the facts, for the last line.
struct Outcomes {
  std::array<int64_t, 4> facts{};  // by Outcome
  int64_t events = 0;

  std::string Text() const {
    const auto of = [&](Outcome outcome) {
      return facts[static_cast<size_t>(outcome)];
    };
    return absl::StrCat(
        of(Outcome::kAccepted), " facts accepted, ", of(Outcome::kRejected),
        " rejected, ", of(Outcome::kDuplicate), " duplicates, ",
        of(Outcome::kParked), " parked; ", events, " derived events");
  }
};

class Deciding {
 public:
  Deciding(const DecideOptions& options, const FactsFile& facts, bool quiet)
      : options_(options),
        facts_(facts),
        progress_("deciding", static_cast<int64_t>(facts.size()), quiet) {}

  absl::Status Run(Rehearsal& rehearsal) {
    for (size_t i = 0; i < facts_.size(); ++i) {
      RETURN_IF_ERROR(AddLine(facts_[i], rehearsal));
      progress_.To(static_cast<int64_t>(i) + 1);
    }
    if (options_.until) {
      const auto tell = [&](const LoggedFact& fact, const Decision& decision) {
        PrintEvents(fact, decision);
      };
      RETURN_IF_ERROR(rehearsal.Tick(facts_.lines(), *options_.until, tell));
    }
    progress_.End();
    return absl::OkStatus();
  }

  const Outcomes& outcomes() const { return outcomes_; }

 private:
  absl::Status AddLine(const FactsFile::Line& line, Rehearsal& rehearsal) {
    const auto tell = [&](const LoggedFact& fact, const Decision& decision) {
      Count(line, decision);
      PrintEvents(fact, decision);
    };
    return Annotate(
        rehearsal.Add(line.number - 1, std::string(line.bytes), tell),
        absl::StrCat(facts_.name(), ":", line.number));
  }

  void Count(const FactsFile::Line& line, const Decision& decision) {
    if (!decision.more) {
      ++outcomes_.facts[static_cast<size_t>(decision.outcome)];
    }
    if (decision.outcome != Outcome::kParked) return;
    Note(absl::StrCat(facts_.name(), ":", line.number, ": parked, ",
                      std::string(Name(decision.parked)), ": ",
                      decision.parked_message));
  }

  void PrintEvents(const LoggedFact& fact, const Decision& decision) {
    const Envelope envelope = EnvelopeOf(decision, fact.recorded);
    for (const Events* events : {&decision.due, &decision.events}) {
      for (const DerivedEvent& event : *events) {
        PrintLine(DerivedEventToJson(event, envelope));
        ++outcomes_.events;
      }
    }
  }

  const DecideOptions& options_;
  const FactsFile& facts_;
  ProgressLine progress_;
  Outcomes outcomes_;
};

absl::Status WriteState(const std::string& path, Rehearsal& rehearsal) {
  std::string text;
  RETURN_IF_ERROR(rehearsal.VisitCustomers([&](const Customer& customer) {
    absl::StrAppend(&text, CustomerToJson(customer, rehearsal.program()), "\n");
  }));
  if (path == "-") {
    Print(text);
    return absl::OkStatus();
  }
  return WriteFile(path, text);
}

absl::Status Decide(const DecideOptions& options, const Session& session) {
  RETURN_IF_ERROR(CheckNotInput("--state", options.state,
                                {options.program, options.facts}));
  if (options.until && *options.until >= kEndOfTimes) {
    return absl::InvalidArgumentError(
        "--until is after the year 8999, where facts end");
  }
  ASSIGN_OR_RETURN(const ProgramSource program,
                   LoadProgramFile(options.program));
  ASSIGN_OR_RETURN(const FactsFile facts, FactsFile::Read(options.facts));
  Rehearsal rehearsal;
  RETURN_IF_ERROR(rehearsal.Publish(program));
  Deciding deciding(options, facts, session.quiet);
  RETURN_IF_ERROR(deciding.Run(rehearsal));
  if (!options.state.empty()) {
    RETURN_IF_ERROR(WriteState(options.state, rehearsal));
  }
  if (!session.quiet) Note(deciding.outcomes().Text());
  return absl::OkStatus();
}

}  // namespace

void AddDecide(CLI::App& laurel, Session& session) {
  auto options = std::make_shared<DecideOptions>();
  CLI::App* decide = AddCommand(
      laurel, session,
      {"decide",
       "Folds a file of facts and prints what follows; no disk, no broker",
       "decide --program examples/glow.yaml --facts facts.jsonl\n"
       "decide --program glow.yaml --facts - --state - "
       "--until 2026-01-01T00:00:00Z"},
      [options, &session] { return Decide(*options, session); });
  decide
      ->add_option("--program", options->program,
                   "the rules, in force from before the first fact")
      ->required();
  decide
      ->add_option("--facts", options->facts,
                   "facts as JSON, one a line; - is standard input")
      ->required();
  decide->add_option("--state", options->state,
                     "where the final customers go, as JSON lines; - is "
                     "standard output, after the events");
  AddInstant(*decide, "--until", options->until,
             "let time pass until then, so that what falls due is seen");
}

}  // namespace laurel
