// The demo's history: a chain of six salons over two years, made from a seed.
//
//   RETURN_IF_ERROR(MakeChain({.seed = 1, .end = now}, [&](const ChainFact& f)
//   {
//     return Append(f.key, f.bytes);
//   }));
//
// Some clients come every month for years, some drift away, some come back when
// they are written to. Tills are offline for a day and report late, systems
// report twice, and now and then somebody reports what cannot be. The same
// options give the same bytes on every machine.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "cli/chain/journal.h"
#include "engine/base/time.h"

namespace laurel {

struct ChainOptions {
  uint64_t seed = 1;
  uint32_t clients = 24'000;
  Instant end;         // nothing is recorded after it
  int32_t days = 730;  // of history
};

// Gives every fact in the order of recorded_at. Holds about 300 bytes a client.
absl::Status MakeChain(const ChainOptions& options, TakeFact take);

// "mei-00417": the customer_id of a client, from 0.
std::string ClientId(uint32_t client);

}  // namespace laurel
