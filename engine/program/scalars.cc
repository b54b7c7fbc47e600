#include "engine/program/scalars.h"

#include <algorithm>
#include <set>

#include "engine/base/civil.h"
#include "engine/program/duration.h"

namespace laurel {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool AreDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

// "09" is 9; for text of a few digits.
int32_t SmallNumber(std::string_view digits) {
  int32_t value = 0;
  for (char c : digits) value = value * 10 + (c - '0');
  return value;
}

// 12345, 2 -> "123.45"
std::string WithPoint(int64_t value, int digits) {
  std::string text = std::to_string(value);
  if (digits == 0) return text;
  const size_t wanted = static_cast<size_t>(digits) + 1;
  if (text.size() < wanted) text.insert(0, wanted - text.size(), '0');
  return text.insert(text.size() - static_cast<size_t>(digits), ".");
}

std::string Number(std::string_view text, DecimalFault fault,
                   std::string_view most) {
  switch (fault) {
    case DecimalFault::kNegative:
      return Cat(Quoted(text), " is negative");
    case DecimalFault::kTooLarge:
      return Cat(Quoted(text), " is too large; at most ", most);
    default:
      return Cat(Quoted(text), " is no number; write it like 12 or 12.50");
  }
}

}  // namespace

DecimalFault ParseDecimal(std::string_view text, int digits, int64_t* out) {
  if (text.size() > 1 && text[0] == '-' && IsDigit(text[1])) {
    return DecimalFault::kNegative;
  }
  const size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const bool has_point = point < text.size();
  const std::string_view part = has_point ? text.substr(point + 1) : "";
  if (!AreDigits(whole) || (has_point && !AreDigits(part)) ||
      (whole.size() > 1 && whole[0] == '0')) {
    return DecimalFault::kNotANumber;
  }
  if (part.size() > static_cast<size_t>(digits)) {
    return DecimalFault::kTooPrecise;
  }
  if (whole.size() + static_cast<size_t>(digits) > 18) {
    return DecimalFault::kTooLarge;
  }
  int64_t value = 0;
  for (char c : whole) value = value * 10 + (c - '0');
  for (int i = 0; i < digits; ++i) {
    const size_t at = static_cast<size_t>(i);
    value = value * 10 + (at < part.size() ? part[at] - '0' : 0);
  }
  *out = value;
  return DecimalFault::kNone;
}

std::optional<std::string> ReadName(const Spot& spot) {
  if (!spot.IsScalar("a name")) return std::nullopt;
  const std::string_view fault = NameFault(spot.text());
  if (fault.empty()) return spot.text();
  spot.Complain(std::string(fault));
  return std::nullopt;
}

std::optional<int64_t> ReadInteger(const Spot& spot, int64_t least,
                                   int64_t most) {
  const std::string wanted = Cat("a whole number from ", least, " to ", most);
  if (!spot.IsScalar(wanted)) return std::nullopt;
  int64_t value = 0;
  const DecimalFault fault = ParseDecimal(spot.text(), 0, &value);
  if (fault == DecimalFault::kNone && value >= least && value <= most) {
    return value;
  }
  spot.Complain(Cat(Quoted(spot.text()), " must be ", wanted));
  return std::nullopt;
}

std::optional<int64_t> ReadMoney(const Spot& spot, int64_t least) {
  if (!spot.IsScalar("money, such as 12.50")) return std::nullopt;
  const Currency currency = spot.scope().program.currency;
  const int digits = currency.empty() ? 4 : MinorDigits(currency);
  int64_t minor = 0;
  DecimalFault fault = ParseDecimal(spot.text(), digits, &minor);
  if (fault == DecimalFault::kNone && minor > kMaxAmount) {
    fault = DecimalFault::kTooLarge;
  }
  if (fault == DecimalFault::kTooPrecise) {
    spot.Complain(Cat(Quoted(spot.text()), " has too many decimals; ",
                      currency.text(), " has ", digits));
  } else if (fault != DecimalFault::kNone) {
    spot.Complain(Number(spot.text(), fault, MoneyText(kMaxAmount, currency)));
  } else if (minor < least) {
    spot.Complain("must be more than nothing");
  } else if (!currency.empty()) {
    return minor;
  }
  return std::nullopt;
}

std::optional<int64_t> ReadAmount(const Spot& spot, const Unit& unit) {
  if (unit.kind == UnitKind::kStoredValue) return ReadMoney(spot, 1);
  if (unit.kind != UnitKind::kVoucher) return ReadInteger(spot, 1, kMaxAmount);
  const std::optional<int64_t> amount = ReadInteger(spot, 1, kMaxAmount);
  if (!amount || *amount == 1) return amount;
  spot.Complain(Cat(Quoted(unit.name),
                    " is a voucher, and vouchers come one at a time; "
                    "write 1"));
  return std::nullopt;
}

std::optional<int64_t> ReadDecimal(const Spot& spot, int64_t least,
                                   int64_t most) {
  const std::string range = Cat(DecimalText(least), " to ", DecimalText(most));
  if (!spot.IsScalar(Cat("a number from ", range))) return std::nullopt;
  int64_t value = 0;
  const DecimalFault fault = ParseDecimal(spot.text(), 4, &value);
  if (fault == DecimalFault::kTooPrecise) {
    spot.Complain(Cat(Quoted(spot.text()), " has more than 4 decimals"));
  } else if (fault == DecimalFault::kNotANumber) {
    spot.Complain(Number(spot.text(), fault, ""));
  } else if (fault != DecimalFault::kNone || value < least || value > most) {
    spot.Complain(Cat(Quoted(spot.text()), " must be a number from ", range));
  } else {
    return value;
  }
  return std::nullopt;
}

