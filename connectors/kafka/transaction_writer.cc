#include "connectors/kafka/transaction_writer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/kafka/failure.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr int kInitMs = 8'000;
// A coordinator that is asked while the owner before ends a transaction may say
// that a newer producer fences this one, when there is none (4.1.0 does). Its
// client is of no use then; another one asks again.
constexpr int kAttempts = 3;
constexpr int kAbortMs = 2'000;
constexpr size_t kChunk = 4'096;
// While a request is being sent and records wait for the next one, librdkafka
// 2.0.2 asks its socket again and again, without a pause. So as much as one
// request takes (batch.size is 1 MB) is sent before more is produced, and
// before another topic's unless it is so little that a socket takes it at once.
constexpr size_t kRequestBytes = 900'000;
constexpr size_t kAtOnceBytes = 64 << 10;
constexpr size_t kRecordBytes = 64;  // around one in a request, at most
// While the marks of one transaction are on their way, the coordinator refuses
// the next one, and librdkafka asks again only after 20 ms. They take 1 to 5.
constexpr auto kMarksTake = std::chrono::milliseconds(4);

void* Mutable(std::string_view bytes) {
  return const_cast<char*>(bytes.data());  // librdkafka only reads it
}

// Not null, so that an empty key is one.
std::string_view Present(std::string_view bytes) {
  return bytes.data() == nullptr ? std::string_view("") : bytes;
}

Properties With(Properties properties, const std::string& name,
                const std::string& value) {
  properties.push_back({name, value});
  return properties;
}

void Destroy(rd_kafka_topic_t*& topic) {
  if (topic != nullptr) rd_kafka_topic_destroy(topic);
  topic = nullptr;
}

std::string NameOf(const WriterPlan& plan) {
  if (plan.partition < 0) return "publishing a program";
  return absl::StrCat("partition ", plan.partition);
}

}  // namespace

absl::StatusOr<std::unique_ptr<TransactionWriter>> TransactionWriter::Open(
    WriterPlan plan) {
  for (int attempt = 1;; ++attempt) {
    std::unique_ptr<TransactionWriter> writer(new TransactionWriter(plan));
    const absl::Status status = writer->Init();
    if (status.ok()) return writer;
    if (!absl::IsAborted(status) || attempt == kAttempts) return status;
  }
}

TransactionWriter::TransactionWriter(WriterPlan plan)
    : plan_(std::move(plan)),
      doing_(NameOf(plan_)),
      fact_ends_(static_cast<size_t>(plan_.log.partitions)) {}

absl::Status TransactionWriter::Init() {
  ASSIGN_OR_RETURN(client_,
                   KafkaClient::Make(RD_KAFKA_PRODUCER,
                                     With(plan_.properties, "transactional.id",
                                          plan_.transactional_id),
                                     {.sink = this}));
  for (Stream stream :
       {Stream::kFacts, Stream::kDecisions, Stream::kEvents, Stream::kParked}) {
    topics_[static_cast<size_t>(stream)] = rd_kafka_topic_new(
        client_->get(), (*plan_.topics)[stream].c_str(), nullptr);
  }
  customers_ = rd_kafka_topic_new(client_->get(),
                                  plan_.topics->customers.c_str(), nullptr);
  until_ = Clock::now() + std::chrono::milliseconds(kInitMs);
  for (;;) {
    rd_kafka_error_t* error =
        rd_kafka_init_transactions(client_->get(), LeftMs());
    if (error == nullptr) return absl::OkStatus();
    const bool again = rd_kafka_error_is_retriable(error) && LeftMs() > 0;
    const absl::Status status =
        client_->StatusOf(error, absl::StrCat(doing_, ": taking it over"));
    rd_kafka_error_destroy(error);
    if (!again) return status;
  }
}

TransactionWriter::~TransactionWriter() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  Close();
}

void TransactionWriter::Close() {
  for (rd_kafka_topic_t*& topic : topics_) Destroy(topic);
  Destroy(customers_);
  client_.reset();
}

void TransactionWriter::Start(int64_t decisions_end) {
  decisions_end_ = decisions_end;
  thread_ = std::thread([this] { Work(); });
}

// ---- The owner's side -------------------------------------------------------

absl::Status TransactionWriter::Submit(Commit commit) {
  const std::lock_guard lock(mutex_);
  if (phase_ != Phase::kIdle) {
    return absl::FailedPreconditionError("a commit is in flight");
  }
  if (failed_) {
    return absl::FailedPreconditionError(
        "a commit has failed: open the partition again");
  }
  commit_ = std::move(commit);
  phase_ = Phase::kSubmitted;
  changed_.notify_all();
  return absl::OkStatus();
}

