/* A map that never stands still: mprotect, munmap and mmap at random over 4,000 pages, so that reads of it are torn. */
#include "report.h"

enum { pages = 4000 };

int main(void) {
  const int anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
  reportBegin();
  char *area = must(mmap(NULL, (size_t)pages << 12, PROT_READ | PROT_WRITE, anonymous, -1, 0), "mmap");
  for (int i = 0; i < pages; i += 2) mustBe(mprotect(area + ((size_t)i << 12), 4096, PROT_READ), "mprotect");
  report("area", area, (size_t)pages << 12);
  reportEnd();
  unsigned seed = 1;
  for (;;) {
    seed = seed * 1664525u + 1013904223u;
    size_t length = (size_t)(1 + (seed >> 8) % 16) << 12;
    char *at = area + ((size_t)((seed >> 12) % (pages - 16)) << 12);
    switch (seed >> 30) {
      case 0: munmap(at, length); break;
      case 1: mmap(at, length, PROT_READ | PROT_WRITE, anonymous | MAP_FIXED, -1, 0); break;
      case 2: mprotect(at, length, PROT_READ); break;
      default: mprotect(at, length, PROT_READ | PROT_WRITE); break;
    }
  }
}
