/* A heap of known blocks, of which some are free, some in the thread's cache and some in fastbins; mallinfo2 counts them. */
#include "report.h"
#include <malloc.h>
#include <stdint.h>

int main(void) {
  static char *blocks[400];
  static char buffer[4096];
  setvbuf(stdout, buffer, _IOFBF, sizeof buffer); /* printf must not allocate after the counting */
  reportBegin();
  for (size_t i = 0; i < 400; i++) blocks[i] = must(malloc(i % 2 ? 40 : 1000 + i), "malloc");
  for (size_t i = 1; i < 60; i += 2) free(blocks[i]);   /* 30 of one size: 7 cached, 23 in a fastbin */
  for (size_t i = 100; i < 160; i += 4) free(blocks[i]); /* free for good, apart from those that are cached */
  struct mallinfo2 now = mallinfo2();
  reportWith("arena", blocks[0], 1, "bytes", (long)now.arena);
  reportWith("used", blocks[0], 1, "bytes", (long)now.uordblks);
  reportWith("free", blocks[0], 1, "bytes", (long)now.fordblks);
  reportWith("fast", blocks[0], 1, "bytes", (long)now.fsmblks);
  reportWith("top", blocks[0], 1, "bytes", (long)now.keepcost);
  reportEndAndWait();
}
