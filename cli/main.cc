#include "cli/laurel.h"

int main(int argc, char** argv) { return laurel::RunLaurel(argc, argv); }
