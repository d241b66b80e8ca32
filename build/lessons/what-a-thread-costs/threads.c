#include "lesson.h"
#include <pthread.h>
#include <stdlib.h>

static pthread_barrier_t barrier;
static int ask;

static void *worker(void *number) {
  int local = 0;
  char label[32];
  snprintf(label, sizeof label, "local-of-%ld", (long)number);
  here(label, &local, sizeof local);
  char *block = 0;
  if (ask) {
    pthread_barrier_wait(&barrier);     /* so that the mallocs overlap */
    block = malloc(100);
    snprintf(label, sizeof label, "block-of-%ld", (long)number);
    here(label, block, 100);
  }
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier);
  free(block);
  return 0;
}

static void three(const char *stop) {
  pthread_t thread[3];
  for (long i = 0; i < 3; i++)
    pthread_create(thread + i, 0, worker, (void *)i);
  if (ask)
    pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier);
  step(stop);
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < 3; i++)
    pthread_join(thread[i], 0);
}

int main(void) {
  steady();
  pthread_barrier_init(&barrier, 0, 4);
  step("alone");
  three("three-threads");
  step("joined");
  ask = 1;
  three("three-that-malloc");
  return 0;
}
