#include "tests/codec/twin_decoders.h"

#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/message_differencer.h>

#include "engine/codec/fact_codec.h"
#include "laurel/v1/fact.pb.h"

namespace laurel {
namespace {

void CutToMilliseconds(google::protobuf::Timestamp* time) {
  time->set_nanos(time->nanos() / 1'000'000 * 1'000'000);
}

// What libprotobuf read, as far as a Fact can say it.
void Simplify(v1::Event* event) {
  if (event->has_occurred_at()) {
    CutToMilliseconds(event->mutable_occurred_at());
  }
  if (event->has_recorded_at()) {
    CutToMilliseconds(event->mutable_recorded_at());
  }
  if (event->has_payment_captured()) {
    auto* payment = event->mutable_payment_captured();
    for (int i = 0; i < payment->lines_size(); ++i) {
      v1::Line* line = payment->mutable_lines(i);
      if (line->line_id().empty()) line->set_line_id(std::to_string(i + 1));
    }
  }
  if (event->has_tier_assigned() && event->tier_assigned().has_until()) {
    CutToMilliseconds(event->mutable_tier_assigned()->mutable_until());
  }
  if (event->has_units_adjusted() && event->units_adjusted().has_expires_at()) {
    CutToMilliseconds(event->mutable_units_adjusted()->mutable_expires_at());
  }
  if (event->has_appointment_booked()) {
    CutToMilliseconds(event->mutable_appointment_booked()->mutable_starts_at());
  }
  if (event->has_appointment_rescheduled()) {
    CutToMilliseconds(
        event->mutable_appointment_rescheduled()->mutable_starts_at());
  }
  if (event->has_hold_requested() && event->hold_requested().has_ttl()) {
    auto* ttl = event->mutable_hold_requested()->mutable_ttl();
    const bool instantly = ttl->seconds() == 0 && ttl->nanos() < 1'000'000;
    ttl->set_nanos(instantly && ttl->nanos() > 0
                       ? 1'000'000
                       : ttl->nanos() / 1'000'000 * 1'000'000);
    if (ttl->seconds() == 0 && ttl->nanos() == 0) {
      event->mutable_hold_requested()->clear_ttl();
    }
  }
  if (event->has_customer_enrolled() &&
      event->customer_enrolled().profile().ByteSizeLong() == 0) {
    event->mutable_customer_enrolled()->clear_profile();
  }
  if (event->has_profile_updated() &&
      event->profile_updated().profile().ByteSizeLong() == 0) {
    event->mutable_profile_updated()->clear_profile();
  }
  if (event->has_program_published()) {
    event->mutable_program_published()->clear_zones();
  }
}

// Whether libprotobuf refuses the bytes for text that is not UTF-8.
thread_local bool refused_text = false;

void Listen(google::protobuf::LogLevel, const char*, int,
            const std::string& message) {
  refused_text |= message.find("invalid UTF-8") != message.npos;
}

bool ReadByLibprotobuf(std::string_view bytes, v1::Event* event) {
  refused_text = false;
  auto* const before = google::protobuf::SetLogHandler(&Listen);
  const bool parses =
      event->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::SetLogHandler(before);
  return parses;
}

bool HasLongKeys(std::string_view bytes) {
  for (size_t i = 0, run = 0; i < bytes.size(); ++i) {
    run = static_cast<unsigned char>(bytes[i]) >= 0x80 ? run + 1 : 0;
    if (run >= 5) return true;
  }
  return false;
}

}  // namespace

std::string DifferenceInDecoding(std::string_view bytes) {
  Fact fact;
  std::string message;
  const ParkReason reason = DecodeFact(bytes, &fact, &message);
  v1::Event theirs;
  const bool parses = ReadByLibprotobuf(bytes, &theirs);
  if (reason != ParkReason::kNone) {
    return message.empty() ? "refused without a sentence" : "";
  }
  if (!parses) {
    return HasLongKeys(bytes) || refused_text ? ""
                                              : "libprotobuf does not read it";
  }
  std::string again;
  EncodeFact(fact, &again);
  v1::Event ours;
  if (!ours.ParseFromString(again)) return "what was read cannot be written";
  theirs.DiscardUnknownFields();
  Simplify(&theirs);
  std::string difference;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  return differencer.Compare(theirs, ours) ? "" : difference;
}

}  // namespace laurel
