/*
 * Does one change to its own address space for each line it is told, so that a watch can be compared with a fresh look:
 *
 *   map N | unmap | move N | touch N | protect | brk N | thread | join | arena | recurse N | return | malloc N | free
 */
#include "report.h"
#include <pthread.h>
#include <semaphore.h>

enum { MOST = 32 };

static char *maps[MOST];
static size_t sizes[MOST];
static int count;
static void *blocks[MOST];
static int held;

struct worker {
  pthread_t thread;
  sem_t go, done;
  volatile int end, allocate;
};
static struct worker workers[MOST];
static int running;

static void *work(void *argument) {
  struct worker *own = argument;
  for (;;) {
    sem_wait(&own->go);
    if (own->end) break;
    if (own->allocate) {
      char *block = malloc(20000);
      if (block) memset(block, 1, 20000);
      own->allocate = 0;
    }
    sem_post(&own->done);
  }
  return NULL;
}

static void ask(struct worker *own) {
  sem_post(&own->go);
  sem_wait(&own->done);
}

/* Goes deeper by 64 KiB for each level, and answers from the bottom. */
static void serve(int levels);

static int command(int depth) {
  char line[64], word[16];
  long number = 0;
  if (!fgets(line, sizeof line, stdin)) _exit(0);
  if (sscanf(line, "%15s %ld", word, &number) < 1) return 0;
  if (!strcmp(word, "map") && count < MOST) {
    sizes[count] = (size_t)number * 4096;
    maps[count] = mmap(NULL, sizes[count], PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    count++;
  } else if (!strcmp(word, "unmap") && count > 0) {
    count--;
    munmap(maps[count], sizes[count]);
  } else if (!strcmp(word, "move") && count > 0) {
    size_t wanted = (size_t)number * 4096;
    char *moved = mremap(maps[count - 1], sizes[count - 1], wanted, MREMAP_MAYMOVE);
    if (moved != MAP_FAILED) {
      maps[count - 1] = moved;
      sizes[count - 1] = wanted;
    }
  } else if (!strcmp(word, "touch") && count > 0) {
    /* The first page may be protected. */
    size_t most = (size_t)number * 4096 < sizes[count - 1] ? (size_t)number * 4096 : sizes[count - 1];
    if (most > 4096) memset(maps[count - 1] + 4096, 1, most - 4096);
  } else if (!strcmp(word, "protect") && count > 0) {
    mprotect(maps[count - 1], 4096, number % 2 ? PROT_NONE : PROT_READ | PROT_WRITE);
  } else if (!strcmp(word, "brk")) {
    (void)!sbrk(number * 4096);
  } else if (!strcmp(word, "thread") && running < MOST) {
    struct worker *own = &workers[running];
    memset(own, 0, sizeof *own);
    sem_init(&own->go, 0, 0);
    sem_init(&own->done, 0, 0);
    if (pthread_create(&own->thread, NULL, work, own) == 0) {
      running++;
      ask(own);
    }
  } else if (!strcmp(word, "join") && running > 0) {
    struct worker *own = &workers[--running];
    own->end = 1;
    sem_post(&own->go);
    pthread_join(own->thread, NULL);
  } else if (!strcmp(word, "arena") && running > 0) {
    workers[running - 1].allocate = 1;
    ask(&workers[running - 1]);
  } else if (!strcmp(word, "malloc") && held < MOST) {
    blocks[held] = malloc((size_t)number * 1024);
    if (blocks[held]) memset(blocks[held], 1, (size_t)number * 512);
    held++;
  } else if (!strcmp(word, "free") && held > 0) {
    free(blocks[--held]);
  } else if (!strcmp(word, "recurse") && depth < 40) {
    printf("{}\n");
    fflush(stdout);
    serve((int)number); /* what answers below is the command that made it return */
  } else if (!strcmp(word, "return")) {
    return 1;
  }
  printf("{}\n");
  fflush(stdout);
  return 0;
}

static void serve(int levels) {
  static int depth;
  volatile char frame[65536];
  for (size_t at = 0; at < sizeof frame; at += 4096) frame[at] = 1;
  depth++;
  if (levels > 1) serve(levels - 1);
  else while (!command(depth)) continue;
  depth--;
}

int main(void) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  printf("{}\n");
  fflush(stdout);
  for (;;)
    if (command(0)) {
      printf("{}\n");
      fflush(stdout);
    }
}
