/* A child that a thread forks runs on that thread's stack; its main stack is used by nobody. */
#include "report.h"
#include <pthread.h>

static void *work(void *argument) {
  char own;
  int child = mustBe(fork(), "fork");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) pause();
  }
  reportWith("own", &own, 1, "child", child);
  reportEndAndWait();
  return argument;
}

int main(void) {
  pthread_t thread;
  reportBegin();
  mustBe(-pthread_create(&thread, NULL, work, NULL), "pthread_create");
  for (;;) pause();
}
