#include "minyi/collector/program.hpp"

int main(int argc, char** argv) { return minyi::collector::run(argc, argv); }
