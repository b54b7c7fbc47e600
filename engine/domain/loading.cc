// A package of 500.00 with 5 sessions, 160.00 of it refunded:
//
//   340.00 left, worth floor(5 * 340 / 500) = 3 sessions; 2 go back.
//
// A package line of 0.00 is a gift beside the others (pay five, get six): its
// sessions stay while anything of the sale does.
#include "engine/domain/loading.h"

#include <algorithm>

#include "engine/domain/basket.h"
#include "engine/domain/worth.h"

namespace laurel {
namespace {

struct LoadingLine {
  LineKind kind;
  int64_t quantity;
  int64_t sold;
  int64_t left;
};

int64_t WorthLeft(const LoadingLine& line, int64_t left_of_all,
                  Rounding rounding) {
  if (line.kind == LineKind::kTopUp) return line.left;
  const int64_t sessions = line.quantity == 0 ? 1 : line.quantity;
  if (line.sold == 0) return left_of_all > 0 ? sessions : 0;
  return static_cast<int64_t>(
      Rounded(int128{sessions} * line.left, line.sold, rounding));
}

int64_t SumOf(const PaymentCaptured& sale) {
  int64_t sum = 0;
  for (const Line& line : sale.lines) sum += line.amount.minor;
  return sum;
}

bool IsLoading(LineKind kind) {
  return kind == LineKind::kTopUp || kind == LineKind::kPackage;
}

// The unit of a line, where the program has it.
bool FindLoad(const Program& program, size_t offset, const Line& line,
              Load* load) {
  const Unit* unit = program.FindUnit(line.unit);
  if (unit == nullptr) return false;
  load->unit = offset + static_cast<size_t>(unit - program.units.data());
  load->program = &program;
  load->what = unit;
  load->line = line.kind;
  return true;
}

}  // namespace

LoadList LoadsOf(const PaymentCaptured& sale, const Program& judge,
                 const Program& in_force) {
  LoadList loads;
  for (const Line& line : sale.lines) {
    if (!IsLoading(line.kind)) continue;
    Load load;
    if (!FindLoad(judge, 0, line, &load) &&
        !FindLoad(in_force, judge.units.size(), line, &load)) {
      continue;
    }
    if (!Loads(line.kind, load.what->kind)) continue;
    const int64_t amount = line.amount.minor;
    load.amount = WorthLeft({line.kind, line.quantity, amount, amount},
                            SumOf(sale), judge.rounding);
    if (load.amount > 0) loads.push_back(load);
  }
  std::stable_sort(
      loads.begin(), loads.end(),
      [](const Load& a, const Load& b) { return a.unit < b.unit; });
  return loads;
}

int64_t LoadedRest(const Payment& payment, const Unit& unit,
                   Rounding rounding) {
  const Shares left = RemainingLines(payment);
  int64_t left_of_all = 0, worth = 0;
  for (int64_t line : left) left_of_all += line;
  for (size_t i = 0; i < left.size(); ++i) {
    const SoldLine& line = payment.lines[i];
    if (!Loads(line.kind, unit.kind) || line.unit != unit.name) continue;
    worth += WorthLeft({line.kind, line.quantity, line.amount, left[i]},
                       left_of_all, rounding);
  }
  return worth;
}

}  // namespace laurel
