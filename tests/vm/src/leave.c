// SPDX-License-Identifier: GPL-2.0-only
/*
 * leave - ways out of a container, one system call each
 *
 *   leave KIND [ARGUMENT]   "KIND: ERRNO" and status 1 when it is refused
 *
 * Kinds:
 *   setns PID         enters the UTS namespace of a process
 *   pidfd PID         the same by a pidfd
 *   userns            unshare(CLONE_NEWUSER)
 *   usernsclone       clone(CLONE_NEWUSER)
 *   bpf               creates a map
 *   program TYPE      loads a program of a type (the number) that does nothing
 *   module            init_module of an empty blob
 *   modulefile FILE   finit_module
 *   kexec             kexec_load of nothing
 *   kexecfile FILE    kexec_file_load
 *   request           a socket of a family whose module is not loaded
 *   mount DIRECTORY   a tmpfs there
 *   bind SOURCE DIR   a bind mount
 *   bindnew SOURCE DIR  open_tree and move_mount: the same
 *   move DIRECTORY    fsopen, fsmount and move_mount of a tmpfs
 *   fresh TYPE DIRECTORY      mount: a file system of that type
 *   freshmove TYPE DIRECTORY  fsopen, fsmount and move_mount of one
 *   umount DIRECTORY
 *   detach DIRECTORY  umount -l
 *   fake DIRECTORY    the same, and a tmpfs there
 *   away DIR DIR      mount: moves a mount
 *   awaynew DIR DIR   move_mount: the same
 *   pivot DIRECTORY   pivot_root, the old root goes to "old" in there
 *   remount DIRECTORY fspick and fsconfig, no option changed
 *   setattr DIRECTORY mount_setattr: not executable
 *   opentree DIRECTORY open_tree_attr: not executable
 *   propagate DIRECTORY  mount: nothing comes from there, nor goes there
 *   options DIRECTORY mount: without access times
 *   agent DIRECTORY   a cgroup v1 hierarchy with a release agent
 *
 * What is refused after csec let it pass (ENOEXEC, EINVAL, ...) is reported like
 * every other error; what makes mounts makes them in a namespace of its own when
 * NEWNS is in the environment.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Not with <linux/mount.h>. */
int mount(const char *source, const char *target, const char *type,
	  unsigned long flags, const void *data);
int umount2(const char *target, int flags);

static long by_setns(char **arg)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/ns/uts", arg[0]);
	fd = open(path, O_RDONLY);
	return fd < 0 ? -1 : setns(fd, CLONE_NEWUTS);
}

static long by_pidfd(char **arg)
{
	const int fd = syscall(SYS_pidfd_open, atoi(arg[0]), 0);

	return fd < 0 ? -1 : setns(fd, CLONE_NEWUTS);
}

static long by_userns(char **arg)
{
	(void)arg;
	return unshare(CLONE_NEWUSER);
}

static long by_usernsclone(char **arg)
{
	const long pid =
		syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);

	(void)arg;
	if (!pid)
		_exit(0);
	return pid;
}

static long by_bpf(char **arg)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = 4,
		.value_size = 4,
		.max_entries = 1,
	};

	(void)arg;
	return syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
}

