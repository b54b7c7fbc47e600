// The two models of dropping out as statistics: how likely a history is, and
// how many visits it promises (Fader, Hardie, Lee 2005; Batislam, Denizel,
// Filiztekin 2007). What the engine decides by them is model_overdue.h.
#pragma once

#include <vector>

#include "cli/fit/rhythm.h"
#include "engine/domain/model_overdue.h"

namespace laurel {

// r and alpha: how visits come; a and b: how customers go. All above 0; alpha
// in units of `unit_days` days.
struct ModelParameters {
  double r = 1, alpha = 1, a = 1, b = 1;
};

struct ModelShape {
  ModelOverdue::Kind kind = ModelOverdue::Kind::kMbgNbd;
  double unit_days = 7;
};

// One rhythm, and how many customers have it.
struct RhythmCount {
  Rhythm rhythm;  // repeats_after is 0
  int64_t customers = 0;
};
std::vector<RhythmCount> CountRhythms(std::vector<Rhythm> rhythms);

double LogLikelihood(const ModelShape& shape, const ModelParameters& parameters,
                     const std::vector<RhythmCount>& rhythms);

// Visit days that are to be expected of all of them in the `days` after the
// end of what was fitted.
double ExpectedAfter(const ModelShape& shape, const ModelParameters& parameters,
                     const std::vector<Rhythm>& rhythms, double days);

}  // namespace laurel
