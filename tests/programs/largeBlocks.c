/* 64 MiB of touched malloc blocks, which merge with the main thread's own variables. */
#include "report.h"

static __thread int own = 1;

int main(void) {
  enum { blocks = 16, size = 4 << 20 };
  reportBegin();
  for (int index = 0; index < blocks; index++) memset(must(malloc(size), "malloc"), 1, size);
  report("threadLocal", &own, sizeof own);
  reportEndAndWait();
}
