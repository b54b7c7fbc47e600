#include "tests/golden/golden_files.h"

#include <google/protobuf/text_format.h>

#include "engine/codec/decision_codec.h"
#include "engine/codec/fact_codec.h"
#include "engine/codec/snapshot_codec.h"
#include "engine/codec/state_codec.h"
#include "laurel/v1/customer_snapshot.pb.h"
#include "laurel/v1/decision.pb.h"
#include "laurel/v1/fact.pb.h"
#include "laurel/v1/state.pb.h"
#include "tests/codec/samples.h"

namespace laurel {
namespace {

template <typename Message>
void Add(const std::string& name, const std::string& bytes,
         std::vector<GoldenFile>* files) {
  files->push_back({name, bytes, std::make_shared<Message>()});
}

void AddFacts(std::vector<GoldenFile>* files) {
  const std::vector<Zone> zones = SampleZones();
  for (const Fact& fact : SampleFacts()) {
    std::string bytes;
    EncodeFact(fact, &bytes, zones);
    Add<v1::Event>("fact_" + std::string(BodyName(fact.body)), bytes, files);
  }
  std::string bytes;
  EncodeFact(SampleBoundedTick(), &bytes);
  Add<v1::Event>("fact_clock_ticked_2", bytes, files);
}

void AddEvents(std::vector<GoldenFile>* files) {
  for (const DerivedEvent& event : SampleEvents()) {
    std::string bytes;
    EncodeDerivedEvent(event, SampleEnvelope(), &bytes);
    Add<v1::DerivedEvent>("event_" + std::string(BodyName(event.body)), bytes,
                          files);
  }
}

void AddDecisions(std::vector<GoldenFile>* files) {
  for (const auto& [name, decision] : SampleDecisions()) {
    std::string bytes;
    EncodeDecision(decision, &bytes);
    Add<v1::Decision>("decision_" + name, bytes, files);
  }
}

std::shared_ptr<google::protobuf::Message> TypeOf(const Document& document) {
  using State = v1::DocumentState;
  if (std::holds_alternative<SeenFact>(document)) {
    return std::make_shared<State::SeenFact>();
  }
  if (std::holds_alternative<Payment>(document)) {
    return std::make_shared<State::Payment>();
  }
  if (std::holds_alternative<Redemption>(document)) {
    return std::make_shared<State::Redemption>();
  }
  if (std::holds_alternative<HoldAnswer>(document)) {
    return std::make_shared<State::HoldAnswer>();
  }
  if (std::holds_alternative<ExpiredLot>(document)) {
    return std::make_shared<State::ExpiredLot>();
  }
  return std::make_shared<State::Recorded>();
}

void AddState(std::vector<GoldenFile>* files) {
  std::string bytes;
  EncodeCustomer(TypicalCustomer(), &bytes);
  Add<v1::CustomerState>("customer_2_typical", bytes, files);
  EncodeCustomer(FullCustomer(), &bytes);
  Add<v1::CustomerState>("customer_2_full", bytes, files);
  EncodeCustomer(FullCustomerOf6(), &bytes);
  Add<v1::CustomerState>("customer_6_full", bytes, files);
  int number = 0;
  for (const auto& [kind, document] : SampleDocuments()) {
    EncodeDocument(document, &bytes);
    files->push_back({"document_" + std::to_string(++number) + "_kind_" +
                          std::to_string(static_cast<int>(kind)),
                      bytes, TypeOf(document)});
  }
}

void AddSnapshots(std::vector<GoldenFile>* files) {
  std::string bytes;
  EncodeSnapshot(FullCustomer(), nullptr, kSampleTime, Format::kProtobuf,
                 &bytes);
  Add<v1::CustomerSnapshot>("snapshot_full", bytes, files);
}

}  // namespace

std::vector<GoldenFile> GoldenFiles() {
  std::vector<GoldenFile> files;
  AddFacts(&files);
  AddEvents(&files);
  AddDecisions(&files);
  AddState(&files);
  AddSnapshots(&files);
  return files;
}

std::string TextOf(const GoldenFile& file) {
  std::string text;
  file.type->ParseFromString(file.bytes);
  google::protobuf::TextFormat::PrintToString(*file.type, &text);
  return text;
}

std::string GoldenPath(const std::string& name) {
  return "tests/golden/v1/" + name;
}

}  // namespace laurel
