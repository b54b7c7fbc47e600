// Any text as a mapping: it parses, or every error stands on a line of its own
// and names the file and a line.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

#include "connectors/csv/mapping.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto mapping = laurel::ParseMapping(text, "m.yaml");
  if (mapping.ok()) {
    Require(!mapping->source.empty() && !mapping->inputs.empty());
    return 0;
  }
  Require(mapping.status().code() == absl::StatusCode::kInvalidArgument);
  const std::string errors(mapping.status().message());
  Require(errors.rfind("m.yaml:", 0) == 0);
  return 0;
}
