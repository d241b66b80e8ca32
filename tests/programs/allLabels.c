/*
 * One of everything that `pmap -l` has a bracket for: stack, heap, a thread's stack with its guard and TLS, a thread's
 * malloc arena, memfd, shared and unnamed memory. The kernel adds vdso, vvar and vsyscall.
 */
#include "report.h"
#include <pthread.h>

static pthread_barrier_t ready;
static char *arenaBlock;
static void *threadFrame, *controlBlock;
static long threadId;

static void *work(void *argument) {
  (void)argument;
  threadId = syscall(SYS_gettid);
  threadFrame = __builtin_frame_address(0);
  controlBlock = (void *)pthread_self();
  /* The main thread holds the main arena; the first malloc here makes another one. */
  arenaBlock = malloc(2000);
  memset(arenaBlock, 1, 2000);
  pthread_barrier_wait(&ready);
  for (;;) pause();
}

int main(void) {
  pthread_t thread;
  pthread_attr_t attributes;
  void *stack;
  size_t size, guard, page = 4096;
  char *heap = malloc(1000);
  heap[0] = 1;
  pthread_barrier_init(&ready, NULL, 2);
  mustBe(-pthread_create(&thread, NULL, work, NULL), "pthread_create");
  pthread_barrier_wait(&ready);
  pthread_getattr_np(thread, &attributes);
  pthread_attr_getstack(&attributes, &stack, &size);
  pthread_attr_getguardsize(&attributes, &guard);
  int memory = mustBe(memfd_create("drawing", 0), "memfd_create");
  mustBe(ftruncate(memory, page), "ftruncate");

  reportBegin();
  report("stack", __builtin_frame_address(0), 1);
  report("heap", heap, 1000);
  reportWith("threadStack", threadFrame, 1, "tid", threadId);
  report("guard", (char *)stack - guard, guard);
  report("tls", controlBlock, 8);
  report("arena", arenaBlock, 2000);
  report("memfd", must(mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0), "mmap"), page);
  report("shared", must(mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), "mmap"), page);
  /* Of its own protection, so that it merges with nothing. */
  report("unnamed", must(mmap(NULL, page, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), "mmap"), page);
  report("code", (void *)((uintptr_t)main & ~(uintptr_t)4095), page);
  reportEndAndWait();
}
