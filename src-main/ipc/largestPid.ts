/** The kernel's largest pid (PID_MAX_LIMIT of include/linux/threads.h on 64-bit machines). */
export const largestPid = 4_194_304;
