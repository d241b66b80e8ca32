/*
 * Arenas of several heaps: a thread allocates more than the 64 MiB that one heap holds, a second thread a little, and
 * both free some of it. mallinfo2 counts all arenas together, malloc_info each of them.
 */
#include "report.h"
#include <malloc.h>
#include <pthread.h>

enum { blocks = 1500, blockSize = 100 << 10, heapSize = 64 << 20 };
static char *large[blocks];
static char *small[64];
static pthread_barrier_t done;

static void *fill(void *argument) {
  for (int i = 0; i < blocks; i++) large[i] = must(malloc(blockSize + i), "malloc");
  for (int i = 1; i < blocks; i += 3) free(large[i]); /* too large for caches and fastbins */
  pthread_barrier_wait(&done);
  for (;;) pause();
  return argument;
}

static void *dabble(void *argument) {
  for (int i = 0; i < 64; i++) small[i] = must(malloc(40), "malloc");
  for (int i = 0; i < 64; i += 2) free(small[i]); /* cached, then into a fastbin */
  pthread_barrier_wait(&done);
  for (;;) pause();
  return argument;
}

/* What malloc_info says of each arena; it writes without allocating, as the buffer is given. */
static void reportArenas(FILE *file) {
  static char text[65536];
  mustBe(malloc_info(0, file), "malloc_info");
  fflush(file);
  ssize_t length = pread(fileno(file), text, sizeof text - 1, 0);
  mustBe((int)length, "pread");
  int arena = 0;
  for (char *at = strstr(text, "<heap nr="); at; at = strstr(at + 1, "<heap nr=")) {
    char *size = strstr(at, "<system type=\"current\" size=\"");
    char name[32];
    snprintf(name, sizeof name, "arena%d", arena++);
    reportWith(name, at, 1, "bytes", strtol(size + strlen("<system type=\"current\" size=\""), NULL, 10));
  }
}

int main(void) {
  static char line[4096], buffer[4096];
  setvbuf(stdout, line, _IOFBF, sizeof line); /* printf must not allocate after the counting */
  FILE *file = must(tmpfile(), "tmpfile");
  setvbuf(file, buffer, _IOFBF, sizeof buffer);
  reportBegin();
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  char *own = must(malloc(500), "malloc");
  pthread_barrier_init(&done, NULL, 3);
  pthread_t thread;
  mustBe(-pthread_create(&thread, NULL, fill, NULL), "pthread_create");
  mustBe(-pthread_create(&thread, NULL, dabble, NULL), "pthread_create");
  pthread_barrier_wait(&done);
  reportArenas(file);
  struct mallinfo2 now = mallinfo2();
  reportWith("arena", own, 1, "bytes", (long)now.arena);
  reportWith("free", own, 1, "bytes", (long)now.fordblks);
  reportWith("fast", own, 1, "bytes", (long)now.fsmblks);
  reportWith("used", own, 1, "bytes", (long)now.uordblks);
  uintptr_t first = (uintptr_t)large[0] & ~(uintptr_t)(heapSize - 1);
  uintptr_t last = (uintptr_t)large[blocks - 1] & ~(uintptr_t)(heapSize - 1);
  report("firstHeap", (void *)first, heapSize);
  report("lastHeap", (void *)last, heapSize);
  reportEndAndWait();
}
