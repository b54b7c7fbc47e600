#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/customer_lookup.h"
#include "cli/customer_text.h"
#include "cli/event_text.h"
#include "cli/instant_flag.h"
#include "cli/log_address.h"
#include "cli/output.h"
#include "cli/progress_line.h"
#include "cli/silence_text.h"
#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"
#include "engine/codec/json.h"
#include "engine/codec/json_text.h"
#include "engine/domain/names.h"

namespace laurel {
namespace {

struct ExplainOptions {
  LogAddress place;
  std::string customer;
  std::string unit;  // empty: all
  std::string fact;  // empty: all
  bool silence = false;
  std::optional<Instant> at;
};

constexpr std::string_view kIndent = "                  ";
const Zone& ZoneOf(const Partition& partition) {
  static const Zone utc;
  const PublishedProgram* current = partition.Current();
  return current == nullptr ? utc : current->program->zone;
}

// Writes chapters as they are folded.
class Story {
 public:
  Story(const ExplainOptions& options, bool json)
      : options_(options), json_(json) {}

  void Tell(const Chapter& chapter) {
    if (options_.fact.empty() ||
        chapter.fact.recorded.fact.id == options_.fact) {
      found_ = true;
      TellOne(chapter);
    }
    if (!options_.fact.empty()) before_ = chapter.after;
  }
  int64_t told() const { return told_; }
  // Whether there is the fact that was asked for, or any.
  bool found() const { return found_; }

 private:
  void TellOne(const Chapter& chapter) {
    if (json_) return TellJson(chapter);
    const Zone& zone = ZoneOf(chapter.partition);
    TellDue(chapter, zone);
    if (chapter.decision.events.empty() && !options_.fact.empty()) {
      TellFact(chapter, zone);
    }
    TellEvents(chapter, zone);
    TellSilence(chapter);
  }

  // What rules did not say of the fact that was asked for.
  void TellSilence(const Chapter& chapter) {
    if (options_.fact.empty() || json_) return;
    for (const std::string& line :
         SilentRules(chapter.fact.recorded, chapter.decision, before_,
                     chapter.partition)) {
      PrintLine(absl::StrCat(Indent(), "x ", line));
      ++told_;
    }
  }

  bool IsAsked(const DerivedEvent& event) const {
    return options_.unit.empty() || UnitOf(event.body) == options_.unit;
  }

  void TellJson(const Chapter& chapter) {
    const Envelope envelope =
        EnvelopeOf(chapter.decision, chapter.fact.recorded);
    for (const Events* events :
         {&chapter.decision.due, &chapter.decision.events}) {
      for (const DerivedEvent& event : *events) {
        if (!IsAsked(event)) continue;
        PrintLine(DerivedEventToJson(event, envelope));
        ++told_;
      }
    }
  }

  // What fell due has its own instant; the fact only made time pass.
  void TellDue(const Chapter& chapter, const Zone& zone) {
    Instant at = kNever;
    for (const DerivedEvent& event : chapter.decision.due) {
      if (!IsAsked(event)) continue;
      if (event.occurred_at != at) {
        at = event.occurred_at;
        PrintLine(
            absl::StrCat(TimeText(at, zone), "  fell due", Where(chapter)));
      }
      TellEvent(event, zone);
    }
  }

  void TellEvents(const Chapter& chapter, const Zone& zone) {
    bool begun = false;
    for (const DerivedEvent& event : chapter.decision.events) {
      if (!IsAsked(event)) continue;
      if (!begun) TellFact(chapter, zone);
      begun = true;
      TellEvent(event, zone);
    }
    if (begun) PrintLine(absl::StrCat(Indent(), "= ", After(chapter)));
  }

  void TellFact(const Chapter& chapter, const Zone& zone) {
    const Fact& fact = chapter.fact.recorded.fact;
    PrintLine(absl::StrCat(TimeText(fact.occurred_at, zone), "  ",
                           FactText(fact, zone), Where(chapter)));
    if (fact.recorded_at.ms - fact.occurred_at.ms >= kDayMs) {
      PrintLine(absl::StrCat(Indent(), "  learned of on ",
                             TimeText(fact.recorded_at, zone)));
    }
  }

