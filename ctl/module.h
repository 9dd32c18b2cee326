/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - loading and unloading of the kernel module
 *
 * Nothing is printed here: a failed load leaves the lines that the kernel
 * wrote meanwhile, and an explanation of its errno can be asked for.
 */
#ifndef _CSEC_CTL_MODULE_H
#define _CSEC_CTL_MODULE_H

#include <stdbool.h>
#include <stddef.h>

enum {
	CSEC_MODULE_LINES_MAX = 16,
	CSEC_MODULE_LINE_SIZE = 512,
};

/**
 * struct csec_module_log - what the kernel said during a load
 * @nr_lines: Valid entries of @lines.
 * @lines: The last lines about csec, without newline, oldest first. The
 *	kernel has escaped control bytes already.
 */
struct csec_module_log {
	size_t nr_lines;
	char lines[CSEC_MODULE_LINES_MAX][CSEC_MODULE_LINE_SIZE];
};

/**
 * csec_module_load() - Insert the module
 * @path: File of the module; NULL: the one installed for this kernel.
 * @options: "name=value ..." for the module, or NULL.
 * @log: Gets what the kernel said meanwhile.
 *
 * Return: 0, or:
 *
 * * %-EEXIST		- it is loaded already
 * * %-ENOMEDIUM	- no module is installed for this kernel
 * * %-EKEYREJECTED	- the kernel wants a signature that it knows
 * * %-EPERM		- no CAP_SYS_MODULE, lockdown, or modules are disabled
 * * %-ENOEXEC		- built for another kernel, or not a module
 * * %-ENOENT		- no such file, or the kernel lacks a symbol
 * * any other negative errno that the module itself returned
 *
 * csec_module_explain_load() says more about each.
 */
int csec_module_load(const char *path, const char *options,
		     struct csec_module_log *log);

/**
 * csec_module_unload() - Remove the module; the hooks must be disarmed before
 *
 * A dump that another process is reading holds the module for a moment, so
 * that a busy module is tried again for some seconds.
 *
 * Return: 0, or:
 *
 * * %-ENOENT		- it is not loaded
 * * %-EPERM		- no CAP_SYS_MODULE, or modules are disabled
 * * %-EBUSY		- somebody still uses it
 * * %-ENOMEM		- no memory
 */
int csec_module_unload(void);

/**
 * csec_module_forbids_unload() - What stands against an unload from here
 *
 * To be asked before the hooks are disarmed: a removal that fails afterwards
 * leaves every container without its policy.
 *
 * Return: Constant text without newline, or NULL: nothing is known.
 */
const char *csec_module_forbids_unload(void);

/**
 * csec_module_is_loaded() - Ask sysfs
 *
 * Return: True when the kernel has the module, whether or not it works.
 */
bool csec_module_is_loaded(void);

/**
 * csec_module_explain_load() - Why a load failed and what helps
 * @err: Negative errno of csec_module_load().
 * @path: As given to csec_module_load().
 *
 * Return: Constant text without newline.
 */
const char *csec_module_explain_load(int err, const char *path);

/**
 * csec_module_explain_unload() - Why an unload failed and what helps
 * @err: Negative errno of csec_module_unload().
 *
 * Return: Constant text without newline.
 */
const char *csec_module_explain_unload(int err);

#endif /* _CSEC_CTL_MODULE_H */
