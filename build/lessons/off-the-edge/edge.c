#include "lesson.h"
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>

static sigjmp_buf back;
static const char *fault_label, *stop;

/* Runs on a stack of its own: the ordinary one is full. */
static void on_fault(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  here(fault_label, info->si_addr, 1);
  step(stop);
  siglongjmp(back, 1);
}

static int down(int depth) {
  volatile char frame[4096];
  frame[0] = (char)depth;
  frame[4095] = 1;
  return depth < 0 ? 0 : down(depth + 1) + frame[0];  /* never below 0 */
}

static void fall(const char *fault, const char *at) {
  stack_t own = {.ss_sp = malloc(64 * KiB), .ss_size = 64 * KiB};
  sigaltstack(&own, 0);
  fault_label = fault;
  stop = at;
  if (sigsetjmp(back, 1) == 0)
    down(0);
}

static void *worker(void *unused) {
  int local = 0;
  here("thread-local", &local, sizeof local);
  step("thread-started");
  fall("thread-fault", "thread-fell");
  return unused;
}

int main(void) {
  struct sigaction action = {.sa_sigaction = on_fault};
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &action, 0);
  int local = 0;
  here("main-local", &local, sizeof local);

  pthread_t thread;
  pthread_create(&thread, 0, worker, 0);
  pthread_join(thread, 0);

  fall("main-fault", "main-fell");
  return 0;
}
