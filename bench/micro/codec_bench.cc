// What bytes cost: a fact on its way in by protozero, beside libprotobuf into a
// reused message over the same bytes; a decision on its way out; a row of the
// view both ways.
#include <benchmark/benchmark.h>

#include <string>

#include "engine/codec/decision_codec.h"
#include "engine/codec/fact_codec.h"
#include "engine/codec/json.h"
#include "engine/codec/state_codec.h"
#include "laurel/v1/fact.pb.h"
#include "tests/codec/samples.h"

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

void ReadJson(benchmark::State& state) {
  std::string json, bytes, error;
  if (!FactToJson(TwoLinePayment(), &json).ok()) {
    state.SkipWithError("no JSON of it");
  }
  for (auto _ : state) {
    if (!JsonToFact(json, &bytes, &error)) state.SkipWithError(error.c_str());
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ReadJson);

// ---- Decisions and state ----------------------------------------------------

void WriteDecision(benchmark::State& state) {
  const Decision decision = SampleDecision();
  std::string bytes;
  for (auto _ : state) {
    EncodeDecision(decision, &bytes);
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK(WriteDecision);

void ReadDecision(benchmark::State& state) {
  std::string bytes;
  EncodeDecision(SampleDecision(), &bytes);
  Decision decision;
  for (auto _ : state) {
    if (!DecodeDecision(bytes, &decision).ok()) state.SkipWithError("corrupt");
    benchmark::DoNotOptimize(decision);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ReadDecision);

void WriteCustomer(benchmark::State& state) {
  const Customer customer = TypicalCustomer();
  std::string bytes;
  for (auto _ : state) {
    EncodeCustomer(customer, &bytes);
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK(WriteCustomer);

void ReadCustomer(benchmark::State& state) {
  std::string bytes;
  EncodeCustomer(TypicalCustomer(), &bytes);
  Customer customer;
  for (auto _ : state) {
    if (!DecodeCustomer(bytes, &customer).ok()) state.SkipWithError("corrupt");
    benchmark::DoNotOptimize(customer);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ReadCustomer);

}  // namespace
}  // namespace laurel

BENCHMARK_MAIN();
