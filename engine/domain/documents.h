// Documents: what is settled but may be named again, keyed (customer, kind,
// id), stored beside the customer. Before a fact is decided, whoever runs the
// fold fetches the documents it names; Evolve leaves the new ones behind.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/base/money.h"
#include "engine/base/time.h"
#include "engine/domain/decision.h"
#include "engine/domain/derived_event.h"
#include "engine/domain/fact.h"

namespace laurel {

struct Customer;

enum class DocumentKind : uint8_t {
  kSeen = 1,  // id: IdentityOf(source, fact id)
  kPayment,
  kRedemption,
  kHold,
  kLot,  // id: the lot's number
  // Business ids that are only remembered:
  kVisit,
  kRefund,
  kAdjustment,
  kFeedback,
  kComplaint,
  kAppointment,
  kMessage,
  kEngagement,
  kReferral,
};

// A fact accepted or answered: at which offset, with which body.
struct SeenFact {
  int64_t offset = 0;
  uint64_t fingerprint = 0;
  bool operator==(const SeenFact&) const = default;
};

struct SoldLine {
  std::string line_id;
  std::string sku;
  std::string category;
  LineKind kind = LineKind::kProduct;
  int64_t quantity = 0;
  std::string unit;
  int64_t amount = 0;    // minor units, as sold
  int64_t refunded = 0;  // so far, by line
  bool operator==(const SoldLine&) const = default;
};

// Units that the sale earned.
struct SoldUnits {
  std::string unit;
  SubBalance sub_balance = SubBalance::kNone;
  uint64_t lot_id = 0;
  int64_t earned = 0;    // at the sale
  int64_t reversed = 0;  // taken back or forgiven so far
  bool operator==(const SoldUnits&) const = default;
};

struct Payment {
  Instant occurred_at;
  Day day;  // the civil day its spend counts on
  Currency currency;
  int64_t refunded_amount = 0;  // by `amount`, shared over the lines
  absl::InlinedVector<SoldLine, 2> lines;
  absl::InlinedVector<SoldUnits, 2> units;
  SaleTerms terms;
  bool operator==(const Payment&) const = default;
};

// The first answer to a redemption_id.
struct Redemption {
  std::string unit;
  int64_t amount = 0;
  Refusal refused = Refusal::kNone;
  int64_t available = 0;  // when refused
  // Lots in the order they were spent; `restored` counts back from the last.
  struct Spent {
    uint64_t lot_id = 0;
    int64_t amount = 0;
    Instant activates_at;
    Instant expires_at = kNever;
    SubBalance sub_balance = SubBalance::kNone;
    bool operator==(const Spent&) const = default;
  };
  absl::InlinedVector<Spent, 1> lots;
  int64_t restored = 0;
  bool operator==(const Redemption&) const = default;
};

// The first answer to a hold_id; the open hold itself is in the customer.
struct HoldAnswer {
  std::string unit;
  int64_t amount = 0;
  Refusal refused = Refusal::kNone;
  int64_t available = 0;
  bool ended = false;
  bool operator==(const HoldAnswer&) const = default;
};

// What of a lot expired; a refund does not take it again.
struct ExpiredLot {
  int64_t expired = 0;
  bool operator==(const ExpiredLot&) const = default;
};

// A business id that a fact has used.
struct Recorded {
  int64_t offset = 0;
  bool operator==(const Recorded&) const = default;
};

// monostate: looked for and not there.
using Document = std::variant<std::monostate, SeenFact, Payment, Redemption,
                              HoldAnswer, ExpiredLot, Recorded>;

struct DocumentKey {
  DocumentKind kind = DocumentKind::kSeen;
  std::string id;
  auto operator<=>(const DocumentKey&) const = default;
};

// The documents one decision works on: those fetched, and those changed.
// Small; found by walking.
class Documents {
 public:
  struct Entry {
    DocumentKey key;
    Document document;
    bool changed = false;
  };

  void Clear() { entries_.clear(); }
  // Of two customers, one after another: for the memory of the entries.
  void Swap(Documents& other) { entries_.swap(other.entries_); }
  // What the store holds, monostate for nothing; not a change.
  void Fetched(DocumentKey key, Document document);
  // New or replaced; valid until the next one is put.
  template <typename T>
  T& Put(DocumentKind kind, std::string_view id, T document) {
    Entry& entry = Open(kind, id);
    entry.changed = true;
    return entry.document.emplace<T>(std::move(document));
  }

  // Null: there is none (or it was not fetched).
  template <typename T>
  const T* Find(DocumentKind kind, std::string_view id) const {
    const Entry* entry = FindEntry(kind, id);
    return entry == nullptr ? nullptr : std::get_if<T>(&entry->document);
  }
  bool Has(DocumentKind kind, std::string_view id) const {
    const Entry* entry = FindEntry(kind, id);
    return entry != nullptr && entry->document.index() != 0;
  }
  // Whether the store has been asked for it, whatever it said.
  bool Asked(DocumentKind kind, std::string_view id) const {
    return FindEntry(kind, id) != nullptr;
  }
  // As Find, to be changed.
  template <typename T>
  T* Change(DocumentKind kind, std::string_view id) {
    auto* entry = const_cast<Entry*>(FindEntry(kind, id));
    if (entry == nullptr) return nullptr;
    entry->changed = true;
    return std::get_if<T>(&entry->document);
  }
  bool empty() const { return entries_.empty(); }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  const Entry* FindEntry(DocumentKind kind, std::string_view id) const;
  Entry& Open(DocumentKind kind, std::string_view id);
  std::vector<Entry> entries_;
};

// (source, id) as one string.
std::string IdentityOf(std::string_view source, std::string_view id);

// What is remembered of a fact of the same source and id; null: nothing.
const SeenFact* FindSeen(const Documents& documents, const Fact& fact);

// The business id that `fact` would record, if its kind has one.
struct BusinessId {
  DocumentKind kind = DocumentKind::kSeen;
  std::string_view id;  // empty: none
};
BusinessId BusinessIdOf(const Fact& fact);

// Appends to `keys` the documents that deciding or replaying `fact` needs and
// that were not asked for yet. Fetch them and call again until it adds
// nothing: a payment leads to its lots. Keys that the customer's filter rules
// out are left out.
void MissingDocuments(const Customer& customer, const Fact& fact,
                      const Documents& fetched, std::vector<DocumentKey>* keys);

}  // namespace laurel
