/* Thirty threads with names of their own, each telling where its stack is. */
#include "report.h"
#include <pthread.h>

enum { many = 30 };
static pthread_barrier_t spoken;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *argument) {
  char name[16];
  snprintf(name, sizeof name, "w%ld", (long)argument);
  pthread_setname_np(pthread_self(), name);
  pthread_mutex_lock(&turn);
  reportWith(name, &name, 1, "tid", syscall(SYS_gettid));
  pthread_mutex_unlock(&turn);
  pthread_barrier_wait(&spoken);
  for (;;) pause();
}

static __thread int own = 1;

int main(void) {
  reportBegin();
  report("mainThreadLocal", &own, sizeof own);
  pthread_barrier_init(&spoken, NULL, many + 1);
  for (long index = 0; index < many; index++) {
    pthread_t thread;
    mustBe(-pthread_create(&thread, NULL, work, (void *)index), "pthread_create");
  }
  pthread_barrier_wait(&spoken);
  reportEndAndWait();
}
