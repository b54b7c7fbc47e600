#include "connectors/kafka/kafka_log.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "connectors/kafka/transaction_writer.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr int kAnswerMs = 1'000;  // then, whether waiting is of any use
constexpr size_t kLeastAhead = 256 << 10;
constexpr size_t kMostAhead = 8 << 20;

// Those of the user come first, so that ours win.
Properties Merge(const KafkaOptions& options, const Properties& ours) {
  Properties all = options.properties;
  all.push_back({"bootstrap.servers", options.brokers});
  all.insert(all.end(), ours.begin(), ours.end());
  return all;
}

// librdkafka has two names for these.
std::string_view NameOf(const Property& property) {
  if (property.name == "compression.codec") return "compression.type";
  if (property.name == "queue.buffering.max.ms") return "linger.ms";
  return property.name;
}

// The user may set these otherwise.
Properties Preferred(Properties preferred, const KafkaOptions& options) {
  const auto is_set = [&](const Property& property) {
    return std::any_of(
        options.properties.begin(), options.properties.end(),
        [&](const Property& user) { return NameOf(user) == NameOf(property); });
  };
  preferred.erase(std::remove_if(preferred.begin(), preferred.end(), is_set),
                  preferred.end());
  return preferred;
}

Properties Join(Properties first, const Properties& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// Of one reader. What is fetched at once may come to it.
int ReadAheadKb(const KafkaOptions& options, int32_t partitions) {
  const size_t each =
      options.read_ahead_bytes / static_cast<size_t>(std::max(partitions, 1));
  return static_cast<int>(std::clamp(each, kLeastAhead, kMostAhead) >> 10);
}

Properties ForConsumers(const KafkaOptions& options, int32_t partitions) {
  const int ahead_kb = ReadAheadKb(options, partitions);
  const Properties wishes =
      Preferred({{"client.id", "laurel"},
                 {"socket.nagle.disable", "true"},
                 {"fetch.wait.max.ms", "50"},
                 {"queued.min.messages", "100000"},
                 {"queued.max.messages.kbytes", absl::StrCat(ahead_kb)},
                 {"fetch.message.max.bytes", absl::StrCat(ahead_kb << 9)},
                 {"receive.message.max.bytes", "200000000"}},
                options);
  return Merge(options, Join(wishes, {{"isolation.level", "read_committed"},
                                      {"auto.offset.reset", "error"},
                                      {"check.crcs", "true"},
                                      {"enable.auto.commit", "false"},
                                      {"enable.partition.eof", "true"}}));
}

Properties ForWhoSeesAll(const KafkaOptions& options) {
  return Merge(options, Join(Preferred({{"client.id", "laurel"}}, options),
                             {{"isolation.level", "read_uncommitted"}}));
}

// A queue that is never full: what is in it is bounded by the batches.
Properties ForProducers(const KafkaOptions& options, const Properties& more,
                        int timeout_ms) {
  const Properties wishes = Preferred(Join({{"client.id", "laurel"},
                                            {"socket.nagle.disable", "true"},
                                            {"batch.num.messages", "100000"},
                                            {"message.max.bytes", "67108864"}},
                                           more),
                                      options);
  return Merge(
      options,
      Join(wishes, {{"acks", "all"},
                    {"enable.idempotence", "true"},
                    {"queue.buffering.max.messages", "10000000"},
                    {"queue.buffering.max.kbytes", "2097151"},
                    {"partitioner", "murmur2_random"},
                    {"message.timeout.ms", absl::StrCat(timeout_ms)}}));
}

using Clock = std::chrono::steady_clock;

constexpr int kOwnWaitMs = 2'000;  // for marks of own commits
constexpr auto kAskAgain = std::chrono::milliseconds(2);
constexpr int kMessageMs = 7'500;  // within a commit's deadline
constexpr int kAppendMs = 30'000;

// They flush, so nobody waits for records to linger. Events, whose headers are
// much alike, take a fifth of the room on the wire and on the brokers' disks.
Properties ForOwners(const KafkaOptions& options) {
  return Join(
      ForProducers(options, {{"linger.ms", "100"}, {"compression.type", "lz4"}},
                   kMessageMs),
      {{"transaction.timeout.ms", "15000"}});
}

// The view is stamped with it, so none is not taken for an answer.
absl::StatusOr<std::string> ClusterOf(KafkaClient& client, int timeout_ms) {
  char* id = rd_kafka_clusterid(client.get(), timeout_ms);
  if (id == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("the brokers did not say the id of their cluster in ",
                     timeout_ms, " ms"));
  }
  std::string copy(id);
  rd_kafka_mem_free(client.get(), id);
  return copy;
}

