#include "lesson.h"
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>

int main(void) {
  steady();
  size_t size = 16 * MiB;
  char *block = mmap(0, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(block, 1, size);
  here("block", block, size);
  step("alone");

  int go[2], done[2];
  if (pipe(go) || pipe(done))
    return 1;
  pid_t child = fork();
  char letter;
  if (child == 0) {
    close(0);                           /* the parent alone waits for you */
    close(go[1]);
    if (read(go[0], &letter, 1) <= 0)
      _exit(0);
    memset(block, 2, size / 2);         /* the child writes the first half */
    if (write(done[1], "x", 1) != 1 || read(go[0], &letter, 1) < 0)
      _exit(1);
    _exit(0);
  }
  close(go[0]);
  process("child", child);
  step("forked");

  if (write(go[1], "x", 1) != 1 || read(done[0], &letter, 1) != 1)
    return 1;
  step("child-wrote-half");

  memset(block, 3, size / 4);           /* the child has copied these */
  step("parent-wrote-quarter");

  close(go[1]);
  waitpid(child, 0, 0);
  step("child-gone");
  return 0;
}
