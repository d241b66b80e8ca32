/* Allocates and frees without end, so that its heap is never the same for two looks. */
#include "report.h"

enum { slots = 512 };

int main(void) {
  static void *kept[slots];
  reportBegin();
  for (int i = 0; i < slots; i++) kept[i] = malloc(64 + 16 * (size_t)(i % 40));
  report("heap", kept[0], 4096);
  reportEnd();
  unsigned random = 1;
  for (;;) {
    random = random * 1103515245u + 12345u;
    int slot = (int)((random >> 16) % slots);
    free(kept[slot]);
    kept[slot] = malloc(24 + (random >> 8) % 3000);
  }
}
