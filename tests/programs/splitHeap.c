/* A heap that is three mappings, because one page in its middle has been made read-only. */
#include "report.h"

int main(void) {
  reportBegin();
  uintptr_t grown = (uintptr_t)sbrk(64 << 10);
  char *start = (char *)((grown + 4095) & ~(uintptr_t)4095);
  memset(start, 1, 48 << 10);
  mustBe(mprotect(start + (16 << 10), 4096, PROT_READ), "mprotect");
  report("low", start, 16 << 10);
  report("readOnly", start + (16 << 10), 4096);
  report("high", start + (20 << 10), 28 << 10);
  reportEndAndWait();
}
