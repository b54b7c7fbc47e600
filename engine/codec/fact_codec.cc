#include "engine/codec/fact_codec.h"

#include <utility>

#include "engine/base/hash.h"
#include "engine/codec/fact_check.h"
#include "engine/codec/fact_schema.h"
#include "engine/codec/read.h"
#include "engine/codec/text.h"
#include "engine/codec/write.h"

namespace laurel {

constexpr uint32_t kZonesField = 5;  // of ProgramPublished

template <>
struct Schema<Zone> {
  static constexpr auto kFields = std::tuple(
      F(1, "name", &Zone::name),
      F(2, "initial_offset_seconds", &Zone::initial_offset_s, As::kZigzag));
};

namespace {

// The body is the last field of the oneof; one that occurs twice is merged.
bool ReadFact(std::string_view bytes, Fact* out, Fault* fault) {
  out->fingerprint = 0;
  ResetMessage(*out);
  WireCursor in(bytes);
  size_t body = 0;  // position in FactBody
  const auto other = [&](WireCursor& field) {
    const size_t position = PositionOf<FactBody>(field.number());
    if (position == 0 || field.wire_type() != WireType::length_delimited) {
      field.Skip();
      return true;
    }
    const bool again = position == body;
    const std::string_view text = field.Text();
    out->fingerprint =
        Fingerprint64(text, again ? out->fingerprint : field.number());
    body = position;
    return ReadBody(text, position, out->body, again, fault);
  };
  if (!ReadFields<Fact>(in, *out, fault, other)) {
    return false;
  }
  if (body == 0) out->body = std::monostate{};
  return true;
}

// ---- Zones ------------------------------------------------------------------

// Numbers of a repeated field, packed or not.
void ReadNumbers(WireCursor& in, bool zigzag, std::vector<int64_t>* out) {
  const auto add = [&](uint64_t value) {
    out->push_back(zigzag ? protozero::decode_zigzag64(value)
                          : static_cast<int64_t>(value));
  };
  if (in.wire_type() == WireType::varint) return add(in.Varint());
  for (const uint64_t value : PackedVarints(in.Text())) add(value);
}

bool ReadZone(WireCursor in, Zone* zone, Fault* fault) {
  std::vector<int64_t> at, offsets;
  const auto other = [&](WireCursor& field) {
    switch (field.number()) {
      case 3:
        ReadNumbers(field, false, &at);
        break;
      case 4:
        ReadNumbers(field, true, &offsets);
        break;
      default:
        field.Skip();
    }
    return true;
  };
  zone->name.clear();
  if (!ReadFields<Zone>(in, *zone, fault, other)) {
    return false;
  }
  bool rises = at.size() == offsets.size();
  for (size_t i = 0; rises && i < at.size(); ++i) {
    rises = i == 0 || at[i - 1] < at[i];
    zone->transitions.push_back({at[i], static_cast<int32_t>(offsets[i])});
  }
  if (!IsUtf8(zone->name)) {
    fault->Is(ParkReason::kUnreadable, "is not UTF-8");
    return fault->At("name");
  }
  return rises || fault->Is(ParkReason::kBadProgram,
                            "does not have one offset for each of its "
                            "transitions, which rise");
}

bool ReadZonesOf(WireCursor program, std::vector<Zone>* zones, Fault* fault) {
  while (program.Next()) {
    if (program.key() != WireKey(kZonesField, WireType::length_delimited)) {
      program.Skip();
    } else if (!ReadZone(program.Message(), &zones->emplace_back(), fault)) {
      return fault->At("program_published.zones", zones->size() - 1);
    }
  }
  return true;
}

bool ReadZones(std::string_view bytes, std::vector<Zone>* zones, Fault* fault) {
  constexpr uint32_t kProgramPublished =
      Alternatives<FactBody>::kAll[FactIndex<ProgramPublished>()].number;
  constexpr auto kMessage = WireType::length_delimited;
  WireCursor in(bytes);
  while (in.Next()) {
    if (in.key() == WireKey(kProgramPublished, kMessage)) {
      if (!ReadZonesOf(in.Message(), zones, fault)) return false;
    } else {
      in.Skip();
    }
  }
  return true;
}

// The zones are read by whoever compiles the program; that they can be read is
// known before.
bool CheckZones(std::string_view bytes, const Fact& fact, Fault* fault) {
  if (!std::holds_alternative<ProgramPublished>(fact.body)) return true;
  std::vector<Zone> zones;
  return ReadZones(bytes, &zones, fault);
}

bool ReadAndCheck(std::string_view bytes, Fact* out, Fault* fault) {
  if (bytes.size() > kMaxFactBytes) {
    return fault->Is(ParkReason::kTooLarge,
                     "the fact has " + std::to_string(bytes.size()) +
                         " bytes; at most " + std::to_string(kMaxFactBytes) +
                         " are allowed");
  }
  if (!ReadFact(bytes, out, fault)) return false;
  if (auto* payment = std::get_if<PaymentCaptured>(&out->body)) {
    NumberLines(*payment);
  }
  return CheckFact(*out, fault) && CheckZones(bytes, *out, fault);
}

void WriteZone(const Zone& zone, WireWriter& out) {
  const size_t content = out.Open(kZonesField);
  Zone absent;
  absent.name.clear();
  WriteMessage(zone, absent, out);
  if (!zone.transitions.empty()) {
    size_t list = out.Open(3);
    for (const auto& one : zone.transitions) {
      out.Element(static_cast<uint64_t>(one.at_s));
    }
    out.Close(list);
    list = out.Open(4);
    for (const auto& one : zone.transitions) {
      out.Element(protozero::encode_zigzag64(one.offset_s));
    }
    out.Close(list);
  }
  out.Close(content);
}

void WriteProgram(const ProgramPublished& program,
                  const std::vector<Zone>& zones, WireWriter& out) {
  const size_t content = out.Open(
      Alternatives<FactBody>::kAll[FactIndex<ProgramPublished>()].number);
  WriteMessage(program, kAbsent<ProgramPublished>, out);
  for (const Zone& zone : zones) WriteZone(zone, out);
  out.Close(content);
}

}  // namespace

ParkReason DecodeFact(std::string_view bytes, Fact* out, std::string* message) {
  Fault fault;
  const auto read = [&] { return ReadAndCheck(bytes, out, &fault); };
  if (Guarded(&fault, read)) return ParkReason::kNone;
  *message = fault.Message();
  return fault.reason;
}

void EncodeFact(const Fact& fact, std::string* out,
                const std::vector<Zone>& zones) {
  WireWriter writer;
  WriteMessage(fact, kAbsent<Fact>, writer);
  if (const auto* program = std::get_if<ProgramPublished>(&fact.body)) {
    WriteProgram(*program, zones, writer);
  } else {
    const auto absent_of = []<typename T>(const T&) -> const T& {
      return kAbsent<T>;
    };
    WriteBody(fact.body, absent_of, writer);
  }
  out->assign(writer.bytes());
}

absl::StatusOr<std::vector<Zone>> ZonesOf(std::string_view bytes) {
  Fault fault;
  std::vector<Zone> zones;
  const auto read = [&] { return ReadZones(bytes, &zones, &fault); };
  if (!Guarded(&fault, read)) return absl::DataLossError(fault.Message());
  return zones;
}

std::string_view BodyName(const FactBody& body) {
  return Alternatives<FactBody>::kAll[body.index()].name;
}

}  // namespace laurel
