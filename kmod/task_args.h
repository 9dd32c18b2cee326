/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - image and arguments of a task or of an exec
 */
#ifndef _CSEC_TASK_ARGS_H
#define _CSEC_TASK_ARGS_H

#include "request.h"
#include "shell_args.h"
#include "store.h"

/* Enough for the arguments of most. */
#define CSEC_ARGS_FEW 256

struct linux_binprm;
struct task_struct;

/**
 * struct csec_args - the arguments of an exec
 * @text: Each with its NUL, the last byte is a NUL.
 * @few: Where they are when there are few.
 */
struct csec_args {
	char *text;
	char few[CSEC_ARGS_FEW];
};

/**
 * struct csec_strings - the arguments of an exec one by one, and its environment
 * @bprm: The exec.
 * @at: Address of the next byte in the stack of the new program.
 * @page: That holds the byte before @at, NULL: none yet.
 * @nr_left: Strings that were not read.
 * @text: The string that was read last.
 * @is_cut: It is longer than that.
 */
struct csec_strings {
	const struct linux_binprm *bprm;
	unsigned long at;
	struct page *page;
	int nr_left;
	char *text;
	bool is_cut;
};

int csec_strings_begin(struct csec_strings *strings,
		       const struct linux_binprm *bprm);
int csec_strings_next(struct csec_strings *strings);
int csec_strings_skip_args(struct csec_strings *strings);
void csec_strings_end(struct csec_strings *strings);
int csec_args_read(struct csec_args *args, struct linux_binprm *bprm);
void csec_args_free(struct csec_args *args);
int csec_task_image(const struct csec_scope *scope, struct task_struct *task,
		    struct csec_image *image);
size_t csec_task_memory(struct task_struct *task, unsigned long pos, char *text,
			size_t size);
bool csec_task_note_guest(const struct csec_scope *scope);
void csec_task_note_start(const struct csec_scope *scope, const void *script);
bool csec_task_was_start(const struct csec_scope *scope,
			 const struct task_struct *task, const void **script);
bool csec_task_is_executing(struct task_struct *task);
bool csec_task_is_in_execve(const struct task_struct *task);
bool csec_task_is_shell(struct task_struct *task,
			const struct csec_image *image);
enum csec_commands csec_task_commands(struct task_struct *task,
				      const struct csec_image *image);

#endif /* _CSEC_TASK_ARGS_H */
