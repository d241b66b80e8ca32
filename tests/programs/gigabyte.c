/* As many MiB of touched small pages as asked for. */
#include "report.h"

int main(int count, char **arguments) {
  size_t size = (size_t)(count > 1 ? atol(arguments[1]) : 1024) << 20;
  reportBegin();
  char *block = lonely(size, PROT_READ | PROT_WRITE, 0);
  madvise(block, size, MADV_NOHUGEPAGE);
  memset(block, 1, size);
  report("block", block, size);
  reportEndAndWait();
}
