/* A shared library with every sort of part; loaded by loads.c. */
#define _GNU_SOURCE
#include <stddef.h>

char libraryData[4096] = "data of a library";
char libraryBss[1 << 16];
const char libraryConstants[64] = "constants of a library";
__attribute__((visibility("hidden"))) int libraryHidden;
int *const libraryTable[16] = {&libraryHidden, &libraryHidden};
int libraryCode(void) {
  libraryBss[5000] = 1;
  return libraryHidden;
}
