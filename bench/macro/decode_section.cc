// protozero into the domain's struct beside libprotobuf into a reused message,
// over the same bytes in one run.
#include <string>
#include <vector>

#include "bench/macro/settings.h"
#include "bench/macro/stopwatch.h"
#include "bench/macro/workload.h"
#include "engine/codec/fact_codec.h"
#include "laurel/v1/fact.pb.h"

namespace laurel {
namespace {

inline constexpr int kRounds = 40;

std::vector<std::string> SomeFacts() {
  Workload workload({.customers = 1'000});
  std::vector<std::string> facts;
  std::string customer, bytes;
  while (workload.Next(&customer, &bytes)) facts.push_back(bytes);
  return facts;
}

// Nanoseconds of `decode` per fact.
template <typename Decode>
double TimeOf(const std::vector<std::string>& facts, const Decode& decode) {
  Stopwatch watch;
  for (const std::string& bytes : facts) decode(bytes);  // warms up
  watch.Start();
  for (int round = 0; round < kRounds; ++round) {
    for (const std::string& bytes : facts) decode(bytes);
  }
  watch.Stop();
  return watch.cpu() * 1e9 / kRounds / static_cast<double>(facts.size());
}

}  // namespace

absl::Status BenchDecode(const BenchSettings&, Report& report) {
  report.Section("protozero beside libprotobuf");
  const std::vector<std::string> facts = SomeFacts();
  uint64_t digest = 0;
  bool all = true;
  Fact fact;
  std::string message;
  const double ours = TimeOf(facts, [&](const std::string& bytes) {
    all &= DecodeFact(bytes, &fact, &message) == ParkReason::kNone;
    digest += fact.fingerprint;
  });
  v1::Event event;
  const double theirs = TimeOf(facts, [&](const std::string& bytes) {
    all &= event.ParseFromString(bytes);
  });
  if (!all) return absl::InternalError("a fact does not decode: " + message);
  report.Row("protozero, checked, into the domain", Readable(ours) + " ns");
  report.Row("libprotobuf into a reused message", Readable(theirs) + " ns");
  report.AtLeast("ratio", theirs / ours, 5, "times");
  report.Digest("fingerprints", digest);
  return absl::OkStatus();
}

}  // namespace laurel
