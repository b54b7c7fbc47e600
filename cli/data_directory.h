// A data directory: the embedded log, and the views of its partitions beside
// it.
//
//   DIR/log.meta, DIR/0/, DIR/1/ ...   the log
//   DIR/view/0/, DIR/view/1/ ...       a RocksDB each
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "connectors/embedded/embedded_log.h"
#include "projections/rocks_store.h"

namespace laurel {

inline constexpr int32_t kDefaultPartitions = 4;
inline constexpr size_t kDefaultViewBytes = size_t{128} << 20;

// The log in `directory`. NotFound: there is none, and create_partitions is 0.
// InvalidArgument: a directory of another program, or of another version.
// FailedPrecondition: kServe, and another process serves it.
absl::StatusOr<std::unique_ptr<EmbeddedLog>> OpenLog(
    const std::string& directory, Access access, int32_t create_partitions = 0);

std::string ViewPath(const std::string& directory, int32_t partition);

// The view of a partition, to be read only; null if there is none yet.
absl::StatusOr<std::unique_ptr<RocksStore>> OpenViewToRead(
    const std::string& directory, int32_t partition, const RocksMemory& memory);

// The flag --data, required.
CLI::Option* AddData(CLI::App& command, std::string& out);
// The flag --partitions: of an embedded log that is made.
CLI::Option* AddPartitions(CLI::App& command, int32_t& out);

// The machine's, at least 1.
int Cores();

}  // namespace laurel
