/*
 * Small and large blocks of malloc in the main thread and in three more, all touched. The first argument says what each
 * of them may be called (kinds and parts of runtimes, separated by |); the spans of blocks are the truth.
 */
#include "../../programs/report.h"
#include <pthread.h>

enum { threads = 3, small = 40000, large = 6 };
static const char *kinds;
static pthread_mutex_t line = PTHREAD_MUTEX_INITIALIZER;

static void block(const char *name, int index, const void *start, size_t size) {
  char full[64];
  snprintf(full, sizeof full, "%s%d", name, index);
  reportName(full);
  printf("{\"start\":\"0x%lx\",\"end\":\"0x%lx\",\"is\":\"%s\"}", (unsigned long)(uintptr_t)start,
         (unsigned long)((uintptr_t)start + size), kinds);
}

static void *work(void *number) {
  int own = (int)(intptr_t)number;
  for (int i = 0; i < small; i++) {
    size_t size = 16 + (size_t)(i % 20) * 24;
    char *made = must(malloc(size), "malloc");
    memset(made, 1, size);
    if (i % 500 == 0) {
      pthread_mutex_lock(&line);
      block(own ? "small of a thread " : "small ", own * small + i, made, size);
      pthread_mutex_unlock(&line);
    }
  }
  for (int i = 0; i < large; i++) {
    size_t size = 300000u + (size_t)i * 700000u;
    char *made = must(malloc(size), "malloc");
    memset(made, 1, size);
    pthread_mutex_lock(&line);
    block("large ", own * large + i, made, size);
    pthread_mutex_unlock(&line);
  }
  return NULL;
}

static void *workAndStay(void *number) {
  work(number);
  for (;;) pause();
}

int main(int count, char **words) {
  kinds = count > 1 ? words[1] : "heap|arena|malloc-block";
  reportBegin();
  work(NULL);
  for (int i = 1; i <= threads; i++) {
    pthread_t thread;
    mustBe(-pthread_create(&thread, NULL, workAndStay, (void *)(intptr_t)i), "pthread_create");
  }
  usleep(1500000);
  pthread_mutex_lock(&line);
  reportEndAndWait();
}
