/*
 * Stacks that a program makes itself. First word: `thread` and `main` run on one of N KiB now, in a thread or in the main
 * thread, `bare` on one without a guard; `pool` on one inside 64 MiB of other memory; `beside` on one that the kernel has
 * merged with a block of malloc above it; `guarded` and `flagged` make sixteen with guards and run on none.
 */
#include "report.h"
#include <pthread.h>
#include <ucontext.h>

enum { page = 4096, many = 16, poolSize = 64 << 20 };
static __thread ucontext_t home, inside;
static ucontext_t resting[many];
static int at;
static size_t size;
static char *block;

static void run(void) {
  volatile char frame[3000];
  frame[7] = 1;
  reportWith("running", block, size, "frame", (long)(uintptr_t)frame);
  reportEndAndWait();
}

static void rest(void) { swapcontext(&resting[at], &home); }

static void enter(ucontext_t *context, void (*entry)(void), void *stack, size_t bytes) {
  getcontext(context);
  context->uc_stack.ss_sp = stack;
  context->uc_stack.ss_size = bytes;
  context->uc_link = &home;
  makecontext(context, entry, 0);
  swapcontext(&home, context);
}

static void *work(void *argument) {
  char own;
  reportWith("own", &own, 1, "tid", syscall(SYS_gettid));
  enter(&inside, run, block, size);
  return argument;
}

int main(int count, char **words) {
  const char *mode = count > 1 ? words[1] : "guarded";
  int flags = MAP_PRIVATE | MAP_ANONYMOUS;
  reportBegin();
  if (!strcmp(mode, "guarded") || !strcmp(mode, "flagged")) {
    size = 256 << 10;
    if (mode[0] == 'f') flags |= MAP_STACK;
    for (at = 0; at < many; at++) {
      char *made = must(mmap(NULL, size + page, PROT_NONE, flags, -1, 0), "mmap");
      mustBe(mprotect(made + page, size, PROT_READ | PROT_WRITE), "mprotect");
      char name[16];
      snprintf(name, sizeof name, "stack%d", at);
      enter(&resting[at], rest, made + page, size);
      report(name, made + page, size);
    }
    reportEndAndWait();
  }
  size = (size_t)atoi(count > 2 ? words[2] : "64") << 10;
  if (!strcmp(mode, "pool")) {
    char *pool = must(mmap(NULL, poolSize, PROT_READ | PROT_WRITE, flags, -1, 0), "mmap");
    memset(pool, 7, poolSize);
    report("pool", pool, poolSize);
    block = pool + poolSize / 2;
  } else if (!strcmp(mode, "beside")) {
    report("above", must(malloc(2 << 20), "malloc"), 2 << 20);
    block = must(mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0), "mmap");
  } else if (!strcmp(mode, "bare")) {
    /* Shared memory on both sides: nothing guards it, and nothing merges with it. */
    int shared = MAP_SHARED | MAP_ANONYMOUS;
    block = (char *)must(mmap(NULL, size + 2 * page, PROT_READ | PROT_WRITE, shared, -1, 0), "mmap") + page;
    must(mmap(block, size, PROT_READ | PROT_WRITE, flags | MAP_FIXED, -1, 0), "mmap");
  } else {
    block = (char *)must(mmap(NULL, size + page, PROT_READ | PROT_WRITE, flags, -1, 0), "mmap") + page;
    mustBe(mprotect(block - page, page, PROT_NONE), "mprotect");
  }
  if (!strcmp(mode, "main") || !strcmp(mode, "beside")) {
    work(NULL);
  } else {
    pthread_t thread;
    mustBe(-pthread_create(&thread, NULL, work, NULL), "pthread_create");
    for (;;) pause();
  }
}
