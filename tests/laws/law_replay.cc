// Laws 2 and 3: the same facts, or the decisions alone, give the same.
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/domain/digest.h"
#include "tests/laws/laws.h"
#include "tests/laws/play.h"

namespace laurel {
namespace {

absl::Status SameStored(const std::string& id, const Stored& lived,
                        const Stored& rebuilt) {
  if (!(lived.customer == rebuilt.customer)) {
    return absl::InternalError(id + " is another customer when rebuilt");
  }
  if (Digest(lived.customer) != Digest(rebuilt.customer)) {
    return absl::InternalError(id + " has another digest when rebuilt");
  }
  for (const auto& [key, document] : lived.documents) {
    const auto other = rebuilt.documents.find(key);
    if (other != rebuilt.documents.end() && other->second == document) continue;
    return absl::InternalError(
        absl::StrCat(id, ": document ", static_cast<int>(key.kind), " ", key.id,
                     " is another when rebuilt"));
  }
  if (lived.documents.size() == rebuilt.documents.size()) {
    return absl::OkStatus();
  }
  return absl::InternalError(id + " has more documents when rebuilt");
}

}  // namespace

absl::Status Rebuild(const History& history) {
  Story story;
  ASSIGN_OR_RETURN(story, Tell(history));
  absl::StatusOr<MemoryWorld> lived = Play(story);
  RETURN_IF_ERROR(lived.status());
  const auto rebuilt = lived->Rebuilt();
  RETURN_IF_ERROR(Annotate(rebuilt.status(), "rebuild"));
  for (const auto& [id, stored] : lived->customers()) {
    const auto other = rebuilt->customers().find(id);
    if (other == rebuilt->customers().end()) {
      return absl::InternalError(id + " is lost in the rebuild");
    }
    RETURN_IF_ERROR(SameStored(id, stored, other->second));
  }
  if (lived->customers().size() != rebuilt->customers().size()) {
    return absl::InternalError("the rebuild has more customers");
  }
  if (lived->partition().clock != rebuilt->partition().clock) {
    return absl::InternalError("the rebuild has another clock");
  }
  return absl::OkStatus();
}

absl::Status Determinism(const History& history) {
  Story story, again;
  ASSIGN_OR_RETURN(story, Tell(history));
  ASSIGN_OR_RETURN(again, Tell(history));  // bytes at other addresses
  absl::StatusOr<MemoryWorld> first = Play(story);
  RETURN_IF_ERROR(first.status());
  absl::StatusOr<MemoryWorld> second = Play(again);
  RETURN_IF_ERROR(second.status());
  for (size_t i = 0; i < first->log().size(); ++i) {
    const auto& here = first->log()[i].decisions;
    const auto& there = second->log()[i].decisions;
    if (here.size() != there.size()) {
      return absl::InternalError("another number of decisions");
    }
    for (size_t j = 0; j < here.size(); ++j) {
      RETURN_IF_ERROR(SameDecision(here[j], there[j]));
    }
  }
  if (DigestOf(*first) != DigestOf(*second)) {
    return absl::InternalError("another digest");
  }
  return absl::OkStatus();
}

}  // namespace laurel
