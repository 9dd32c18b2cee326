// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - loading and unloading of the kernel module
 */
#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <libkmod.h>

#define MODULE_NAME "csec"
#define NEEDS_SYS_MODULE "CAP_SYS_MODULE is needed: run as root on the host"

enum {
	KMSG_RECORD_SIZE = 8192, /* the kernel's longest record is 8 KiB */
	NR_REMOVE_TRIES = 50,
	REMOVE_PAUSE_MS = 100,
};

/* The start of the lines that say why a module was refused. */
static const char *const kernel_words[] = {
	MODULE_NAME ":",
	"Loading of ", /* kernel/module/signing.c */
	"Lockdown: ",
};

static void silent(void *data, int priority, const char *file, int line,
		   const char *fn, const char *format, va_list args)
{
	(void)data;
	(void)priority;
	(void)file;
	(void)line;
	(void)fn;
	(void)format;
	(void)args;
}

static struct kmod_ctx *new_context(void)
{
	struct kmod_ctx *ctx = kmod_new(NULL, NULL);

	/* libkmod would write to stderr, which belongs to diag. */
	if (ctx)
		kmod_set_log_fn(ctx, silent, NULL);
	return ctx;
}

static int open_kmsg(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0 && lseek(fd, 0, SEEK_END) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static bool is_wanted(const char *text)
{
	/* Said of every module that is not Debian's; no reason to refuse. */
	if (strstr(text, "taint"))
		return false;
	for (size_t i = 0; i < sizeof(kernel_words) / sizeof(char *); i++)
		if (!strncmp(text, kernel_words[i], strlen(kernel_words[i])))
			return true;
	return false;
}

static void keep_line(struct csec_module_log *log, const char *text)
{
	if (log->nr_lines == CSEC_MODULE_LINES_MAX) {
		memmove(log->lines[0], log->lines[1],
			sizeof(log->lines) - sizeof(log->lines[0]));
		log->nr_lines--;
	}
	(void)snprintf(log->lines[log->nr_lines++], CSEC_MODULE_LINE_SIZE, "%s",
		       text);
}

/* A record is "priority,sequence,time,flags;text\n KEY=value\n". */
static void read_kmsg(int fd, struct csec_module_log *log)
{
	char record[KMSG_RECORD_SIZE + 1];
	char *text;
	ssize_t len;

	for (;;) {
		len = read(fd, record, KMSG_RECORD_SIZE);
		/* EPIPE: records were overwritten; the next read goes on. */
		if (len < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (len <= 0)
			return;
		record[len] = '\0';
		text = strchr(record, ';');
		if (!text)
			continue;
		text++;
		text[strcspn(text, "\n")] = '\0';
		if (is_wanted(text))
			keep_line(log, text);
	}
}

static int load_path(struct kmod_ctx *ctx, const char *path,
		     const char *options)
{
	struct kmod_module *module = NULL;
	int err;

	if (access(path, R_OK))
		return -errno;
	err = kmod_module_new_from_path(ctx, path, &module);
	if (err < 0)
		return err;
	err = kmod_module_insert_module(module, 0, options);
	kmod_module_unref(module);
	return err;
}

static int load_installed(struct kmod_ctx *ctx, const char *options)
{
	struct kmod_list *list = NULL;
	struct kmod_module *module;
	int err;

	err = kmod_module_new_from_lookup(ctx, MODULE_NAME, &list);
	if (err < 0)
		return err;
	if (!list)
		return -ENOMEDIUM;
	module = kmod_module_get_module(list);
	err = kmod_module_probe_insert_module(module, KMOD_PROBE_FAIL_ON_LOADED,
					      options, NULL, NULL, NULL);
	kmod_module_unref(module);
	kmod_module_unref_list(list);
	return err > 0 ? -EPERM : err;
}

int csec_module_load(const char *path, const char *options,
		     struct csec_module_log *log)
{
	struct kmod_ctx *ctx;
	int kmsg, err;

	log->nr_lines = 0;
	if (csec_module_is_loaded())
		return -EEXIST;
	ctx = new_context();
	if (!ctx)
		return -ENOMEM;
	kmsg = open_kmsg();
	if (path)
		err = load_path(ctx, path, options);
	else
		err = load_installed(ctx, options);
	if (kmsg >= 0) {
		read_kmsg(kmsg, log);
		close(kmsg);
	}
	kmod_unref(ctx);
	return err;
}

int csec_module_unload(void)
{
	const struct timespec pause = {
		.tv_nsec = REMOVE_PAUSE_MS * 1000000L,
	};
	struct kmod_ctx *ctx = new_context();
	struct kmod_module *module = NULL;
	int err;

	if (!ctx)
		return -ENOMEM;
	err = kmod_module_new_from_name(ctx, MODULE_NAME, &module);
	if (!err)
		err = kmod_module_remove_module(module, 0);
	for (int i = 0; err == -EAGAIN && i < NR_REMOVE_TRIES; i++) {
		nanosleep(&pause, NULL);
		err = kmod_module_remove_module(module, 0);
	}
	kmod_module_unref(module);
	kmod_unref(ctx);
	return err == -EAGAIN ? -EBUSY : err;
}

bool csec_module_is_loaded(void)
{
	return !access("/sys/module/" MODULE_NAME "/initstate", F_OK);
}

/* True when the file begins with something else than @unset. */
static bool is_file_set(const char *path, const char *unset)
{
	char text[128] = "";
	FILE *file = fopen(path, "re");
	bool is_set;

	if (!file)
		return false;
	is_set = fgets(text, sizeof(text), file) && !strstr(text, unset);
	fclose(file);
	return is_set;
}

/* Holds for loading and for unloading; NULL: they are not switched off. */
static const char *explain_disabled(void)
{
	if (is_file_set("/proc/sys/kernel/modules_disabled", "0"))
		return "loading and unloading of modules is switched off until "
		       "reboot (kernel.modules_disabled)";
	return NULL;
}

static bool has_sys_module(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	return !syscall(SYS_capget, &header, sets) &&
	       sets[CAP_TO_INDEX(CAP_SYS_MODULE)].effective &
		       CAP_TO_MASK(CAP_SYS_MODULE);
}

const char *csec_module_forbids_unload(void)
{
	const char *why = explain_disabled();

	if (!why && !has_sys_module())
		why = NEEDS_SYS_MODULE;
	return why;
}

static const char *explain_eperm(void)
{
	const char *why = explain_disabled();

	if (why)
		return why;
	if (is_file_set("/sys/kernel/security/lockdown", "[none]"))
		return "the kernel is locked down and the module is not signed "
		       "with a key that it knows; enroll the key (mokutil "
		       "--import) or sign the module";
	return NEEDS_SYS_MODULE;
}

const char *csec_module_explain_load(int err, const char *path)
{
	switch (-err) {
	case EEXIST:
		return "the csec module is already loaded";
	case ENOMEDIUM:
		return "no csec module is installed for this kernel; build it "
		       "for this kernel or name its file with --module";
	case EKEYREJECTED:
	case ENOKEY:
		return "the kernel accepts only modules signed with a key that "
		       "it knows; enroll the key (mokutil --import) or sign "
		       "the module";
	case EPERM:
	case EACCES:
		return explain_eperm();
	case ENOEXEC:
		return "the file is not a module for this kernel (version "
		       "magic); build it for the running kernel";
	case ENOENT:
		if (path && access(path, F_OK))
			return "no such file";
		return "the kernel lacks a symbol or a function that the "
		       "module needs";
	case EBUSY:
		return "a function that csec hooks is in use by another "
		       "ftrace user (live patch or similar)";
	case EINVAL:
		return "a parameter is refused, or the module does not fit "
		       "this kernel";
	case ENOMEM:
		return "out of memory";
	}
	return strerror(-err);
}

const char *csec_module_explain_unload(int err)
{
	switch (-err) {
	case ENOENT:
		return "the csec module is not loaded";
	case EPERM:
		return csec_module_forbids_unload() ?:
			       "a security module or a filter of system calls "
			       "refuses it";
	case EBUSY:
		return "it is still in use";
	case ENOSYS:
		return "this kernel cannot remove modules";
	}
	return strerror(-err);
}
