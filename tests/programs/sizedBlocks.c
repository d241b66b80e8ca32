/* Blocks of a few sizes, a third of them freed again: what malloc holds of each size afterwards is counted here. */
#include "report.h"

enum { most = 60000 };
static void *blocks[most];

/* Takes `count` blocks of `size` bytes and frees every third; says how many are left. */
static void take(const char *name, size_t size, int count) {
  int left = count;
  for (int i = 0; i < count; i++) memset(blocks[i] = must(malloc(size), "malloc"), 7, size);
  for (int i = 0; i < count; i += 3, left--) free(blocks[i]);
  reportWith(name, blocks[1], size, "left", left);
}

int main(void) {
  reportBegin();
  take("small", 100, most);
  take("middle", 1500, 3000);
  take("large", 400000, 30);
  reportEndAndWait();
}