std::optional<bool> ReadYesNo(const Spot& spot) {
  return ReadWord(spot, kYesNo);
}

std::optional<Day> ReadDate(const Spot& spot) {
  if (!spot.IsScalar("a date, such as 2025-05-01")) return std::nullopt;
  const std::string_view text = spot.text();
  if (text.size() == 10 && text[4] == '-' && text[7] == '-' &&
      AreDigits(text.substr(0, 4)) && AreDigits(text.substr(5, 2)) &&
      AreDigits(text.substr(8, 2))) {
    const Date date{SmallNumber(text.substr(0, 4)),
                    SmallNumber(text.substr(5, 2)),
                    SmallNumber(text.substr(8, 2))};
    if (date.year >= 1970 && date.year < 2100 && IsValid(date)) {
      return DayOf(date);
    }
  }
  spot.Complain(Cat(Quoted(text), " is no date from 1970 to 2099; write it ",
                    "like 2025-05-01"));
  return std::nullopt;
}

std::optional<int64_t> ReadTimeOfDay(const Spot& spot, bool with_end) {
  if (!spot.IsScalar("a time of day, such as \"21:00\"")) return std::nullopt;
  const std::string_view text = spot.text();
  if (text.size() == 5 && text[2] == ':' && AreDigits(text.substr(0, 2)) &&
      AreDigits(text.substr(3, 2))) {
    const int32_t hour = SmallNumber(text.substr(0, 2));
    const int32_t minute = SmallNumber(text.substr(3, 2));
    const bool end = with_end && hour == 24 && minute == 0;
    if (end || (hour < 24 && minute < 60)) {
      return hour * kHourMs + minute * kMinuteMs;
    }
  }
  spot.Complain(
      Cat(Quoted(text), " is no time of day; write it like \"09:30\""));
  return std::nullopt;
}

std::optional<Period> ReadPeriod(const Spot& spot) {
  if (!spot.IsScalar("a duration, such as P7D")) return std::nullopt;
  absl::StatusOr<Period> period = ParsePeriod(spot.text());
  if (period.ok()) return *period;
  spot.Complain(std::string(period.status().message()));
  return std::nullopt;
}

std::optional<Period> ReadSomePeriod(const Spot& spot) {
  const std::optional<Period> period = ReadPeriod(spot);
  if (!period || !period->empty()) return period;
  spot.Complain("must be longer than nothing");
  return std::nullopt;
}

std::optional<Period> ReadCivilPeriod(const Spot& spot) {
  const std::optional<Period> period = ReadSomePeriod(spot);
  if (!period || period->ms == 0) return period;
  spot.Complain("is counted in whole days; write it like P30D or P12M");
  return std::nullopt;
}

std::optional<Period> ReadDays(const Spot& spot) {
  const std::optional<Period> period = ReadCivilPeriod(spot);
  if (!period || period->months == 0) return period;
  spot.Complain("is counted in days, and months differ; write it like P30D");
  return std::nullopt;
}

std::optional<std::vector<std::string>> ReadNames(const Spot& spot) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const Spot& item : spot.Items()) {
    std::optional<std::string> name = ReadName(item);
    if (!name) continue;
    if (!seen.insert(*name).second) {
      item.Complain(Cat(Quoted(*name), " is listed twice"));
    }
    names.push_back(*std::move(name));
  }
  return names;
}

std::optional<size_t> ReadUnit(const Spot& spot) {
  if (!spot.IsScalar("the name of a unit")) return std::nullopt;
  const std::vector<Unit>& units = spot.scope().program.units;
  std::vector<std::string_view> names;
  for (size_t i = 0; i < units.size(); ++i) {
    if (units[i].name == spot.text()) return i;
    if (!units[i].name.empty()) names.push_back(units[i].name);
  }
  spot.Complain(Cat("no unit is called ", Quoted(spot.text()), "; ",
                    Suggestion(spot.text(), names)));
  return std::nullopt;
}

std::optional<Grant> ReadGrant(const Fields& map) {
  const std::optional<Spot> name = map.Find("unit");
  const std::optional<Spot> amount = map.Find("amount");
  if (!name || !amount) return std::nullopt;
  const std::optional<size_t> index = ReadUnit(*name);
  if (!index) return std::nullopt;
  const Unit& unit = map.spot().scope().program.units[*index];
  if (unit.kind == UnitKind::kStatus) {
    name->Complain(
        Cat(Quoted(unit.name), " is a status; it is earned, not granted"));
  }
  if (unit.retired) {
    name->Complain(Cat(Quoted(unit.name), " is retired; nobody gets it"));
  }
  const std::optional<int64_t> units = ReadAmount(*amount, unit);
  if (!units) return std::nullopt;
  return Grant{*index, *units};
}

std::optional<std::vector<std::string>> ReadKnownNames(
    const Spot& spot, std::string_view what,
    const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  if (spot.node().kind == YamlNode::Kind::kList) {
    for (const Spot& item : spot.ItemsIfAny()) {
      if (item.node().kind != YamlNode::Kind::kScalar ||
          std::find(known.begin(), known.end(), item.text()) != known.end()) {
        continue;
      }
      item.Complain(Cat("no ", what, " is called ", Quoted(item.text()), "; ",
                        Suggestion(item.text(), views)));
    }
  }
  return ReadNames(spot);
}

std::string MoneyText(int64_t minor, Currency currency) {
  return WithPoint(minor, MinorDigits(currency));
}

std::string DecimalText(int64_t scaled) {
  std::string text = WithPoint(scaled, 4);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace laurel
