#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/json_text.h"
#include "cli/output.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMemoryBytes = size_t{32} << 20;

struct SnapshotOptions {
  std::string data;
  std::string snapshot;
};

absl::Status Failed(const std::string& what, const std::error_code& error) {
  return absl::UnavailableError(absl::StrCat(what, ": ", error.message()));
}

// The partitions that a folder of views has, in order.
absl::StatusOr<std::vector<int32_t>> ViewsIn(const std::string& folder) {
  std::vector<int32_t> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    int32_t partition = 0;
    if (absl::SimpleAtoi(entry.path().filename().string(), &partition) &&
        fs::exists(entry.path() / "CURRENT")) {
      found.push_back(partition);
    }
  }
  if (found.empty()) {
    return absl::NotFoundError(absl::StrCat(folder, ": there are no views"));
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Opening it says whether a process serves it, and leaves whole files alone.
absl::Status Settle(const std::string& view) {
  const RocksMemory memory(kMemoryBytes);
  ASSIGN_OR_RETURN(
      auto store, RocksStore::Open(view, RocksStore::Mode::kReadWrite, memory));
  return store->Flush();
}

absl::Status CheckSound(const std::string& view) {
  const RocksMemory memory(kMemoryBytes);
  ASSIGN_OR_RETURN(auto store,
                   RocksStore::Open(view, RocksStore::Mode::kReadOnly, memory));
  return store->Verify();
}

absl::Status Copy(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::create_directories(to, error);
  if (error) return Failed(to, error);
  fs::copy(from, to, fs::copy_options::recursive, error);
  return error ? Failed(to, error) : absl::OkStatus();
}

absl::Status CheckFree(const std::string& folder) {
  std::error_code error;
  if (!fs::exists(folder, error) || fs::is_empty(folder, error)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(folder, " is there already; nothing was changed"));
}

// Copies into a folder beside it, which takes the name when it is whole.
absl::StatusOr<int64_t> CopyAll(const std::string& from, const std::string& to,
                                bool settle) {
  RETURN_IF_ERROR(CheckFree(to));
  ASSIGN_OR_RETURN(const std::vector<int32_t> partitions, ViewsIn(from));
  const std::string partial = to + ".partial";
  std::error_code error;
  fs::remove_all(partial, error);
  for (int32_t p : partitions) {
    const std::string view = absl::StrCat(from, "/", p);
    const std::string copy = absl::StrCat(partial, "/", p);
    if (settle) RETURN_IF_ERROR(Settle(view));
    RETURN_IF_ERROR(Copy(view, copy));
    RETURN_IF_ERROR(
        Annotate(CheckSound(copy), absl::StrCat("the view of partition ", p)));
  }
  fs::remove_all(to, error);  // empty
  fs::rename(partial, to, error);
  if (error) return Failed(to, error);
  return static_cast<int64_t>(partitions.size());
}

void Tell(int64_t views, const std::string& to, const Session& session) {
  if (!session.json) {
    return PrintLine(absl::StrCat(views, " views are in ", to));
  }
  JsonObject json;
  json.Set("views", views);
  PrintLine(json.Text());
}

absl::Status Snapshot(const SnapshotOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(const int64_t views,
                   CopyAll(options.data + "/view", options.snapshot, true));
  Tell(views, options.snapshot, session);
  return absl::OkStatus();
}

absl::Status Restore(const SnapshotOptions& options, const Session& session) {
  const std::string to = options.data + "/view";
  ASSIGN_OR_RETURN(const int64_t views, CopyAll(options.snapshot, to, false));
  Tell(views, to, session);
  return absl::OkStatus();
}

}  // namespace

void AddSnapshot(CLI::App& laurel, Session& session) {
  auto taken = std::make_shared<SnapshotOptions>();
  CLI::App* snapshot = AddCommand(
      laurel, session,
      {"snapshot",
       "Copies the views, checked, so that another machine need not fold all; "
       "serve must not be running on them",
       "snapshot --data data --to backup/monday"},
      [taken, &session] { return Snapshot(*taken, session); });
  AddData(*snapshot, taken->data);
  snapshot->add_option("--to", taken->snapshot, "a folder that is not there")
      ->type_name("DIR")
      ->required();
  auto restored = std::make_shared<SnapshotOptions>();
  CLI::App* restore = AddCommand(
      laurel, session,
      {"restore",
       "Puts the views of a snapshot in place, where there are none; what was "
       "decided since is folded when they are served",
       "restore --from backup/monday --data data"},
      [restored, &session] { return Restore(*restored, session); });
  AddData(*restore, restored->data);
  restore->add_option("--from", restored->snapshot, "a snapshot")
      ->type_name("DIR")
      ->required();
}

}  // namespace laurel
