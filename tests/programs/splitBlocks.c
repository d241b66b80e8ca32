/*
 * Large blocks of malloc in which a later call makes a mapping of its own: NumPy asks for huge pages in every array of
 * 4 MiB and more, others keep memory out of children (RDMA), protect a part of a block, or lock it.
 */
#include "report.h"

enum { page = 4096, size = 20 << 20, part = 4 << 20 };

/* A touched block; its first page begins with malloc's header. */
static char *block(const char *name) {
  char *start = must(malloc(size), "malloc");
  memset(start, 1, size);
  report(name, start - 16, size + 16);
  return (char *)(((uintptr_t)start + part) & ~(uintptr_t)(page - 1));
}

int main(void) {
  reportBegin();
  madvise(block("huge"), part, MADV_HUGEPAGE);
  madvise(block("unshared"), part, MADV_DONTFORK);
  mprotect(block("protected"), part, PROT_READ);
  /* Locking needs a limit that allows it; without, this block is merely whole. */
  if (mlock(block("locked"), page) != 0) errno = 0;
  reportEndAndWait();
}
