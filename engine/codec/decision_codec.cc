#include "engine/codec/decision_codec.h"

#include <utility>

#include "engine/codec/derived_event_schema.h"
#include "engine/codec/read.h"
#include "engine/codec/sale_schema.h"
#include "engine/codec/write.h"

namespace laurel {

// Up to what it decided.
struct DecisionHead {};

template <>
struct Schema<DecisionHead> {
  using T = Decision;
  static constexpr auto kFields = std::tuple(
      F(1, "fact_offset", &T::fact_offset),
      F(2, "clock_ms", &T::clock, As::kMillis),
      F(3, "program_version", &T::program_version),
      F(4, "engine_version", &T::engine_version), F(5, "outcome", &T::outcome),
      F(6, "customer_id", &T::customer_id));
};

struct DecisionTail {};

template <>
struct Schema<DecisionTail> {
  using T = Decision;
  static constexpr auto kFields = std::tuple(
      F(10, "parked", &T::parked), F(11, "parked_message", &T::parked_message),
      F(12, "more", &T::more));
};

namespace {

constexpr uint32_t kDue = 7, kEvents = 8, kSale = 9;           // Decision
constexpr uint32_t kId = 1, kCustomerId = 2, kOccurredAt = 3;  // event
constexpr uint32_t kRecordedAt = 4, kCause = 5, kProgramVersion = 6;
constexpr uint32_t kRule = 7, kStoreId = 8, kCorrelationId = 9, kN = 10;

// A decision says its versions, so that raising kEngineVersion changes no past.
Decision Unversioned() {
  Decision decision;
  decision.engine_version = 0;
  return decision;
}
const Decision kUnversioned = Unversioned();

// What an event leaves out is told by the one before it.
struct Before {
  uint64_t n = 0;
  Instant occurred_at;
};

// ---- Writing ----------------------------------------------------------------

// A body as it is where nothing is written: activates_at is occurred_at.
struct AbsentAt {
  Instant occurred_at;

