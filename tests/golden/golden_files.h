// The messages kept as golden bytes, made of tests/codec/samples.h.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

namespace laurel {

struct GoldenFile {
  std::string name;   // "fact_payment_captured"
  std::string bytes;  // as this version writes them
  std::shared_ptr<google::protobuf::Message> type;  // an empty one
};

std::vector<GoldenFile> GoldenFiles();

// The bytes in protobuf's text format, for people and for the test.
std::string TextOf(const GoldenFile& file);

// tests/golden/v1/NAME; run from the root of the sources.
std::string GoldenPath(const std::string& name);

}  // namespace laurel
