/* What malloc makes: small blocks in the brk heap, large blocks of their own, and an arena per busy thread. */
#include "report.h"
#include <malloc.h>
#include <pthread.h>

enum { arenaSize = 64 << 20 };
static void *small[2];
static pthread_barrier_t done;

static void *work(void *argument) {
  long index = (long)argument;
  small[index] = must(malloc(1000), "malloc");
  memset(small[index], 1, 1000);
  pthread_barrier_wait(&done);
  for (;;) pause();
  return argument;
}

static void reportArena(const char *name, const char *reserve, void *block) {
  uintptr_t base = (uintptr_t)block & ~(uintptr_t)(arenaSize - 1);
  report(name, (void *)base, (uintptr_t)block + 1000 - base);
  report(reserve, (void *)(base + arenaSize - 4096), 4096);
}

int main(void) {
  reportBegin();
  mallopt(M_MMAP_THRESHOLD, 128 << 10); /* fixed, or it would rise with each block */
  char *block = must(malloc(500), "malloc");
  report("heap", memset(block, 1, 500), 500);
  static const size_t sizes[] = {128 << 10, 300000, 1 << 20, 2 << 20};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    char name[16];
    snprintf(name, sizeof name, "large%zu", i);
    char *large = must(malloc(sizes[i]), "malloc");
    memset(large, 1, i == 3 ? 10 : sizes[i]);
    /* The block of its own begins with the 16 bytes of malloc's header and is a whole number of pages. */
    report(name, large - 16, (sizes[i] + 16 + 4095) & ~(size_t)4095);
  }
  pthread_barrier_init(&done, NULL, 3);
  for (long i = 0; i < 2; i++) {
    pthread_t thread;
    mustBe(-pthread_create(&thread, NULL, work, (void *)i), "pthread_create");
  }
  pthread_barrier_wait(&done);
  reportArena("arena0", "reserve0", small[0]);
  reportArena("arena1", "reserve1", small[1]);
  reportEndAndWait();
}
