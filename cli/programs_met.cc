#include "cli/programs_met.h"

#include <utility>
#include <variant>

#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"

namespace laurel {

absl::Status ProgramsMet::Meet(const LoggedFact& fact) {
  if (fact.recorded.offset == offset_) return absl::OkStatus();
  offset_ = fact.recorded.offset;
  if (next_.program != nullptr) now_ = std::exchange(next_, Published());
  const auto* body = std::get_if<ProgramPublished>(&fact.recorded.fact.body);
  if (body == nullptr || fact.parked != ParkReason::kNone ||
      body->version <= now_.version) {
    return absl::OkStatus();
  }
  next_.version = body->version;
  next_.fact = fact.from_json == nullptr ? fact.value : *fact.from_json;
  ASSIGN_OR_RETURN(next_.program, LoadProgram(next_.fact, *body));
  return absl::OkStatus();
}

const std::shared_ptr<const Program>& ProgramsMet::latest() const {
  return next_.program != nullptr ? next_.program : now_.program;
}

uint32_t ProgramsMet::latest_version() const {
  return next_.program != nullptr ? next_.version : now_.version;
}

absl::Status ProgramsMet::PutBack(int64_t last_fact, const std::string& fact,
                                  const std::string& next_fact) {
  offset_ = last_fact;
  RETURN_IF_ERROR(Load(fact, &now_));
  return Load(next_fact, &next_);
}

absl::Status ProgramsMet::Load(const std::string& fact, Published* out) {
  if (fact.empty()) return absl::OkStatus();
  Fact decoded;
  std::string message;
  out->fact = fact;
  if (DecodeFact(out->fact, &decoded, &message) != ParkReason::kNone) {
    return absl::DataLossError(message);
  }
  const auto* body = std::get_if<ProgramPublished>(&decoded.body);
  if (body == nullptr) return absl::DataLossError("it publishes no program");
  out->version = body->version;
  ASSIGN_OR_RETURN(out->program, LoadProgram(out->fact, *body));
  return absl::OkStatus();
}

}  // namespace laurel
