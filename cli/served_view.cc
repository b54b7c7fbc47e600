#include "cli/served_view.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "cli/data_directory.h"

namespace laurel {

Engine::OpenStore OpenServedViews(const std::string& directory,
                                  const RocksMemory& memory) {
  return [directory, &memory](
             int32_t partition) -> absl::StatusOr<std::unique_ptr<ViewStore>> {
    std::error_code error;
    std::filesystem::create_directories(directory + "/view", error);
    if (error) {
      return absl::UnavailableError(
          absl::StrCat(directory, "/view: ", error.message()));
    }
    auto store = RocksStore::Open(ViewPath(directory, partition),
                                  RocksStore::Mode::kReadWrite, memory);
    if (!store.ok()) return store.status();
    return std::unique_ptr<ViewStore>(*std::move(store));
  };
}

}  // namespace laurel
