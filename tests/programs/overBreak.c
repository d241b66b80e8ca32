/*
 * Maps memory over the place where the heap would start, while it is still empty: the kernel then names that memory
 * [heap]. V8 does so by chance. `rwx` as the first argument makes it executable.
 */
#include "report.h"

int main(int count, char **arguments) {
  const int half = 64 << 10;
  int executable = count > 1 && strcmp(arguments[1], "rwx") == 0 ? PROT_EXEC : 0;
  /* Before malloc is called for the first time: nothing has moved the break yet. */
  char *start = (char *)sbrk(0) - half;
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE;
  char *over = mmap(start, 2 * half, PROT_READ | PROT_WRITE | executable, flags, -1, 0);
  int error = errno;
  reportBegin();
  if (over == MAP_FAILED) reportSkipped("over", "nothing can be mapped over the start of the heap", error);
  else report("over", memset(over, 1, 2 * half), 2 * half);
  reportEndAndWait();
}
