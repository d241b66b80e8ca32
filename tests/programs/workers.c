/*
 * What a person hunts for: two threads with arenas of their own, of which one grows, and a button that maps something
 * and leaves it there. Each command is one signal; each time the program says what it has done.
 *
 *   SIGUSR1  worker-2 takes 150 MiB from malloc and writes it: three heaps more in its arena.
 *   SIGUSR2  the button: 1 MiB is mapped, written and kept; 2 MiB are mapped, and unmapped at the next press.
 *
 * `workers FIRST MORE`: worker-2 begins with so many MiB, and takes so many more.
 */
#include "report.h"
#include <pthread.h>

enum { blockSize = 100 << 10, keptSize = 1 << 20, passingSize = 2 << 20 };
static long first, more = 150;
static pthread_barrier_t ready, wanted, done;
static int workers[2];

static long blocksOf(long mebibytes) { return (mebibytes << 20) / blockSize; }

static void take(long blocks) {
  for (long i = 0; i < blocks; i++) memset(must(malloc(blockSize), "malloc"), 1, blockSize);
}

static void *work(void *argument) {
  long number = (long)argument;
  char name[16];
  snprintf(name, sizeof name, "worker-%ld", number);
  pthread_setname_np(pthread_self(), name);
  workers[number - 1] = (int)syscall(SYS_gettid);
  take(number == 2 && first > 0 ? blocksOf(first) : 1);
  pthread_barrier_wait(&ready);
  for (;;) {
    if (number == 1) pause();
    pthread_barrier_wait(&wanted);
    take(blocksOf(more));
    pthread_barrier_wait(&done);
  }
  return argument;
}

int main(int count, char **words) {
  if (count > 2) {
    first = atol(words[1]);
    more = atol(words[2]);
  }
  sigset_t signals;
  int number;
  char *passing = NULL;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigaddset(&signals, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &signals, NULL);
  pthread_barrier_init(&ready, NULL, 3);
  pthread_barrier_init(&wanted, NULL, 2);
  pthread_barrier_init(&done, NULL, 2);
  for (long i = 1; i <= 2; i++) {
    pthread_t thread;
    mustBe(-pthread_create(&thread, NULL, work, (void *)i), "pthread_create");
  }
  pthread_barrier_wait(&ready);
  reportBegin();
  reportWith("worker-1", NULL, 0, "tid", workers[0]);
  reportWith("worker-2", NULL, 0, "tid", workers[1]);
  reportEnd();
  for (;;) {
    sigwait(&signals, &number);
    reported = 0;
    printf("{");
    if (number == SIGUSR1) {
      pthread_barrier_wait(&wanted);
      pthread_barrier_wait(&done);
      reportWith("grown", NULL, 0, "bytes", blocksOf(more) * blockSize);
    } else {
      /* It is given back last, so that nothing new comes to lie where it was. */
      char *before = passing;
      char *kept = must(mmap(NULL, keptSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), "mmap");
      memset(kept, 1, keptSize);
      /* A page without access keeps the kernel from joining the two. */
      must(mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), "mmap");
      passing = must(mmap(NULL, passingSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), "mmap");
      memset(passing, 1, passingSize);
      if (before) mustBe(munmap(before, passingSize), "munmap");
      report("kept", kept, keptSize);
      report("passing", passing, passingSize);
    }
    reportEnd();
  }
}
