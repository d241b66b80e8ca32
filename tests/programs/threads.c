/* Threads with stacks and guards of several sizes, their names, and each thread's own copy of one variable. */
#include "report.h"
#include <pthread.h>

struct Shape {
  const char *name;
  size_t stackSize; /* 0: the default */
  size_t guardSize; /* 1: the default */
  int userSupplied;
};
static const struct Shape shapes[] = {
    {"plain", 0, 1, 0},
    {"small", 256 << 10, 64 << 10, 0},
    {"bare", 1 << 20, 0, 0},
    {"own", 512 << 10, 1, 1},
    {"deep", 2 << 20, 1, 0},
};
static __thread char threadLocal[64] = "each thread has its own";
static pthread_barrier_t ready;
static pthread_mutex_t printing = PTHREAD_MUTEX_INITIALIZER;

static void describe(const char *name) {
  pthread_attr_t attributes;
  void *stack;
  size_t size, guard;
  char key[32];
  long tid = syscall(SYS_gettid);
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &stack, &size);
  pthread_attr_getguardsize(&attributes, &guard);
  pthread_mutex_lock(&printing);
  snprintf(key, sizeof key, "%sStack", name);
  reportWith(key, stack, size, "tid", tid);
  snprintf(key, sizeof key, "%sGuard", name);
  if (guard && strcmp(name, "own") != 0) reportWith(key, (char *)stack - guard, guard, "tid", tid);
  snprintf(key, sizeof key, "%sFrame", name);
  report(key, __builtin_frame_address(0), 1);
  snprintf(key, sizeof key, "%sThreadLocal", name);
  reportWith(key, threadLocal, sizeof threadLocal, "tid", tid);
  snprintf(key, sizeof key, "%sControlBlock", name);
  reportWith(key, (void *)pthread_self(), 8, "tid", tid);
  pthread_mutex_unlock(&printing);
  pthread_attr_destroy(&attributes);
}

static void *work(void *argument) {
  const struct Shape *shape = argument;
  volatile char used[strcmp(shape->name, "deep") == 0 ? 1 << 20 : 64];
  used[0] = 1; /* puts the frames below as deep as the room is large */
  pthread_setname_np(pthread_self(), shape->name);
  describe(shape->name);
  pthread_barrier_wait(&ready);
  for (;;) pause();
  return (void *)(uintptr_t)used[0];
}

/* Its stack stays mapped after it has been joined: the C library keeps it for the next thread. */
static void *finish(void *argument) {
  describe("finished");
  return argument;
}

int main(void) {
  enum { count = sizeof shapes / sizeof *shapes };
  reportBegin();
  pthread_barrier_init(&ready, NULL, count + 1);
  for (int i = 0; i < count; i++) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    if (shapes[i].stackSize) pthread_attr_setstacksize(&attributes, shapes[i].stackSize);
    if (shapes[i].guardSize != 1) pthread_attr_setguardsize(&attributes, shapes[i].guardSize);
    if (shapes[i].userSupplied) {
      void *memory = lonely(shapes[i].stackSize, PROT_READ | PROT_WRITE, MAP_STACK);
      pthread_attr_setstack(&attributes, memory, shapes[i].stackSize);
    }
    mustBe(-pthread_create(&thread, &attributes, work, (void *)&shapes[i]), "pthread_create");
  }
  pthread_barrier_wait(&ready);
  pthread_t finished;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 4 << 20);
  mustBe(-pthread_create(&finished, &attributes, finish, NULL), "pthread_create");
  pthread_join(finished, NULL);
  describe("main");
  reportEndAndWait();
}
