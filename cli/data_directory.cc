#include "cli/data_directory.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include "connectors/embedded/log_meta.h"

namespace laurel {

absl::StatusOr<std::unique_ptr<EmbeddedLog>> OpenLog(
    const std::string& directory, Access access, int32_t create_partitions) {
  const auto meta = ReadLogMeta(directory);
  if (absl::IsFailedPrecondition(meta.status())) {
    return absl::InvalidArgumentError(meta.status().message());
  }
  EmbeddedOptions options;
  options.access = access;
  options.create_partitions = create_partitions;
  return EmbeddedLog::Open(directory, std::move(options));
}

std::string ViewPath(const std::string& directory, int32_t partition) {
  return absl::StrCat(directory, "/view/", partition);
}

absl::StatusOr<std::unique_ptr<RocksStore>> OpenViewToRead(
    const std::string& directory, int32_t partition,
    const RocksMemory& memory) {
  const std::string path = ViewPath(directory, partition);
  std::error_code error;
  if (!std::filesystem::exists(path + "/CURRENT", error)) {
    return std::unique_ptr<RocksStore>();
  }
  return RocksStore::Open(path, RocksStore::Mode::kReadOnly, memory);
}

CLI::Option* AddData(CLI::App& command, std::string& out) {
  return command.add_option("--data", out, "the data directory: log and views")
      ->type_name("DIR")
      ->required();
}

CLI::Option* AddPartitions(CLI::App& command, int32_t& out) {
  return command
      .add_option("--partitions", out,
                  "of the log, if one has to be made; fixed from then on")
      ->check(CLI::Range(1, kMaxPartitions))
      ->capture_default_str();
}

int Cores() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace laurel
