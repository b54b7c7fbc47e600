#include "engine/codec/fact_check.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/civil.h"
#include "engine/codec/fact_schema.h"
#include "engine/codec/read.h"
#include "engine/codec/text.h"

namespace laurel {
namespace {

bool Missing(Fault* fault) {
  return fault->Is(ParkReason::kMissingField, "is missing");
}

// ---- Values -----------------------------------------------------------------

bool NotUtf8(Fault* fault) {
  return fault->Is(ParkReason::kUnreadable, "is not UTF-8");
}

bool NoIdentifier(std::string_view text, Fault* fault) {
  return fault->Is(ParkReason::kBadIdentifier, WhyNoIdentifier(text));
}

bool TooMuch(int64_t amount, Fault* fault) {
  return fault->Is(ParkReason::kAmountOutOfRange,
                   "is " + std::to_string(amount) + "; at most " +
                       std::to_string(kMaxAmount) + " is allowed either way");
}

bool CheckAmount(int64_t amount, Fault* fault) {
  const bool in_range = amount <= kMaxAmount && amount >= -kMaxAmount;
  return in_range || TooMuch(amount, fault);
}

// Inline, so that `as` is a constant in it.
template <typename M>
[[gnu::always_inline]] inline bool CheckValue(const M& value, As as,
                                              Fault* fault) {
  if constexpr (std::is_same_v<M, std::string_view>) {
    if (as == As::kPlain) return IsUtf8(value) || NotUtf8(fault);
    if (value.empty()) return as == As::kId || Missing(fault);
    return IsIdentifier(value) || NoIdentifier(value, fault);
  } else if constexpr (std::is_same_v<M, Money>) {
    if (as == As::kNeeded && value.currency.empty()) {
      Missing(fault);
      return value.minor == 0 ? false : fault->At("currency");
    }
    return CheckAmount(value.minor, fault) || fault->At("minor");
  } else if constexpr (std::is_same_v<M, TextMap::value_type>) {
    return (IsUtf8(value.first) && IsUtf8(value.second)) || NotUtf8(fault);
  } else if (as == As::kAmount) {
    if constexpr (std::is_same_v<M, int64_t>) return CheckAmount(value, fault);
  } else if (as == As::kNeeded) {
    return value != M{} || Missing(fault);
  }
  return true;
}

// ---- What one field cannot tell ---------------------------------------------

template <typename T>
bool CheckWhole(const T&, Fault*) {
  return true;
}

// What is loaded onto the customer needs its unit.
bool CheckWhole(const Line& line, Fault* fault) {
  const bool loads =
      line.kind == LineKind::kTopUp || line.kind == LineKind::kPackage;
  if (!loads || !line.unit.empty()) return true;
  fault->Is(ParkReason::kMissingField,
            "is missing; TOP_UP and PACKAGE lines name what they load");
  return fault->At("unit");
}

bool LineIdTwice(std::string_view line_id, size_t index, Fault* fault) {
  fault->Is(ParkReason::kBadIdentifier,
            "is " + InQuotes(line_id) + ", which another line has");
  fault->At("line_id");
  return fault->At("lines", index);
}

bool CheckWhole(const PaymentCaptured& payment, Fault* fault) {
  const auto& lines = payment.lines;
  constexpr size_t kFew = 16;
  if (lines.size() <= kFew) {
    for (size_t i = 1; i < lines.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (lines[i].line_id == lines[j].line_id) {
          return LineIdTwice(lines[i].line_id, i, fault);
        }
      }
    }
    return true;
  }
  std::vector<std::pair<std::string_view, size_t>> ids;
  ids.reserve(lines.size());
  for (const Line& line : lines) ids.emplace_back(line.line_id, ids.size());
  std::sort(ids.begin(), ids.end());
  for (size_t i = 1; i < ids.size(); ++i) {
    if (ids[i].first == ids[i - 1].first) {
      return LineIdTwice(ids[i].first, ids[i].second, fault);
    }
  }
  return true;
}

bool CheckWhole(const PaymentRefunded& refund, Fault* fault) {
  if (!refund.lines.empty() || refund.has_amount) return true;
  return fault->Is(ParkReason::kMissingField, "has neither lines nor amount");
}

// "1990-03-14", or "--03-14" where the year is unknown.
bool IsBirthday(std::string_view text) {
  const bool has_year = text.size() == 10;
  if (!has_year && text.size() != 7) return false;
  const auto number = [&](size_t from, size_t digits) {
    int32_t value = 0;
    for (char c : text.substr(from, digits)) {
      if (c < '0' || c > '9') return -1;
      value = 10 * value + (c - '0');
    }
    return value;
  };
  const size_t month = text.size() - 5;
  if (!has_year && text.substr(0, 2) != "--") return false;
  if (has_year && text[4] != '-') return false;
  if (text[month + 2] != '-') return false;
  const int32_t year = has_year ? number(0, 4) : 2000;
  return year >= 0 && IsValid({year, number(month, 2), number(month + 3, 2)});
}

bool CheckWhole(const ProfileView& profile, Fault* fault) {
  if (profile.birthday.empty() || IsBirthday(profile.birthday)) return true;
  fault->Is(ParkReason::kBadIdentifier,
            "is " + InQuotes(profile.birthday) +
                "; a date is wanted: \"1990-03-14\", or \"--03-14\" without "
                "the year");
  return fault->At("birthday");
}

bool CheckWhole(const ProfileUpdated& update, Fault* fault) {
  for (size_t i = 0; i < update.clear.size(); ++i) {
    const std::string_view name = update.clear[i];
    const bool known = std::apply(
        [&](const auto&... field) { return ((field.name == name) || ...); },
        Schema<ProfileView>::kFields);
    if (known) continue;
    fault->Is(ParkReason::kUnknownEnum,
              "is " + InQuotes(name) +
                  "; one of birthday, language, home_store, tags, person_ref "
                  "is wanted");
    return fault->At("clear", i);
  }
  return true;
}

// ---- Messages ---------------------------------------------------------------

template <typename T>
bool CheckMessage(const T& value, Fault* fault);

template <typename M>
[[gnu::always_inline]] inline bool CheckList(const M& list, As as,
                                             std::string_view name,
                                             Fault* fault) {
  // An entry of a list of identifiers is there, so it is one.
  const As each = as == As::kId ? As::kNeeded : as;
  for (const auto& element : list) {
    bool good;
    if constexpr (HasSchema<typename M::value_type>) {
      good = CheckMessage(element, fault);
    } else {
      good = CheckValue(element, each, fault);
    }
    if (!good) return fault->At(name, &element - list.data());
  }
  return true;
}

template <size_t I, typename T, typename Struct>
[[gnu::always_inline]] inline bool CheckField(const Struct& value,
                                              Fault* fault) {
  constexpr auto& field = std::get<I>(Schema<T>::kFields);
  const auto& member = value.*field.member;
  using M = std::remove_cvref_t<decltype(member)>;
  if constexpr (requires { field.has; }) {
    if (!(value.*field.has)) return true;
  }
  if constexpr (kIsList<M>) {
    return CheckList(member, field.as, field.name, fault);
  } else if constexpr (HasSchema<M>) {
    return CheckMessage(member, fault) || fault->At(field.name);
  } else {
    return CheckValue(member, field.as, fault) || fault->At(field.name);
  }
}

template <typename T>
bool CheckMessage(const T& value, Fault* fault) {
  const auto fields = [&]<size_t... I>(std::index_sequence<I...>) {
    return (CheckField<I, T>(Members(value), fault) && ... && true);
  };
  return fields(FieldIndices<T>{}) && CheckWhole(value, fault);
}

// ---- Line numbers -----------------------------------------------------------

// Most payments have few lines.
constexpr std::string_view kDigits = "123456789";

// "1" to "10000" in one string, so that views of them live for ever.
class Numerals {
 public:
  Numerals() {
    text_.reserve(5 * kMaxLines);
    ends_.push_back(0);
    for (size_t i = 1; i <= kMaxLines; ++i) {
      text_ += std::to_string(i);
      ends_.push_back(text_.size());
    }
  }
  std::string_view Of(size_t position) const {
    const size_t begin = ends_[position - 1];
    return std::string_view(text_).substr(begin, ends_[position] - begin);
  }

 private:
  std::string text_;
  std::vector<size_t> ends_;
};

std::string_view Numeral(size_t position) {
  if (position <= kDigits.size()) return kDigits.substr(position - 1, 1);
  static const Numerals* const numerals = new Numerals;
  return numerals->Of(position);
}

}  // namespace

void NumberLines(PaymentCaptured& payment) {
  size_t position = 0;
  for (Line& line : payment.lines) {
    ++position;
    if (line.line_id.empty()) line.line_id = Numeral(position);
  }
}

bool CheckFact(const Fact& fact, Fault* fault) {
  if (!CheckMessage(fact, fault)) return false;
  return std::visit(
      [&]<typename T>(const T& body) {
        if constexpr (std::is_same_v<T, std::monostate>) {
          return fault->Is(ParkReason::kNoBody,
                           "the fact has no body, or one that this version "
                           "does not know");
        } else {
          return CheckMessage(body, fault) ||
                 fault->At(
                     Alternatives<FactBody>::kAll[fact.body.index()].name);
        }
      },
      fact.body);
}

}  // namespace laurel
