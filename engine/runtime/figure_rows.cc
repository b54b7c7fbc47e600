#include "engine/runtime/figure_rows.h"

#include <type_traits>

namespace laurel {
namespace {

void AppendBigEndian(uint64_t value, int bytes, std::string& out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}

uint64_t BigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<uint8_t>(c);
  return value;
}

// ---- Numbers ----------------------------------------------------------------

// Seven bits a byte, the low ones first; the sign in the lowest.
class Packer {
 public:
  template <typename T>
  void Number(const T& number) {
    const auto wide = static_cast<int64_t>(number);
    uint64_t rest =
        static_cast<uint64_t>(wide) << 1 ^ static_cast<uint64_t>(wide >> 63);
    for (; rest >= 0x80; rest >>= 7) {
      bytes_.push_back(static_cast<char>(rest | 0x80));
    }
    bytes_.push_back(static_cast<char>(rest));
  }
  void Name(FigureName name) { Number(name); }
  void Which(Counter counter) { Number(counter); }
  void Text(const std::string& text) {
    Number(text.size());
    bytes_.append(text);
  }
  template <typename List>
  void Size(const List& list) {
    Number(list.size());
  }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Once something is short or cannot be, all is.
class Unpacker {
 public:
  Unpacker(std::string_view bytes, size_t names)
      : rest_(bytes), names_(names) {}

