#include "connectors/csv/import.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <unordered_set>
#include <utility>

#include "connectors/csv/draft.h"
#include "connectors/csv/external_sort.h"
#include "connectors/csv/import_input.h"
#include "connectors/csv/matcher.h"
#include "connectors/csv/rejects.h"
#include "connectors/csv/text.h"
#include "engine/base/hash.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"
#include "engine/domain/step.h"

namespace laurel {
namespace {

constexpr int64_t kRowsBetweenProgress = 20'000;
constexpr size_t kIdsLookedAt = 4'000'000;
// Among the rows of a group, in the place of one that does not fit.
constexpr std::string_view kSpoilt;

Reject YetToCome(Instant at) {
  return {"yet to come",
          Concat({"occurred_at would be ", FormatInstant(at),
                  ", which is yet to come; are its format and zone right?"})};
}

// Tells how far a long work is, a few times a second.
class ProgressTeller {
 public:
  explicit ProgressTeller(const ImportOptions& options) : options_(options) {}

  void Begin() { begin_ = last_ = Clock::now(); }
  void Tell(ImportProgress progress, bool force = false) {
    if (!options_.progress) return;
    const auto now = Clock::now();
    if (!force && now - last_ < std::chrono::milliseconds(200)) return;
    last_ = now;
    const double spent_s = std::chrono::duration<double>(now - begin_).count();
    if (spent_s > 0) progress.done_per_s = progress.done / spent_s;
    if (progress.done_per_s > 0) {
      progress.left_s = (progress.total - progress.done) / progress.done_per_s;
    }
    options_.progress(progress);
  }

 private:
  using Clock = std::chrono::steady_clock;
  const ImportOptions& options_;
  Clock::time_point begin_, last_;
};

// One run of an import: read, sort, match, give away.
class Importer {
 public:
  Importer(const Mapping& mapping, const ImportOptions& options,
           FactSink& sink);
  absl::StatusOr<ImportSummary> Run();

 private:
  struct Input {
    ImportInput file;
    int first_fact = 0;  // FactDraft::fact of the mapping's first
  };
  enum class RowUse { kFacts, kSkipped, kNone };

  absl::Status ChooseInputs();
  absl::Status ReadFile(int file);
  absl::Status ReadRow(int file, const Row& row, const RowFields& fields);
  MaybeReject MakeDrafts(const Input& input, const RowFields& fields,
                         RowUse& use);
  MaybeReject MakeDraft(int fact, const RowFields& fields);
  absl::Status Keep(int file, const Row& row);
  absl::Status SpoilGroups(int file, const Row& row, const RowFields& fields);
  absl::Status CloseGroups();
  absl::Status JoinGroup(FactDraft row);
  absl::Status CloseGroup();
  absl::Status KeepFact(const FactDraft& draft);
  absl::Status Emit(FactDraft draft);
  MaybeReject CheckForEngine(std::string_view bytes);
  void Count(const FactDraft& draft, Instant at);
  void LookForRepeatedId(const v1::Event& event);
  absl::Status RejectRow(const RowOrigin& origin, const Reject& reject);

