// What the customer says: scores that ask for a call, complaints that wait.
#include "engine/base/zone.h"
#include "engine/domain/decide.h"

namespace laurel {
namespace {

// The bounds of a score; NPS has its own, a survey none.
struct Bounds {
  bool judged = false;
  int32_t detractor_at_most = 0;
  int32_t promoter_at_least = 0;
};

Bounds BoundsOf(FeedbackKind kind, const Feedback& rules) {
  switch (kind) {
    case FeedbackKind::kNps:
      return {true, 6, 9};
    case FeedbackKind::kRating:
      return {true, rules.detractor_at_most, rules.promoter_at_least};
    case FeedbackKind::kUnspecified:
    case FeedbackKind::kSurvey:
      break;
  }
  return {};
}

}  // namespace

void DecideFeedback(Deliberation& d, const FeedbackReceived& feedback) {
  if (!d.program.feedback.decided) return;
  const Bounds bounds = BoundsOf(feedback.kind, d.program.feedback);
  if (!bounds.judged) return;
  const std::string id(feedback.feedback_id);
  if (feedback.score <= bounds.detractor_at_most) {
    d.Tell(d.At(), Theme::kFeedback, DetractorReported{id, feedback.score});
  } else if (feedback.score >= bounds.promoter_at_least) {
    d.Tell(d.At(), Theme::kFeedback, PromoterReported{id, feedback.score});
  }
}

Instant OverdueAt(const Complaint& complaint, const Program& program,
                  ComplaintDeadline what) {
  if (!program.complaints.decided) return kNever;
  if (what == ComplaintDeadline::kAnswer) {
    if (complaint.answered || complaint.answer_told) return kNever;
    return Add(complaint.opened_at, program.complaints.answer_within,
               program.zone);
  }
  if (complaint.resolution_told) return kNever;
  return Add(complaint.opened_at, program.complaints.resolve_within,
             program.zone);
}

void FireComplaint(Deliberation& d, const Due& due) {
  d.TellNow(
      due.at, Theme::kComplaint,
      ComplaintOverdue{due.id, static_cast<ComplaintDeadline>(due.number)});
}

}  // namespace laurel
