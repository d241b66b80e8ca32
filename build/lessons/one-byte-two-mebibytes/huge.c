#include "lesson.h"
#include <stdint.h>
#include <sys/mman.h>

int main(void) {
  size_t size = 4 * MiB;
  /* Two blocks that begin at a multiple of 2 MiB, with room between. */
  char *room = mmap(0, 14 * MiB, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  uintptr_t aligned = ((uintptr_t)room + 2 * MiB - 1) & ~(2 * MiB - 1);
  char *small = (char *)aligned;
  char *huge = small + 6 * MiB;
  madvise(small, size, MADV_NOHUGEPAGE);
  madvise(huge, size, MADV_HUGEPAGE);
  here("small", small, size);
  here("huge", huge, size);
  step("reserved");

  volatile char sum = 0;
  for (size_t i = 0; i < size; i += 4096)
    sum = (char)(sum + small[i]);
  step("read");

  small[0] = 1;
  step("one-byte-small");

  huge[0] = 1;
  step("one-byte-huge");
  return 0;
}
