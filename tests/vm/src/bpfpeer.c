// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpfpeer - bpfpeer KIND FUNCTION [CGROUP-DIRECTORY] [- KIND FUNCTION ...]
 *
 * Attaches BPF programs until its standard input ends, then says how often each
 * was run. KIND fentry, fexit: on a function of the kernel, does nothing. KIND
 * lsm: on a hook of the BPF LSM, refuses (EPERM) what tasks in the cgroup do.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_PROGRAMS 8

static char log_text[65536];

static void fail(const char *what)
{
	fprintf(stderr, "bpfpeer: %s: %s\n%s", what, strerror(errno), log_text);
	exit(1);
}

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

/* Bytes behind a type, by its kind. */
static size_t extra_of(const struct btf_type *type)
{
	const size_t nr = BTF_INFO_VLEN(type->info);

	switch (BTF_INFO_KIND(type->info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_DATASEC:
	case BTF_KIND_ENUM64:
		return nr * 12;
	case BTF_KIND_ENUM:
	case BTF_KIND_FUNC_PROTO:
		return nr * 8;
	default:
		return 0;
	}
}

/* The file gives a page at a time. */
static char *read_types(void)
{
	const int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
	struct stat st;
	size_t len = 0;
	ssize_t got = 1;
	char *text;

	if (fd < 0 || fstat(fd, &st))
		fail("/sys/kernel/btf/vmlinux");
	text = malloc((size_t)st.st_size);
	while (text && got > 0 && len < (size_t)st.st_size) {
		got = read(fd, text + len, (size_t)st.st_size - len);
		len += got > 0 ? (size_t)got : 0;
	}
	if (!text || len != (size_t)st.st_size)
		fail("reading types");
	close(fd);
	return text;
}

static uint32_t find_function(const char *name)
{
	char *text = read_types();
	const struct btf_header *header = (const void *)text;
	const char *at, *end, *strings;
	bool is_found = false;
	uint32_t id = 0;

	at = text + header->hdr_len + header->type_off;
	end = at + header->type_len;
	strings = text + header->hdr_len + header->str_off;
	while (at < end && !is_found) {
		const struct btf_type *type = (const void *)at;

		id++;
		is_found = BTF_INFO_KIND(type->info) == BTF_KIND_FUNC &&
			   !strcmp(strings + type->name_off, name);
		at += sizeof(*type) + extra_of(type);
	}
	free(text);
	if (!is_found) {
		errno = ENOENT;
		fail(name);
	}
	return id;
}

static uint64_t id_of(const char *directory)
{
	struct stat st;

	if (stat(directory, &st))
		fail(directory);
	return st.st_ino;
}

static int load(const char *kind, const char *name, const char *directory)
{
	const uint64_t cgroup = directory ? id_of(directory) : 0;
	const struct bpf_insn insns[] = {
		{ .code = BPF_JMP | BPF_CALL,
		  .imm = BPF_FUNC_get_current_cgroup_id },
		{ .code = BPF_LD | BPF_DW | BPF_IMM,
		  .dst_reg = BPF_REG_1,
		  .imm = (int32_t)cgroup },
		{ .imm = (int32_t)(cgroup >> 32) },
		{ .code = BPF_JMP | BPF_JNE | BPF_X,
		  .dst_reg = BPF_REG_0,
		  .src_reg = BPF_REG_1,
		  .off = 2 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = -EPERM },
		{ .code = BPF_JMP | BPF_EXIT },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	/* A tracing program is the last two of them. */
	const unsigned int skip = directory ? 0 : 6;
	union bpf_attr attr = {};
	char full[128];
	int fd;

	snprintf(full, sizeof(full), "%s%s", directory ? "bpf_lsm_" : "", name);
	attr.prog_type = directory ? BPF_PROG_TYPE_LSM : BPF_PROG_TYPE_TRACING;
	attr.expected_attach_type = directory		   ? BPF_LSM_MAC :
				    !strcmp(kind, "fexit") ? BPF_TRACE_FEXIT :
							     BPF_TRACE_FENTRY;
	attr.attach_btf_id = find_function(full);
	attr.insns = (uintptr_t)(insns + skip);
	attr.insn_cnt = sizeof(insns) / sizeof(*insns) - skip;
	attr.license = (uintptr_t) "GPL";
	attr.log_buf = (uintptr_t)log_text;
	attr.log_size = sizeof(log_text);
	attr.log_level = 1;
	fd = bpf(BPF_PROG_LOAD, &attr);
	if (fd < 0)
		fail("loading");
	log_text[0] = '\0';
	memset(&attr, 0, sizeof(attr));
	attr.raw_tracepoint.prog_fd = (uint32_t)fd;
	if (bpf(BPF_RAW_TRACEPOINT_OPEN, &attr) < 0)
		fail("attaching");
	return fd;
}

static unsigned long long runs_of(int fd)
{
	struct bpf_prog_info info = {};
	union bpf_attr attr = {};

	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = (uintptr_t)&info;
	if (bpf(BPF_OBJ_GET_INFO_BY_FD, &attr))
		fail("information");
	return info.run_cnt;
}

int main(int argc, char **argv)
{
	union bpf_attr attr = { .enable_stats.type = BPF_STATS_RUN_TIME };
	const char *names[MAX_PROGRAMS];
	int fds[MAX_PROGRAMS], nr = 0, i = 1;
	char byte;

	if (bpf(BPF_ENABLE_STATS, &attr) < 0)
		fail("statistics");
	for (; i + 1 < argc && nr < MAX_PROGRAMS; i++) {
		const char *kind = argv[i], *name = argv[i + 1];
		const char *directory = NULL;

		i += 2;
		if (i < argc && strcmp(argv[i], "-"))
			directory = argv[i++];
		names[nr] = name;
		fds[nr++] = load(kind, name, directory);
	}
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	for (i = 0; i < nr; i++)
		printf("%s %llu\n", names[i], runs_of(fds[i]));
	return 0;
}
