// What a program file may contain, as data: each map with its keys, each key
// with its type and a sentence. The reader refuses what is not here, and the
// JSON Schema for editors is printed from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace laurel {

enum class Form : uint8_t {
  kName,  // 1 to 128 bytes
  kWord,  // one of `words`
  kInteger,
  kMoney,      // in currency units, with the currency's decimals
  kAmount,     // units; of stored value, money
  kDecimal,    // up to four decimals
  kParameter,  // of the model: any positive number
  kYesNo,
  kPeriod,     // ISO 8601
  kTimeOfDay,  // "21:00"
  kDate,       // 2025-05-01
  kZone,       // Asia/Shanghai
  kCurrency,   // CNY
  kText,
  kList,     // of parts[0]
  kMap,      // with the keys of `shape`
  kEntries,  // a map with names for keys and parts[0] for values
  kEither,   // one of parts
};

struct Shape;

struct Type {
  Form form = Form::kText;
  std::vector<std::string_view> words;
  const Shape* shape = nullptr;
  std::vector<Type> parts;
};

struct Key {
  std::string_view name;
  Type type;
  std::string_view says;  // for the owner, in one sentence
  bool required = false;
};

struct Shape {
  std::string_view name;  // in the JSON Schema
  std::vector<Key> keys;

  // Null where there is none of that name.
  const Key* Find(std::string_view key) const;
  std::vector<std::string_view> Names() const;
};

// "a duration, such as P7D"
std::string TypeText(const Type& type);

// The maps of the file. They live for ever and never change.
const Shape& ProgramShape();
const Shape& UnitShape();
const Shape& ExpiryShape();
const Shape& EarnShape();
const Shape& RateShape();
const Shape& EarnWhenShape();
const Shape& OccasionWhenShape();
const Shape& SegmentShape();
const Shape& HoursShape();
const Shape& DatesShape();
const Shape& LimitShape();
const Shape& RedeemShape();
const Shape& ValueShape();
const Shape& TiersShape();
const Shape& WindowShape();
const Shape& ValidityShape();
const Shape& LevelShape();
const Shape& QualifyShape();
const Shape& ThresholdShape();
const Shape& BenefitsShape();
const Shape& GrantShape();
const Shape& RecurringShape();
const Shape& LifecycleShape();
const Shape& ActiveShape();
const Shape& LoyalShape();
const Shape& OverdueShape();
const Shape& FixedShape();
const Shape& CadenceShape();
const Shape& ModelShape();
const Shape& StoreShape();
const Shape& OutreachShape();
const Shape& CapShape();
const Shape& OccasionShape();
const Shape& FeedbackShape();
const Shape& RatingShape();
const Shape& ComplaintsShape();
const Shape& ReferralShape();
const Shape& ReferralQualifyShape();
const Shape& RewardShape();
const Shape& LateShape();

}  // namespace laurel
