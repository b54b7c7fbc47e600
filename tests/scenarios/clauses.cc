#include "tests/scenarios/clauses.h"

namespace laurel {
namespace {

std::string_view FirstWord(std::string_view text) {
  return text.substr(0, text.find(' '));
}

std::string_view Rest(std::string_view text) {
  const size_t space = text.find(' ');
  return space == text.npos ? std::string_view() : text.substr(space + 1);
}

}  // namespace

Clauses::Clauses(std::vector<std::string_view> fields, const Place& place)
    : place_(place), head_(Words(fields.front())) {
  for (size_t i = 1; i < fields.size(); ++i) clauses_.push_back({fields[i]});
}

std::string_view Clauses::Next(std::string_view what) {
  if (next_ == head_.size()) Fail(what, "nothing");
  return NextIfAny();
}

std::string_view Clauses::NextIfAny() {
  return next_ < head_.size() ? head_[next_++] : std::string_view();
}

Clauses::Clause* Clauses::Find(std::string_view word) {
  for (Clause& clause : clauses_) {
    if (!clause.taken && FirstWord(clause.text) == word) return &clause;
  }
  return nullptr;
}

bool Clauses::Has(std::string_view word) const {
  return const_cast<Clauses*>(this)->Find(word) != nullptr;
}

std::string_view Clauses::Text(std::string_view word,
                               std::string_view otherwise) {
  Clause* clause = Find(word);
  if (clause == nullptr) return otherwise;
  clause->taken = true;
  return Rest(clause->text);
}

Instant Clauses::Time(std::string_view word, Instant otherwise) {
  if (!Has(word)) return otherwise;
  const std::string_view text = Text(word);
  const auto at = ReadTime(text, place_.zone);
  if (!at) Fail("a time like 2025-02-03 15:00", text);
  return at.value_or(otherwise);
}

int64_t Clauses::Integer(std::string_view word, int64_t otherwise) {
  return Has(word) ? IntegerOf(Text(word)) : otherwise;
}

std::vector<std::vector<std::string_view>> Clauses::All(std::string_view word) {
  std::vector<std::vector<std::string_view>> all;
  while (Has(word)) all.push_back(Words(Text(word)));
  return all;
}

Money Clauses::MoneyOf(std::string_view text) {
  const auto money = ReadMoney(text, place_.currency);
  if (!money) Fail("an amount like 128.50", text);
  return money.value_or(Money{});
}

int64_t Clauses::IntegerOf(std::string_view text) {
  const auto value = ReadInteger(text);
  if (!value) Fail("a whole number", text);
  return value.value_or(0);
}

void Clauses::Fail(std::string_view expected, std::string_view found) {
  if (!error_.empty()) return;
  error_ = std::string(kind()) + ": expected " + std::string(expected) +
           ", found " + std::string(found.empty() ? "nothing" : found);
}

absl::Status Clauses::Done() const {
  if (!error_.empty()) return absl::InvalidArgumentError(error_);
  if (next_ < head_.size()) {
    return absl::InvalidArgumentError(
        std::string(kind()) + ": one word too many: " +
        std::string(head_[next_]) + " (fields stand two spaces apart)");
  }
  for (const Clause& clause : clauses_) {
    if (clause.taken) continue;
    return absl::InvalidArgumentError(std::string(kind()) + " has no clause " +
                                      std::string(FirstWord(clause.text)));
  }
  return absl::OkStatus();
}

}  // namespace laurel
