#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/codec/state_codec.h"
#include "engine/domain/digest.h"
#include "engine/runtime/decided_facts.h"
#include "engine/runtime/history.h"
#include "engine/runtime/memory_store.h"
#include "engine/runtime/overlay_store.h"
#include "engine/runtime/partition_fold.h"
#include "engine/runtime/view_keys.h"
#include "engine/runtime/view_rows.h"

namespace laurel {
namespace {

inline constexpr size_t kDifferencesTold = 20;

void TellDifference(VerifyReport& report, std::string sentence) {
  if (report.first_differences.size() < kDifferencesTold) {
    report.first_differences.push_back(std::move(sentence));
  }
}

// The same answer, whichever version gave it.
bool SameAnswer(Decision a, const Decision& b) {
  a.engine_version = b.engine_version;
  return a == b;
}

// ---- Deciding again ---------------------------------------------------------

class DecideAgain {
 public:
  DecideAgain(EventLog& log, int32_t partition, ViewStore& store)
      : fold_(partition, log.identity(), store) {}

  // The recorded decisions of one fact come one by one; all of ours with the
  // first.
  absl::Status Compare(const LoggedFact& fact, const Decision& recorded,
                       VerifyReport& report) {
    if (recorded.parked == ParkReason::kOperator) {
      return fold_.Replay(fact, recorded);
    }
    if (next_ == ours_.size()) RETURN_IF_ERROR(Decide(fact));
    if (next_ == ours_.size() || !SameAnswer(ours_[next_], recorded)) {
      ++report.different[recorded.engine_version];
      TellDifference(report,
                     absl::StrCat("fact at offset ", fact.recorded.offset,
                                  ", customer ", recorded.customer_id,
                                  ": decided otherwise than recorded"));
    }
    if (next_ < ours_.size()) ++next_;
    return absl::OkStatus();
  }

  PartitionFold& fold() { return fold_; }

 private:
  absl::Status Decide(const LoggedFact& fact) {
    ours_.clear();
    next_ = 0;
    for (bool done = false; !done;) {
      ASSIGN_OR_RETURN(done, fold_.Decide(fact, [&](const Decision& decision) {
        ours_.push_back(decision);
        return absl::OkStatus();
      }));
    }
    return fold_.IndexIsBehind() ? fold_.Write() : absl::OkStatus();
  }

  PartitionFold fold_;
  std::vector<Decision> ours_;
  size_t next_ = 0;
};

// ---- Comparing state --------------------------------------------------------

bool IsCustomer(std::string_view key) { return key[0] == 'c'; }

absl::StatusOr<uint64_t> DigestOf(std::string_view key, std::string_view row) {
  if (IsCustomer(key)) {
    Instant due_row;
    std::string_view state;
    Customer customer;
    RETURN_IF_ERROR(SplitCustomerRow(row, &due_row, &state));
    RETURN_IF_ERROR(DecodeCustomer(state, &customer));
    customer.id = ParseCustomerKey(key);
    return Digest(customer);
  }
  const size_t zero = key.find('\0');
  const auto kind = static_cast<DocumentKind>(key[zero + 1]);
  Document document;
  RETURN_IF_ERROR(DecodeDocument(kind, row, &document));
  return Digest({kind, std::string(key.substr(zero + 2))}, document);
}

using Digests = std::map<std::string, uint64_t>;

absl::StatusOr<Digests> DigestsOf(ViewStore& store) {
  Digests digests;
  absl::Status status;
  const auto add = [&](std::string_view key, std::string_view row) {
    const auto digest = DigestOf(key, row);
    status = Annotate(digest.status(), std::string(key));
    if (status.ok()) digests.emplace(key, *digest);
    return status.ok();
  };
  RETURN_IF_ERROR(store.Scan("c", "d", add));
  RETURN_IF_ERROR(status);
  RETURN_IF_ERROR(store.Scan("f", "g", add));
  RETURN_IF_ERROR(status);
  return digests;
}

absl::Status BringUpToDate(EventLog& log, int32_t partition,
                           OverlayStore& store) {
  PartitionFold fold(partition, log.identity(), store);
  RETURN_IF_ERROR(fold.Open());
  ASSIGN_OR_RETURN(auto decided,
                   DecidedFacts::Open(log, partition, fold.progress().next_fact,
                                      fold.progress().next_decision));
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, decided.Await());
    if (!more) return fold.Write();
    RETURN_IF_ERROR(fold.Replay(decided.fact(), decided.decision()));
  }
}

std::string Printable(std::string_view key) {
  std::string text(key.substr(1));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return text;
}

void CompareDigests(const Digests& ours, const Digests& view,
                    VerifyReport& report) {
  const auto differ = [&](const std::string& key, const char* how) {
    ++report.view_differs;
    TellDifference(report, absl::StrCat("view: ", Printable(key), " ", how));
  };
  for (const auto& [key, digest] : ours) {
    const auto found = view.find(key);
    if (found == view.end()) {
      differ(key, "is not there");
    } else if (found->second != digest) {
      differ(key, "is not what the log says");
    }
  }
  for (const auto& [key, digest] : view) {
    if (ours.count(key) == 0) differ(key, "is there, but the log has none");
  }
}

}  // namespace

bool VerifyReport::ok() const {
  return different.count(kEngineVersion) == 0 && view_differs == 0;
}

absl::StatusOr<VerifyReport> VerifyPartition(EventLog& log, int32_t partition,
                                             ViewStore* view,
                                             const FoldProgress& progress) {
  VerifyReport report;
  MemoryStore memory;
  DecideAgain again(log, partition, memory);
  ASSIGN_OR_RETURN(auto decided, DecidedFacts::Open(log, partition, 0, 0));
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, decided.Await());
    if (!more) break;
    RETURN_IF_ERROR(again.Compare(decided.fact(), decided.decision(), report));
    ++report.decisions;
    report.facts += decided.decision().more ? 0 : 1;
    if (report.decisions % 10'000 == 0) progress(report.decisions);
  }
  RETURN_IF_ERROR(again.fold().Write());
  // What was decided stays decided: the state is what was recorded, where this
  // version would have decided otherwise.
  MemoryStore recorded;
  const bool as_recorded = report.different.empty();
  if (!as_recorded) {
    RETURN_IF_ERROR(RebuildView(log, partition, recorded, [](int64_t) {}));
  }
  ASSIGN_OR_RETURN(const Digests ours,
                   DigestsOf(as_recorded ? memory : recorded));
  for (const auto& [key, digest] : ours) {
    ++(IsCustomer(key) ? report.customers : report.documents);
    report.digest += digest;
  }
  if (view == nullptr) return report;
  OverlayStore current(*view);
  RETURN_IF_ERROR(BringUpToDate(log, partition, current));
  ASSIGN_OR_RETURN(const Digests theirs, DigestsOf(current));
  CompareDigests(ours, theirs, report);
  return report;
}

}  // namespace laurel
