/* Texts, bytes and a chain of pointers at known places, with a page in between that nobody ever touches. */
#include "report.h"

enum { page = 4096 };

struct link {
  struct link *next;
  char text[24];
};

int main(void) {
  reportBegin();
  char *block = lonely(4 * page, PROT_READ | PROT_WRITE, 0);
  madvise(block, 4 * page, MADV_NOHUGEPAGE);
  struct link *first = (struct link *)block;
  struct link *second = (struct link *)(block + 2 * page);
  strcpy(first->text, "first of the chain");
  strcpy(second->text, "second of the chain");
  first->next = second;
  second->next = NULL;
  const unsigned char rare[] = {0xc0, 0xff, 0xee, 0x5a, 0xa5, 0x17};
  memcpy(block + 3 * page + 100, rare, sizeof rare);
  report("block", block, 4 * page);
  report("first", first, sizeof *first);
  report("second", second, sizeof *second);
  report("rare", block + 3 * page + 100, sizeof rare);
  reportEndAndWait();
}
