/*
 * A file of argv[1] that is no program, mapped private, writable and executable as image-based systems map their heap, and
 * fresh memory directly behind it.
 */
#include "report.h"
#include <fcntl.h>

int main(int count, char **arguments) {
  enum { page = 4096, behind = 8 };
  char content[page];
  if (count < 2) return 2;
  memset(content, 'i', page);
  int file = mustBe(open(arguments[1], O_RDWR | O_CREAT | O_TRUNC, 0600), "open");
  if (write(file, content, page) != page) return 1;
  reportBegin();
  char *span = lonely((1 + behind) * page, PROT_READ | PROT_WRITE, 0);
  if (mmap(span, page, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, file, 0) != span) return 1;
  memset(span + page, 1, behind * page);
  report("file", span, page);
  report("behind", span + page, behind * page);
  reportEndAndWait();
}
