#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/output.h"
#include "engine/base/status.h"
#include "engine/codec/json_text.h"
#include "engine/runtime/view_keys.h"
#include "engine/runtime/view_rows.h"

namespace laurel {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMemoryBytes = size_t{32} << 20;

struct SnapshotOptions {
  std::string data;
  std::string snapshot;
  bool partial = false;
};

// The views that a folder has.
struct Views {
  std::vector<int32_t> partitions;  // in order
  std::vector<int32_t> missing;     // of the same log
};

absl::Status Failed(const std::string& what, const std::error_code& error) {
  return absl::UnavailableError(absl::StrCat(what, ": ", error.message()));
}

absl::StatusOr<std::vector<int32_t>> PartitionsIn(const std::string& folder) {
  std::vector<int32_t> found;
  std::error_code error;
  fs::directory_iterator entry(folder, error), end;
  for (; !error && entry != end; entry.increment(error)) {
    int32_t partition = 0;
    std::error_code none;
    if (absl::SimpleAtoi(entry->path().filename().string(), &partition) &&
        fs::exists(entry->path() / "CURRENT", none)) {
      found.push_back(partition);
    }
  }
  if (error && error != std::errc::no_such_file_or_directory &&
      error != std::errc::not_a_directory) {
    return Failed(folder, error);
  }
  if (found.empty()) {
    return absl::NotFoundError(absl::StrCat(folder, ": there are no views"));
  }
  std::sort(found.begin(), found.end());
  return found;
}

// How many partitions its log has, by the view itself; 0: it has folded
// nothing.
absl::StatusOr<int32_t> PartitionsOfLog(const std::string& folder,
                                        int32_t partition) {
  const std::string view = absl::StrCat(folder, "/", partition);
  const RocksMemory memory(kMemoryBytes);
  ASSIGN_OR_RETURN(auto store,
                   RocksStore::Open(view, RocksStore::Mode::kReadOnly, memory));
  std::string row;
  bool there = false;
  RETURN_IF_ERROR(store->Get(kProgressKey, &row, &there));
  if (!there) return 0;
  Progress progress;
  RETURN_IF_ERROR(Annotate(DecodeProgress(row, &progress), view));
  if (progress.partition == partition) return progress.log.partitions;
  return absl::FailedPreconditionError(
      absl::StrCat(view, " is the view of partition ", progress.partition,
                   "; each lies in the folder of its own number"));
}

absl::StatusOr<Views> ViewsIn(const std::string& folder) {
  Views views;
  ASSIGN_OR_RETURN(views.partitions, PartitionsIn(folder));
  int32_t of_log = 0;
  for (int32_t p : views.partitions) {
    ASSIGN_OR_RETURN(const int32_t told, PartitionsOfLog(folder, p));
    of_log = std::max(of_log, told);
  }
  for (int32_t p = 0; p < of_log; ++p) {
    if (!std::binary_search(views.partitions.begin(), views.partitions.end(),
                            p)) {
      views.missing.push_back(p);
    }
  }
  return views;
}

// "views of partitions 0, 2 of 4; not of 1, 3".
std::string WhatIsMissing(const Views& views) {
  return absl::StrCat("views of partitions ",
                      absl::StrJoin(views.partitions, ", "), " of ",
                      views.partitions.size() + views.missing.size(),
                      "; not of ", absl::StrJoin(views.missing, ", "));
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
absl::Status CopyAll(const std::string& from, const Views& views,
                     const std::string& to) {
  const std::string partial = to + ".partial";
  std::error_code error;
  fs::remove_all(partial, error);
  for (int32_t p : views.partitions) {
    const std::string view = absl::StrCat(from, "/", p);
    const std::string copy = absl::StrCat(partial, "/", p);
    RETURN_IF_ERROR(Copy(view, copy));
    RETURN_IF_ERROR(
        Annotate(CheckSound(copy), absl::StrCat("the view of partition ", p)));
  }
  fs::remove_all(to, error);  // empty
  fs::rename(partial, to, error);
  return error ? Failed(to, error) : absl::OkStatus();
}

void Tell(const Views& views, const std::string& to, const Session& session) {
  const size_t count = views.partitions.size();
  if (!session.json) {
    return PrintLine(absl::StrCat(count, " views are in ", to));
  }
  JsonArray missing;
  for (int32_t p : views.missing) missing.AddRaw(absl::StrCat(p));
  JsonObject json;
  json.Set("views", static_cast<int64_t>(count))
      .SetRaw("missing_partitions", missing.Text());
  PrintLine(json.Text());
}

// Some machines serve some partitions: theirs are whole then.
absl::Status Snapshot(const SnapshotOptions& options, const Session& session) {
  RETURN_IF_ERROR(CheckFree(options.snapshot));
  const std::string from = options.data + "/view";
  ASSIGN_OR_RETURN(const std::vector<int32_t> partitions, PartitionsIn(from));
  for (int32_t p : partitions) {
    RETURN_IF_ERROR(Settle(absl::StrCat(from, "/", p)));
  }
  ASSIGN_OR_RETURN(const Views views, ViewsIn(from));
  RETURN_IF_ERROR(CopyAll(from, views, options.snapshot));
  if (!views.missing.empty()) {
    Note(absl::StrCat("it has ", WhatIsMissing(views),
                      ". If other machines serve those, they have their own "
                      "snapshots"));
  }
  Tell(views, options.snapshot, session);
  return absl::OkStatus();
}

absl::Status CheckWhole(const SnapshotOptions& options, const Views& views) {
  if (views.missing.empty() || options.partial) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      options.snapshot, " has ", WhatIsMissing(views),
      ". Served, those would be folded from the beginning of the log, which "
      "takes long. Nothing was changed. Put the folders of those partitions, "
      "from another snapshot of this log, beside the others; or, if this "
      "machine does not serve them or shall fold them, add --partial"));
}

absl::Status Restore(const SnapshotOptions& options, const Session& session) {
  const std::string to = options.data + "/view";
  RETURN_IF_ERROR(CheckFree(to));
  ASSIGN_OR_RETURN(const Views views, ViewsIn(options.snapshot));
  RETURN_IF_ERROR(CheckWhole(options, views));
  RETURN_IF_ERROR(CopyAll(options.snapshot, views, to));
  Tell(views, to, session);
  return absl::OkStatus();
}

void AddFolder(CLI::App& command, const std::string& flag, std::string& out,
               const std::string& does) {
  command.add_option(flag, out, does)
      ->check(CLI::Validator(
          [](const std::string& name) -> std::string {
            return name.empty() ? "the folder has no name" : "";
          },
          ""))
      ->type_name("DIR")
      ->required();
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
  AddFolder(*snapshot, "--to", taken->snapshot, "a folder that is not there");
  auto restored = std::make_shared<SnapshotOptions>();
  CLI::App* restore = AddCommand(
      laurel, session,
      {"restore",
       "Puts the views of a snapshot in place, where there are none; what was "
       "decided since is folded when they are served",
       "restore --from backup/monday --data data"},
      [restored, &session] { return Restore(*restored, session); });
  AddData(*restore, restored->data);
  AddFolder(*restore, "--from", restored->snapshot, "a snapshot");
  restore->add_flag("--partial", restored->partial,
                    "also if it lacks the views of some partitions");
}

}  // namespace laurel
