/* Each SIGUSR1 makes the heap 1 MiB longer and starts one more thread; each time it says where the new things are. */
#include "report.h"
#include <pthread.h>

static void *work(void *argument) {
  pthread_setname_np(pthread_self(), "grown");
  for (;;) pause();
  return argument;
}

int main(void) {
  sigset_t signals;
  int number;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  /* Blocked before any thread exists, so that every thread inherits it and only sigwait takes it. */
  pthread_sigmask(SIG_BLOCK, &signals, NULL);
  reportBegin();
  report("heap", must(sbrk(4096), "sbrk"), 4096);
  reportEnd();
  for (;;) {
    sigwait(&signals, &number);
    pthread_t thread;
    pthread_attr_t attributes;
    void *stack;
    size_t size;
    reported = 0;
    printf("{");
    char *heap = must(sbrk(1 << 20), "sbrk");
    memset(heap, 1, 1 << 20);
    report("heap", heap, 1 << 20);
    mustBe(-pthread_create(&thread, NULL, work, NULL), "pthread_create");
    pthread_getattr_np(thread, &attributes);
    pthread_attr_getstack(&attributes, &stack, &size);
    pthread_attr_destroy(&attributes);
    report("stack", stack, size);
    reportEnd();
  }
}
