/*
 * Memory of which every page's state is known: touched, untouched, only read, copied or still shared after fork, of a
 * file, shared, guarded, given back. `child` is the pid of the child.
 */
#include "report.h"

#include <fcntl.h>
#include <sys/wait.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif
#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

enum { page = 4096, pages = 64 };

static char *alone(size_t count) {
  char *block = lonely(count * page, PROT_READ | PROT_WRITE, 0);
  /* No huge page may fill what was never touched, and no child may share what this process has to itself. */
  madvise(block, count * page, MADV_NOHUGEPAGE);
  madvise(block, count * page, MADV_DONTFORK);
  return block;
}

int main(int argc, char **argv) {
  reportBegin();
  /* Every third page is written. */
  char *thirds = alone(pages);
  for (int i = 0; i < pages; i += 3) thirds[i * page] = 1;
  report("thirds", thirds, pages * page);

  report("untouched", alone(pages), pages * page);

  /* Reading maps the zero page that all processes share. */
  char *readOnly = alone(pages);
  volatile char sum = 0;
  for (int i = 0; i < pages / 2; i++) sum += readOnly[i * page];
  report("zero", readOnly, pages * page);

  char *given = alone(pages);
  memset(given, 1, pages * page);
  mustBe(madvise(given + page, 2 * page, MADV_DONTNEED), "madvise");
  report("givenBack", given, pages * page);

  char *shared = must(mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), "mmap");
  for (int i = 0; i < pages; i += 2) shared[i * page] = 1;
  report("shared", shared, pages * page);

  int file = mustBe(open(argc > 1 ? argv[1] : argv[0], O_RDONLY), "open");
  char *mapped = must(mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0), "mmap");
  madvise(mapped, 4 * page, MADV_RANDOM);
  madvise(mapped, 4 * page, MADV_DONTFORK);
  sum += mapped[0];
  mapped[page] = 1;
  report("file", mapped, 4 * page);

  char *guarded = alone(pages);
  memset(guarded, 1, pages * page);
  if (madvise(guarded + 8 * page, 4 * page, MADV_GUARD_INSTALL) == 0) report("guarded", guarded, pages * page);
  else reportSkipped("guarded", "MADV_GUARD_INSTALL", errno);

  char *out = alone(pages);
  memset(out, 1, pages * page);
  if (madvise(out, pages * page, MADV_PAGEOUT) == 0) report("out", out, pages * page);
  else reportSkipped("out", "MADV_PAGEOUT", errno);

  /* A gigabyte of which one page is there. */
  const size_t vast = 1ul << 30;
  char *sparse = must(mmap(NULL, vast, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), "mmap");
  madvise(sparse, vast, MADV_NOHUGEPAGE);
  sparse[vast / 2] = 1;
  report("sparse", sparse, vast);
  report("reserved", must(mmap(NULL, 1ul << 40, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), "mmap"),
         1ul << 40);

  /* Both processes have all of it after fork; the child then writes the even pages and so gets its own. */
  char *inherited = alone(pages);
  madvise(inherited, pages * page, MADV_DOFORK);
  memset(inherited, 1, pages * page);
  int ready[2];
  mustBe(pipe(ready), "pipe");
  pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int i = 0; i < pages; i += 2) inherited[i * page] = 2;
    if (write(ready[1], "", 1) != 1) _exit(1);
    for (;;) pause();
  }
  char done;
  if (read(ready[0], &done, 1) != 1) return 1;
  reportWith("inherited", inherited, pages * page, "child", child);
  reportEnd();
  for (;;) pause();
}
