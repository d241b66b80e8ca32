#include "lesson.h"
#include <stdlib.h>

int main(void) {
  step("before");

  char *tiny = malloc(1);
  here("tiny", tiny, 1);
  step("one-byte");

  char *small = malloc(100 * KiB);
  here("small", small, 100 * KiB);
  step("small");

  char *large = malloc(200 * KiB);
  here("large", large, 200 * KiB);
  step("large");

  free(large);
  step("large-freed");

  char *again = malloc(200 * KiB);      /* the very same call */
  here("again", again, 200 * KiB);
  step("large-again");

  char *huge = malloc(64 * MiB);
  here("huge", huge, 64 * MiB);
  step("huge");

  free(huge);
  free(again);
  free(small);
  free(tiny);
  return 0;
}
