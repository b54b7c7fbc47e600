// The commands of `laurel`, one file each. Each function registers its command
// and flags with `laurel`; both arguments outlive what is registered.
#pragma once

#include "cli/command.h"

namespace laurel {

void AddCustomer(CLI::App& laurel, Session& session);
void AddDecide(CLI::App& laurel, Session& session);
void AddDemo(CLI::App& laurel, Session& session);
void AddExplain(CLI::App& laurel, Session& session);
void AddFigures(CLI::App& laurel, Session& session);
void AddFit(CLI::App& laurel, Session& session);
void AddImport(CLI::App& laurel, Session& session);
void AddParkedCommands(CLI::App& laurel, Session& session);  // list, retry
void AddProgram(CLI::App& laurel, Session& session);         // check, publish
void AddPublish(CLI::App& laurel, Session& session);
void AddRebuild(CLI::App& laurel, Session& session);
void AddServe(CLI::App& laurel, Session& session);
void AddSkip(CLI::App& laurel, Session& session);
void AddSnapshot(CLI::App& laurel, Session& session);  // and restore
void AddTopics(CLI::App& laurel, Session& session);    // create, check
void AddVerify(CLI::App& laurel, Session& session);

}  // namespace laurel
