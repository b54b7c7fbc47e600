#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/log_address.h"
#include "cli/output.h"
#include "cli/partition_work.h"
#include "engine/base/status.h"
#include "engine/codec/json_text.h"
#include "engine/runtime/history.h"

namespace laurel {
namespace {

namespace fs = std::filesystem;

struct RebuildOptions {
  LogAddress place;
  int threads = Cores();
};

absl::Status Failed(const std::string& what, const std::error_code& error) {
  return absl::UnavailableError(absl::StrCat(what, ": ", error.message()));
}

absl::Status RebuildOne(EventLog& log, int32_t partition,
                        const std::string& fresh, const RocksMemory& memory,
                        const FoldProgress& progress) {
  ASSIGN_OR_RETURN(auto store,
                   RocksStore::Open(absl::StrCat(fresh, "/", partition),
                                    RocksStore::Mode::kReadWrite, memory));
  RETURN_IF_ERROR(RebuildView(log, partition, *store, progress));
  return store->Flush();
}

// The old views go away only when the new ones stand in their place. A crash
// between the two renames leaves no view, which is folded again by `serve`.
absl::Status Swap(const std::string& data, const std::string& fresh) {
  const std::string view = data + "/view", old = data + "/view.old";
  std::error_code error;
  fs::remove_all(old, error);
  if (error) return Failed(old, error);
  fs::rename(view, old, error);
  if (error && error != std::errc::no_such_file_or_directory) {
    return Failed(view, error);
  }
  fs::rename(fresh, view, error);
  if (error) return Failed(fresh, error);
  fs::remove_all(old, error);
  return absl::OkStatus();
}

// On Kafka any process may serve: one that does has the view open.
absl::Status CheckNotServed(const EventLog& log, const std::string& data) {
  const RocksMemory memory(size_t{8} << 20);
  for (int32_t p = 0; p < log.identity().partitions; ++p) {
    std::error_code none;
    if (!fs::exists(ViewPath(data, p) + "/CURRENT", none)) continue;
    const auto view = RocksStore::Open(ViewPath(data, p),
                                       RocksStore::Mode::kReadWrite, memory);
    if (absl::IsFailedPrecondition(view.status())) return view.status();
  }
  return absl::OkStatus();
}

absl::Status Rebuild(const RebuildOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(auto log, OpenLog(options.place, Access::kServe));
  RETURN_IF_ERROR(CheckNotServed(*log, options.place.data));
  const std::string fresh = options.place.data + "/view.new";
  std::error_code error;
  fs::remove_all(fresh, error);
  if (!error) fs::create_directories(fresh, error);
  if (error) return Failed(fresh, error);
  PartitionWork work(*log, Stream::kDecisions, options.threads);
  ASSIGN_OR_RETURN(
      const int64_t decisions,
      work.Run("rebuilding", session.quiet,
               [&](int32_t partition, const FoldProgress& progress) {
                 const RocksMemory memory(kDefaultViewBytes /
                                          static_cast<size_t>(options.threads));
                 return RebuildOne(*log, partition, fresh, memory, progress);
               }));
  // Folding takes minutes: somebody may have begun to serve meanwhile.
  RETURN_IF_ERROR(CheckNotServed(*log, options.place.data));
  RETURN_IF_ERROR(Swap(options.place.data, fresh));
  if (session.json) {
    JsonObject json;
    json.Set("decisions", decisions);
    PrintLine(json.Text());
  } else {
    PrintLine(absl::StrCat("the views of ", log->identity().partitions,
                           " partitions are folded again from ", decisions,
                           " decisions"));
  }
  return absl::OkStatus();
}

}  // namespace

void AddRebuild(CLI::App& laurel, Session& session) {
  auto options = std::make_shared<RebuildOptions>();
  CLI::App* rebuild = AddCommand(
      laurel, session,
      {"rebuild",
       "Folds the views again from the log, beside the old ones, and swaps; "
       "serve must not be running",
       "rebuild --data data\nrebuild --data data --log kafka:localhost:9092"},
      [options, &session] { return Rebuild(*options, session); });
  AddLogAddress(*rebuild, options->place);
  rebuild->add_option("--threads", options->threads, "that fold")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
}

}  // namespace laurel
