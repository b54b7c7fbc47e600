// laurel fit: the rhythm of customers, learned from what they did.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/engine_run.h"
#include "cli/exit.h"
#include "cli/facts_file.h"
#include "cli/fit/estimate.h"
#include "cli/fit/rhythm.h"
#include "cli/log_scan.h"
#include "cli/origin.h"
#include "cli/output.h"
#include "cli/progress_line.h"
#include "connectors/clock/system_clock.h"
#include "connectors/csv/import.h"
#include "connectors/csv/mapping.h"
#include "engine/base/civil.h"
#include "engine/base/status.h"
#include "engine/base/zone.h"
#include "engine/codec/fact_codec.h"
#include "engine/codec/json_text.h"
#include "engine/domain/basket.h"
#include "engine/program/zones.h"
#include "engine/runtime/logged_fact.h"

namespace laurel {
namespace {

struct FitFlags {
  Origin from;
  std::string mapping;  // empty: files hold facts
  std::string timezone;
  std::string until;  // empty: half of the time
  std::string kind = "both";
  int32_t unit_days = 7;
};

// ---- Reading ----------------------------------------------------------------

// Visits and purchases of known customers, each on its civil day. One that has
// not happened yet is a slip of the pen, and would make everybody look lost.
class VisitReader {
 public:
  VisitReader(Zone zone, Instant now, VisitDays& out)
      : zone_(std::move(zone)), now_(now), out_(out) {}

  void Read(std::string_view bytes, Instant otherwise) {
    if (DecodeFact(bytes, &fact_, &message_) != ParkReason::kNone) return;
    Take(fact_, otherwise);
  }

  void Take(const Fact& fact, Instant otherwise) {
    if (fact.customer_id.empty() || !IsVisit(fact.body)) return;
    Instant at = fact.occurred_at;
    if (at == kNever) at = fact.recorded_at;
    if (at == kNever) at = otherwise;
    if (at == kNever) return;
    if (at > now_) {
      ++in_future_;
    } else {
      out_.Add(fact.customer_id, DayOf(at, zone_));
    }
  }

  int64_t in_future() const { return in_future_; }

 private:
  static bool IsVisit(const FactBody& body) {
    if (std::holds_alternative<VisitCompleted>(body)) return true;
    const auto* sale = std::get_if<PaymentCaptured>(&body);
    return sale != nullptr && IsPurchase(*sale);
  }

  const Zone zone_;
  const Instant now_;
  VisitDays& out_;
  int64_t in_future_ = 0;
  Fact fact_;
  std::string message_;
};

class VisitSink : public FactSink {
 public:
  explicit VisitSink(VisitReader& reader) : reader_(reader) {}
  absl::Status Add(const ImportedFact& fact) override {
    reader_.Read(fact.bytes, fact.occurred_at);
    return absl::OkStatus();
  }
  absl::Status Finish() override { return absl::OkStatus(); }

