#include "engine/runtime/kept_figures.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/runtime/view_keys.h"

namespace laurel {
namespace {

// With so many people and more a batch is written as a table file.
constexpr size_t kManyPeople = 4096;

absl::Status Differs(std::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat("they are of ", std::string(what)));
}

absl::Status CheckOrigin(const FigurePosition& stored, const LogIdentity& log,
                         int32_t partition) {
  if (stored.format != kFiguresFormat || stored.engine != kEngineVersion) {
    return Differs("another version of laurel");
  }
  if (stored.log != log) return Differs("another log");
  if (stored.partition != partition) return Differs("another partition");
  return absl::OkStatus();
}

bool HasSale(const FigurePerson& person, uint64_t id) {
  return std::any_of(person.sales.begin(), person.sales.end(),
                     [id](const FigureSale& sale) { return sale.id == id; });
}

}  // namespace

// ---- Opening ----------------------------------------------------------------

absl::Status KeptFigures::Open(const LogIdentity& log, int32_t partition) {
  std::string row;
  bool there = false;
  RETURN_IF_ERROR(store_.Get(kPositionKey, &row, &there));
  if (!there) {
    position_.log = log;
    position_.partition = partition;
    return absl::OkStatus();
  }
  FigurePosition stored;
  RETURN_IF_ERROR(DecodePosition(row, &stored));
  RETURN_IF_ERROR(CheckOrigin(stored, log, partition));
  position_ = std::move(stored);
  fold_.memory().latest = position_.latest;
  RETURN_IF_ERROR(OpenNames());
  return OpenWalkIns();
}

absl::Status KeptFigures::OpenNames() {
  bool dense = true;
  const auto take = [&](std::string_view key, std::string_view text) {
    const FigureName name = fold_.NameOf(text);
    dense = key == FigureNameKey(name);
    return dense;
  };
  RETURN_IF_ERROR(store_.Scan("n", EndOf("n"), take));
  if (!dense) return absl::DataLossError("the names have gaps");
  names_written_ = fold_.names().size();
  return absl::OkStatus();
}

absl::Status KeptFigures::OpenWalkIns() {
  std::string row;
  bool there = false;
  RETURN_IF_ERROR(store_.Get(kWalkInsKey, &row, &there));
  if (!there) return absl::OkStatus();
  return DecodeSales(row, fold_.names().size(), &fold_.memory().walk_ins);
}

// ---- Facts ------------------------------------------------------------------

absl::Status KeptFigures::TakeIn(const Fact& fact, const Decision& decision,
                                 const Program* program, Instant until) {
  RETURN_IF_ERROR(Fetch(decision.customer_id));
  if (fact.customer_id != decision.customer_id) {
    RETURN_IF_ERROR(Fetch(fact.customer_id));
  }
  if (const auto* refund = std::get_if<PaymentRefunded>(&fact.body)) {
    RETURN_IF_ERROR(FetchSale(fact.customer_id, refund->payment_id));
  }
  fold_.TakeIn(fact, decision, program, until);
  return absl::OkStatus();
}

absl::Status KeptFigures::Fetch(std::string_view customer) {
  auto& people = fold_.memory().people;
  if (customer.empty() || people.contains(customer)) return absl::OkStatus();
  std::string row;
  bool there = false;
  RETURN_IF_ERROR(store_.Get(FigurePersonKey(customer), &row, &there));
  if (!there) return absl::OkStatus();
  FigurePerson person;
  RETURN_IF_ERROR(DecodePerson(row, fold_.names().size(), &person));
  people.emplace(std::string(customer), std::move(person));
  return absl::OkStatus();
}

absl::Status KeptFigures::FetchSale(std::string_view customer,
                                    std::string_view payment) {
  const auto found = fold_.memory().people.find(customer);
  if (found == fold_.memory().people.end()) return absl::OkStatus();
  FigurePerson& person = found->second;
  const uint64_t id = Fnv1a64(payment);
  if (HasSale(person, id)) return absl::OkStatus();
  std::string row;
  bool there = false;
  RETURN_IF_ERROR(store_.Get(FigureSaleKey(customer, id), &row, &there));
  if (!there) return absl::OkStatus();
  std::vector<FigureSale> sale;
  RETURN_IF_ERROR(DecodeSales(row, fold_.names().size(), &sale));
  person.sales.insert(person.sales.end(), sale.begin(), sale.end());
  return absl::OkStatus();
}

// ---- Writing ----------------------------------------------------------------

// In the order of the keys, which a large batch likes.
absl::Status KeptFigures::Write() {
  FigureMemory& memory = fold_.memory();
  position_.latest = memory.latest;
  const auto batch = memory.people.size() < kManyPeople
                         ? store_.NewBatch()
                         : store_.NewLargeBatch();
  RETURN_IF_ERROR(PutCounters(*batch));
  batch->Put(kPositionKey, EncodePosition(position_));
  const std::vector<std::string>& names = fold_.names();
  for (size_t i = names_written_; i < names.size(); ++i) {
    batch->Put(FigureNameKey(static_cast<FigureName>(i)), names[i]);
  }
  PutPeople(*batch);
  batch->Put(kWalkInsKey, EncodeSales(memory.walk_ins));
  RETURN_IF_ERROR(store_.Write(*batch));
  names_written_ = names.size();
  memory.counters.clear();
  memory.people.clear();
  return absl::OkStatus();
}

// In memory are differences, in the store sums.
absl::Status KeptFigures::PutCounters(StoreBatch& batch) {
  std::string row;
  for (const auto& [place, more] : fold_.memory().counters) {
    if (more == 0) continue;
    const std::string key = FigureCounterKey(place);
    bool there = false;
    int64_t sum = 0;
    RETURN_IF_ERROR(store_.Get(key, &row, &there));
    if (there) RETURN_IF_ERROR(DecodeCounter(row, &sum));
    sum += more;
    if (sum != 0) {
      batch.Put(key, EncodeCounter(sum));
    } else if (there) {
      batch.Erase(key);
    }
  }
  return absl::OkStatus();
}

// Of two sales with one id the last one is put last, and stays.
void KeptFigures::PutPeople(StoreBatch& batch) {
  auto& people = fold_.memory().people;
  for (const auto& [customer, person] : people) {
    batch.Put(FigurePersonKey(customer), EncodePerson(person));
  }
  for (auto& [customer, person] : people) {
    std::stable_sort(
        person.sales.begin(), person.sales.end(),
        [](const FigureSale& a, const FigureSale& b) { return a.id < b.id; });
    for (const FigureSale& sale : person.sales) {
      batch.Put(FigureSaleKey(customer, sale.id), EncodeSales({sale}));
    }
  }
}

absl::StatusOr<CounterTable> KeptFigures::Table() {
  CounterTable table;
  absl::Status status;
  const std::vector<std::string>& names = fold_.names();
  const auto take = [&](std::string_view key, std::string_view row) {
    FigureMemory::Place place;
    int64_t amount = 0;
    status = DecodeCounterKey(key, names.size(), &place);
    if (status.ok()) status = DecodeCounter(row, &amount);
    if (!status.ok()) return false;
    const auto& [counter, label, store, day] = place;
    table[{counter, names[label], names[store], day}] = amount;
    return true;
  };
  RETURN_IF_ERROR(store_.Scan("c", EndOf("c"), take));
  RETURN_IF_ERROR(status);
  AddCounters(fold_.Table(), table);
  return table;
}

}  // namespace laurel
