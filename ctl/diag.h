/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - diagnostics: collected as records, printed once, with a caret
 *
 * The only writer to stderr. Form for people:
 *
 *	web.yaml:9:10: error: 'max' must be between 1 and 4194304
 *	    max: 0
 *	         ^
 *
 * Records without a place are printed as "csecctl: error: text".
 */
#ifndef _CSEC_CTL_DIAG_H
#define _CSEC_CTL_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum csec_severity {
	CSEC_SEVERITY_ERROR,
	CSEC_SEVERITY_WARNING,
	CSEC_SEVERITY_NOTE,

	__CSEC_SEVERITY_MAX,
	CSEC_SEVERITY_MAX = __CSEC_SEVERITY_MAX - 1
};

/**
 * struct csec_place - a place in a text
 * @file: Name for the reader, NULL: none. Copied.
 * @line: From 1, 0: unknown.
 * @col: From 1, counted in characters (a tab is one), 0: unknown.
 * @text: The source line without its end, NULL: unknown. Copied.
 * @text_len: Bytes of @text.
 */
struct csec_place {
	const char *file;
	uint32_t line;
	uint32_t col;
	const char *text;
	size_t text_len;
};

/**
 * struct csec_diag_record - one finding; owned by its struct csec_diag
 * @severity: How bad.
 * @file: NULL: no place.
 * @line: From 1, 0: unknown.
 * @col: From 1, 0: unknown.
 * @message: One sentence without a full stop.
 * @source: Source line (may be cut), NULL: none.
 * @source_len: Bytes of @source.
 * @caret: Characters of @source in front of the caret.
 * @hint: What to do about it, NULL: none.
 *
 * All texts may have bytes that somebody else chose: they are escaped where
 * they are printed.
 */
struct csec_diag_record {
	enum csec_severity severity;
	char *file;
	uint32_t line;
	uint32_t col;
	char *message;
	char *source;
	size_t source_len;
	uint32_t caret;
	char *hint;
};

struct csec_diag;

/**
 * csec_diag_create() - Makes an empty collection
 *
 * Return: The collection, or NULL when there is no memory.
 */
struct csec_diag *csec_diag_create(void);

/**
 * csec_diag_free() - Frees a collection without printing it
 * @diag: May be NULL.
 */
void csec_diag_free(struct csec_diag *diag);

/**
 * csec_diag_set_json() - Selects the form that csec_diag_flush() prints
 * @diag: Collection.
 * @json: One JSON object instead of text.
 */
void csec_diag_set_json(struct csec_diag *diag, bool json);

/**
 * csec_diag_set_colour() - Switches colour on or off
 * @diag: Collection.
 * @colour: Print colour in the text form.
 */
void csec_diag_set_colour(struct csec_diag *diag, bool colour);

/**
 * csec_diag_at() - Adds a record with a place
 * @diag: Collection.
 * @severity: How bad.
 * @place: Where, may be NULL.
 * @fmt: printf() format. The result may contain bytes that somebody else
 *	chose.
 *
 * Never fails visibly: without memory the record is counted, not kept.
 */
void csec_diag_at(struct csec_diag *diag, enum csec_severity severity,
		  const struct csec_place *place, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * csec_diag_error() - Adds an error without a place
 * @diag: Collection.
 * @fmt: printf() format.
 */
void csec_diag_error(struct csec_diag *diag, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * csec_diag_warning() - Adds a warning without a place
 * @diag: Collection.
 * @fmt: printf() format.
 */
void csec_diag_warning(struct csec_diag *diag, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * csec_diag_hint() - Adds advice to the record added last
 * @diag: Collection; nothing happens when it is empty.
 * @fmt: printf() format.
 */
void csec_diag_hint(struct csec_diag *diag, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * csec_diag_count() - How many records of a severity were added
 * @diag: Collection.
 * @severity: Which.
 *
 * Return: The number since csec_diag_create() or the last flush.
 */
size_t csec_diag_count(const struct csec_diag *diag,
		       enum csec_severity severity);

/**
 * csec_diag_size() - How many records can be read
 * @diag: Collection.
 *
 * Return: The number of records for csec_diag_record().
 */
size_t csec_diag_size(const struct csec_diag *diag);

/**
 * csec_diag_record() - Reads a record
 * @diag: Collection.
 * @index: From 0.
 *
 * Return: The record, valid until the next flush or free, or NULL.
 */
const struct csec_diag_record *csec_diag_record(const struct csec_diag *diag,
						size_t index);

/**
 * csec_diag_print() - Prints all records in the order in which they came
 * @diag: Collection.
 * @file: Where to.
 *
 * The JSON form is {"schema_version": 1, "diagnostics": [{"severity",
 * "message", "file", "line", "column", "source", "hint"}]} on one line;
 * members that are unknown are left out.
 */
void csec_diag_print(const struct csec_diag *diag, FILE *file);

/**
 * csec_diag_flush() - Prints all records to stderr and forgets them
 * @diag: Collection; an empty one prints nothing.
 */
void csec_diag_flush(struct csec_diag *diag);

/**
 * csec_diag_suggest() - "did you mean": the word nearest to a mistyped one
 * @word: What was written.
 * @words: Candidates, NULL entries are skipped.
 * @nr_words: How many.
 *
 * Return: One of @words, or NULL when none is near enough.
 */
const char *csec_diag_suggest(const char *word, const char *const *words,
			      size_t nr_words);

#endif /* _CSEC_CTL_DIAG_H */
