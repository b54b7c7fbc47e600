// What is looked at when a world has ended: the logs by the auditor, and the
// engine's own word on them, a rebuild, `verify`, and every view.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/log_auditor.h"
#include "tests/simulation/simulated_log.h"

namespace laurel {

// `client` reads without faults and flaws. `views` are those of the machines,
// by number, as old as they may be: each, brought up to date, must hold what a
// rebuild does. `auditor` has not looked yet. `snapshots`: others were told of
// each customer, and the last that they were told is what a rebuild holds.
absl::Status AuditPartition(const Client& client, int32_t partition,
                            std::vector<Disk> views, LogAuditor& auditor,
                            bool snapshots);

// Of every entry of every log, control markers too.
uint64_t DigestOfLogs(const Broker& broker);

}  // namespace laurel
