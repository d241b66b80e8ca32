/*
 * A file of argv[1] that is no program, mapped private, writable and executable as image-based systems map their heap, and
 * fresh memory directly behind it. With a second word it is mapped in parts as a library is, code first.
 */
#include "report.h"
#include <fcntl.h>

int main(int count, char **arguments) {
  enum { page = 4096, pages = 3, behind = 8 };
  char content[page];
  if (count < 2) return 2;
  memset(content, 'i', page);
  int file = mustBe(open(arguments[1], O_RDWR | O_CREAT | O_TRUNC, 0600), "open");
  for (int index = 0; index < pages; index++)
    if (write(file, content, page) != page) return 1;
  reportBegin();
  char *span = lonely((pages + behind) * page, PROT_READ | PROT_WRITE, 0);
  int image = PROT_READ | PROT_WRITE | PROT_EXEC;
  int parts[pages] = {PROT_READ | PROT_EXEC, PROT_READ, PROT_READ | PROT_WRITE};
  for (int index = 0; index < pages; index++) {
    char *at = span + index * page;
    if (mmap(at, page, count > 2 ? parts[index] : image, MAP_PRIVATE | MAP_FIXED, file, index * page) != at) return 1;
  }
  memset(span + pages * page, 1, behind * page);
  report("file", span, pages * page);
  report("behind", span + pages * page, behind * page);
  reportEndAndWait();
}
