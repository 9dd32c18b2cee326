/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the decision core of the module, in user space
 *
 * The very source that decides in the kernel (kmod/policy*.c, match.c, decide*.c,
 * applet.c, script.c). Its names are those of the model in policy.h, so that it is
 * linked into one object that shows nothing but the functions below.
 */
#ifndef _CSEC_CTL_CORE_H
#define _CSEC_CTL_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct csec_core;

/* As in the kernel. */
enum {
	CSEC_CORE_NR_DIGESTS_MAX = 64, /* of one path */
	CSEC_CORE_DIGEST_SIZE_MAX = 1 << 30, /* bytes of a file that has one */
};

/**
 * struct csec_core_rule - one entry of a list
 * @section: enum csec_section.
 * @line: In the source, 0: unknown.
 * @path: Absolute path or glob.
 * @sha256: NULL: any content.
 * @scripts: Globs.
 * @nr_scripts: How many.
 * @inline_action: enum csec_action, -1: not said.
 * @applets: Names, a blank between two; NULL: any.
 */
struct csec_core_rule {
	uint32_t section;
	uint32_t line;
	const char *path;
	const uint8_t *sha256;
	const char *const *scripts;
	unsigned int nr_scripts;
	int inline_action;
	const char *applets;
};

/**
 * struct csec_core_file - what is executed
 * @name: As the container saw it.
 * @is_drifted: It came or changed after the start.
 * @has_exec_stack: Its headers ask for an executable stack.
 * @sha256: Of the content, NULL: not known.
 */
struct csec_core_file {
	const char *name;
	bool is_drifted;
	bool has_exec_stack;
	const uint8_t *sha256;
};

/**
 * struct csec_core_verdict - the answer
 * @verdict: enum csec_verdict.
 * @reason: enum csec_reason.
 * @line: Of the rule, 0: none.
 * @is_shell: Its descriptors would be looked at.
 * @is_by_stdin: The interpreter takes its code from standard input, which was
 *	taken to be no file.
 */
struct csec_core_verdict {
	uint32_t verdict;
	uint32_t reason;
	uint32_t line;
	bool is_shell;
	bool is_by_stdin;
};

/**
 * typedef csec_core_resolve_t - Follows the links of a name
 * @name: As an argument has it.
 * @arg: Private.
 *
 * Return: The name of the file in the container, or NULL when there is none.
 */
typedef const char *(*csec_core_resolve_t)(const char *name, void *arg);

/**
 * csec_core_create() - Starts a policy
 * @name: Its name.
 * @mode: enum csec_mode.
 *
 * Return: The policy, or NULL when there is no memory.
 */
struct csec_core *csec_core_create(const char *name, uint32_t mode);

/**
 * csec_core_free() - Frees a policy
 * @core: May be NULL.
 */
void csec_core_free(struct csec_core *core);

/**
 * csec_core_set() - Sets a value
 * @core: Not sealed.
 * @attr: enum csec_policy_attr.
 * @value: The value.
 *
 * Return: 0; -EINVAL.
 */
int csec_core_set(struct csec_core *core, uint32_t attr, uint64_t value);

/**
 * csec_core_add() - Adds a rule
 * @core: Not sealed.
 * @rule: Copied.
 *
 * Return: 0; -EINVAL; -E2BIG; -ENOMEM.
 */
int csec_core_add(struct csec_core *core, const struct csec_core_rule *rule);

/**
 * csec_core_seal() - Completes a policy
 * @core: Policy.
 * @why: Set to a text for the user with -EINVAL, otherwise to NULL.
 *
 * Return: 0; -EINVAL; -ENOMEM.
 */
int csec_core_seal(struct csec_core *core, const char **why);

/**
 * csec_core_needs_digest() - Whether the content of a file matters
 * @core: Sealed.
 * @name: As the container saw it.
 *
 * Return: true when it does.
 */
bool csec_core_needs_digest(const struct csec_core *core, const char *name);

/**
 * csec_core_is_applet() - Whether a symbolic link means one applet of a file
 * @link: Its path.
 * @target: That of the file.
 *
 * Return: true when it does: a rule that names the link names nothing.
 */
bool csec_core_is_applet(const char *link, const char *target);

/**
 * csec_core_exec() - Decides whether a file may be executed
 * @core: Sealed.
 * @file: The file; its descriptors are taken to be local.
 * @args: Arguments, each with its NUL; NULL: those of a script of #!, which are
 *	its interpreter's.
 * @len: Bytes of @args.
 * @resolve: For the script of an interpreter.
 * @arg: Passed to @resolve.
 * @verdict: Result.
 */
void csec_core_exec(const struct csec_core *core,
		    const struct csec_core_file *file, const char *args,
		    size_t len, csec_core_resolve_t resolve, void *arg,
		    struct csec_core_verdict *verdict);

#endif /* _CSEC_CTL_CORE_H */
