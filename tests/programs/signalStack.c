/* Two alternate signal stacks: a handler of the worker executes on one, the other waits unused. */
#include "report.h"
#include <pthread.h>

enum { size = 64 << 10 };
static pthread_barrier_t entered;

static void *install(void) {
  stack_t stack = {.ss_sp = lonely(size, PROT_READ | PROT_WRITE, MAP_STACK), .ss_size = size};
  mustBe(sigaltstack(&stack, NULL), "sigaltstack");
  return stack.ss_sp;
}

static void handle(int number) {
  (void)number;
  pthread_barrier_wait(&entered);
  for (;;) pause();
}

static void *work(void *argument) {
  pthread_setname_np(pthread_self(), "handler");
  reportWith("running", install(), size, "tid", syscall(SYS_gettid));
  raise(SIGUSR2);
  return argument;
}

int main(void) {
  struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
  pthread_t thread;
  reportBegin();
  pthread_barrier_init(&entered, NULL, 2);
  sigaction(SIGUSR2, &action, NULL);
  mustBe(-pthread_create(&thread, NULL, work, NULL), "pthread_create");
  pthread_barrier_wait(&entered);
  report("unused", install(), size);
  reportEndAndWait();
}
