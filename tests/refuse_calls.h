/* SPDX-License-Identifier: MIT */
/* A container's view of system calls, for tests: a seccomp filter that answers in the kernel's place. */
#ifndef TESTS_REFUSE_CALLS_H
#define TESTS_REFUSE_CALLS_H

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define REFUSE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define REFUSE_ARCH AUDIT_ARCH_AARCH64
#else
#define REFUSE_ARCH 0 /* unknown: refuse_calls() fails */
#endif
#define REFUSE_MAX 8

/* From now on this process and its children get `error` from each of n calls; 0: success without effect. It cannot be taken
 * back. 0 or -errno: seccomp is not to be had here. */
static int refuse_calls(const long *calls, size_t n, int error)
{
	struct sock_filter code[4 + 2 * REFUSE_MAX] = {
		/* The numbers below are those of this ABI only. */
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, REFUSE_ARCH, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	struct sock_fprog program = { .len = 4, .filter = code };

	if (!REFUSE_ARCH || n >= REFUSE_MAX)
		return -ENOSYS;
	for (size_t i = 0; i < n; i++) {
		code[program.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
								   (unsigned)calls[i], 0, 1);
		code[program.len++] = (struct sock_filter)BPF_STMT(
			BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ((unsigned)error & SECCOMP_RET_DATA));
	}
	code[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return -errno;
	return 0;
}

#endif
