// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - probes of the self-test: dynamic loaders, scripts, the kernel's helpers
 *
 * The settings of the kernel are written as they are: to be allowed to is enough.
 */
#include "probe_tools.h"

#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEW_FLAGS (O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC)
#define SHELL "/bin/sh"

static int note_loader(struct dl_phdr_info *info, size_t size, void *arg)
{
	(void)size;
	if (!info->dlpi_name[0] || info->dlpi_addr != getauxval(AT_BASE))
		return 0;
	(void)snprintf(arg, PATH_MAX, "%s", info->dlpi_name);
	return 1;
}

bool csec_probe_find_loader(char *path)
{
	return dl_iterate_phdr(note_loader, path) == 1;
}

/* A copy of csecctl that is not executable, as an argument of the loader. */
static int load_copy(const char *loader)
{
	char *argv[] = { (char *)loader, "./copy", CSEC_PROBE_WORD,
			 CSEC_PROBE_NONE, NULL };
	const int fd = csec_probe_open("copy", NEW_FLAGS, 0644);

	csec_probe_copy("/proc/self/exe", fd);
	csec_probe_check(fchmod(fd, 0644));
	close(fd);
	execv(loader, argv);
	return CSEC_PROBE_FAILED;
}

static int by_loader(void)
{
	char loader[PATH_MAX];

	csec_probe_check(csec_probe_find_loader(loader) ? 0 : -1);
	return load_copy(loader);
}

static int by_copied_loader(void)
{
	char loader[PATH_MAX];
	int fd;

	csec_probe_check(csec_probe_find_loader(loader) ? 0 : -1);
	fd = csec_probe_open("loader", NEW_FLAGS, 0755);
	csec_probe_copy(loader, fd);
	close(fd);
	return load_copy("./loader");
}

/* An allowed program that is given a library of ours. */
static int execute_with(const char *variable)
{
	char *argv[] = { "probe", CSEC_PROBE_WORD, "none", NULL };
	char here[PATH_MAX - 64], path[PATH_MAX];
	const int fd = csec_probe_open("library", NEW_FLAGS, 0644);

	csec_probe_check(csec_probe_fill_library(fd));
	close(fd);
	csec_probe_check(getcwd(here, sizeof(here)) ? 0 : -1);
	(void)snprintf(path, sizeof(path), "%s/library", here);
	csec_probe_check(setenv(variable, path, 1));
	execv("/proc/self/exe", argv);
	return CSEC_PROBE_FAILED;
}

static int by_preload(void)
{
	return execute_with("LD_PRELOAD");
}

static int by_audit(void)
{
	return execute_with("LD_AUDIT");
}

static void write_script(const char *path, const char *text, unsigned int mode)
{
	const int fd = csec_probe_open(path, NEW_FLAGS, mode);

	csec_probe_check(write(fd, text, strlen(text)));
	close(fd);
}

static int by_script(void)
{
	write_script("script", "#!" SHELL "\nexit 42\n", 0755);
	return csec_probe_execute("script");
}

static int by_script_argument(void)
{
	char *argv[] = { "sh", "script", NULL };

	write_script("script", "exit 42\n", 0644);
	execv(SHELL, argv);
	return CSEC_PROBE_FAILED;
}

static int by_inline_script(void)
{
	char *argv[] = { "sh", "-c", "exit 42", NULL };

	execv(SHELL, argv);
	return CSEC_PROBE_FAILED;
}

static int by_script_input(void)
{
	static const char text[] = "exit 42\n";
	char *argv[] = { "sh", NULL };
	int ends[2];

	csec_probe_check(pipe(ends));
	csec_probe_check(write(ends[1], text, sizeof(text) - 1));
	close(ends[1]);
	csec_probe_check(dup2(ends[0], 0));
	execv(SHELL, argv);
	return CSEC_PROBE_FAILED;
}

/* Writes a setting of the kernel as it is. */
static int write_same(const char *path)
{
	char text[PATH_MAX];
	ssize_t nr;
	int fd = (int)csec_probe_check(open(path, O_RDONLY | O_CLOEXEC));

	nr = csec_probe_check(read(fd, text, sizeof(text)));
	close(fd);
	fd = csec_probe_open(path, O_WRONLY | O_CLOEXEC, 0);
	csec_probe_check(write(fd, text, (size_t)nr));
	close(fd);
	return CSEC_PROBE_RAN;
}

static int by_core_pattern(void)
{
	return write_same("/proc/sys/kernel/core_pattern");
}

static int by_modprobe_path(void)
{
	return write_same("/proc/sys/kernel/modprobe");
}

static int by_hotplug(void)
{
	return write_same("/sys/kernel/uevent_helper");
}

/* Switches it on or off, as it is: what is read is a word, not a number. */
static int by_binfmt(void)
{
	static const char on[] = "enabled";
	char here[PATH_MAX], text[sizeof(on)] = "";
	int fd;

	csec_probe_private_mounts();
	csec_probe_check(getcwd(here, sizeof(here)) ? 0 : -1);
	csec_probe_mount("none", here, "binfmt_misc");
	csec_probe_check(chdir(here));
	fd = (int)csec_probe_check(open("status", O_RDONLY | O_CLOEXEC));
	csec_probe_check(read(fd, text, sizeof(text) - 1));
	close(fd);
	fd = csec_probe_open("status", O_WRONLY | O_CLOEXEC, 0);
	csec_probe_check(write(fd, strcmp(text, on) ? "0" : "1", 1));
	close(fd);
	return CSEC_PROBE_RAN;
}

const struct csec_probe csec_probes_of_loaders[] = {
	{ "loader", "ld.so FILE, not executable", by_loader },
	{ "copied-loader", "a copy of ld.so", by_copied_loader },
	{ "preload", "LD_PRELOAD", by_preload },
	{ "audit", "LD_AUDIT", by_audit },
	{ "script", "a new script of #!", by_script },
	{ "script-argument", "sh FILE, not executable", by_script_argument },
	{ "script-inline", "sh -c", by_inline_script },
	{ "script-input", "sh, its script in a pipe", by_script_input },
	{ "core-pattern", "a helper for core dumps", by_core_pattern },
	{ "modprobe-path", "a helper for modules", by_modprobe_path },
	{ "uevent-helper", "a helper for devices", by_hotplug },
	{ "binfmt-misc", "a helper for formats", by_binfmt },
	{ NULL, NULL, NULL },
};
