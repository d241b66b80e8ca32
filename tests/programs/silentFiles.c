/*
 * A file system with one file, lib.so, that answers until SIGUSR1 comes and never again after it, as a dead sshfs or NFS
 * server does. argv[1] is where it is mounted, argv[2] (if there is one) where an overlay of it is mounted, which hides
 * what it rests on. A child maps the file from the last of them and says so; both end when the first is killed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile sig_atomic_t silent;
static char content[8192];
static char request[1 << 20];

static void fall_silent(int signal) {
  (void)signal;
  silent = 1;
}

static void skip(const char *why) {
  printf("{\"mapped\":{\"skipped\":\"%s: %s\"}}\n", why, strerror(errno));
  fflush(stdout);
  pause();
}

static void attributes(struct fuse_attr *attr, uint64_t node) {
  attr->ino = node;
  attr->mode = node == 1 ? S_IFDIR | 0755 : S_IFREG | 0755;
  attr->nlink = 1;
  attr->size = node == 1 ? 0 : sizeof content;
  attr->blksize = 4096;
}

/* The answer to one request, without its header; the length of it, or a negative error number. */
static int answer(const struct fuse_in_header *in, char *out) {
  const void *body = in + 1;
  switch (in->opcode) {
    case FUSE_INIT: {
      struct fuse_init_out *init = (void *)out;
      init->major = FUSE_KERNEL_VERSION;
      init->minor = 31;
      init->max_write = 65536;
      init->max_readahead = 65536;
      return sizeof *init;
    }
    case FUSE_LOOKUP: {
      struct fuse_entry_out *entry = (void *)out;
      if (strcmp(body, "lib.so") != 0) return -ENOENT;
      entry->nodeid = 77;
      attributes(&entry->attr, 77);
      return sizeof *entry;
    }
    case FUSE_GETATTR: {
      struct fuse_attr_out *attr = (void *)out;
      attributes(&attr->attr, in->nodeid);
      return sizeof *attr;
    }
    case FUSE_OPEN:
    case FUSE_OPENDIR:
      return sizeof(struct fuse_open_out);
    case FUSE_READ: {
      const struct fuse_read_in *read_in = body;
      uint64_t left = read_in->offset >= sizeof content ? 0 : sizeof content - read_in->offset;
      uint32_t length = left < read_in->size ? left : read_in->size;
      memcpy(out, content + read_in->offset, length);
      return length;
    }
    case FUSE_STATFS:
      return sizeof(struct fuse_statfs_out);
    case FUSE_FLUSH:
    case FUSE_RELEASE:
    case FUSE_RELEASEDIR:
    case FUSE_ACCESS:
      return 0;
    default:
      return -ENOSYS;
  }
}

static void serve(int device) {
  static struct {
    struct fuse_out_header head;
    char body[70000];
  } reply;
  for (;;) {
    if (read(device, request, sizeof request) < 0) {
      if (errno == ENODEV) _exit(0);
      continue;
    }
    const struct fuse_in_header *in = (void *)request;
    if (silent || in->opcode == FUSE_FORGET || in->opcode == FUSE_BATCH_FORGET || in->opcode == FUSE_INTERRUPT) continue;
    memset(&reply, 0, sizeof reply.head + 512);
    int length = answer(in, reply.body);
    reply.head.unique = in->unique;
    reply.head.error = length < 0 ? length : 0;
    reply.head.len = sizeof reply.head + (length < 0 ? 0 : length);
    if (write(device, &reply, reply.head.len) < 0 && errno != ENOENT) _exit(1);
  }
}

/* Maps the file and waits. */
static void be_target(const char *folder, const char *overlay) {
  char path[4200];
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGUSR1, SIG_IGN);
  if (overlay) {
    char lower[4300];
    snprintf(lower, sizeof lower, "lowerdir=%s:/usr/share", folder);
    if (mount("overlay", overlay, "overlay", MS_RDONLY, lower) < 0) skip("no overlay");
    folder = overlay;
  }
  snprintf(path, sizeof path, "%s/lib.so", folder);
  int file = open(path, O_RDONLY);
  if (file < 0) skip("the file could not be opened");
  const char *mapped = mmap(0, sizeof content, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
  if (mapped == MAP_FAILED) skip("the file could not be mapped");
  (void)*(const volatile char *)mapped;
  close(file);
  printf("{\"mapped\":{\"start\":\"%p\",\"end\":\"%p\",\"pid\":%d}}\n", (void *)mapped, (void *)(mapped + sizeof content),
         getpid());
  fflush(stdout);
  for (;;) pause();
}

int main(int count, char **words) {
  if (count < 2) return 2;
  signal(SIGUSR1, fall_silent);
  /* The mounts go with the processes. */
  if (unshare(CLONE_NEWNS) < 0 || mount(0, "/", 0, MS_REC | MS_PRIVATE, 0) < 0) skip("no mounts of its own");
  int device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (device < 0) skip("/dev/fuse");
  char options[200];
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", device);
  if (mount("silent", words[1], "fuse", MS_NOSUID | MS_NODEV, options) < 0) skip("mount");
  int program = open("/bin/true", O_RDONLY);
  if (program >= 0 && read(program, content, sizeof content) < 0) return 1;
  close(program);
  if (fork() == 0) {
    close(device);
    be_target(words[1], count > 2 ? words[2] : 0);
  }
  serve(device);
}
