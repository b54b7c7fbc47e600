#include "cli/publisher.h"

#include <chrono>
#include <thread>
#include <utility>

#include "cli/appender.h"
#include "engine/base/status.h"

namespace laurel {

absl::StatusOr<std::unique_ptr<Publisher>> Publisher::Take(
    EventLog& log, const Destination& to) {
  std::unique_ptr<Publisher> publisher(new Publisher(log));
  if (to.kind == Destination::Kind::kKafka) {
    ASSIGN_OR_RETURN(publisher->writer_,
                     static_cast<KafkaLog&>(log).OpenPublisher());
  } else {
    ASSIGN_OR_RETURN(publisher->lock_,
                     FileLock::Take(to.path + "/publish.lock"));
  }
  return publisher;
}

absl::Status Publisher::AddEverywhere(std::string_view bytes) {
  if (writer_ == nullptr) {
    Appender appender(log_);
    RETURN_IF_ERROR(appender.AddEverywhere(bytes));
    return appender.Flush();
  }
  Commit commit;
  for (int32_t p = 0; p < log_.identity().partitions; ++p) {
    commit.facts.Add(p, {}, bytes);
  }
  RETURN_IF_ERROR(writer_->Submit(std::move(commit)));
  for (;;) {
    if (const auto done = writer_->Poll()) return done->status;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace laurel
