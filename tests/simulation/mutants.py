#!/usr/bin/env python3
"""Bugs planted in the engine's own code, each found by laurel-sim or not.

    tests/simulation/mutants.py build/release            # all of them
    tests/simulation/mutants.py build/release evict d-   # those whose name has it

A mutant is a copy of one source file in which one place is changed; it is
compiled beside the build and linked in front of the original, so that nothing
of the tree or the build is touched. Ends with 0 if all were found.
"""

import json
import pathlib
import shlex
import subprocess
import sys
import time

RUNTIME = "engine/runtime/"

# name, file, what is wrong, [(what stands there once, what stands there then)]
MUTANTS = [
    ("read-before-init", "partition_runner.cc",
     "decisions are read before the partition is taken over",
     [("  ASSIGN_OR_RETURN(writer_, log_.OpenPartition(partition_));\n", ""),
      ("  RETURN_IF_ERROR(writer_->Submit(std::move(stepped_)));",
       "  if (writer_ == nullptr) {\n"
       "    ASSIGN_OR_RETURN(writer_, log_.OpenPartition(partition_));\n  }\n"
       "  RETURN_IF_ERROR(writer_->Submit(std::move(stepped_)));")]),
    ("view-in-flight", "partition_runner.cc",
     "the view is written while a commit is under way",
     [("  if (stepped_.empty()) WriteBehind();\n", "  WriteBehind();\n")]),
    ("written-not-awaited", "partition_runner.cc",
     "a write of the view is gathered while another is under way",
     [("  if (writing_ != Writing::kNo) return writing_ == Writing::kTelling;\n",
       "")]),
    ("piece-not-written", "partition_runner.cc",
     "a view that is far behind is not written while a tick is under way",
     [("  if (fold_->HasNewProgram() || IsFarAhead()) return true;\n",
       "  if (fold_->HasNewProgram()) return true;\n")]),
    ("gathered-in-flight", "partition_runner.cc",
     "the view is gathered while a commit is under way",
     [("    if (WriteIsDue()) RETURN_IF_ERROR(TellAndGather());\n", ""),
      ("  if (!in_flight_) {\n    if (!stepped",
       "  if (WriteIsDue()) RETURN_IF_ERROR(TellAndGather());\n"
       "  if (!in_flight_) {\n    if (!stepped")]),
    ("told-in-part", "partition_runner.cc",
     "the view is written though not all who changed were told of",
     [("    if (told_changed_ < fold_->waiting()) return absl::OkStatus();\n",
       "")]),
    ("decided-while-told", "partition_runner.cc",
     "a partition decides while others are told who changed",
     [(" || writing_ == Writing::kTelling) {", ") {")]),
    ("told-while-folding", "partition_runner.cc",
     "others are told who changed while decisions are folded",
     [("    RETURN_IF_ERROR(Gather());\n", "    RETURN_IF_ERROR(TellAndGather());\n"),
      ("  if (options_.snapshots && state_ == State::kRunning) {",
       "  if (options_.snapshots) {")]),
    ("owed-forgotten", "partition_runner.cc",
     "who is gathered while decisions are folded is owed no snapshot",
     [("owed_.Add(resident->id);", "(void)resident;")]),
    ("failed-as-done", "partition_runner.cc",
     "the status of a commit is not looked at",
     [("      Annotate(done->status, absl::StrCat(\"commit of partition \", "
       "partition_)));",
       "      absl::OkStatus());")]),
    ("d-stays", "partition_runner.cc", "D does not move with a commit",
     [("  fold_->DecisionsReach(done->decisions_end);\n", "")]),
    ("d-stays-in-replay", "partition_runner.cc",
     "D does not move while decisions are replayed",
     [("    fold_->DecisionsReach(decided_.decision_offset() + 1);\n", "")]),
    ("two-in-flight", "partition_runner.cc",
     "a batch is submitted while another is under way",
     [("  if (!in_flight_) {\n    if (WriteIsDue())",
       "  {\n    if (WriteIsDue())")]),
    ("nothing-is-the-end", "decided_facts.cc",
     "a read with nothing at hand is the end of the decisions",
     [("return end ? Found::kEnd : Found::kNothingYet;",
       "return end ? Found::kEnd : Found::kEnd;")]),
    ("clock-set-back", "partition_runner.cc",
     "after a clock was set back nothing is due until it is there again",
     [("return std::abs(now_ms - since_ms) >= ms;",
       "return now_ms - since_ms >= ms;")]),
    ("no-barrier", "partition_runner.cc",
     "a new program does not wait for the due index",
     [("    if (fold_->MustFollowFirst(fact_)) break;\n", "")]),
    ("index-half", "due_reindexer.cc",
     "whom a piece ends at is not looked at for a new program",
     [("      from_ = key;\n", "      from_ = std::string(key) + '\\0';\n")]),
    ("index-first", "due_reindexer.cc",
     "what a program makes due before all else is not found",
     [("  first_ = std::min(first_, moves.first());\n", "")]),
    ("index-move-unknown", "residents.cc",
     "who is in memory does not know that her entry in the index has moved",
     [("  if (found != residents_.end()) found->second->due_row = to;\n",
       "  (void)to;\n")]),
    ("index-trusted", "residents.cc",
     "who is loaded before the index follows is due when it says",
     [("  index_follows_ = false;\n", "")]),
    ("index-in-write", "partition_fold.cc",
     "the index follows a program while the view is written",
     [("HasNewProgram() || write_ != nullptr", "HasNewProgram()")]),
    ("index-before-program", "partition_fold.cc",
     "the index follows a program that the view does not have",
     [("HasNewProgram() || write_ != nullptr", "write_ != nullptr")]),
    ("tick-not-finished", "partition_runner.cc",
     "a tick is over after its first transaction",
     [("  *go_on = done;\n  if (!done) return absl::OkStatus();\n",
       "  *go_on = done;\n")]),
    ("tick-says-no-more", "partition_fold.cc",
     "the first piece of a tick says that it was the last",
     [("  held_back_.more = left_due_ && bound == 0;\n",
       "  const bool rest = left_due_ && bound == 0;\n"),
      ("  return !held_back_.more;", "  return !rest;")]),
    ("last-of-tick", "partition_fold.cc",
     "the last decision of a tick is not told",
     [("  RETURN_IF_ERROR(told(held_back_));\n  return !held_back_.more;",
       "  if (held_back_.customer_id.empty()) {\n"
       "    RETURN_IF_ERROR(told(held_back_));\n  }\n"
       "  return !held_back_.more;")]),
    ("tick-without-bound", "partition_fold.cc",
     "a tick fires more customers than it may",
     [("bound == 0 ? kMostFired : bound;", "kMostFired;")]),
    ("change-not-queued", "partition_fold.cc",
     "who changed is due when she was when she was written",
     [("  due_.Add(resident);\n", "")]),
    ("index-read-on", "due_queue.cc",
     "after a write the due index is read on where it was",
     [("  read_to_ = {begin_, {}};\n", "")]),
    ("index-begins-later", "due_queue.cc",
     "what is written before the first of the due index is not found",
     [("  begin_ = std::min(begin_, first);\n", "  (void)first;\n")]),
    ("change-forgotten", "partition_fold.cc",
     "who changes while the view is written is due when she was",
     [("  for (Resident* resident : residents_.changed()) due_.Add(*resident);\n",
       "")]),
    ("clock-not-kept", "partition_fold.cc", "the view does not keep the clock",
     [("  progress_.clock = partition_.clock;\n", "")]),
    ("clock-not-replayed", "partition_fold.cc",
     "a replayed decision does not move the clock",
     [("  partition_.clock = std::max(partition_.clock, decision.clock);\n",
       "")]),
    ("program-not-kept", "view_write.cc", "programs are not in the view",
     [("    batch.Put(ProgramKey(version), row);", "    (void)row;")]),
    ("documents-lost", "residents.cc", "changed documents are not kept",
     [("    if (!entry.changed) continue;\n", "    if (entry.changed) continue;\n"
       )]),
    ("oldest-document", "residents.cc",
     "of a document that waits to be written the oldest counts",
     [("    if (key == wanted) newest = value;\n",
       "    if (key == wanted) return value;\n")]),
    ("document-in-write", "residents.cc",
     "a document that is being written is asked of the store",
     [("  if (!newest && resident.written != nullptr) {\n",
       "  if (false) {\n")]),
    ("row-packed-over", "residents.cc",
     "a row is read where packing another customer writes",
     [("CustomerKey(resident.id), &row_, &there",
       "CustomerKey(resident.id), &encoded_, &there"),
      ("SplitCustomerRow(row_, &resident.",
       "SplitCustomerRow(encoded_, &resident.")]),
    ("half-a-tick-popped", "decided_facts.cc",
     "each decision of a tick takes a fact",
     [("  more_of_fact_ = decision_.more;\n", "  more_of_fact_ = false;\n")]),
    ("refused-not-copied", "publish.cc", "what is refused is not parked",
     [("  } else if (decision.outcome == Outcome::kRejected) {",
       "  } else if (false) {")]),
    ("due-not-published", "publish.cc",
     "events of what fell due are not published",
     [("for (const Events* events : {&decision.due, &decision.events}) {",
       "for (const Events* events : {&decision.events}) {")]),
]