  const Mapping& mapping_;
  const ImportOptions& options_;
  FactSink& sink_;
  std::vector<const FactMapping*> facts_;  // by FactDraft::fact
  std::vector<FactBuilder> builders_;      // by FactDraft::fact
  std::vector<Input> inputs_;              // by RowOrigin::file
  ExternalSort groups_;   // rows of the file being read, by group
  ExternalSort by_time_;  // facts of all files
  Matcher matcher_;
  Rejects rejects_;
  ProgressTeller teller_;
  ImportSummary summary_;
  // Of the row being read:
  struct Made {
    FactDraft draft;
    std::string group;
  };
  std::vector<Made> made_;
  // Of the group being put together:
  struct Group {
    std::string key;
    std::optional<FactDraft> fact;
    DraftTotals totals;
    std::vector<RowOrigin> rows;
    bool spoilt = false;  // one of its rows does not fit
  };
  Group group_;
  RecordedFact checked_;  // used again for every fact
  std::unordered_set<uint64_t> ids_;
  int64_t bytes_before_ = 0;  // of the files already read
  int64_t bytes_total_ = 0;
  int64_t drafts_ = 0;  // in by_time_
};

Importer::Importer(const Mapping& mapping, const ImportOptions& options,
                   FactSink& sink)
    : mapping_(mapping),
      options_(options),
      sink_(sink),
      groups_(options.temp_dir, options.memory_bytes / 2),
      by_time_(options.temp_dir, options.memory_bytes / 2),
      matcher_(mapping),
      teller_(options) {
  for (const InputMapping& input : mapping.inputs) {
    for (const FactMapping& fact : input.facts) {
      facts_.push_back(&fact);
      builders_.emplace_back(mapping, fact);
    }
  }
}

absl::StatusOr<ImportSummary> Importer::Run() {
  RETURN_IF_ERROR(ChooseInputs());
  RETURN_IF_ERROR(rejects_.Open(options_.rejects_path));
  teller_.Begin();
  for (size_t i = 0; i < inputs_.size(); ++i) {
    RETURN_IF_ERROR(ReadFile(static_cast<int>(i)));
  }
  teller_.Begin();
  RETURN_IF_ERROR(
      by_time_.Drain([this](std::string_view, std::string_view value) {
        return Emit(DraftFrom(value));
      }));
  RETURN_IF_ERROR(sink_.Finish());
  RETURN_IF_ERROR(rejects_.Finish());
  summary_.rejected_by_reason = rejects_.counts();
  return std::move(summary_);
}

// Every file is opened and its header held against the mapping before any row
// is read, so that what is wrong is told at once and nothing is half done.
absl::Status Importer::ChooseInputs() {
  if (options_.files.empty()) {
    return absl::InvalidArgumentError("there is no file to import");
  }
  for (const std::string& path : options_.files) {
    Input input;
    ASSIGN_OR_RETURN(input.file, ChooseInput(mapping_, path));
    const auto first = std::find(facts_.begin(), facts_.end(),
                                 input.file.mapping->facts.data());
    input.first_fact = static_cast<int>(first - facts_.begin());
    std::vector<int> places;
    ASSIGN_OR_RETURN(const auto reader, OpenInput(input.file, places));
    bytes_total_ += reader->source().bytes_total();
    inputs_.push_back(std::move(input));
  }
  return absl::OkStatus();
}

absl::Status Importer::ReadFile(int file) {
  const Input& input = inputs_[file];
  std::vector<int> places;
  ASSIGN_OR_RETURN(const auto reader, OpenInput(input.file, places));
  const auto tell = [&](bool force) {
    teller_.Tell(
        {input.file.name, bytes_before_ + reader->source().bytes_done(),
         bytes_total_, summary_.rows_read, 0, 0},
        force);
  };
  Row row;
  std::vector<std::string_view> values(places.size());
  std::vector<bool> filled(places.size());
  while (true) {
    ASSIGN_OR_RETURN(const bool found, reader->Next(row));
    if (!found) break;
    if (!row.defect) {
      for (size_t i = 0; i < places.size(); ++i) {
        values[i] = row.values[places[i]];
        if (!values[i].empty()) filled[i] = true;
      }
    }
    RETURN_IF_ERROR(ReadRow(file, row, {values, row.line, input.file.name}));
    if (summary_.rows_read % kRowsBetweenProgress == 0) tell(false);
  }
  tell(true);
  const bool none = std::find(filled.begin(), filled.end(), true) ==
                    filled.end();  // no row could be read at all
  for (size_t i = 0; i < filled.size(); ++i) {
    if (filled[i] || none) continue;
    summary_.empty_columns.push_back(
        Concat({input.file.name, ": ", input.file.mapping->names.columns[i]}));
  }
  bytes_before_ += reader->source().bytes_total();
  return CloseGroups();
}

absl::Status Importer::ReadRow(int file, const Row& row,
                               const RowFields& fields) {
  ++summary_.rows_read;
  RowUse use = RowUse::kNone;
  MaybeReject refusal = row.defect;
  if (!refusal) refusal = MakeDrafts(inputs_[file], fields, use);
  if (!refusal && use == RowUse::kNone) {
    refusal = Reject{"no fact of the mapping takes it",
                     "no `when` of the mapping takes this row"};
  }
  if (!refusal) return Keep(file, row);
  RETURN_IF_ERROR(RejectRow({file, row.line, std::string(row.raw)}, *refusal));
  return row.defect ? absl::OkStatus() : SpoilGroups(file, row, fields);
}

// All facts of a row or none: a row that half fits would be half lost.
MaybeReject Importer::MakeDrafts(const Input& input, const RowFields& fields,
                                 RowUse& use) {
  made_.clear();
  for (size_t i = 0; i < input.file.mapping->facts.size(); ++i) {
    const FactMapping& fact = input.file.mapping->facts[i];
    bool wanted = true;
    if (auto refusal = Evaluate(fact.when, fields, wanted)) return refusal;
    if (!wanted) continue;
    if (!fact.skip.empty()) {
      if (use == RowUse::kFacts) continue;
      use = RowUse::kSkipped;
      ++summary_.rows_skipped;
      ++summary_.skipped_by_reason[fact.skip];
      return std::nullopt;
    }
    use = RowUse::kFacts;
    const int number = input.first_fact + static_cast<int>(i);
    if (auto refusal = MakeDraft(number, fields)) return refusal;
  }
  return std::nullopt;
}

MaybeReject Importer::MakeDraft(int fact, const RowFields& fields) {
  Made& made = made_.emplace_back();
  made.draft.fact = fact;
  if (auto refusal = builders_[fact].GroupKey(fields, made.group)) {
    return refusal;
  }
  return builders_[fact].Build(fields, made.draft);
}

absl::Status Importer::Keep(int file, const Row& row) {
  for (Made& made : made_) {
    made.draft.origin = {file, row.line, std::string(row.raw)};
    const bool grouped = !facts_[made.draft.fact]->group_by.empty();
    RETURN_IF_ERROR(grouped ? groups_.Add(OrderByGroup(made.draft, made.group),
                                          ToBytes(made.draft))
                            : KeepFact(made.draft));
  }
  made_.clear();
  return absl::OkStatus();
}

// A receipt one of whose rows does not fit would be imported in part, and what
// is mended later could not join it any more: the group is left out whole.
absl::Status Importer::SpoilGroups(int file, const Row& row,
                                   const RowFields& fields) {
  const Input& input = inputs_[file];
  Made spoilt;
  spoilt.draft.origin.line = row.line;
  for (size_t i = 0; i < input.file.mapping->facts.size(); ++i) {
    const FactMapping& fact = input.file.mapping->facts[i];
    bool wanted = true;
    if (Evaluate(fact.when, fields, wanted) || !wanted) continue;
    if (!fact.skip.empty()) break;
    if (fact.group_by.empty()) continue;
    spoilt.draft.fact = input.first_fact + static_cast<int>(i);
    if (builders_[spoilt.draft.fact].GroupKey(fields, spoilt.group)) continue;
    RETURN_IF_ERROR(
        groups_.Add(OrderByGroup(spoilt.draft, spoilt.group), kSpoilt));
  }
  return absl::OkStatus();
}

absl::Status Importer::CloseGroups() {
  RETURN_IF_ERROR(
      groups_.Drain([&](std::string_view key, std::string_view value) {
        if (GroupOf(key) != group_.key) {
          RETURN_IF_ERROR(CloseGroup());
          group_.key = GroupOf(key);
        }
        if (value == kSpoilt) {
          group_.spoilt = true;
          return absl::OkStatus();
        }
        return JoinGroup(DraftFrom(value));
      }));
  return CloseGroup();
}

absl::Status Importer::JoinGroup(FactDraft row) {
  if (!group_.fact) {
    group_.totals = TotalsOf(row.event);
    group_.rows.push_back(row.origin);
    group_.fact = std::move(row);
    return absl::OkStatus();
  }
  const auto refusal =
      builders_[row.fact].Join(row, *group_.fact, group_.totals);
  if (!refusal) {
    group_.rows.push_back(std::move(row.origin));
    return absl::OkStatus();
  }
  group_.spoilt = true;
  return RejectRow(row.origin, *refusal);
}

absl::Status Importer::CloseGroup() {
  const Group group = std::exchange(group_, {});
  if (!group.fact) return absl::OkStatus();
  if (!group.spoilt) return KeepFact(*group.fact);
  for (const RowOrigin& row : group.rows) {
    RETURN_IF_ERROR(RejectRow(
        row, {"another row of its group does not fit",
              "another row of its group does not fit, and a fact is made of "
              "all of them or not at all"}));
  }
  return absl::OkStatus();
}

absl::Status Importer::KeepFact(const FactDraft& draft) {
  ++drafts_;
  return by_time_.Add(OrderByTime(draft), ToBytes(draft));
}

absl::Status Importer::Emit(FactDraft draft) {
  if (auto refusal = matcher_.Take(*facts_[draft.fact], draft)) {
    return RejectRow(draft.origin, *refusal);
  }
  v1::Event& event = draft.event;
  *event.mutable_recorded_at() = event.occurred_at();
  const Instant at{google::protobuf::util::TimeUtil::TimestampToMilliseconds(
      event.occurred_at())};
  const std::string bytes = event.SerializeAsString();
  if (auto refusal = CheckForEngine(bytes)) {
    if (draft.rows > 1) {
      refusal->sentence +=
          Concat({"; left out with all ", std::to_string(draft.rows),
                  " rows of its group"});
    }
    return RejectRow(draft.origin, *refusal);
  }
  const std::string& key =
      event.customer_id().empty() ? event.store_id() : event.customer_id();
  RETURN_IF_ERROR(sink_.Add({key, bytes, at}));
  Count(draft, at);
  return absl::OkStatus();
}

// What the engine would set aside as unreadable does not go to it.
MaybeReject Importer::CheckForEngine(std::string_view bytes) {
  std::string message;
  ParkReason reason = DecodeFact(bytes, &checked_.fact, &message);
  if (reason == ParkReason::kNone && options_.now != kNever) {
    const Instant at = checked_.fact.occurred_at;
    if (at > options_.now) return YetToCome(at);
    checked_.append_time = options_.now;
    reason = Admit(checked_, &message);
  }
  if (reason == ParkReason::kNone) return std::nullopt;
  return Reject{"a fact that the engine does not take", message};
}

void Importer::Count(const FactDraft& draft, Instant at) {
  ++summary_.facts;
  ++summary_.facts_by_body[facts_[draft.fact]->body->name()];
  if (!summary_.first) summary_.first = at;
  summary_.last = at;
  LookForRepeatedId(draft.event);
  if (summary_.facts % kRowsBetweenProgress == 0) {
    teller_.Tell({"facts", summary_.facts, drafts_, summary_.rows_read, 0, 0});
  }
}

void Importer::LookForRepeatedId(const v1::Event& event) {
  if (ids_.size() >= kIdsLookedAt) return;
  const uint64_t customer = Fnv1a64(event.customer_id());
  const uint64_t hash = Fmix64(Fnv1a64(event.id(), Fmix64(customer)));
  if (ids_.insert(hash).second) return;
  ++summary_.repeated_ids;
  if (summary_.repeated_id.empty()) summary_.repeated_id = event.id();
}

absl::Status Importer::RejectRow(const RowOrigin& origin,
                                 const Reject& reject) {
  ++summary_.rows_rejected;
  return rejects_.Add(inputs_[origin.file].file.path, origin.line, origin.raw,
                      reject);
}

}  // namespace

absl::StatusOr<ImportSummary> Import(const Mapping& mapping,
                                     const ImportOptions& options,
                                     FactSink& sink) {
  return Importer(mapping, options, sink).Run();
}

}  // namespace laurel
