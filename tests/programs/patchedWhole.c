/* A program that makes all of its own image readable and executable at once, as hot patchers do: the kernel merges parts. */
#include "report.h"

extern char __ehdr_start;
static const char constant[] = "a constant";

int main(void) {
  reportBegin();
  mustBe(mprotect(&__ehdr_start, 0x3000, PROT_READ | PROT_EXEC), "mprotect");
  report("header", &__ehdr_start, 64);
  report("code", (void *)main, 16);
  report("constant", constant, sizeof constant);
  reportEndAndWait();
}
