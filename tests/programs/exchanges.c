/*
 * Exchanges a regular file and a FIFO under one name for as long as it runs, as a hostile process would between our
 * look at a path and our opening it, and counts how often the FIFO is opened (which stands for a device that acts).
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/fs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile sig_atomic_t asked;
static void on_usr1(int number) { asked = number; }

int main(int count, char **arguments) {
  if (count != 3) return 2;
  const char *file = arguments[1], *fifo = arguments[2];
  if (mkfifo(fifo, 0600) != 0) return 1;
  int watch = inotify_init1(IN_NONBLOCK);
  if (inotify_add_watch(watch, fifo, IN_OPEN) < 0) return 1;
  pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) syscall(SYS_renameat2, AT_FDCWD, file, AT_FDCWD, fifo, RENAME_EXCHANGE);
  }
  struct sigaction action = {.sa_handler = on_usr1};
  sigaction(SIGUSR1, &action, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  printf("{}\n");
  fflush(stdout);
  long opens = 0;
  char events[65536];
  for (;;) {
    ssize_t got = read(watch, events, sizeof events);
    for (char *at = events; got > 0 && at < events + got;) {
      opens++;
      at += sizeof(struct inotify_event) + ((struct inotify_event *)at)->len;
    }
    if (asked) {
      asked = 0;
      printf("{\"opens\":{\"count\":%ld}}\n", opens);
      fflush(stdout);
    }
    if (got <= 0) usleep(1000);
  }
}