 private:
  VisitReader& reader_;
};

absl::Status ReadImport(const FitFlags& flags, VisitReader& reader) {
  ASSIGN_OR_RETURN(const Mapping mapping, LoadMapping(flags.mapping));
  VisitSink sink(reader);
  ImportOptions options;
  options.files = flags.from.files;
  ASSIGN_OR_RETURN(const ImportSummary summary, Import(mapping, options, sink));
  if (summary.rows_rejected > 0) {
    Note(absl::StrCat(summary.rows_rejected,
                      " rows do not fit the mapping and are left out; "
                      "`laurel import` says which"));
  }
  return absl::OkStatus();
}

absl::Status ReadFacts(const FitFlags& flags, VisitReader& reader) {
  for (const std::string& path : flags.from.files) {
    ASSIGN_OR_RETURN(const FactsFile file, FactsFile::Read(path));
    for (size_t i = 0; i < file.size(); ++i) {
      reader.Read(file[i].bytes, kNever);
    }
  }
  return absl::OkStatus();
}

absl::Status ReadLog(EventLog& log, bool quiet, VisitReader& reader) {
  ASSIGN_OR_RETURN(const int64_t facts, FactsOf(log));
  ProgressLine progress("reading visits", facts, quiet);
  int64_t read = 0;
  LoggedFact fact;
  for (int32_t p = 0; p < log.identity().partitions; ++p) {
    const auto look = [&](const LogRecord& record) {
      ReadFact(p, record, &fact);
      if (fact.parked == ParkReason::kNone) {
        reader.Take(fact.recorded.fact, Instant{record.append_time_ms});
      }
      progress.To(++read);
      return true;
    };
    RETURN_IF_ERROR(VisitFacts(log, p, look));
  }
  return absl::OkStatus();
}

absl::StatusOr<VisitDays> ReadVisits(const FitFlags& flags, bool quiet) {
  VisitDays visits;
  Zone zone;
  std::unique_ptr<EventLog> log;
  if (flags.from.is_log()) {
    ASSIGN_OR_RETURN(log, OpenLog(flags.from));
    bool everywhere = false;
    ASSIGN_OR_RETURN(const auto latest, LatestProgram(*log, &everywhere));
    if (latest) {
      ASSIGN_OR_RETURN(const Program compiled, Compile(*latest));
      zone = compiled.zone;
    }
  }
  if (!flags.timezone.empty()) {
    ASSIGN_OR_RETURN(zone, LoadZone(flags.timezone));
  }
  VisitReader reader(zone, Instant{SystemClock()()}, visits);
  RETURN_IF_ERROR(log != nullptr          ? ReadLog(*log, quiet, reader)
                  : flags.mapping.empty() ? ReadFacts(flags, reader)
                                          : ReadImport(flags, reader));
  if (reader.in_future() > 0) {
    Note(absl::StrCat(reader.in_future(),
                      " visits left out: they are later than now"));
  }
  if (!visits.empty()) return visits;
  return absl::FailedPreconditionError(
      "no visit_completed and no payment_captured with a product, service, "
      "package or membership line was found, so there is nothing to fit");
}

// ---- The days ---------------------------------------------------------------

std::string Text(Day day) {
  const Date date = DateOf(day);
  return absl::StrFormat("%04d-%02d-%02d", date.year, date.month, date.day);
}

absl::StatusOr<Day> ReadUntil(const std::string& text,
                              const VisitDays& visits) {
  if (text.empty()) {
    return visits.first() + (visits.last() - visits.first()) / 2;
  }
  Date date;
  char more = 0;
  const int read = std::sscanf(text.c_str(), "%d-%d-%d%c", &date.year,
                               &date.month, &date.day, &more);
  if (read != 3 || !IsValid(date)) {
    return WrongUse(
        absl::StrCat("--until ", text, " is no day like 1997-09-30"));
  }
  const Day day = DayOf(date);
  if (day > visits.first() && day <= visits.last()) return day;
  return WrongUse(absl::StrCat(
      "--until ", text, " must be after the first day, ", Text(visits.first()),
      ", and not after the last, ", Text(visits.last())));
}

// ---- Telling ----------------------------------------------------------------

struct Fitted {
  Estimate estimate;
  double expected = 0;  // visit days after the end
};

struct Report {
  size_t customers = 0;
  int64_t repeats = 0, repeats_after = 0;
  Day first, until, last;
  std::vector<Fitted> models;
};

std::string_view NameOf(const ModelShape& shape) {
  return shape.kind == ModelOverdue::Kind::kBgNbd ? "bg_nbd" : "mbg_nbd";
}

std::string ParameterLines(const Estimate& estimate) {
  constexpr const char* kNames[] = {"r", "alpha", "a", "b"};
  const ModelParameters& p = estimate.parameters;
  const double values[] = {p.r, p.alpha, p.a, p.b};
  std::string text;
  for (size_t i = 0; i < 4; ++i) {
    absl::StrAppendFormat(&text, "  %-15s %12.4f", kNames[i], values[i]);
    if (estimate.standard_errors) {
      absl::StrAppendFormat(&text, "   standard error %.4f",
                            (*estimate.standard_errors)[i]);
    }
    text += "\n";
  }
  if (!estimate.standard_errors) {
    text += "  no standard errors: the likelihood is flat at its top\n";
  }
  return text;
}

const Fitted& Likeliest(const Report& report) {
  return *std::max_element(report.models.begin(), report.models.end(),
                           [](const auto& a, const auto& b) {
                             return a.estimate.log_likelihood <
                                    b.estimate.log_likelihood;
                           });
}

// bg_nbd says nothing of who came once; there `fixed` steps in.
std::string Fragment(const Estimate& estimate) {
  const ModelParameters& p = estimate.parameters;
  return absl::StrFormat(
      "lifecycle:\n"
      "  overdue:\n"
      "    method: model\n"
      "    fixed: {at_risk: P60D, dormant: P90D, churned: P180D}\n"
      "    model: {kind: %s, unit: P%dD, r: %.4f, alpha: %.4f, a: %.4f,\n"
      "            b: %.4f, at_risk: 0.5, dormant: 0.3, churned: 0.1}\n",
      NameOf(estimate.shape), static_cast<int>(estimate.shape.unit_days), p.r,
      p.alpha, p.a, p.b);
}

std::string ToText(const Report& report) {
  std::string text = absl::StrFormat(
      "%d customers who came from %s to %s: %d visit days after their first\n",
      report.customers, Text(report.first), Text(report.until), report.repeats);
  for (const Fitted& fitted : report.models) {
    absl::StrAppendFormat(&text, "\n%s\n%s  %-15s %12.4f\n",
                          NameOf(fitted.estimate.shape),
                          ParameterLines(fitted.estimate), "log-likelihood",
                          fitted.estimate.log_likelihood);
    if (report.last > report.until) {
      absl::StrAppendFormat(
          &text,
          "  from then to %s %.0f visit days expected, %d came (%+.1f %%)\n",
          Text(report.last), fitted.expected, report.repeats_after,
          report.repeats_after == 0
              ? 0.0
              : 100 * (fitted.expected / report.repeats_after - 1));
    }
  }
  absl::StrAppend(&text, "\nFor the program, by the likelier of them:\n\n",
                  Fragment(Likeliest(report).estimate));
  return text;
}

std::string Number(double value) { return absl::StrFormat("%.6f", value); }

std::string ToJson(const Fitted& fitted) {
  const Estimate& e = fitted.estimate;
  JsonObject json;
  json.Set("kind", NameOf(e.shape))
      .SetRaw("r", Number(e.parameters.r))
      .SetRaw("alpha", Number(e.parameters.alpha))
      .SetRaw("a", Number(e.parameters.a))
      .SetRaw("b", Number(e.parameters.b))
      .SetRaw("log_likelihood", Number(e.log_likelihood));
  if (e.standard_errors) {
    JsonArray errors;
    for (double error : *e.standard_errors) errors.AddRaw(Number(error));
    json.SetRaw("standard_errors", errors.Text());
  }
  json.SetRaw("expected_after", Number(fitted.expected))
      .Set("fragment", Fragment(e));
  return json.Text();
}

std::string ToJson(const Report& report) {
  JsonArray models;
  for (const Fitted& fitted : report.models) models.AddRaw(ToJson(fitted));
  JsonObject json;
  json.Set("customers", static_cast<int64_t>(report.customers))
      .Set("first", Text(report.first))
      .Set("until", Text(report.until))
      .Set("last", Text(report.last))
      .Set("repeats", report.repeats)
      .Set("repeats_after", report.repeats_after)
      .SetRaw("models", models.Text());
  return json.Text() + "\n";
}

// ---- The command ------------------------------------------------------------

absl::Status CheckUse(const FitFlags& flags) {
  RETURN_IF_ERROR(CheckOrigin(flags.from));
  if (flags.mapping.empty() || !flags.from.is_log()) return absl::OkStatus();
  return WrongUse("--mapping goes with file:EXPORT; a log holds facts already");
}

absl::Status RunFit(const FitFlags& flags, const Session& session) {
  RETURN_IF_ERROR(CheckUse(flags));
  ASSIGN_OR_RETURN(VisitDays visits, ReadVisits(flags, session.quiet));
  Report report;
  ASSIGN_OR_RETURN(report.until, ReadUntil(flags.until, visits));
  report.first = visits.first();
  report.last = visits.last();
  const std::vector<Rhythm> rhythms = visits.Rhythms(report.until);
  report.customers = rhythms.size();
  for (const Rhythm& rhythm : rhythms) {
    report.repeats += rhythm.repeats;
    report.repeats_after += rhythm.repeats_after;
  }
  for (auto kind : {ModelOverdue::Kind::kBgNbd, ModelOverdue::Kind::kMbgNbd}) {
    const ModelShape shape{kind, static_cast<double>(flags.unit_days)};
    if (flags.kind != "both" && flags.kind != NameOf(shape)) continue;
    ASSIGN_OR_RETURN(Estimate estimate, FitModel(shape, rhythms));
    const double expected = ExpectedAfter(shape, estimate.parameters, rhythms,
                                          report.last - report.until);
    report.models.push_back({std::move(estimate), expected});
  }
  Print(session.json ? ToJson(report) : ToText(report));
  return absl::OkStatus();
}

}  // namespace

void AddFit(CLI::App& laurel, Session& session) {
  auto flags = std::make_shared<FitFlags>();
  CLI::App* fit =
      AddCommand(laurel, session,
                 {"fit", "Learns from a history when customers count as lost",
                  "fit --from embedded:data\n"
                  "fit --from file:facts.jsonl --timezone Asia/Shanghai\n"
                  "fit --from file:CDNOW_sample.txt.zst --mapping "
                  "examples/import/cdnow.yaml"},
                 [flags, &session] { return RunFit(*flags, session); });
  AddOrigin(*fit, flags->from);
  fit->add_option("--mapping", flags->mapping,
                  "files are exports, and this is how rows become facts");
  fit->add_option(
      "--timezone", flags->timezone,
      "whose days count (default: the program's on the log, or UTC)");
  fit->add_option("--until", flags->until,
                  "the last day that is fitted; what came after is held "
                  "against it (default: half of the time)");
  fit->add_option("--kind", flags->kind, "bg_nbd, mbg_nbd or both")
      ->check(CLI::IsMember({"bg_nbd", "mbg_nbd", "both"}))
      ->capture_default_str();
  fit->add_option("--unit", flags->unit_days, "the unit of time, in days")
      ->check(CLI::Range(1, 366))
      ->capture_default_str();
}

}  // namespace laurel