  template <typename T>
  void Number(T& number) {
    uint64_t packed = 0;
    for (int shift = 0;; shift += 7) {
      if (rest_.empty() || shift > 63) return Fail();
      const auto byte = static_cast<uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      packed |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const uint64_t sign = ~(packed & 1) + 1;
    number = static_cast<T>(static_cast<int64_t>(packed >> 1 ^ sign));
  }
  void Name(FigureName& name) {
    Number(name);
    if (name >= names_) Fail();
  }
  void Which(Counter& counter) {
    Number(counter);
    if (counter > Counter::kExpired) Fail();
  }
  void Text(std::string& text) {
    size_t size = 0;
    Number(size);
    if (size > rest_.size()) return Fail();
    text = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }
  // Everything in a list takes a byte at least.
  template <typename List>
  void Size(List& list) {
    size_t size = 0;
    Number(size);
    if (size > rest_.size()) return Fail();
    list.resize(size);
  }
  absl::Status status(const char* what) const {
    if (ok_ && rest_.empty()) return absl::OkStatus();
    return absl::DataLossError(std::string(what) + " is damaged");
  }

 private:
  void Fail() {
    ok_ = false;
    rest_ = {};
  }
  std::string_view rest_;
  const size_t names_;
  bool ok_ = true;
};

// ---- What has which fields --------------------------------------------------

// Written and read by the same lines: `P` is const or not.
template <typename Io, typename P>
void SaleFields(Io& io, P& sale) {
  io.Number(sale.id);
  io.Number(sale.day.n);
  io.Name(sale.store);
  io.Number(sale.by_amount);
  io.Size(sale.lines);
  for (auto& line : sale.lines) {
    io.Number(line.id);
    io.Number(line.is_spend);
    io.Number(line.sold);
    io.Number(line.refunded);
  }
}

template <typename Io, typename P>
void SalesFields(Io& io, P& sales) {
  io.Size(sales);
  for (auto& sale : sales) SaleFields(io, sale);
}

template <typename Io, typename P>
void AttemptFields(Io& io, P& attempt) {
  io.Number(attempt.at.ms);
  io.Number(attempt.until.ms);
  io.Which(attempt.success);
  io.Name(attempt.label);
  io.Name(attempt.store);
  io.Number(attempt.day.n);
  io.Number(attempt.converted);
}

template <typename Io, typename P>
void GrievanceFields(Io& io, P& grievance) {
  io.Number(grievance.id);
  io.Name(grievance.store);
  io.Number(grievance.answered);
  io.Number(grievance.answer_overdue);
  io.Number(grievance.resolution_overdue);
}

template <typename Io, typename P>
void ComingFields(Io& io, P& coming) {
  io.Number(coming.at.ms);
  io.Number(coming.day.n);
}

template <typename Io, typename P>
void PersonFields(Io& io, P& person) {
  io.Name(person.store);
  io.Number(person.known_on.n);
  io.Number(person.referred);
  io.Number(person.erased);
  ComingFields(io, person.first_visit);
  for (auto& purchase : person.purchases) ComingFields(io, purchase);
  io.Number(person.repurchased);
  io.Name(person.tier);
  io.Number(person.churned_on.n);
  io.Name(person.stage);
  io.Size(person.months);
  for (auto& month : person.months) io.Number(month);
  io.Size(person.visits);
  for (auto& visit : person.visits) io.Number(visit.ms);
  io.Size(person.attempts);
  for (auto& attempt : person.attempts) AttemptFields(io, attempt);
  io.Size(person.grievances);
  for (auto& grievance : person.grievances) GrievanceFields(io, grievance);
}

template <typename Io, typename P>
void PositionFields(Io& io, P& position) {
  io.Number(position.engine);
  io.Text(position.log.log_id);
  io.Text(position.log.facts_topic);
  io.Number(position.log.partitions);
  io.Number(position.partition);
  io.Number(position.last_fact);
  io.Number(position.last_decision);
  io.Number(position.last_fact_hash);
  io.Number(position.latest.ms);
  io.Text(position.program);
  io.Text(position.next_program);
}

// Days before 1970 too rise as bytes.
constexpr uint32_t kSign = uint32_t{1} << 31;

}  // namespace

// ---- Keys -------------------------------------------------------------------

std::string FigureNameKey(FigureName name) {
  std::string key = "n";
  AppendBigEndian(name, 4, key);
  return key;
}

std::string FigureCounterKey(const FigureMemory::Place& place) {
  const auto& [counter, label, store, day] = place;
  std::string key = "c";
  key.push_back(static_cast<char>(counter));
  AppendBigEndian(label, 4, key);
  AppendBigEndian(store, 4, key);
  AppendBigEndian(static_cast<uint32_t>(day.n) ^ kSign, 4, key);
  return key;
}

absl::Status DecodeCounterKey(std::string_view key, size_t names,
                              FigureMemory::Place* out) {
  if (key.size() != 14) return absl::DataLossError("a counter's key");
  const auto number = [&](size_t at) {
    return static_cast<uint32_t>(BigEndian(key.substr(at, 4)));
  };
  *out = {static_cast<Counter>(key[1]), number(2), number(6),
          Day{static_cast<int32_t>(number(10) ^ kSign)}};
  const auto& [counter, label, store, day] = *out;
  if (counter <= Counter::kExpired && label < names && store < names) {
    return absl::OkStatus();
  }
  return absl::DataLossError("a counter of names that there are not");
}

std::string FigurePersonKey(std::string_view customer) {
  return std::string("p").append(customer);
}

std::string FigureSaleKey(std::string_view customer, uint64_t sale) {
  std::string key = "s";
  key.append(customer).push_back('\0');
  AppendBigEndian(sale, 8, key);
  return key;
}

// ---- Values -----------------------------------------------------------------

std::string EncodePosition(const FigurePosition& position) {
  Packer packer;
  packer.Number(position.format);
  PositionFields(packer, position);
  return packer.Take();
}

absl::Status DecodePosition(std::string_view row, FigurePosition* out) {
  Unpacker unpacker(row, 0);
  unpacker.Number(out->format);
  if (out->format != kFiguresFormat) return absl::OkStatus();
  PositionFields(unpacker, *out);
  return unpacker.status("the position of the figures");
}

std::string EncodeCounter(int64_t amount) {
  Packer packer;
  packer.Number(amount);
  return packer.Take();
}

absl::Status DecodeCounter(std::string_view row, int64_t* out) {
  Unpacker unpacker(row, 0);
  unpacker.Number(*out);
  return unpacker.status("a counter");
}

std::string EncodePerson(const FigurePerson& person) {
  Packer packer;
  PersonFields(packer, person);
  return packer.Take();
}

absl::Status DecodePerson(std::string_view row, size_t names,
                          FigurePerson* out) {
  Unpacker unpacker(row, names);
  PersonFields(unpacker, *out);
  return unpacker.status("what is remembered of a customer");
}

std::string EncodeSales(const std::vector<FigureSale>& sales) {
  Packer packer;
  SalesFields(packer, sales);
  return packer.Take();
}

absl::Status DecodeSales(std::string_view row, size_t names,
                         std::vector<FigureSale>* out) {
  Unpacker unpacker(row, names);
  SalesFields(unpacker, *out);
  return unpacker.status("a sale");
}

}  // namespace laurel
