/*
 * Machine code that a program makes itself, and tells tools of as compilers do: a line for each function in
 * /tmp/perf-PID.map, with 0x as some write them, and one without. The first word is the folder to make the root of the
 * process's view.
 */
#include "report.h"
#include <fcntl.h>

int main(int count, char **words) {
  enum { page = 4096 };
  if (count > 1) {
    mustBe(chroot(words[1]), "chroot");
    mustBe(chdir("/"), "chdir");
  }
  reportBegin();
  unsigned char *code = lonely(page, PROT_READ | PROT_WRITE, 0);
  memset(code, 0xc3, page);
  mustBe(mprotect(code, page, PROT_READ | PROT_EXEC), "mprotect");
  char name[64], text[256];
  snprintf(name, sizeof name, "/tmp/perf-%d.map", getpid());
  int length = snprintf(text, sizeof text, "0x%lx 0x40 void Shape::area(int) const\n%lx 20 plain\n", (uintptr_t)code,
                        (uintptr_t)code + 0x80);
  int file = mustBe(open(name, O_WRONLY | O_CREAT | O_EXCL, 0644), "open");
  if (write(file, text, (size_t)length) != length) return 1;
  close(file);
  report("code", code, page);
  reportEndAndWait();
}