std::optional<Completion> TransactionWriter::Poll() {
  const std::lock_guard lock(mutex_);
  if (phase_ != Phase::kDone) return std::nullopt;
  phase_ = Phase::kIdle;
  failed_ = !outcome_.ok();
  commit_.clear();
  return Completion{outcome_, outcome_end_, std::move(commit_)};
}

// ---- The thread -------------------------------------------------------------

void TransactionWriter::Work() {
  absl::Status state = WarmUp();
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock,
                  [this] { return stop_ || phase_ == Phase::kSubmitted; });
    if (phase_ != Phase::kSubmitted) return;
    lock.unlock();
    if (state.ok()) state = Run(commit_);
    // Nothing may point into the commit when it is given back.
    if (!state.ok()) Close();
    lock.lock();
    outcome_ = state;
    outcome_end_ = decisions_end_;
    phase_ = Phase::kDone;
  }
}

int TransactionWriter::LeftMs() const {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      until_ - Clock::now());
  return std::max<int>(0, static_cast<int>(left.count()));
}

// A record is needed: a transaction without one is not known to the broker. Who
// owns no partition writes to no decisions: they would hide the owner's, which
// are read to their first open transaction.
absl::Status TransactionWriter::WarmUp() {
  until_ = Clock::now() + std::chrono::milliseconds(kCommitMs);
  RETURN_IF_ERROR(Begin());
  const bool owns = plan_.partition >= 0;
  if (rd_kafka_produce(Topic(owns ? Stream::kDecisions : Stream::kEvents),
                       owns ? plan_.partition : 0, RD_KAFKA_MSG_F_COPY, nullptr,
                       0, nullptr, 0, nullptr) != 0) {
    return client_->StatusOf(rd_kafka_last_error(), doing_);
  }
  const rd_kafka_resp_err_t flushed = rd_kafka_flush(client_->get(), LeftMs());
  if (flushed != 0) return client_->StatusOf(flushed, doing_);
  RETURN_IF_ERROR(undelivered_);
  const int64_t disconnects = client_->disconnects();
  rd_kafka_error_t* error =
      rd_kafka_abort_transaction(client_->get(), LeftMs());
  own_ends_ = {};  // of nothing that can be read
  ended_ = Clock::now();
  return error == nullptr ? CheckConnected(disconnects) : Failed(error);
}

// The end of a transaction that was sent twice may come a second time when the
// next one is open.
absl::Status TransactionWriter::CheckConnected(int64_t disconnects) const {
  if (client_->disconnects() == disconnects) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(
      doing_,
      ": a connection was lost during a commit, so it may have been "
      "ended twice; the partition is opened again"));
}

absl::Status TransactionWriter::Run(const Commit& commit) {
  RETURN_IF_ERROR(CheckRoutes(commit));
  std::this_thread::sleep_until(ended_ + kMarksTake);
  until_ = Clock::now() + std::chrono::milliseconds(kCommitMs);
  if (commit.empty()) return WarmUp();  // proves that it is still ours
  const int64_t disconnects = client_->disconnects();
  own_ends_ = {};
  std::fill(fact_ends_.begin(), fact_ends_.end(), 0);
  RETURN_IF_ERROR(Begin());
  const absl::Status produced = Produce(commit);
  // Where a record was lost the end fails, and says best why.
  if (!produced.ok() && !lost_) return produced;
  RETURN_IF_ERROR(End());
  RETURN_IF_ERROR(produced);
  RETURN_IF_ERROR(CheckConnected(disconnects));
  client_->Succeeded();
  if (plan_.ends == nullptr) return absl::OkStatus();
  for (Stream stream : {Stream::kDecisions, Stream::kEvents, Stream::kParked}) {
    plan_.ends->Reach(stream, plan_.partition,
                      own_ends_[static_cast<size_t>(stream) - 1]);
  }
  for (size_t p = 0; p < fact_ends_.size(); ++p) {
    plan_.ends->Reach(Stream::kFacts, static_cast<int32_t>(p), fact_ends_[p]);
  }
  decisions_end_ = std::max(decisions_end_, own_ends_[0]);
  return absl::OkStatus();
}

