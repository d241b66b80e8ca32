/* Maps its own program file once more, says where, and unmaps it at SIGUSR1. */
#include "report.h"
#include <fcntl.h>

int main(int count, char **words) {
  sigset_t signals;
  int number;
  (void)count;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  int file = mustBe(open(words[0], O_RDONLY), words[0]);
  char *mapped = must(mmap(NULL, 8192, PROT_READ, MAP_SHARED, file, 0), "mmap");
  reportBegin();
  report("mapped", mapped, 8192);
  reportEnd();
  sigwait(&signals, &number);
  munmap(mapped, 8192);
  for (;;) pause();
}
