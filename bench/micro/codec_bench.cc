// What a fact costs on its way in: protozero into the domain's struct, beside
// libprotobuf into a reused message, over the same bytes.
#include <benchmark/benchmark.h>

#include <string>

#include "engine/codec/fact_codec.h"
#include "laurel/v1/fact.pb.h"

namespace laurel {
namespace {

void AddLine(v1::PaymentCaptured* payment, const char* id, const char* sku,
             v1::Line::Kind kind, int64_t minor) {
  v1::Line* line = payment->add_lines();
  line->set_line_id(id);
  line->set_sku(sku);
  line->set_category("hair");
  line->set_kind(kind);
  line->mutable_amount()->set_currency("CNY");
  line->mutable_amount()->set_minor(minor);
}

// A payment with two lines and a tender, as a till reports it: 137 bytes.
std::string TwoLinePayment() {
  v1::Event event;
  event.set_id("p-1000042");
  event.set_source("pos/7");
  event.set_customer_id("c-0123456");
  event.mutable_occurred_at()->set_seconds(1738566000);
  event.set_store_id("store-11");
  v1::PaymentCaptured* payment = event.mutable_payment_captured();
  payment->set_payment_id("p-1000042");
  AddLine(payment, "l1", "cut-01", v1::Line::SERVICE, 12850);
  AddLine(payment, "l2", "sh-77", v1::Line::PRODUCT, 4900);
  v1::Tender* tender = payment->add_tenders();
  tender->set_kind(v1::Tender::WECHAT);
  tender->mutable_amount()->set_currency("CNY");
  tender->mutable_amount()->set_minor(17750);
  return event.SerializeAsString();
}

void DecodeByProtozero(benchmark::State& state) {
  const std::string bytes = TwoLinePayment();
  Fact fact;
  std::string message;
  for (auto _ : state) {
    const ParkReason reason = DecodeFact(bytes, &fact, &message);
    if (reason != ParkReason::kNone) state.SkipWithError(message.c_str());
    benchmark::DoNotOptimize(fact);
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK(DecodeByProtozero);

void DecodeByLibprotobuf(benchmark::State& state) {
  const std::string bytes = TwoLinePayment();
  v1::Event event;
  for (auto _ : state) {
    if (!event.ParseFromString(bytes)) state.SkipWithError("does not parse");
    benchmark::DoNotOptimize(event);
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK(DecodeByLibprotobuf);

void EncodePayment(benchmark::State& state) {
  const std::string bytes = TwoLinePayment();
  Fact fact;
  std::string message, out;
  DecodeFact(bytes, &fact, &message);
  for (auto _ : state) {
    EncodeFact(fact, &out);
    benchmark::DoNotOptimize(out);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(EncodePayment);

}  // namespace
}  // namespace laurel

BENCHMARK_MAIN();
