#include "engine/codec/fault.h"

namespace laurel {
namespace {

// "lines[0]" + "amount" -> "lines[0].amount"; "lines" + "[0]" -> "lines[0]".
void PutInFront(std::string_view name, std::string& path) {
  const bool dot = !path.empty() && path.front() != '[';
  path.insert(0, std::string(name) + (dot ? "." : ""));
}

}  // namespace

bool Fault::Is(ParkReason why, std::string_view what) {
  reason = why;
  path.clear();
  sentence = what;
  return false;
}

bool Fault::At(std::string_view name) {
  PutInFront(name, path);
  return false;
}

bool Fault::At(std::string_view name, size_t index) {
  PutInFront(std::string(name) + "[" + std::to_string(index) + "]", path);
  return false;
}

std::string Fault::Message() const {
  return path.empty() ? sentence : path + " " + sentence;
}

}  // namespace laurel