HUNTS = [["--seeds", "400"], ["--seeds", "300", "--workload", "programs"],
         ["--crashes"], ["--crowd", "10500"]]


def mutate(source, changes):
    text = source.read_text()
    for old, new in changes:
        if text.count(old) != 1:
            raise SystemExit(f"{source}: stands there {text.count(old)} times, "
                             f"wanted once:\n{old}")
        text = text.replace(old, new)
    return text


def compile_mutant(build, source, mutant):
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if pathlib.Path(entry["file"]) == source.resolve():
            command = shlex.split(entry["command"])
            break
    else:
        raise SystemExit(f"{source} is not compiled in {build}")
    out = mutant.with_suffix(".o")
    command[command.index("-c") + 1] = str(mutant)
    command[command.index("-o") + 1] = str(out)
    command = [word for word in command if word != "-Werror"]
    subprocess.run(command, cwd=entry["directory"], check=True)
    return out


def link_mutant(build, name, compiled):
    commands = subprocess.run(
        ["ninja", "-C", str(build), "-t", "commands", "laurel-sim"],
        check=True, capture_output=True, text=True).stdout.splitlines()
    link = next(line for line in reversed(commands) if " -o " in line)
    words = [word for word in shlex.split(link) if word not in (":", "&&")]
    at = words.index("-o")
    words[at + 1] = str(compiled.parent / f"sim-{name}")
    words.insert(at, str(compiled))
    subprocess.run(words, cwd=build, check=True)
    return pathlib.Path(words[at + 2])


