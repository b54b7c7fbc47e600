#include "tests/scenarios/scenario.h"

#include <algorithm>

#include "engine/base/status.h"
#include "engine/program/program_file.h"
#include "tests/scenarios/customer_lines.h"
#include "tests/scenarios/difference.h"
#include "tests/scenarios/fact_lines.h"
#include "tests/scenarios/words.h"

namespace laurel {
namespace {

constexpr int64_t kTickEveryMs = 12 * kHourMs - kMinuteMs;

// The midnight of a day is told by the day: "until 2026-03-01".
std::string WithoutMidnight(std::string_view field) {
  std::string text;
  std::string_view before;
  for (std::string_view word : Words(field)) {
    const bool midnight = word == "00:00" && before.size() == 10;
    before = word;
    if (midnight) continue;
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

// "most 1".
std::optional<uint32_t> MostOf(std::string_view field) {
  const auto words = Words(field);
  if (words.size() != 2 || words[0] != "most") return std::nullopt;
  const auto most = ReadInteger(words[1]);
  if (!most || *most < 1 || *most > kMostFired) return std::nullopt;
  return static_cast<uint32_t>(*most);
}

// As fact lines have it.
const std::string& CalledBy(const std::string& customer_id) {
  static const std::string nobody = "-";
  return customer_id.empty() ? nobody : customer_id;
}

}  // namespace

Scenario::Scenario(const Script& script, Pace pace, ProgramSource program)
    : script_(script), pace_(pace), source_(program) {}

absl::Status Scenario::Run() {
  RETURN_IF_ERROR(Begin());
  for (const ScriptStep& step : script_.steps) {
    RETURN_IF_ERROR(std::visit([this](const auto& s) { return Do(s); }, step));
  }
  return CatchUp();
}

absl::StatusOr<std::shared_ptr<const Program>> Scenario::Compile(
    const std::vector<YamlPatch>& patches) {
  ASSIGN_OR_RETURN(yaml_, PatchYaml(yaml_, patches));
  Program compiled;
  ASSIGN_OR_RETURN(compiled,
                   CompileProgram("its program", yaml_, MachineZones()));
  return std::make_shared<const Program>(std::move(compiled));
}

absl::Status Scenario::Begin() {
  const std::string name(Words(script_.program.text)[1]);
  const auto yaml = source_(name);
  if (!yaml.ok()) {
    return ErrorAt(script_.file, script_.program,
                   std::string(yaml.status().message()));
  }
  yaml_ = *yaml;
  const auto program = Compile(script_.patches);
  if (!program.ok()) {
    return ErrorAt(script_.file, script_.program,
                   std::string(program.status().message()));
  }
  place_ = {(*program)->zone, (*program)->currency};
  return world_.Publish(++version_, *program, Instant{0}).status();
}

// ---- What happens

absl::Status Scenario::Do(const SectionStep& step) {
  RETURN_IF_ERROR(CatchUp());
  heard_.clear();
  given_ = step.given;
  return absl::OkStatus();
}

absl::Status Scenario::Do(const FactStep& step) {
  const auto read = ReadFactLine(step.line.text, step.id, place_);
  if (!read.ok()) {
    return ErrorAt(script_.file, step.line,
                   std::string(read.status().message()));
  }
  if (read->append_time < world_.partition().clock) {
    return ErrorAt(script_.file, step.line,
                   "time goes back; a late fact says recorded TIME");
  }
  RETURN_IF_ERROR(PassTimeUntil(read->append_time));
  MemoryWorld::Decisions decisions;
  ASSIGN_OR_RETURN(decisions, world_.Append(read->fact, read->append_time));
  Meet(std::string(read->fact.customer_id));
  // A fact may be forwarded to somebody the file has no fact of: a referrer.
  for (const Decision& decision : decisions) Meet(decision.customer_id);
  Take(decisions, world_.log().back().fact);
  if (given_ && decisions[0].outcome != Outcome::kAccepted) {
    differences_.push_back(script_.file + ":" +
                           std::to_string(step.line.number) +
                           ": a given fact was not accepted");
  }
  return absl::OkStatus();
}

absl::Status Scenario::Do(const PublishStep& step) {
  const auto at = ReadTime(step.at, place_.zone);
  if (!at || *at < world_.partition().clock) {
    return ErrorAt(script_.file, step.line, "expected TIME  program_published");
  }
  const auto program = Compile(step.patches);
  if (!program.ok()) {
    return ErrorAt(script_.file, step.line,
                   std::string(program.status().message()));
  }
  RETURN_IF_ERROR(PassTimeUntil(*at));
  MemoryWorld::Decisions decisions;
  ASSIGN_OR_RETURN(decisions, world_.Publish(++version_, *program, *at));
  Take(decisions, world_.log().back().fact);
  return absl::OkStatus();
}

absl::Status Scenario::Do(const UntilStep& step) {
  const auto fields = Fields(step.when);
  const auto at = ReadTime(fields[0], place_.zone);
  const auto most = fields.size() == 1 ? 0 : MostOf(fields[1]);
  if (!at || *at < world_.partition().clock || !most || fields.size() > 2) {
    return ErrorAt(script_.file, step.line,
                   "expected until and a later time like 2025-02-03 15:00, "
                   "and perhaps most 1");
  }
  RETURN_IF_ERROR(PassTimeUntil(*at));
  MemoryWorld::Decisions decisions;
  ASSIGN_OR_RETURN(decisions, world_.Tick(*at, *most));
  Take(decisions, world_.log().back().fact);
  return absl::OkStatus();
}

// With ticks: one every twelve hours or so, and one at the instant itself.
// Those that fire one customer leave the others to their next fact.
absl::Status Scenario::PassTimeUntil(Instant at) {
  if (pace_ == Pace::kLazily || customers_.empty()) return absl::OkStatus();
  Instant clock = world_.partition().clock;
  while (clock < at) {
    clock = std::min(clock + kTickEveryMs, at);
    MemoryWorld::Decisions decisions;
    const uint32_t most = pace_ == Pace::kWithSmallTicks ? 1 : 0;
    ASSIGN_OR_RETURN(decisions, world_.Tick(clock, most));
    Take(decisions, world_.log().back().fact);
  }
  return absl::OkStatus();
}

// Everybody to the clock, so that a `then` does not depend on the pace.
absl::Status Scenario::CatchUp() {
  if (customers_.empty()) return absl::OkStatus();
  MemoryWorld::Decisions decisions;
  ASSIGN_OR_RETURN(decisions, world_.Tick(world_.partition().clock));
  Take(decisions, world_.log().back().fact);
  return absl::OkStatus();
}

// ---- What is heard of it

void Scenario::Meet(const std::string& id) {
  const std::string& customer = CalledBy(id);
  if (std::find(customers_.begin(), customers_.end(), customer) ==
      customers_.end()) {
    customers_.push_back(customer);
  }
}

void Scenario::Add(const std::string& customer, EventLine line) {
  heard_[customer].push_back(std::move(line));
}

void Scenario::Take(const MemoryWorld::Decisions& decisions,
                    const RecordedFact& fact) {
  for (const Decision& decision : decisions) {
    const std::string& customer = CalledBy(decision.customer_id);
    for (const Events* events : {&decision.due, &decision.events}) {
      for (const DerivedEvent& event : *events) {
        if (event.n != 0 && event.n != ++counted_[customer]) {
          differences_.push_back(customer + "/" + std::to_string(event.n) +
                                 " is not number " +
                                 std::to_string(counted_[customer]));
        }
        Add(customer, LineOf(event, customer, place_));
      }
    }
    EventLine aside;
    aside.fields = {FullTimeText(fact.append_time, place_.zone), customer};
    aside.always = true;
    if (decision.outcome == Outcome::kDuplicate) {
      aside.fields.push_back("duplicate " + std::string(fact.fact.id));
      Add(customer, aside);
    } else if (decision.outcome == Outcome::kParked) {
      aside.fields.push_back("parked " + std::string(fact.fact.id));
      aside.fields.emplace_back(WordOf(decision.parked));
      Add(customer, aside);
    }
  }
}

absl::Status Scenario::CheckAbout(const ThenStep& then) const {
  const Program& program = *world_.partition().Current()->program;
  for (const std::string& word : then.about) {
    if (program.FindUnit(word) != nullptr || ReadWord<Theme>(word)) continue;
    return ErrorAt(script_.file, then.line,
                   word + " is neither a theme nor a unit");
  }
  return absl::OkStatus();
}

// Customer by customer, in the order in which the file names them.
std::vector<std::vector<std::string>> Scenario::Heard(const ThenStep& then) {
  const auto& about = then.about;
  const auto asked = [&about](std::string_view word) {
    return std::find(about.begin(), about.end(), word) != about.end();
  };
  std::vector<std::vector<std::string>> lines;
  for (const std::string& customer : customers_) {
    for (const EventLine& line : heard_[customer]) {
      if (about.empty() || line.always || asked(WordOf(line.theme)) ||
          asked(line.unit)) {
        lines.push_back(line.fields);
      }
    }
  }
  heard_.clear();
  return lines;
}

absl::StatusOr<std::vector<std::vector<std::string>>> Scenario::Written(
    const ThenStep& then) const {
  std::map<std::string, std::vector<std::vector<std::string>>> by_customer;
  for (const TextLine& line : then.events) {
    std::vector<std::string> fields;
    for (std::string_view field : Fields(line.text)) {
      fields.push_back(WithoutMidnight(field));
    }
    const auto at = ReadTime(fields[0], place_.zone);
    if (!at || fields.size() < 3 ||
        std::find(customers_.begin(), customers_.end(), fields[1]) ==
            customers_.end()) {
      return ErrorAt(script_.file, line,
                     "an event is TIME  CUSTOMER  EVENT  ..., of a customer "
                     "who has facts");
    }
    fields[0] = FullTimeText(*at, place_.zone);
    by_customer[fields[1]].push_back(std::move(fields));
  }
  std::vector<std::vector<std::string>> lines;
  for (const std::string& customer : customers_) {
    auto& theirs = by_customer[customer];
    lines.insert(lines.end(), theirs.begin(), theirs.end());
  }
  return lines;
}

absl::Status Scenario::Do(const ThenStep& then) {
  RETURN_IF_ERROR(CheckAbout(then));
  RETURN_IF_ERROR(CatchUp());
  std::vector<std::vector<std::string>> written;
  ASSIGN_OR_RETURN(written, Written(then));
  const auto heard = Heard(then);
  const std::string difference = DifferenceOf(written, heard);
  if (!difference.empty()) {
    told_.push_back({&then, Aligned(heard, written)});
    differences_.push_back(script_.file + ":" +
                           std::to_string(then.line.number) + ": " +
                           then.line.text + "\n" + difference);
  }
  return absl::OkStatus();
}

absl::Status Scenario::Do(const CustomerStep& step) {
  RETURN_IF_ERROR(CatchUp());
  const Customer* customer = world_.Find(step.customer);
  const Program& program = *world_.partition().Current()->program;
  for (const TextLine& line : step.words) {
    const auto found = CompareCustomer(line.text, customer, program, place_);
    if (!found.ok()) {
      return ErrorAt(script_.file, line, std::string(found.status().message()));
    }
    for (const std::string& difference : *found) {
      differences_.push_back(script_.file + ":" + std::to_string(line.number) +
                             ": customer " + step.customer + ": " + difference);
    }
  }
  return absl::OkStatus();
}

}  // namespace laurel