absl::Status TransactionWriter::CheckRoutes(const Commit& commit) const {
  for (int32_t partition : commit.facts.partitions()) {
    RETURN_IF_ERROR(CheckPartition(plan_.log, partition));
  }
  return absl::OkStatus();
}

absl::Status TransactionWriter::Begin() {
  undelivered_ = absl::OkStatus();
  lost_ = false;
  waiting_bytes_ = 0;
  rd_kafka_error_t* error = rd_kafka_begin_transaction(client_->get());
  return error == nullptr ? absl::OkStatus() : Failed(error);
}

absl::Status TransactionWriter::Produce(const Commit& commit) {
  RETURN_IF_ERROR(ProduceAll(Stream::kDecisions, commit.decisions));
  RETURN_IF_ERROR(ProduceAll(Stream::kEvents, commit.events));
  RETURN_IF_ERROR(ProduceAll(Stream::kParked, commit.parked));
  RETURN_IF_ERROR(ProduceCustomers(commit.customers));
  return ProduceFacts(commit.facts);
}

// Those without headers in chunks, which is cheaper; the order is kept.
absl::Status TransactionWriter::ProduceAll(Stream stream,
                                           const Records& records) {
  for (const Record& record : records) {
    RETURN_IF_ERROR(MakeRoom(Topic(stream), record));
    if (!record.headers.empty()) {
      RETURN_IF_ERROR(ProducePlain(Topic(stream)));
      RETURN_IF_ERROR(ProduceOne(stream, record));
      continue;
    }
    AddPlain(plan_.partition, record, Present(record.value));
    if (chunk_.size() == kChunk) RETURN_IF_ERROR(ProducePlain(Topic(stream)));
  }
  return EndTopic(Topic(stream));
}

// A null value takes the customer out of a compacted topic.
absl::Status TransactionWriter::ProduceCustomers(const Records& customers) {
  for (const Record& record : customers) {
    RETURN_IF_ERROR(MakeRoom(customers_, record));
    AddPlain(plan_.partition, record,
             record.value.empty() ? std::string_view() : record.value);
    if (chunk_.size() == kChunk) RETURN_IF_ERROR(ProducePlain(customers_));
  }
  return EndTopic(customers_);
}

absl::Status TransactionWriter::ProduceFacts(const RoutedRecords& facts) {
  size_t i = 0;
  for (const Record& record : facts.records()) {
    RETURN_IF_ERROR(MakeRoom(Topic(Stream::kFacts), record));
    AddPlain(facts.partitions()[i++], record, Present(record.value));
  }
  return ProducePlain(Topic(Stream::kFacts));
}

void TransactionWriter::AddPlain(int32_t partition, const Record& record,
                                 std::string_view value) {
  rd_kafka_message_t& message = chunk_.emplace_back();
  message = {};
  message.partition = partition;
  message.payload = Mutable(value);
  message.len = value.size();
  message.key = Mutable(Present(record.key));
  message.key_len = record.key.size();
}

// Sends what waits if this record would not join its request.
absl::Status TransactionWriter::MakeRoom(rd_kafka_topic_t* topic,
                                         const Record& record) {
  const size_t bytes = record.key.size() + record.headers.size() +
                       record.value.size() + kRecordBytes;
  if (waiting_bytes_ + bytes > kRequestBytes && waiting_bytes_ > 0) {
    RETURN_IF_ERROR(ProducePlain(topic));
    RETURN_IF_ERROR(Flush());
  }
  waiting_bytes_ += bytes;
  return absl::OkStatus();
}

absl::Status TransactionWriter::EndTopic(rd_kafka_topic_t* topic) {
  RETURN_IF_ERROR(ProducePlain(topic));
  return waiting_bytes_ > kAtOnceBytes ? Flush() : absl::OkStatus();
}

// Waits until all is delivered.
absl::Status TransactionWriter::Flush() {
  waiting_bytes_ = 0;
  const rd_kafka_resp_err_t error = rd_kafka_flush(client_->get(), LeftMs());
  if (error != 0) return client_->StatusOf(error, doing_);
  if (lost_) return absl::UnavailableError(absl::StrCat(doing_, ": lost"));
  return absl::OkStatus();
}

