#include "tests/simulation/world_audit.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/codec/snapshot_codec.h"
#include "engine/runtime/history.h"
#include "engine/runtime/memory_store.h"
#include "engine/runtime/partition_fold.h"
#include "engine/runtime/view_customers.h"
#include "laurel/v1/customer_snapshot.pb.h"

namespace laurel {
namespace {

// The customers of a rebuild, as the auditor would have them.
absl::Status AuditCustomers(ViewStore& rebuilt, LogAuditor& auditor) {
  RETURN_IF_ERROR(VisitCustomers(rebuilt, [&](const Customer& customer) {
    return auditor.AuditCustomer(customer);
  }));
  return auditor.AuditMissing();
}

// The last snapshot of each customer, as it stays on a compacted topic.
std::map<std::string, std::string> ToldOf(const Broker& broker,
                                          int32_t partition) {
  std::map<std::string, std::string> told;
  for (const BrokerEntry& entry : broker.log({kSnapshots, partition}).entries) {
    if (entry.Readable()) told[entry.key] = entry.value;
  }
  return told;
}

// As of the same instant.
absl::Status AuditSnapshot(const Customer& customer, const Program* program,
                           const std::string& told) {
  v1::CustomerSnapshot snapshot;
  if (!snapshot.ParseFromString(told)) {
    return absl::InternalError("a snapshot cannot be read");
  }
  const Instant as_of{snapshot.as_of().seconds() * kSecondMs +
                      snapshot.as_of().nanos() / 1'000'000};
  std::string held;
  if (!customer.erased) {
    EncodeSnapshot(customer, program, as_of, Format::kProtobuf, &held);
  }
  if (held == told) return absl::OkStatus();
  return absl::InternalError("others were told otherwise last");
}

absl::Status AuditSnapshots(const Client& client, int32_t partition,
                            ViewStore& rebuilt) {
  SimulatedLog log(client);
  PartitionFold fold(partition, log.identity(), rebuilt);
  RETURN_IF_ERROR(fold.Open());
  const PublishedProgram* current = fold.partition().Current();
  const Program* program = current == nullptr ? nullptr : &*current->program;
  const auto told = ToldOf(*client.broker, partition);
  return VisitCustomers(rebuilt, [&](const Customer& customer) {
    const auto found = told.find(customer.id);
    return Annotate(
        found == told.end() ? absl::InternalError("others were not told of her")
                            : AuditSnapshot(customer, program, found->second),
        absl::StrCat("partition ", partition, ", customer ", customer.id));
  });
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
                            std::vector<Disk> views, LogAuditor& auditor,
                            bool snapshots) {
  RETURN_IF_ERROR(auditor.AuditLog());
  SimulatedLog log(client);
  MemoryStore rebuilt;
  RETURN_IF_ERROR(Annotate(RebuildView(log, partition, rebuilt, [](int64_t) {}),
                           "a rebuild"));
  RETURN_IF_ERROR(AuditCustomers(rebuilt, auditor));
  if (snapshots) RETURN_IF_ERROR(AuditSnapshots(client, partition, rebuilt));
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
