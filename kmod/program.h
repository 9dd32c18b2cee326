/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what program a task runs, where nothing may sleep
 */
#ifndef _CSEC_PROGRAM_H
#define _CSEC_PROGRAM_H

#include "view.h"

/**
 * struct csec_program - the program of a task
 * @path: Path inside its superblock, for people; NULL: unknown.
 * @names: What the container called it; none when it is not the file of the start.
 * @is_known: @names is complete.
 * @buffer: Holds the texts.
 */
struct csec_program {
	const char *path;
	struct csec_file_names names;
	bool is_known;
	struct csec_view_buffer buffer;
};

void csec_program_look(struct csec_program *program,
		       const struct csec_view *view, struct mm_struct *mm);

#endif /* _CSEC_PROGRAM_H */
