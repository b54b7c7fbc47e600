// What the process does when the system refuses it memory, threads or open
// files.
#pragma once

namespace laurel {

// Lets the process open as many files as it is allowed to: a view may keep
// hundreds open, and the usual limit is 1,024 for all. Whoever runs out of
// memory or threads, libraries among them, ends the process with a sentence and
// SIGABRT: what was acknowledged is on the log, as after kill -9. Call it once,
// before there is a second thread.
void PrepareForShortage();

}  // namespace laurel
