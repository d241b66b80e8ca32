#include "lesson.h"
#include <stdlib.h>
#include <sys/wait.h>

static int x = 1;

int main(void) {
  int go[2], done[2];
  if (pipe(go) || pipe(done))
    return 1;
  pid_t child = fork();
  char letter, text[32];
  if (child == 0) {
    close(0);
    close(go[1]);
    x = 2;
    here("child-x", &x, sizeof x);
    snprintf(text, sizeof text, "%d", x);
    value("child-x", text);
    if (write(done[1], "x", 1) != 1 || read(go[0], &letter, 1) < 0)
      _exit(1);
    _exit(0);
  }
  close(go[0]);
  if (read(done[0], &letter, 1) != 1)
    return 1;
  process("child", child);
  x = 1;
  here("x", &x, sizeof x);
  snprintf(text, sizeof text, "%d", x);
  value("x", text);
  step("both");
  close(go[1]);
  waitpid(child, 0, 0);
  return 0;
}
