/* A C program around a Go library. */
#include <stdio.h>
#include <unistd.h>
extern char *GoStart(void);
int main(void) {
  char *said = GoStart();
  usleep(300000);
  puts(said);
  fflush(stdout);
  for (;;) pause();
}
