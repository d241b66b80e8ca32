/* Anonymous memory that differs only in what may be done with it. */
#include "report.h"

int main(void) {
  const int anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
  const int both = PROT_READ | PROT_WRITE;
  reportBegin();

  /* One inaccessible page between two buffers: an overrun of the first must not reach the second. Beside the loader's own
     memory the kernel would merge either of them with it, and then it is guessed of the whole. */
  char *buffers = lonely(9 << 12, both, 0);
  memset(buffers, 1, 9 << 12);
  mustBe(mprotect(buffers + (4 << 12), 4096, PROT_NONE), "mprotect");
  report("before", buffers, 4 << 12);
  report("single", buffers + (4 << 12), 4096);
  report("after", buffers + (5 << 12), 4 << 12);

  const size_t gigabyte = 1 << 30;
  report("reservation", must(mmap(NULL, gigabyte, PROT_NONE, anonymous | MAP_NORESERVE, -1, 0), "mmap"), gigabyte);
  report("writableCode", lonely(16 << 10, both | PROT_EXEC, 0), 16 << 10);
  report("code", lonely(16 << 10, PROT_READ | PROT_EXEC, 0), 16 << 10);
  report("readOnly", lonely(16 << 10, PROT_READ, 0), 16 << 10);
  report("plain", lonely(16 << 10, both, 0), 16 << 10);

  char *downward = lonely(16 << 10, both, MAP_GROWSDOWN);
  downward[(16 << 10) - 1] = 1;
  report("growsDown", downward, 16 << 10);
  reportEndAndWait();
}