absl::Status NotAsWanted(const KafkaOptions& options,
                         const std::vector<std::string>& wrong) {
  return absl::FailedPreconditionError(absl::StrCat(
      "the topics on ", options.brokers, " are not what laurel needs:\n  ",
      absl::StrJoin(wrong, "\n  "),
      "\n`laurel topics create` makes what is missing; a setting is changed "
      "with kafka-configs.sh --alter"));
}

}  // namespace

absl::StatusOr<std::shared_ptr<KafkaClient>> OpenKafkaClient(
    const KafkaOptions& options) {
  ASSIGN_OR_RETURN(auto client,
                   KafkaClient::Make(RD_KAFKA_CONSUMER,
                                     ForConsumers(options, /*partitions=*/1)));
  const rd_kafka_metadata_t* metadata = nullptr;
  using Clock = std::chrono::steady_clock;
  const auto until =
      Clock::now() + std::chrono::milliseconds(options.timeout_ms);
  for (;;) {
    const rd_kafka_resp_err_t error =
        rd_kafka_metadata(client->get(), 0, nullptr, &metadata,
                          std::min(kAnswerMs, options.timeout_ms));
    if (error == 0) break;
    const absl::Status status = client->StatusOf(
        error, absl::StrCat("no broker answers at ", options.brokers));
    const bool of_use = !absl::IsFailedPrecondition(status);
    if (!of_use || Clock::now() > until) return status;
  }
  rd_kafka_metadata_destroy(metadata);
  return client;
}

absl::StatusOr<std::unique_ptr<KafkaLog>> KafkaLog::Open(KafkaOptions options) {
  ASSIGN_OR_RETURN(auto client, OpenKafkaClient(options));
  const TopicNames topics(options.prefix);
  LogIdentity identity;
  identity.facts_topic = topics.facts;
  ASSIGN_OR_RETURN(identity.log_id, ClusterOf(*client, options.timeout_ms));
  ASSIGN_OR_RETURN(
      const auto wrong,
      CheckTopics(*client, topics, options.timeout_ms, &identity.partitions));
  if (!wrong.empty()) return NotAsWanted(options, wrong);
  return std::unique_ptr<KafkaLog>(
      new KafkaLog(std::move(options), std::move(client), std::move(identity)));
}

KafkaLog::KafkaLog(KafkaOptions options, std::shared_ptr<KafkaClient> client,
                   LogIdentity identity)
    : options_(std::move(options)),
      topics_(options_.prefix),
      client_(std::move(client)),
      identity_(std::move(identity)),
      ends_(identity_.partitions),
      consumers_(ForConsumers(options_, identity_.partitions)),
      facts_(ForProducers(options_, {{"linger.ms", "2"}}, kAppendMs),
             topics_.facts) {}

// A leader that is being elected is asked again.
absl::StatusOr<OffsetRange> KafkaLog::Ask(const KafkaClient& client,
                                          Stream stream,
                                          int32_t partition) const {
  RETURN_IF_ERROR(CheckPartition(identity_, partition));
  const auto until =
      Clock::now() + std::chrono::milliseconds(options_.timeout_ms);
  for (;; std::this_thread::sleep_for(kAskAgain)) {
    OffsetRange range;
    const rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(
        client.get(), topics_[stream].c_str(), partition, &range.begin,
        &range.end, options_.timeout_ms);
    if (error == 0) {
      client.Succeeded();
      return range;
    }
    const absl::Status status = client.StatusOf(
        error, absl::StrCat("positions of topic ", topics_[stream],
                            " partition ", partition));
    if (!absl::IsUnavailable(status) || Clock::now() > until) return status;
  }
}

// The end is not before what this process has committed, which the leader
// learns of a little later.
absl::StatusOr<OffsetRange> KafkaLog::Range(Stream stream, int32_t partition) {
  const auto until = Clock::now() + std::chrono::milliseconds(kOwnWaitMs);
  for (;; std::this_thread::sleep_for(kAskAgain)) {
    ASSIGN_OR_RETURN(const OffsetRange range, Ask(*client_, stream, partition));
    const int64_t written = ends_.Of(stream, partition).load();
    if (range.end >= written || Clock::now() > until) return range;
  }
}

absl::StatusOr<std::shared_ptr<KafkaClient>> KafkaLog::Uncommitted() {
  const std::lock_guard lock(mutex_);
  if (uncommitted_ == nullptr) {
    ASSIGN_OR_RETURN(uncommitted_, KafkaClient::Make(RD_KAFKA_CONSUMER,
                                                     ForWhoSeesAll(options_)));
  }
  return uncommitted_;
}

