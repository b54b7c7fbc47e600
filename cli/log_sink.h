// An import into a log: import_started, the program, the facts and
// import_finished, on every partition.
#pragma once

#include "cli/appender.h"
#include "cli/program_source.h"
#include "cli/publisher.h"
#include "connectors/csv/fact_sink.h"
#include "engine/runtime/event_log.h"

namespace laurel {

class LogSink : public FactSink {
 public:
  struct Options {
    bool late = false;                       // the log's clock may be later
    const ProgramSource* program = nullptr;  // to publish first; null: none
  };

  // All must outlive it.
  LogSink(EventLog& log, Publisher& publisher, Options options)
      : log_(log), publisher_(publisher), options_(options), appender_(log) {}

  // The first fact begins the import. InvalidArgument: the log's clock is
  // later than it, or the program cannot follow the one before; nothing has
  // been appended then.
  absl::Status Add(const ImportedFact& fact) override;
  absl::Status Finish() override;

  // Facts are on the log, and the end of the import is not.
  bool half_done() const { return begun_ && !ended_; }

 private:
  absl::Status Begin(Instant first);
  absl::Status CheckClock(Instant first);
  absl::Status AddProgram(Instant first);

  EventLog& log_;
  Publisher& publisher_;
  const Options options_;
  Appender appender_;
  bool begun_ = false, ended_ = false;
  Instant last_ = kEarliest;
};

}  // namespace laurel
