/*
 * N mappings that cannot merge, in a cycle of four: a file read-only with one page touched, anonymous memory of 1 to 8
 * touched pages, an inaccessible span of 1 to 8 pages, a file writable and private with every second one written to.
 * 64 files with paths of about 60 characters in the folder given. On SIGUSR1 one page more is touched and told. On SIGUSR2
 * a hundred of the anonymous ones give a page back, or take it again: five figures of each change, and an empty object says so.
 */
#include "report.h"
#include <fcntl.h>

enum { files = 64, restless = 100 };

int main(int count, char **arguments) {
  if (count != 3) return 2;
  long wanted = atol(arguments[1]);
  int descriptors[files];
  for (int i = 0; i < files; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/mapped-file-with-a-long-name-%020d", arguments[2], i);
    descriptors[i] = mustBe(open(path, O_CREAT | O_RDWR, 0600), path);
    mustBe(ftruncate(descriptors[i], 8 << 12), "ftruncate");
  }
  sigset_t signals;
  int number;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigaddset(&signals, SIGUSR2);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  reportBegin();
  /* One reservation keeps the mappings side by side; each is then laid over a part of it. */
  size_t room = (size_t)wanted * (8 << 12);
  char *start = must(mmap(NULL, room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), "mmap");
  char *at = start;
  char *changing[restless];
  int changes = 0, given = 0;
  for (long i = 0; i < wanted; i++) {
    size_t length = (size_t)(1 + (i * 7) % 8) << 12;
    int file = descriptors[i / 4 % files];
    char *memory;
    switch (i % 4) {
      case 0:
        memory = must(mmap(at, length, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, 0), "mmap");
        (void)*(volatile char *)memory;
        break;
      case 1:
        memory = must(mmap(at, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0), "mmap");
        for (size_t byte = 0; byte < length; byte += 4096) memory[byte] = 1;
        if (changes < restless) changing[changes++] = memory;
        break;
      case 2:
        must(mmap(at, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0), "mmap");
        break;
      default:
        length = 4096;
        memory = must(mmap(at, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, file, 0), "mmap");
        if (i % 8 == 3) memory[0] = 1;
        else (void)*(volatile char *)memory;
        break;
    }
    at += length;
  }
  munmap(at, room - (size_t)(at - start));
  report("area", start, (size_t)(at - start));
  reportEnd();
  for (;;) {
    sigwait(&signals, &number);
    if (number == SIGUSR2) {
      given = !given;
      for (int i = 0; i < changes; i++) {
        if (given) mustBe(madvise(changing[i], 4096, MADV_DONTNEED), "madvise");
        else changing[i][0] = 1;
      }
      printf("{}\n");
      fflush(stdout);
      continue;
    }
    char *block = lonely(4096, PROT_READ | PROT_WRITE, 0);
    block[0] = 1;
    reported = 0;
    printf("{");
    report("page", block, 4096);
    reportEnd();
  }
}