absl::Status TransactionWriter::ProducePlain(rd_kafka_topic_t* topic) {
  if (chunk_.empty()) return absl::OkStatus();
  const int size = static_cast<int>(chunk_.size());
  const int taken =
      rd_kafka_produce_batch(topic, RD_KAFKA_PARTITION_UA,
                             RD_KAFKA_MSG_F_PARTITION, chunk_.data(), size);
  absl::Status status;
  for (const rd_kafka_message_t& message : chunk_) {
    if (taken == size) break;
    if (message.err != 0 && status.ok()) {
      status = client_->StatusOf(
          message.err, absl::StrCat(doing_, ": a record of ", message.len,
                                    " bytes to ", rd_kafka_topic_name(topic)));
    }
  }
  chunk_.clear();
  rd_kafka_poll(client_->get(), 0);
  return status;
}

absl::Status TransactionWriter::ProduceOne(Stream stream,
                                           const Record& record) {
  const std::vector<Header> list = ParseHeaders(record.headers);
  rd_kafka_headers_t* headers = rd_kafka_headers_new(list.size());
  for (const Header& header : list) {
    rd_kafka_header_add(
        headers, header.name.data(), static_cast<ssize_t>(header.name.size()),
        header.value.data(), static_cast<ssize_t>(header.value.size()));
  }
  const std::string_view value = Present(record.value);
  const std::string_view key = Present(record.key);
  const rd_kafka_resp_err_t error =
      rd_kafka_producev(client_->get(), RD_KAFKA_V_RKT(Topic(stream)),
                        RD_KAFKA_V_PARTITION(plan_.partition),
                        RD_KAFKA_V_VALUE(Mutable(value), value.size()),
                        RD_KAFKA_V_KEY(Mutable(key), key.size()),
                        RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
  if (error == 0) return absl::OkStatus();
  rd_kafka_headers_destroy(headers);
  return client_->StatusOf(
      error, absl::StrCat(doing_, ": a record of ", record.value.size(),
                          " bytes to ", (*plan_.topics)[stream]));
}

// The same call again while librdkafka says so and there is time.
absl::Status TransactionWriter::End() {
  for (;;) {
    rd_kafka_error_t* error =
        rd_kafka_commit_transaction(client_->get(), LeftMs());
    ended_ = Clock::now();
    if (error == nullptr) return undelivered_;
    if (rd_kafka_error_is_retriable(error) && LeftMs() > 0) {
      rd_kafka_error_destroy(error);
      continue;
    }
    return Failed(error);
  }
}

// Takes the error over.
absl::Status TransactionWriter::Failed(rd_kafka_error_t* error) {
  absl::Status status = client_->StatusOf(error, doing_);
  const bool abort = rd_kafka_error_txn_requires_abort(error);
  rd_kafka_error_destroy(error);
  // What went wrong with a message says more than that something did.
  if (!undelivered_.ok()) status = undelivered_;
  char text[512];
  const rd_kafka_resp_err_t fatal =
      rd_kafka_fatal_error(client_->get(), text, sizeof text);
  if (fatal != 0) status = client_->StatusOf(fatal, doing_);
  if (abort) Abort(Clock::now() + std::chrono::milliseconds(kAbortMs));
  return status;
}

// So that readers of others need not wait for the transaction to time out. The
// outcome is of no use: the producer is thrown away.
void TransactionWriter::Abort(Clock::time_point until) {
  until_ = until;
  rd_kafka_error_t* error =
      rd_kafka_abort_transaction(client_->get(), LeftMs());
  if (error != nullptr) rd_kafka_error_destroy(error);
}

void TransactionWriter::Delivered(const rd_kafka_message_t& message) {
  if (message.err != 0) {
    lost_ = true;
    // A purge follows a cause that is known already.
    if (undelivered_.ok() && message.err != RD_KAFKA_RESP_ERR__PURGE_QUEUE &&
        message.err != RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) {
      const std::string doing =
          absl::StrCat(doing_, ": a record of ", message.len, " bytes to ",
                       rd_kafka_topic_name(message.rkt));
      undelivered_ =
          absl::Status(CodeOf(message.err),
                       absl::StrCat(doing, ": ", rd_kafka_err2str(message.err),
                                    AdviceOn(message.err).empty() ? "" : ": ",
                                    std::string(AdviceOn(message.err))));
    }
    return;
  }
  const int64_t end = message.offset + 1;
  if (message.rkt == Topic(Stream::kFacts)) {
    int64_t& known = fact_ends_[static_cast<size_t>(message.partition)];
    known = std::max(known, end);
    return;
  }
  for (size_t i = 0; i < own_ends_.size(); ++i) {
    if (message.rkt == topics_[i + 1]) {
      own_ends_[i] = std::max(own_ends_[i], end);
    }
  }
}

}  // namespace laurel
