/*
 * Memory with each NUMA policy that node 0 alone can have, and how much of it has been touched; a file whose name holds
 * what numa_maps escapes. argv[1]: folder for the file.
 */
#include "report.h"
#include <fcntl.h>

enum { preferred = 1, bound = 2, interleaved = 3, local = 4, preferredMany = 5, weighted = 6 };

static void policy(const char *name, int mode, int needsNode, int touched) {
  size_t size = 8 * 4096;
  unsigned long node0 = 1;
  char *block = lonely(size, PROT_READ | PROT_WRITE, 0);
  madvise(block, size, MADV_NOHUGEPAGE);
  if (mode && syscall(SYS_mbind, block, size, mode, needsNode ? &node0 : NULL, needsNode ? 64 : 0, 0) < 0) {
    reportSkipped(name, "mbind", errno);
    return;
  }
  memset(block, 1, (size_t)touched * 4096);
  reportWith(name, block, size, "touched", touched);
}

int main(int count, char **arguments) {
  if (count > 1) mustBe(chdir(arguments[1]), "chdir");
  int file = mustBe(open("a b=c\td\ne", O_RDWR | O_CREAT | O_TRUNC, 0600), "open");
  mustBe(ftruncate(file, 4 * 4096), "ftruncate");
  reportBegin();
  policy("default", 0, 0, 3);
  policy("untouched", 0, 0, 0);
  policy("preferred", preferred, 1, 1);
  policy("bound", bound, 1, 2);
  policy("interleaved", interleaved, 1, 4);
  policy("local", local, 0, 5);
  policy("preferred many", preferredMany, 1, 6);
  policy("weighted", weighted, 1, 7);
  char *mapped = must(mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), "mmap");
  memset(mapped, 1, 2 * 4096);
  reportWith("file", mapped, 4 * 4096, "touched", 2);
  reportEndAndWait();
}
