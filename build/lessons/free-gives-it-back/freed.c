#include "lesson.h"
#include <stdlib.h>

static char *block[40000];

static void fill(int count) {
  for (int i = 0; i < count; i++) {
    block[i] = malloc(1000);
    memset(block[i], 1, 1000);
  }
}

int main(void) {
  steady();
  step("start");

  fill(8192);                           /* 8 MiB in small blocks */
  here("first", block[0], 1000);
  here("last", block[8191], 1000);
  step("full");

  for (int i = 0; i < 8191; i++)
    free(block[i]);                     /* all but the last */
  step("all-but-last-freed");

  free(block[8191]);
  step("last-freed");

  fill(40000);
  step("full-again");

  for (int i = 0; i < 40000; i++)
    if (i % 16 != 0)
      free(block[i]);                   /* 15 of every 16 */
  step("fifteen-of-sixteen-freed");

  for (int i = 0; i < 40000; i += 16)
    free(block[i]);
  step("all-freed");
  return 0;
}
