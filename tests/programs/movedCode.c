/*
 * Code moved to memory of its own at its own addresses, as loaders do for huge pages: two pages of it, or with the word
 * `whole` all that the file maps executable.
 */
#include "report.h"

extern char etext;
__attribute__((aligned(4096), noinline, used)) static void padding(void) { __asm__ volatile(".fill 16384, 1, 0x90"); }

int main(int count, char **words) {
  enum { page = 4096 };
  reportBegin();
  char *first = (char *)(((uintptr_t)padding + page - 1) & ~(uintptr_t)(page - 1));
  size_t size = 2 * page;
  if (count > 1 && !strcmp(words[1], "whole")) {
    /* The linker has no name for where code begins: the kernel tells it. */
    FILE *maps = must(fopen("/proc/self/maps", "r"), "maps");
    char line[512];
    uintptr_t start, end;
    while (fgets(line, sizeof line, maps)) {
      if (sscanf(line, "%lx-%lx r-xp", &start, &end) != 2 || start > (uintptr_t)&etext || end <= (uintptr_t)padding) continue;
      first = (char *)start;
      size = end - start;
    }
    fclose(maps);
  }
  char *copy = must(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), "mmap");
  memcpy(copy, first, size);
  mustBe(mprotect(copy, size, PROT_READ | PROT_EXEC), "mprotect");
  must(mremap(copy, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, first), "mremap");
  report("moved", first, size);
  reportEndAndWait();
}