// By a client of its own: what is the end depends on whom one asks as.
absl::StatusOr<int64_t> KafkaLog::AppendedEnd(Stream stream,
                                              int32_t partition) {
  ASSIGN_OR_RETURN(const auto client, Uncommitted());
  ASSIGN_OR_RETURN(const OffsetRange range, Ask(*client, stream, partition));
  return range.end;
}

absl::StatusOr<std::unique_ptr<LogReader>> KafkaLog::OpenReader(
    Stream stream, int32_t partition, int64_t offset) {
  ASSIGN_OR_RETURN(const OffsetRange range, Range(stream, partition));
  RETURN_IF_ERROR(CheckOffset(stream, partition, range, offset));
  const auto ahead_bytes =
      static_cast<size_t>(ReadAheadKb(options_, identity_.partitions)) << 10;
  return MessageReader::Open(
      consumers_, {topics_[stream], partition, offset, range.end, ahead_bytes,
                   &ends_.Of(stream, partition)});
}

absl::StatusOr<std::vector<LogPosition>> KafkaLog::Append(
    const RoutedRecords& facts) {
  for (int32_t partition : facts.partitions()) {
    RETURN_IF_ERROR(CheckPartition(identity_, partition));
  }
  if (facts.empty()) return std::vector<LogPosition>();
  ASSIGN_OR_RETURN(auto positions, facts_.Append(facts));
  for (const LogPosition& position : positions) {
    ends_.Reach(Stream::kFacts, position.partition, position.offset + 1);
  }
  return positions;
}

absl::StatusOr<std::unique_ptr<PartitionWriter>> KafkaLog::OpenPartition(
    int32_t partition) {
  RETURN_IF_ERROR(CheckPartition(identity_, partition));
  WriterPlan plan{.properties = ForOwners(options_),
                  .transactional_id = absl::StrCat(
                      options_.app, ".", topics_.facts, ".", partition),
                  .topics = &topics_,
                  .log = identity_,
                  .partition = partition,
                  .ends = &ends_};
  ASSIGN_OR_RETURN(auto writer, TransactionWriter::Open(std::move(plan)));
  ASSIGN_OR_RETURN(const int64_t end, WholeEnd(Stream::kDecisions, partition));
  writer->Start(end);
  return writer;
}

// The partition's own transactions have ended when it was taken over. What is
// open then is somebody else's, who should not write here: decisions behind it
// are committed and not to be read, and their facts would be decided again.
absl::StatusOr<int64_t> KafkaLog::WholeEnd(Stream stream, int32_t partition) {
  const auto until =
      Clock::now() + std::chrono::milliseconds(options_.timeout_ms);
  for (;; std::this_thread::sleep_for(10 * kAskAgain)) {
    ASSIGN_OR_RETURN(const int64_t appended, AppendedEnd(stream, partition));
    ASSIGN_OR_RETURN(const OffsetRange readable, Range(stream, partition));
    if (readable.end >= appended) return readable.end;
    if (Clock::now() < until) continue;
    return absl::UnavailableError(absl::StrCat(
        "a transaction of another client is open on topic ", topics_[stream],
        " partition ", partition, ": ", appended - readable.end,
        " records from offset ", readable.end,
        " cannot be read. Nobody but laurel may write there; it ends by its "
        "own time-out, or see `kafka-transactions.sh find-hanging`"));
  }
}

absl::StatusOr<std::unique_ptr<PartitionWriter>> KafkaLog::OpenPublisher() {
  WriterPlan plan{.properties = ForOwners(options_),
                  .transactional_id = absl::StrCat(options_.app, ".",
                                                   topics_.facts, ".publisher"),
                  .topics = &topics_,
                  .log = identity_,
                  .partition = -1};
  ASSIGN_OR_RETURN(auto writer, TransactionWriter::Open(std::move(plan)));
  writer->Start(0);
  return writer;
}

absl::Status KafkaLog::CheckUnchanged() {
  for (const std::string& topic : topics_.all()) {
    ASSIGN_OR_RETURN(const int32_t count,
                     PartitionsOf(*client_, topic, options_.timeout_ms));
    // A broker that has just started may not know its topics yet: 0.
    if (count == 0 || count == identity_.partitions) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        "topic ", topic, " has ", count, " partitions now, it had ",
        identity_.partitions,
        ". Keys go to other partitions since; a customer would be split in "
        "two. See \"partition count\" in docs/operating/kafka.md"));
  }
  return absl::OkStatus();
}

}  // namespace laurel
