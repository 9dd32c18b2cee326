// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bench: loads the BPF peer, attaches and detaches it
 *
 * allowlist OBJECT ENTRIES LEVELS CGROUP-DIRECTORY... [-- FILE...]
 *
 * A line of its standard input is a job, "attach exec", "attach procs" or
 * "detach"; "done" on descriptor 3 is the answer.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "allowlist.h"

#define POLICY_ID 1

static struct bpf_object *object;
static struct bpf_link *links[3];

static void fail(const char *what)
{
	fprintf(stderr, "allowlist: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int map_of(const char *name)
{
	const int fd = bpf_object__find_map_fd_by_name(object, name);

	if (fd < 0)
		fail(name);
	return fd;
}

static void load(const char *path, unsigned int nr_entries, int levels)
{
	struct bpf_map *map;
	size_t size;
	int *value;

	object = bpf_object__open_file(path, NULL);
	if (!object)
		fail(path);
	map = bpf_object__find_map_by_name(object, ".rodata");
	value = map ? (int *)bpf_map__initial_value(map, &size) : NULL;
	if (!value || size < sizeof(*value))
		fail(".rodata");
	*value = levels;
	map = bpf_object__find_map_by_name(object, "files");
	if (!map || bpf_map__set_max_entries(map, nr_entries))
		fail("files");
	if (bpf_object__load(object))
		fail("load");
}

static void add_cgroup(const char *path)
{
	const struct allow_policy policy = { .id = POLICY_ID,
					     .max_tasks = 1000000 };
	struct stat st;
	__u64 id;

	if (stat(path, &st))
		fail(path);
	id = st.st_ino;
	if (bpf_map_update_elem(map_of("policies"), &id, &policy, 0))
		fail("policies");
}

static void add_file(const struct allow_file *file)
{
	const __u8 yes = 1;

	if (bpf_map_update_elem(map_of("files"), file, &yes, 0))
		fail("files");
}

/* The kernel's own device numbers have 20 bits for the minor. */
static void add_path(const char *path)
{
	struct allow_file file = { .policy = POLICY_ID };
	struct stat st;

	if (stat(path, &st))
		fail(path);
	file.ino = st.st_ino;
	file.dev = major(st.st_dev) << 20 | minor(st.st_dev);
	add_file(&file);
}

static void attach(const char *part)
{
	static const char *const exec[] = { "on_exec", NULL };
	static const char *const procs[] = { "on_fork", "on_exit", NULL };
	const char *const *name = strcmp(part, "exec") ? procs : exec;
	unsigned int i = 0;

	for (; *name; name++) {
		links[i] = bpf_program__attach(
			bpf_object__find_program_by_name(object, *name));
		if (!links[i++])
			fail(*name);
	}
}

static void detach(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(links) / sizeof(*links); i++) {
		bpf_link__destroy(links[i]);
		links[i] = NULL;
	}
}

static void fill(unsigned int nr)
{
	struct allow_file file = { .policy = POLICY_ID, .dev = ~0U };

	for (; nr; nr--) {
		file.ino++;
		add_file(&file);
	}
}

int main(int argc, char **argv)
{
	unsigned int nr_entries, nr_files = 0;
	char line[64];
	int i;

	if (argc < 5)
		return 2;
	nr_entries = strtoul(argv[2], NULL, 10);
	load(argv[1], nr_entries, atoi(argv[3]));
	for (i = 4; i < argc && strcmp(argv[i], "--"); i++)
		add_cgroup(argv[i]);
	for (i++; i < argc; i++, nr_files++)
		add_path(argv[i]);
	fill(nr_entries - nr_files);
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "attach ", 7))
			attach(line + 7);
		else
			detach();
		if (write(3, "done\n", 5) != 5)
			fail("descriptor 3");
	}
	return 0;
}
