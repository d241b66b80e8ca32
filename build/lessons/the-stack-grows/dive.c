#include "lesson.h"

static const char *stop;

static char dive(int depth) {
  volatile char frame[64 * KiB];
  for (size_t i = 0; i < sizeof frame; i += 4096)
    frame[i] = 1;
  if (depth > 1)
    return (char)(dive(depth - 1) + frame[0]);
  here("deepest", (void *)frame, sizeof frame);
  step(stop);
  return frame[0];
}

int main(void) {
  int local = 0;
  here("top", &local, sizeof local);
  step("shallow");

  stop = "deep";
  dive(64);                             /* 64 frames of 64 KiB each */
  step("returned");

  stop = "less-deep";
  dive(8);
  step("end");
  return 0;
}
