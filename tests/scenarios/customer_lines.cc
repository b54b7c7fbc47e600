#include "tests/scenarios/customer_lines.h"

#include "engine/base/status.h"
#include "tests/scenarios/words.h"

namespace laurel {
namespace {

// One line, subject by subject; actual values are texts as the line writes
// them.
class Comparison {
 public:
  Comparison(std::string_view line, const Customer& customer,
             const Program& program, const Place& place)
      : fields_(Fields(line)),
        customer_(customer),
        program_(program),
        place_(place) {}

  absl::Status Compare() {
    const auto head = Words(fields_.front());
    if (head[0] == "tier") return CompareTier();
    if (head[0] == "stage") {
      return Same("stage", WordOf(customer_.lifecycle.stage));
    }
    if (head[0] == "spend") {
      return Same("spend",
                  MoneyText({place_.currency, customer_.measures.spend_ever}));
    }
    if (head[0] == "visits") {
      return Same("visits", std::to_string(customer_.measures.visits_ever));
    }
    if (head[0] == "entitlements") return Same("entitlements", Entitlements());
    return CompareUnit();
  }

  std::vector<std::string> differences;

 private:
  // Field `i` against "word actual".
  absl::Status Expect(size_t i, std::string_view word,
                      std::string_view actual) {
    const std::string is = std::string(word) + " " + std::string(actual);
    if (fields_[i] != is) {
      differences.push_back("expected " + std::string(fields_[i]) + ", is " +
                            is);
    }
    return absl::OkStatus();
  }

  absl::Status Same(std::string_view word, std::string_view actual) {
    if (fields_.size() > 1) return Unknown(fields_[1]);
    return Expect(0, word, actual);
  }

  absl::Status Unknown(std::string_view field) {
    return absl::InvalidArgumentError("a customer has no " +
                                      std::string(field));
  }

  absl::Status CompareTier() {
    const Tier& tier = customer_.tier;
    RETURN_IF_ERROR(Expect(0, "tier", tier.name.empty() ? "none" : tier.name));
    for (size_t i = 1; i < fields_.size(); ++i) {
      const std::string_view word = Words(fields_[i])[0];
      if (word == "since") {
        RETURN_IF_ERROR(Expect(i, word, TimeText(tier.since, place_.zone)));
      } else if (word == "until") {
        RETURN_IF_ERROR(
            Expect(i, word, TimeText(tier.valid_until, place_.zone)));
      } else if (word == "grace") {
        RETURN_IF_ERROR(
            Expect(i, word, TimeText(tier.grace_until, place_.zone)));
      } else {
        return Unknown(fields_[i]);
      }
    }
    return absl::OkStatus();
  }

  // points, or wallet.bonus
  const Account* FindAccountOf(std::string_view name, bool* known) const {
    const size_t dot = std::min(name.find('.'), name.size());
    const std::string_view unit = name.substr(0, dot);
    *known = program_.FindUnit(unit) != nullptr;
    const SubBalance sub = dot == name.size()
                               ? SubBalance::kNone
                               : ReadWord<SubBalance>(name.substr(dot + 1))
                                     .value_or(SubBalance::kNone);
    return customer_.FindAccount(unit, sub);
  }

  absl::Status CompareUnit() {
    bool known = false;
    const Account* found = FindAccountOf(Words(fields_[0])[0], &known);
    if (!known) return Unknown(fields_[0]);
    const Account account = found == nullptr ? Account{} : *found;
    for (size_t i = 1; i < fields_.size(); ++i) {
      const std::string_view word = Words(fields_[i])[0];
      if (word == "lots") {
        RETURN_IF_ERROR(Expect(i, word, LotsText(account)));
        continue;
      }
      int64_t actual = 0;
      if (!AmountOf(account, word, &actual)) return Unknown(fields_[i]);
      RETURN_IF_ERROR(Expect(i, word, std::to_string(actual)));
    }
    return absl::OkStatus();
  }

  static bool AmountOf(const Account& account, std::string_view word,
                       int64_t* amount) {
    if (word == "available") return *amount = account.Available(), true;
    if (word == "pending") return *amount = account.Pending(), true;
    if (word == "held") return *amount = account.Held(), true;
    if (word == "arrears") return *amount = account.arrears, true;
    if (word == "issued") return *amount = account.issued, true;
    if (word == "reversed") return *amount = account.reversed, true;
    if (word == "redeemed") return *amount = account.redeemed, true;
    if (word == "expired") return *amount = account.expired, true;
    return false;
  }

  // In spending order, what is left of each.
  std::string LotsText(const Account& account) const {
    std::vector<std::string> lots;
    for (const Lot& lot : account.lots) {
      if (lot.remaining + lot.held == 0) continue;
      lots.push_back(std::to_string(lot.id) + ":" +
                     std::to_string(lot.remaining + lot.held) + "@" +
                     TimeText(lot.expires_at, place_.zone));
    }
    return lots.empty() ? "none" : Join(lots, " ");
  }

  std::string Entitlements() const {
    const int level = program_.LevelIndex(customer_.tier.name);
    if (level < 0) return "none";
    std::vector<std::string> all;
    for (const auto& [name, value] :
         program_.tiers.levels[level].entitlements) {
      all.push_back(name + " " + value);
    }
    return all.empty() ? "none" : Join(all, ", ");
  }

  const std::vector<std::string_view> fields_;
  const Customer& customer_;
  const Program& program_;
  const Place& place_;
};

}  // namespace

absl::StatusOr<std::vector<std::string>> CompareCustomer(
    std::string_view line, const Customer* customer, const Program& program,
    const Place& place) {
  const Customer nobody;
  const bool unknown = customer == nullptr || !customer->known();
  if (line == "unknown") {
    if (unknown) return std::vector<std::string>{};
    return std::vector<std::string>{"is known"};
  }
  Comparison comparison(line, unknown ? nobody : *customer, program, place);
  RETURN_IF_ERROR(comparison.Compare());
  return std::move(comparison.differences);
}

}  // namespace laurel
