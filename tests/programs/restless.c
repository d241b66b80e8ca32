/*
 * Keeps eight children, each of which does one thing that a watch must outlive, for about a second, and is then replaced:
 * exits, executes another program, forks, leaves its namespaces, maps and unmaps in a loop, maps argv[1] mappings, stops
 * itself, ends its main thread. The last process id is set back now and then, so that ids are used again.
 */
#define _GNU_SOURCE
#include "report.h"
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static const char *self;
static long most;

static void *wait_on(void *argument) {
  sleep(2);
  _exit(0);
  return argument;
}

static void loop(void) {
  for (int round = 0; round < 100; round++) {
    void *made[64];
    for (int i = 0; i < 64; i++) made[i] = mmap(NULL, 4096 << (i % 5), i % 2 ? PROT_READ : PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 64; i++) munmap(made[i], 4096 << (i % 5));
    usleep(10000);
  }
}

static void be(int what) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  pthread_t thread;
  switch (what) {
    case 0: usleep(300000); break;
    case 1: usleep(300000); execl("/bin/sleep", self, "1", (char *)NULL); break;
    case 2: for (int i = 0; i < 20; i++) if (fork() == 0) { usleep(400000); _exit(0); } sleep(1); break;
    case 3: if (unshare(CLONE_NEWNS | CLONE_NEWUSER) < 0) usleep(1); sleep(1); break;
    case 4: loop(); break;
    case 5: for (long i = 0; i < most; i++) mmap(NULL, 4096, i % 2 ? PROT_READ : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); sleep(2); break;
    case 6: raise(SIGSTOP); break;
    default: pthread_create(&thread, NULL, wait_on, NULL); pthread_exit(NULL);
  }
  _exit(0);
}

int main(int count, char **words) {
  self = words[0];
  most = count > 1 ? atol(words[1]) : 1000;
  pid_t children[8] = {0};
  reportBegin();
  reportEnd();
  for (;;) {
    FILE *last = fopen("/proc/sys/kernel/ns_last_pid", "w");
    for (int i = 0; i < 8; i++) {
      int status;
      if (children[i] != 0 && waitpid(children[i], &status, WNOHANG) == 0) {
        if (i == 6) kill(children[i], SIGKILL);
        continue;
      }
      if (last && children[i] > 1 && i % 3 == 0) fprintf(last, "%d", children[i] - 1), fflush(last), rewind(last);
      children[i] = fork();
      if (children[i] == 0) be(i);
    }
    if (last) fclose(last);
    usleep(200000);
  }
}
