/* A child that has ended and whom its parent has not buried. */
#include "report.h"
#include <sys/wait.h>

int main(void) {
  siginfo_t info;
  reportBegin();
  fflush(stdout);
  pid_t child = mustBe(fork(), "fork");
  if (child == 0) _exit(0);
  /* WNOWAIT leaves it a zombie. */
  mustBe(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), "waitid");
  reportWith("zombie", NULL, 0, "pid", child);
  reportEndAndWait();
}
