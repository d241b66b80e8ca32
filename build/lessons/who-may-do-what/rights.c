#include "lesson.h"
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

static sigjmp_buf back;
static int faults;

static void on_fault(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  char label[20];
  snprintf(label, sizeof label, "fault-%d", ++faults);
  here(label, info->si_addr, 1);
  siglongjmp(back, 1);
}

#define TRY if (sigsetjmp(back, 1) == 0)

int main(void) {
  struct sigaction action = {.sa_sigaction = on_fault};
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  sigaction(SIGSEGV, &action, 0);

  char *volatile literal = (char *)"a literal";
  /* Five pages without any right; the three in the middle get some. */
  char *around = mmap(0, 5 * 4096, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  char *pages = around + 4096;
  mprotect(pages, 3 * 4096, PROT_READ | PROT_WRITE);
  here("pages", pages, 3 * 4096);
  here("literal", literal, 10);
  step("start");

  TRY literal[0] = 'A';
  step("wrote-literal");

  mprotect(pages + 4096, 4096, PROT_READ);
  step("middle-read-only");

  TRY {
    pages[0] = 1;                       /* allowed */
    pages[4096] = 1;                    /* the middle page */
  }
  step("wrote-middle");

  TRY *(volatile int *volatile)0 = 1;
  step("wrote-null");

  TRY ((void (*)(void))pages)();        /* data as code */
  step("jumped-into-data");

  mprotect(pages + 4096, 4096, PROT_READ | PROT_WRITE);
  step("undone");
  return 0;
}