static long by_program(char **arg)
{
	/* r0 = 0; exit */
	static const struct bpf_insn code[] = { { .code = 0xb7 },
						{ .code = 0x95 } };
	union bpf_attr attr = {
		.prog_type = strtoul(arg[0], NULL, 10),
		.insns = (unsigned long)code,
		.insn_cnt = 2,
		.license = (unsigned long)"GPL",
	};

	return syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static long by_module(char **arg)
{
	static char blob[4096];

	(void)arg;
	return syscall(SYS_init_module, blob, sizeof(blob), "");
}

static long by_modulefile(char **arg)
{
	const int fd = open(arg[0], O_RDONLY);

	return fd < 0 ? -1 : syscall(SYS_finit_module, fd, "", 0);
}

static long by_kexec(char **arg)
{
	(void)arg;
	return syscall(SYS_kexec_load, 0, 0, NULL, 0);
}

static long by_kexecfile(char **arg)
{
	const int fd = open(arg[0], O_RDONLY);

	return fd < 0 ? -1 :
			syscall(SYS_kexec_file_load, fd, -1, 1, "",
				4 /* no initrd */);
}

static long by_request(char **arg)
{
	(void)arg;
	return socket(AF_RXRPC, SOCK_DGRAM, PF_INET);
}

static long by_mount(char **arg)
{
	return mount("none", arg[0], "tmpfs", 0, NULL);
}

static long by_bind(char **arg)
{
	return mount(arg[0], arg[1], NULL, 4096 /* MS_BIND */, NULL);
}

static long by_bindnew(char **arg)
{
	const int fd =
		syscall(SYS_open_tree, AT_FDCWD, arg[0], OPEN_TREE_CLONE);

	return fd < 0 ? -1 :
			syscall(SYS_move_mount, fd, "", AT_FDCWD, arg[1],
				MOVE_MOUNT_F_EMPTY_PATH);
}

static long attach(const char *type, const char *place)
{
	const int fs = syscall(SYS_fsopen, type, 0);
	int fd;

	if (fs < 0 ||
	    syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return -1;
	fd = syscall(SYS_fsmount, fs, 0, 0);
	return fd < 0 ? -1 :
			syscall(SYS_move_mount, fd, "", AT_FDCWD, place,
				MOVE_MOUNT_F_EMPTY_PATH);
}

static long by_move(char **arg)
{
	return attach("tmpfs", arg[0]);
}

static long by_fresh(char **arg)
{
	return mount("none", arg[1], arg[0], 0, NULL);
}

static long by_freshmove(char **arg)
{
	return attach(arg[0], arg[1]);
}

static long by_umount(char **arg)
{
	return umount2(arg[0], 0);
}

static long by_detach(char **arg)
{
	return umount2(arg[0], 2 /* MNT_DETACH */);
}

static long by_fake(char **arg)
{
	return by_detach(arg) ? -1 : by_mount(arg);
}

static long by_away(char **arg)
{
	return mount(arg[0], arg[1], NULL, 8192 /* MS_MOVE */, NULL);
}

static long by_awaynew(char **arg)
{
	return syscall(SYS_move_mount, AT_FDCWD, arg[0], AT_FDCWD, arg[1], 0);
}

static long by_pivot(char **arg)
{
	char old[4096];

	snprintf(old, sizeof(old), "%s/old", arg[0]);
	return syscall(SYS_pivot_root, arg[0], old);
}

static long by_remount(char **arg)
{
	const int fs = syscall(SYS_fspick, AT_FDCWD, arg[0], 0);

	return fs < 0 ? -1 :
			syscall(SYS_fsconfig, fs, FSCONFIG_CMD_RECONFIGURE,
				NULL, NULL, 0);
}

static long by_setattr(char **arg)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_NOEXEC };

	return syscall(SYS_mount_setattr, AT_FDCWD, arg[0], 0, &attr,
		       sizeof(attr));
}

/* Linux 6.15; not in older headers. */
#ifndef SYS_open_tree_attr
#define SYS_open_tree_attr 467
#endif

static long by_opentree(char **arg)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_NOEXEC };

	return syscall(SYS_open_tree_attr, AT_FDCWD, arg[0], 0, &attr,
		       sizeof(attr));
}

static long by_propagate(char **arg)
{
	return mount(NULL, arg[0], NULL, 16384 | 262144 /* REC, PRIVATE */,
		     NULL);
}

static long by_options(char **arg)
{
	return mount(NULL, arg[0], NULL, 32 | 1024 /* REMOUNT, NOATIME */,
		     NULL);
}

static long by_agent(char **arg)
{
	return mount("none", arg[0], "cgroup", 0,
		     "none,name=agent,release_agent=/bin/true");
}

static const struct {
	const char *name;
	long (*run)(char **arg);
	int nr_args;
} kinds[] = {
	{ "setns", by_setns, 1 },	{ "pidfd", by_pidfd, 1 },
	{ "userns", by_userns, 0 },	{ "usernsclone", by_usernsclone, 0 },
	{ "bpf", by_bpf, 0 },		{ "program", by_program, 1 },
	{ "module", by_module, 0 },	{ "modulefile", by_modulefile, 1 },
	{ "kexec", by_kexec, 0 },	{ "kexecfile", by_kexecfile, 1 },
	{ "request", by_request, 0 },	{ "mount", by_mount, 1 },
	{ "bind", by_bind, 2 },		{ "move", by_move, 1 },
	{ "fresh", by_fresh, 2 },	{ "freshmove", by_freshmove, 2 },
	{ "umount", by_umount, 1 },	{ "detach", by_detach, 1 },
	{ "fake", by_fake, 1 },		{ "away", by_away, 2 },
	{ "awaynew", by_awaynew, 2 },	{ "pivot", by_pivot, 1 },
	{ "remount", by_remount, 1 },	{ "setattr", by_setattr, 1 },
	{ "opentree", by_opentree, 1 }, { "propagate", by_propagate, 1 },
	{ "options", by_options, 1 },	{ "agent", by_agent, 1 },
	{ "bindnew", by_bindnew, 2 },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (argc != 2 + kinds[i].nr_args ||
		    strcmp(argv[1], kinds[i].name))
			continue;
		if (getenv("NEWNS") &&
		    (unshare(CLONE_NEWNS) ||
		     mount("none", "/", NULL, 16384 | 262144 /* REC, PRIVATE */,
			   NULL)))
			return 3;
		if (kinds[i].run(argv + 2) >= 0)
			return 0;
		fprintf(stderr, "%s: %s\n", argv[1], strerrorname_np(errno));
		return 1;
	}
	fputs("usage: leave KIND [ARGUMENT]...\n", stderr);
	return 2;
}
