/* The main thread ends while another lives on: /proc/PID/maps is then empty, /proc/PID/task/TID/maps is not. */
#include "report.h"
#include <pthread.h>

static pthread_t leader;

static void *work(void *argument) {
  /* Here and not in main: the parent-death signal belongs to a thread and is lost with it. */
  reportBegin();
  pthread_join(leader, NULL);
  /* The kernel wakes the joiner a moment before the thread is gone: wait until the leader is a zombie. */
  for (char state = 0; state != 'Z'; usleep(1000)) {
    FILE *stat = must(fopen("/proc/self/stat", "r"), "stat");
    if (fscanf(stat, "%*d (%*[^)]) %c", &state) != 1) state = 0;
    fclose(stat);
  }
  reportWith("survivor", __builtin_frame_address(0), 1, "tid", syscall(SYS_gettid));
  reportEndAndWait();
  return argument;
}

int main(void) {
  pthread_t thread;
  leader = pthread_self();
  mustBe(-pthread_create(&thread, NULL, work, NULL), "pthread_create");
  pthread_exit(NULL);
}