  void TellEvent(const DerivedEvent& event, const Zone& zone) {
    PrintLine(absl::StrCat(Indent(), "- ", EventText(event, zone), "  [",
                           std::string(Name(event.rule)), "]"));
    ++told_;
  }

  static std::string Indent() { return std::string(kIndent); }

  // Who said so, where it stands, and by which version of the program.
  static std::string Where(const Chapter& chapter) {
    const RecordedFact& recorded = chapter.fact.recorded;
    if (recorded.fact.id.empty()) return "  (recorded later)";
    return absl::StrCat("  (", std::string(recorded.fact.source), " ",
                        std::string(recorded.fact.id), ", ", recorded.partition,
                        "-", recorded.offset, ", program version ",
                        chapter.decision.program_version, ")");
  }

  std::string After(const Chapter& chapter) const {
    if (options_.unit.empty()) return CustomerLine(chapter.after);
    int64_t available = 0;
    for (const Account& account : chapter.after.accounts) {
      if (account.unit == options_.unit) available += account.Available();
    }
    return absl::StrCat(Grouped(available), " ", options_.unit);
  }

  const ExplainOptions& options_;
  const bool json_;
  int64_t told_ = 0;
  bool found_ = false;
  Customer before_;  // after the chapter before, where a fact is asked for
};

absl::Status CheckUnit(const FoundCustomer& found, const std::string& unit) {
  if (unit.empty() || found.program() == nullptr ||
      found.program()->program->FindUnit(unit) != nullptr) {
    return absl::OkStatus();
  }
  std::string known;
  for (const Unit& one : found.program()->program->units) {
    absl::StrAppend(&known, known.empty() ? "" : ", ", one.name);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "--unit ", unit, ": the program has no such unit; it has ", known));
}

void TellSilenceOf(const FoundCustomer& found, bool json) {
  JsonArray lines;
  for (const std::string& line : SilenceOf(found)) {
    json ? lines.Add(line) : PrintLine(line);
  }
  if (json) PrintLine(JsonObject().SetRaw("silence", lines.Text()).Text());
}

absl::Status Explain(const ExplainOptions& options, const Session& session) {
  Story story(options, session.json);
  ASSIGN_OR_RETURN(const FoundCustomer found,
                   LookUp(options.place, options.customer, options.at,
                          [&](const Chapter& chapter) {
                            if (!options.silence) story.Tell(chapter);
                          }));
  RETURN_IF_ERROR(CheckUnit(found, options.unit));
  if (options.silence) {
    TellSilenceOf(found, session.json);
    return absl::OkStatus();
  }
  if (!story.found() && !options.fact.empty()) {
    return absl::NotFoundError(absl::StrCat(
        "no fact ", options.fact, " of ", options.customer,
        " was decided; `laurel explain ", options.customer, "` tells all"));
  }
  if (story.told() == 0 && options.fact.empty() && !session.json) {
    PrintLine(absl::StrCat("nothing has moved for ", options.customer));
  }
  return absl::OkStatus();
}

}  // namespace

void AddExplain(CLI::App& laurel, Session& session) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* explain = AddCommand(
      laurel, session,
      {"explain",
       "Every movement, tier and stage of a customer, and what caused it",
       "explain mei-00417 --data data\n"
       "explain mei-00417 --data data --unit points "
       "--at 2025-03-01T00:00:00+08:00\n"
       "explain mei-00417 --data data --fact p-1001\n"
       "explain mei-00417 --data data --silence"},
      [options, &session] { return Explain(*options, session); });
  explain->add_option("CUSTOMER", options->customer, "the customer_id")
      ->required();
  AddLogAddress(*explain, options->place);
  CLI::Option* unit = explain->add_option("--unit", options->unit,
                                          "movements of this unit only");
  CLI::Option* fact =
      explain->add_option("--fact", options->fact,
                          "this fact only, and the rules that did not apply");
  explain
      ->add_flag("--silence", options->silence,
                 "what is missing to the next tier, and of each occasion "
                 "why nothing went out")
      ->excludes(unit, fact);
  AddInstant(*explain, "--at", options->at, "up to then");
}

}  // namespace laurel
