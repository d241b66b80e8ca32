/* As many processes as its argument says, each waiting: something for a list of processes to list. */
#include "report.h"

int main(int count, char **arguments) {
  if (count != 2) return 2;
  reportBegin();
  fflush(stdout);
  long wanted = atol(arguments[1]);
  for (long i = 0; i < wanted; i++) {
    if (mustBe(fork(), "fork") > 0) continue;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) pause();
  }
  reportEndAndWait();
}
