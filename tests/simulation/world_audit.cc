#include "tests/simulation/world_audit.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/runtime/history.h"
#include "engine/runtime/memory_store.h"
#include "engine/runtime/view_customers.h"

namespace laurel {
namespace {

// The customers of a rebuild, as the auditor would have them.
absl::Status AuditCustomers(ViewStore& rebuilt, LogAuditor& auditor) {
  RETURN_IF_ERROR(VisitCustomers(rebuilt, [&](const Customer& customer) {
    return auditor.AuditCustomer(customer);
  }));
  return auditor.AuditMissing();
}

absl::Status AuditView(EventLog& log, int32_t partition, Disk& disk) {
  DiskStore store(disk);
  const auto report = VerifyPartition(log, partition, &store, [](int64_t) {});
  RETURN_IF_ERROR(report.status());
  if (report->ok()) return absl::OkStatus();
  return absl::InternalError(report->first_differences.front());
}

}  // namespace

absl::Status AuditPartition(const Client& client, int32_t partition,
                            std::vector<Disk> views, LogAuditor& auditor) {
  RETURN_IF_ERROR(auditor.AuditLog());
  SimulatedLog log(client);
  MemoryStore rebuilt;
  RETURN_IF_ERROR(Annotate(RebuildView(log, partition, rebuilt, [](int64_t) {}),
                           "a rebuild"));
  RETURN_IF_ERROR(AuditCustomers(rebuilt, auditor));
  for (size_t i = 0; i < views.size(); ++i) {
    RETURN_IF_ERROR(Annotate(
        AuditView(log, partition, views[i]),
        absl::StrCat("the view of machine ", i, ", partition ", partition)));
  }
  return absl::OkStatus();
}

uint64_t DigestOfLogs(const Broker& broker) {
  uint64_t digest = 0;
  for (int32_t p = 0; p < broker.partitions(); ++p) {
    for (Stream stream : {Stream::kFacts, Stream::kDecisions, Stream::kEvents,
                          Stream::kParked}) {
      for (const BrokerEntry& entry : broker.log({stream, p}).entries) {
        digest = Fmix64(digest ^ Fnv1a64(entry.value, Fnv1a64(entry.key)) ^
                        static_cast<uint64_t>(entry.fate));
      }
    }
  }
  return digest;
}

}  // namespace laurel
