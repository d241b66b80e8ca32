/*
 * A small service with all that people come to ask of one: a stack that is nearly full, memory that is writable and
 * executable, and a large block whose only owner is reached over the heap from a global.
 */
#include "report.h"
#include <alloca.h>
#include <dlfcn.h>
#include <pthread.h>

enum { cacheSize = 3 << 20, deep = 7600 << 10 };

struct session {
  long id;
  char name[8];
  void *cache;
};
struct session *g_sessions[4];
static pthread_barrier_t ready;

/* Fills the stack but for some hundred KiB and stays there. */
static void *descend(void *argument) {
  volatile char *used = alloca(deep);
  for (int at = 0; at < deep; at += 4096) used[at] = 1;
  pthread_setname_np(pthread_self(), "nearly-full");
  pthread_barrier_wait(&ready);
  for (;;) pause();
  return argument;
}

int main(void) {
  reportBegin();
  pthread_barrier_init(&ready, NULL, 2);
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 8 << 20);
  mustBe(-pthread_create(&thread, &attributes, descend, NULL), "pthread_create");
  pthread_barrier_wait(&ready);
  pthread_attr_t given;
  void *stack;
  size_t size;
  pthread_getattr_np(thread, &given);
  pthread_attr_getstack(&given, &stack, &size);
  reportWith("fullStack", stack, size, "used", deep);

  struct session *session = malloc(sizeof *session);
  session->id = 1;
  strcpy(session->name, "first");
  session->cache = malloc(cacheSize);
  memset(session->cache, 0x5a, cacheSize);
  g_sessions[2] = session;
  report("cache", session->cache, cacheSize);
  report("session", session, sizeof *session);
  report("global", &g_sessions[2], sizeof g_sessions[2]);

  report("writableCode", lonely(4096, PROT_READ | PROT_WRITE | PROT_EXEC, 0), 4096);
  report("malloc", dlsym(RTLD_DEFAULT, "malloc"), 1);
  report("main", (void *)main, 1);
  reportEndAndWait();
}
