/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What keystrap-fetch may do once it is inside, as tables. Names that an architecture or a
 * libseccomp does not know are skipped, so one list serves x86_64 and aarch64, glibc and musl; a
 * comment says who needs what is not obvious. What is in no table ends the process: every way to
 * start or trace a program, to gain or change an identity, to make, change or remove a file, to
 * listen, and all of the kernel's rarer doors (io_uring, bpf, keyctl, userfaultfd, perf, memfd,
 * namespaces).
 */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

/* clang-format off */

const char *const sandbox_default_readable[] = {
	/* name resolution */
	"/etc/resolv.conf",
	"/etc/hosts",
	"/etc/nsswitch.conf",
	"/etc/host.conf",
	"/etc/gai.conf",
	"/etc/services",
	/* trust anchors, where the links of each distribution end */
	"/etc/ssl/certs",
	"/etc/ssl/cert.pem",
	"/usr/share/ca-certificates",
	"/usr/local/share/ca-certificates",
	"/etc/ca-certificates",         /* Arch */
	"/etc/pki/tls/certs",           /* Fedora */
	"/etc/pki/ca-trust/extracted",  /* Fedora */
	"/var/lib/ca-certificates",     /* SUSE */
	/* dates */
	"/etc/localtime",
	NULL,
};

const char *const sandbox_allowed_calls[] = {
	/* the socket to the parent, and the network's */
	"read", "readv", "write", "writev", "close",
	"recvfrom", "recvmsg",
	"connect", "bind", /* bind: resolvers pick their own port, netlink its address */
	"shutdown", "getsockname", "getpeername", "getsockopt",
	"poll", "ppoll",
	"pipe2", "eventfd2", /* how newer libcurl wakes its own poll */

	/* reading the few files that Landlock leaves */
	"lseek", "pread64",
	"fstat", "newfstatat", "stat", "statx", "access", "faccessat",

	/* memory, none of it executable: see mmap and mprotect below */
	"brk", "munmap", "mremap",

	/* threads: the resolver has one for each look-up */
	"set_robust_list", "rseq", "membarrier", /* membarrier: musl */
	"sched_yield",
	"exit", "exit_group",

	/* signals that are ours already */
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "restart_syscall",

	/* time, where the vdso does not answer */
	"clock_gettime", "clock_getres", "gettimeofday", "time",
	"clock_nanosleep", "nanosleep",

	/* who and where we are */
	"getpid", "gettid", "uname", "sysinfo",

	"getrandom",
	NULL,
};

#define ALL_32   UINT64_C(0xffffffff)
#define ALL_64   UINT64_MAX

/* What an int argument is, which of its bits are not set, which of its bits are. */
#define IS(argument, value)   { argument, ALL_32, (uint32_t)(value) }
#define LACKS(argument, bits) { argument, (uint32_t)(bits), 0 }
#define HAS(argument, bit)    { argument, (uint32_t)(bit), (uint32_t)(bit) }
#define BELOW(argument, power_of_two) LACKS(argument, ~((uint32_t)(power_of_two) - 1))

/* The type of a socket, with or without its flags. */
#define TYPE(argument, value) \
	{ argument, ALL_32 & ~(uint64_t)(SOCK_CLOEXEC | SOCK_NONBLOCK), value }

/* Writing, making, emptying. O_TMPFILE is among them: it is refused by open unless it may write. */
#define WRITING (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND)

/* What pthread_create asks for; musl adds the last bit, which has no effect. */
#define THREAD                                                                                     \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |        \
	 CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

/* FUTEX_WAIT, WAKE, ... without the flags that go with each; no priority inheritance. */
#define FUTEX(operation) \
	{ 1, ALL_32 & ~(uint64_t)(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME), operation }

