/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what an event means: the key that decided, and the edit that allows it
 */
#ifndef _CSEC_CTL_EXPLAIN_H
#define _CSEC_CTL_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>

struct csec_nl_event;
struct csec_policy;

enum {
	CSEC_EXPLAIN_WORD_SIZE = 32,
	CSEC_EXPLAIN_PATH_SIZE = 8192, /* a path with each byte escaped */
};

/* How the edit looks in the policy. */
enum csec_edit {
	CSEC_EDIT_NONE, /* no policy allows it */
	CSEC_EDIT_VALUE, /* KEY: VALUE */
	CSEC_EDIT_ITEM, /* KEY: [VALUE], added to what is there */
	CSEC_EDIT_PATH, /* KEY: [{path: VALUE}], likewise */
	CSEC_EDIT_PAIR, /* KEY: [{from: VALUE, to: TO}], likewise */
	CSEC_EDIT_DROP, /* KEY without VALUE */
	CSEC_EDIT_REMOVE, /* KEY goes */
	CSEC_EDIT_WORDS, /* described by the advice only */
};

/**
 * struct csec_explanation - why, and what would allow it
 * @key: Key of the policy that decided, NULL: none.
 * @value: Its value, "": not known.
 * @why: What that means, a clause.
 * @file: Source of the policy, NULL: unknown.
 * @line: Line in it, 0: unknown.
 * @edit: Form of the edit.
 * @edit_key: Where in the policy; NULL when there is no edit.
 * @edit_value: What goes there, bytes that somebody else chose; a path is
 *	escaped as a glob.
 * @edit_to: Second path of a pair, likewise.
 * @advice: Risk of the edit, or what to do instead; a sentence.
 * @is_recommended: The edit is what an administrator usually wants.
 */
struct csec_explanation {
	const char *key;
	char value[CSEC_EXPLAIN_WORD_SIZE];
	const char *why;
	const char *file;
	uint32_t line;
	enum csec_edit edit;
	const char *edit_key;
	char edit_value[CSEC_EXPLAIN_PATH_SIZE];
	char edit_to[CSEC_EXPLAIN_PATH_SIZE];
	const char *advice;
	bool is_recommended;
};

/**
 * csec_explain() - Finds out what an event means
 * @event: Event; an unknown reason is explained as such.
 * @policy: The live policy of its name, NULL: there is none any more.
 * @explanation: Result; points into @policy and static text.
 */
void csec_explain(const struct csec_nl_event *event,
		  const struct csec_policy *policy,
		  struct csec_explanation *explanation);

#endif /* _CSEC_CTL_EXPLAIN_H */