  template <typename T>
  const T& operator()(const T&) const {
    if constexpr (requires { T::activates_at; }) {
      static thread_local T absent;
      absent.activates_at = occurred_at;
      return absent;
    } else {
      return kAbsent<T>;
    }
  }
};

void WriteEvent(uint32_t number, const DerivedEvent& event, Before* before,
                WireWriter& out) {
  const size_t content = out.Open(number);
  if (event.occurred_at != before->occurred_at) {
    WriteTimestamp(kOccurredAt, event.occurred_at, out);
  }
  if (event.rule != kUsualTheme[event.body.index()]) {
    out.Varint(kRule, static_cast<uint64_t>(event.rule));
  }
  if (event.n != before->n + 1) out.Varint(kN, event.n);
  WriteBody(event.body, AbsentAt{event.occurred_at}, out);
  out.Close(content);
  *before = {event.n, event.occurred_at};
}

void WriteSale(const SaleTerms& sale, uint32_t program_version,
               WireWriter& out) {
  SaleTerms absent;
  absent.program_version = program_version;
  const size_t content = out.Open(kSale);
  WriteMessage(sale, absent, out);
  out.Close(content);
}

template <typename Part>
void WritePart(const Decision& decision, WireWriter& out) {
  [&]<size_t... I>(std::index_sequence<I...>) {
    (WriteField<I, Part>(decision, kUnversioned, out), ...);
  }
  (FieldIndices<Part>{});
}

// ---- Reading ----------------------------------------------------------------

void SetActivatesAt(DerivedBody& body, Instant at) {
  if (auto* earned = std::get_if<UnitsEarned>(&body)) {
    earned->activates_at = at;
  } else if (auto* granted = std::get_if<UnitsGranted>(&body)) {
    granted->activates_at = at;
  }
}

template <size_t I>
void EmplaceAt(DerivedBody& body) {
  body.emplace<I>();
}

// Makes `body` the default of the alternative at `position`.
void EmplaceBody(size_t position, DerivedBody& body) {
  using Emplace = void (*)(DerivedBody&);
  static constexpr auto kAll = []<size_t... I>(std::index_sequence<I...>) {
    return std::array<Emplace, sizeof...(I)>{&EmplaceAt<I>...};
  }
  (std::make_index_sequence<std::variant_size_v<DerivedBody>>{});
  kAll[position](body);
}

// The envelope first: the body leaves out what it says.
bool ReadEvent(std::string_view bytes, Before* before, DerivedEvent& out,
               Fault* fault) {
  out.n = before->n + 1;
  out.occurred_at = before->occurred_at;
  size_t position = 0;
  std::string_view body;
  bool has_rule = false;
  WireCursor in(bytes);
  while (in.Next()) {
    switch (in.key()) {
      case WireKey(kOccurredAt, WireType::length_delimited):
        if (!ReadTimestamp(in.Text(), out.occurred_at, As::kPlain, fault)) {
          return fault->At("occurred_at");
        }
        break;
      case WireKey(kRule, WireType::varint):
        has_rule = true;
        if (!ReadValue(in, out.rule, As::kPlain, fault))
          return fault->At("rule");
        break;
      case WireKey(kN, WireType::varint):
        out.n = in.Varint();
        break;
      default:
        if (in.wire_type() == WireType::length_delimited &&
            PositionOf<DerivedBody>(in.number()) != 0) {
          position = PositionOf<DerivedBody>(in.number());
          body = in.Text();
        } else {
          in.Skip();
        }
    }
  }
  *before = {out.n, out.occurred_at};
  if (!has_rule) out.rule = kUsualTheme[position];
  if (position == 0) return true;
  EmplaceBody(position, out.body);
  SetActivatesAt(out.body, out.occurred_at);
  return ReadBody(body, position, out.body, true, fault);
}

bool ReadEvents(const std::vector<std::string_view>& all, std::string_view name,
                Before* before, Events* out, Fault* fault) {
  out->clear();
  out->reserve(all.size());
  for (const std::string_view bytes : all) {
    if (!ReadEvent(bytes, before, out->emplace_back(), fault)) {
      return fault->At(name, out->size() - 1);
    }
  }
  return true;
}

// What can be read only when the rest of the decision is known.
struct Later {
  std::vector<std::string_view> due, events;
  std::string_view sale;
  bool has_sale = false;
};

bool ReadLater(const Later& later, Decision* out, Fault* fault) {
  Before before{0, out->clock};
  if (!ReadEvents(later.due, "due", &before, &out->due, fault) ||
      !ReadEvents(later.events, "events", &before, &out->events, fault)) {
    return false;
  }
  if (!later.has_sale) return true;
  out->sale.emplace().program_version = out->program_version;
  return ReadMessage(later.sale, *out->sale, fault) || fault->At("sale");
}

bool ReadDecision(std::string_view bytes, Decision* out, Fault* fault) {
  *out = kUnversioned;
  Later later;
  const auto others = [&](WireCursor& in) {
    switch (in.key()) {
      case WireKey(kDue, WireType::length_delimited):
        later.due.push_back(in.Text());
        break;
      case WireKey(kEvents, WireType::length_delimited):
        later.events.push_back(in.Text());
        break;
      case WireKey(kSale, WireType::length_delimited):
        later.sale = in.Text();
        later.has_sale = true;
        break;
      default:
        in.Skip();
    }
    return true;
  };
  const auto tail = [&](WireCursor& in) {
    const FieldFound found = ReadAnyField<DecisionTail>(in, *out, fault);
    return found == FieldFound::kNo ? others(in) : found == FieldFound::kGood;
  };
  WireCursor in(bytes);
  return ReadFields<DecisionHead>(in, *out, fault, tail) &&
         ReadLater(later, out, fault);
}

}  // namespace

void EncodeDecision(const Decision& decision, std::string* out) {
  WireWriter writer;
  WritePart<DecisionHead>(decision, writer);
  Before before{0, decision.clock};
  for (const auto& event : decision.due) {
    WriteEvent(kDue, event, &before, writer);
  }
  for (const auto& event : decision.events) {
    WriteEvent(kEvents, event, &before, writer);
  }
  if (decision.sale) {
    WriteSale(*decision.sale, decision.program_version, writer);
  }
  WritePart<DecisionTail>(decision, writer);
  out->assign(writer.bytes());
}

absl::Status DecodeDecision(std::string_view bytes, Decision* out) {
  Fault fault;
  const auto read = [&] { return ReadDecision(bytes, out, &fault); };
  if (Guarded(&fault, read)) return absl::OkStatus();
  return absl::DataLossError("decision: " + fault.Message());
}

// ---- The public form --------------------------------------------------------

Envelope EnvelopeOf(const Decision& decision, const RecordedFact& cause) {
  Envelope envelope;
  envelope.customer_id = decision.customer_id.empty()
                             ? cause.fact.customer_id
                             : std::string_view(decision.customer_id);
  envelope.recorded_at = decision.clock;
  envelope.fact_id = cause.fact.id;
  envelope.fact_source = cause.fact.source;
  envelope.partition = cause.partition;
  envelope.offset = cause.offset;
  envelope.program_version = decision.program_version;
  envelope.store_id = cause.fact.store_id;
  envelope.correlation_id = cause.fact.correlation_id;
  return envelope;
}

std::string EventIdOf(const DerivedEvent& event, const Envelope& envelope) {
  std::string id(event.n == 0 ? envelope.fact_source : envelope.customer_id);
  id += '/';
  if (event.n == 0) return id += envelope.fact_id;
  return id += std::to_string(event.n);
}

namespace {

void WriteCause(const Envelope& envelope, WireWriter& out) {
  const size_t content = out.Open(kCause);
  if (!envelope.fact_id.empty()) out.Bytes(1, envelope.fact_id);
  if (!envelope.fact_source.empty()) out.Bytes(2, envelope.fact_source);
  out.Varint(3, static_cast<uint64_t>(int64_t{envelope.partition}));
  out.Varint(4, static_cast<uint64_t>(envelope.offset));
  out.Close(content);
}

}  // namespace

void EncodeDerivedEvent(const DerivedEvent& event, const Envelope& envelope,
                        std::string* out) {
  WireWriter writer;
  const auto text = [&](uint32_t number, std::string_view value) {
    if (!value.empty()) writer.Bytes(number, value);
  };
  text(kId, EventIdOf(event, envelope));
  text(kCustomerId, envelope.customer_id);
  WriteTimestamp(kOccurredAt, event.occurred_at, writer);
  if (envelope.recorded_at != kNever) {
    WriteTimestamp(kRecordedAt, envelope.recorded_at, writer);
  }
  WriteCause(envelope, writer);
  if (envelope.program_version != 0) {
    writer.Varint(kProgramVersion, envelope.program_version);
  }
  if (event.rule != Theme::kUnspecified) {
    writer.Varint(kRule, static_cast<uint64_t>(event.rule));
  }
  text(kStoreId, envelope.store_id);
  text(kCorrelationId, envelope.correlation_id);
  const auto absent_of = []<typename T>(const T&) -> const T& {
    return kAbsent<T>;
  };
  WriteBody(event.body, absent_of, writer);
  out->assign(writer.bytes());
}

std::string_view BodyName(const DerivedBody& body) {
  return DerivedBodyName(body.index());
}

std::string_view DerivedBodyName(size_t index) {
  return Alternatives<DerivedBody>::kAll[index].name;
}

}  // namespace laurel
