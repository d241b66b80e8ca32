#include "lesson.h"
#include <stdlib.h>

int main(void) {
  steady();
  step("start");

  char *block = malloc(16 * MiB);
  here("block", block, 16 * MiB);
  step("allocated");

  for (size_t i = 0; i < 8 * MiB; i += 4096)
    block[i] = 1;                       /* one byte in each 4 KiB */
  step("half-touched");

  for (size_t i = 0; i < 16 * MiB; i += 4096)
    block[i] = 1;
  step("touched");

  free(block);
  step("freed");
  return 0;
}