def hunt(program):
    for arguments in HUNTS:
        start = time.time()
        try:
            done = subprocess.run([program, *arguments], capture_output=True,
                                  text=True, timeout=600)
        except subprocess.TimeoutExpired:
            return arguments, time.time() - start, "it hangs"
        lines = done.stdout.splitlines()
        if done.returncode != 0:
            said = lines[0] if lines else f"it died ({done.returncode})"
            return arguments, time.time() - start, said
    return None, 0, "NOT FOUND"


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    build = pathlib.Path(sys.argv[1]).resolve()
    wanted = sys.argv[2:]
    root = pathlib.Path(__file__).resolve().parents[2]
    folder = build / "mutants"
    folder.mkdir(exist_ok=True)
    missed = 0
    for name, file, wrong, changes in MUTANTS:
        if wanted and not any(word in name for word in wanted):
            continue
        source = root / RUNTIME / file
        mutant = folder / f"{name}.cc"
        mutant.write_text(mutate(source, changes))
        program = link_mutant(build, name,
                              compile_mutant(build, source, mutant))
        arguments, seconds, said = hunt(program)
        program.unlink()
        missed += arguments is None
        how = " ".join(arguments) if arguments else ""
        print(f"{name:20} {seconds:6.1f} s  {how:14} {said}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
