/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the state of one question for who is at the other end of a shell
 */
#ifndef _CSEC_LINK_SEARCH_H
#define _CSEC_LINK_SEARCH_H

#include "link_scan.h"

/**
 * struct csec_link_search - the state of one question
 * @scope: Of the container.
 * @shell: Not looked at, nor its threads.
 * @own: As of struct csec_link_stdio; nothing is followed to these.
 * @left: The same; who has one of these, too, and does not receive feeds nothing.
 * @is_loop: The same.
 * @assumed: What the current task is about to hold.
 * @taker: As of struct csec_link_stdio.
 * @taker_program: The same.
 * @taker_comm: The same.
 * @ends: Of the input those whose feeders are looked for, of the output those
 *	whose readers are.
 * @holders: Of the ends of the input; NULL: not wanted.
 * @is_receiver_wanted: Only who receives over its connection counts.
 * @has: One with a connection was found.
 * @is_of_start: Of a loop, it is who started it, or feeds it over what that left it.
 * @has_grown: The last round found further ends.
 * @nr_files: As for csec_link_pause().
 * @err: What that said; 0: nothing yet.
 * @found: Result.
 * @scan: Of the task that is looked at.
 */
struct csec_link_search {
	const struct csec_scope *scope;
	struct task_struct *shell;
	const void *const *own;
	const void *const *left;
	bool is_loop;
	enum csec_origin assumed;
	u32 taker;
	const void *taker_program;
	const char *taker_comm;
	struct csec_link_ends ends[CSEC_LINK_NR_SIDES];
	struct csec_link_holders *holders;
	bool is_receiver_wanted;
	bool has[CSEC_LINK_NR_SIDES];
	bool is_of_start[CSEC_LINK_NR_SIDES];
	bool has_grown[CSEC_LINK_NR_SIDES];
	unsigned int *nr_files;
	int err;
	struct csec_link_found *found;
	struct csec_link_scan scan;
};

/**
 * struct csec_link_held - the connection that a task holds
 * @search: The question.
 * @task: The task.
 * @origin: CSEC_ORIGIN_LOCAL: it holds none.
 * @is_left: It has it from who started it, as the shell has, and does not receive.
 * @is_given: It did not open it itself since its exec; of a loop: one of all.
 * @has_log: It holds a socket that only carries output away.
 * @peer: Of the connection.
 */
struct csec_link_held {
	const struct csec_link_search *search;
	const struct task_struct *task;
	enum csec_origin origin;
	bool is_left;
	bool is_given;
	bool has_log;
	struct csec_endpoint peer;
};

void csec_link_find_held(struct csec_link_search *search,
			 struct task_struct *task,
			 struct csec_link_held *connection);

#endif /* _CSEC_LINK_SEARCH_H */