const struct sandbox_limit sandbox_limited_calls[] = {
	/* Newer forms of what is below, whose arguments a filter cannot see: use the old ones. */
	{ "clone3",      ENOSYS },
	{ "openat2",     ENOSYS },
	{ "faccessat2",  ENOSYS },

	/*
	 * Files are read. One that is opened for writing ends the process, with no errno: nothing
	 * in here ever tries, so it is an attack, and the parent hears of it.
	 */
	{ "open",   0, { LACKS(1, WRITING) } },
	{ "openat", 0, { LACKS(2, WRITING) } },

	/* A thread, exactly; a process never. */
	{ "clone",  0, { { 0, ALL_64 & ~(uint64_t)CLONE_DETACHED, THREAD } } },

	/*
	 * No new code. mmap answers with an errno, so that a library which nsswitch.conf or
	 * OpenSSL names just fails to load; mprotect comes after that, so nobody gets so far.
	 */
	{ "mmap",     0,      { LACKS(2, PROT_EXEC) } },
	{ "mmap",     EACCES, { HAS(2, PROT_EXEC) } },
	{ "mprotect", 0,      { LACKS(2, PROT_EXEC) } },

	/* Allocators: give back, leave out of cores; 102 and 103 are guard pages of glibc 2.42. */
	{ "madvise", 0, { IS(2, MADV_DONTNEED) } },
	{ "madvise", 0, { IS(2, MADV_FREE) } },
	{ "madvise", 0, { IS(2, MADV_DONTDUMP) } },
	{ "madvise", 0, { IS(2, MADV_WIPEONFORK) } },
	{ "madvise", 0, { IS(2, MADV_HUGEPAGE) } },
	{ "madvise", 0, { IS(2, MADV_NOHUGEPAGE) } },
	{ "madvise", 0, { IS(2, 102) } },
	{ "madvise", 0, { IS(2, 103) } },

	{ "futex", 0, { FUTEX(FUTEX_WAIT) } },
	{ "futex", 0, { FUTEX(FUTEX_WAKE) } },
	{ "futex", 0, { FUTEX(FUTEX_REQUEUE) } },
	{ "futex", 0, { FUTEX(FUTEX_CMP_REQUEUE) } },
	{ "futex", 0, { FUTEX(FUTEX_WAKE_OP) } },
	{ "futex", 0, { FUTEX(FUTEX_WAIT_BITSET) } },
	{ "futex", 0, { FUTEX(FUTEX_WAKE_BITSET) } },

	/*
	 * TCP and UDP, named or as the default of the type: another protocol (MPTCP, SCTP) would
	 * connect past Landlock's ports. Routes are asked by getaddrinfo, to sort addresses. Unix
	 * sockets come with what the caller needs: see seccomp.c.
	 */
	{ "socket", 0, { IS(0, AF_INET),  TYPE(1, SOCK_STREAM), IS(2, 0) } },
	{ "socket", 0, { IS(0, AF_INET),  TYPE(1, SOCK_STREAM), IS(2, IPPROTO_TCP) } },
	{ "socket", 0, { IS(0, AF_INET),  TYPE(1, SOCK_DGRAM),  IS(2, 0) } },
	{ "socket", 0, { IS(0, AF_INET),  TYPE(1, SOCK_DGRAM),  IS(2, IPPROTO_UDP) } },
	{ "socket", 0, { IS(0, AF_INET6), TYPE(1, SOCK_STREAM), IS(2, 0) } },
	{ "socket", 0, { IS(0, AF_INET6), TYPE(1, SOCK_STREAM), IS(2, IPPROTO_TCP) } },
	{ "socket", 0, { IS(0, AF_INET6), TYPE(1, SOCK_DGRAM),  IS(2, 0) } },
	{ "socket", 0, { IS(0, AF_INET6), TYPE(1, SOCK_DGRAM),  IS(2, IPPROTO_UDP) } },
	{ "socket", 0, { IS(0, AF_NETLINK), TYPE(1, SOCK_RAW),  IS(2, NETLINK_ROUTE) } },
	{ "socketpair", 0, { IS(0, AF_UNIX), TYPE(1, SOCK_STREAM), IS(2, 0) } }, /* libcurl wakes */

	/* TCP fast open connects while it sends, also past Landlock; musl then uses connect. */
	{ "sendto",   0,          { LACKS(3, MSG_FASTOPEN) } },
	{ "sendto",   EOPNOTSUPP, { HAS(3, MSG_FASTOPEN) } },
	{ "sendmsg",  0,          { LACKS(2, MSG_FASTOPEN) } },
	{ "sendmsg",  EOPNOTSUPP, { HAS(2, MSG_FASTOPEN) } },
	{ "sendmmsg", 0,          { LACKS(3, MSG_FASTOPEN) } },
	{ "sendmmsg", EOPNOTSUPP, { HAS(3, MSG_FASTOPEN) } },

	/* SO_KEEPALIVE and its like, not socket filters; those of IP end where netfilter begins. */
	{ "setsockopt", 0, { IS(1, SOL_SOCKET),   BELOW(2, 16) } },
	{ "setsockopt", 0, { IS(1, IPPROTO_TCP),  BELOW(2, 64) } },
	{ "setsockopt", 0, { IS(1, IPPROTO_IP),   BELOW(2, 64) } },
	{ "setsockopt", 0, { IS(1, IPPROTO_IPV6), BELOW(2, 64) } },

	{ "fcntl", 0, { IS(1, F_GETFD) } },
	{ "fcntl", 0, { IS(1, F_SETFD) } },
	{ "fcntl", 0, { IS(1, F_GETFL) } },
	{ "fcntl", 0, { IS(1, F_SETFL) } },
	{ "ioctl", 0, { IS(1, FIONBIO) } },
	{ "ioctl", 0, { IS(1, FIONREAD) } },
	{ "ioctl", 0, { IS(1, TCGETS) } },     /* is it a terminal? asks glibc */
	{ "ioctl", 0, { IS(1, TIOCGWINSZ) } }, /* the same, asks musl */

	/* Names for threads and, since glibc 2.41, for memory. */
	{ "prctl", 0, { IS(0, PR_SET_NAME) } },
	{ "prctl", 0, { IS(0, 0x53564d41) } }, /* PR_SET_VMA, which musl does not name */

	/* Its own limits, and only to read them. */
	{ "prlimit64", 0, { IS(0, 0), { 2, ALL_64, 0 } } },
	{ 0 },
};

/* clang-format on */
