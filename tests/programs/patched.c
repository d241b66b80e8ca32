/* A program that changes its own code: one page of it becomes a copy. */
#include "report.h"

__attribute__((noinline, aligned(4096))) static int answer(void) {
  volatile int value = 41;
  return value + 1;
}

int main(void) {
  reportBegin();
  char *code = (char *)((uintptr_t)answer & ~4095ul);
  mustBe(mprotect(code, 4096, PROT_READ | PROT_WRITE | PROT_EXEC), "mprotect");
  volatile char *first = (volatile char *)answer;
  *first = *first;
  mustBe(mprotect(code, 4096, PROT_READ | PROT_EXEC), "mprotect");
  reportWith("answer", (void *)answer, 16, "value", answer());
  report("main", (void *)main, 16);
  reportEndAndWait();
}
