// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - diagnostics: collected as records, printed once, with a caret
 */
#include "diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* A source line is shown in a window, so that a file of one line is fine. */
enum {
	SOURCE_BEFORE = 100,
	SOURCE_AFTER = 60
};

/* Words longer than this get no suggestion: the cost is quadratic. */
enum {
	WORD_MAX = 64
};

struct csec_diag {
	struct csec_diag_record *records;
	size_t nr;
	size_t size;
	size_t counts[__CSEC_SEVERITY_MAX];
	bool json;
	bool colour;
};

static const char *const severity_names[] = {
	[CSEC_SEVERITY_ERROR] = "error",
	[CSEC_SEVERITY_WARNING] = "warning",
	[CSEC_SEVERITY_NOTE] = "note",
};

static const char *const severity_colours[] = {
	[CSEC_SEVERITY_ERROR] = "\033[1;31m",
	[CSEC_SEVERITY_WARNING] = "\033[1;33m",
	[CSEC_SEVERITY_NOTE] = "\033[1;36m",
};

struct csec_diag *csec_diag_create(void)
{
	return calloc(1, sizeof(struct csec_diag));
}

static void clear(struct csec_diag *diag)
{
	size_t i;

	for (i = 0; i < diag->nr; i++) {
		free(diag->records[i].file);
		free(diag->records[i].message);
		free(diag->records[i].source);
		free(diag->records[i].hint);
	}
	diag->nr = 0;
	memset(diag->counts, 0, sizeof(diag->counts));
}

void csec_diag_free(struct csec_diag *diag)
{
	if (!diag)
		return;
	clear(diag);
	free(diag->records);
	free(diag);
}

void csec_diag_set_json(struct csec_diag *diag, bool json)
{
	diag->json = json;
}

void csec_diag_set_colour(struct csec_diag *diag, bool colour)
{
	diag->colour = colour;
}

/* Bytes of the character at @text; a byte that is not UTF-8 counts as one. */
static size_t char_len(const char *text, size_t len)
{
	const size_t n = csec_text_utf8_len(text, len);

	return n ? n : 1;
}

static char *format(const char *fmt, va_list args)
{
	char *text;

	return vasprintf(&text, fmt, args) < 0 ? NULL : text;
}

/* Copies the part of the source line around the column. */
static void copy_source(struct csec_diag_record *record,
			const struct csec_place *place)
{
	const char *text = place->text;
	size_t pos = 0, start, len;
	uint32_t col = 1;

	while (col < place->col && pos < place->text_len) {
		pos += char_len(text + pos, place->text_len - pos);
		col++;
	}
	start = pos > SOURCE_BEFORE ? pos - SOURCE_BEFORE : 0;
	while (start && start < pos && ((uint8_t)text[start] & 0xc0) == 0x80)
		start++;
	len = place->text_len - start;
	if (len > pos - start + SOURCE_AFTER)
		len = pos - start + SOURCE_AFTER;
	while (start + len < place->text_len && len > pos - start &&
	       ((uint8_t)text[start + len] & 0xc0) == 0x80)
		len--;
	record->source = malloc(len + 1);
	if (!record->source)
		return;
	memcpy(record->source, text + start, len);
	record->source[len] = '\0';
	record->source_len = len;
	for (record->caret = 0; start < pos; record->caret++)
		start += char_len(text + start, pos - start);
}

static struct csec_diag_record *add_record(struct csec_diag *diag)
{
	struct csec_diag_record *records;
	size_t size;

	if (diag->nr == diag->size) {
		size = diag->size ? diag->size * 2 : 16;
		records = reallocarray(diag->records, size, sizeof(*records));
		if (!records)
			return NULL;
		diag->records = records;
		diag->size = size;
	}
	records = &diag->records[diag->nr++];
	memset(records, 0, sizeof(*records));
	return records;
}

static void add(struct csec_diag *diag, enum csec_severity severity,
		const struct csec_place *place, const char *fmt, va_list args)
{
	struct csec_diag_record *record;

	diag->counts[severity]++;
	record = add_record(diag);
	if (!record)
		return;
	record->severity = severity;
	record->message = format(fmt, args);
	if (!place)
		return;
	record->line = place->line;
	record->col = place->col;
	if (place->file)
		record->file = strdup(place->file);
	if (place->text && place->col)
		copy_source(record, place);
}

void csec_diag_at(struct csec_diag *diag, enum csec_severity severity,
		  const struct csec_place *place, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(diag, severity, place, fmt, args);
	va_end(args);
}

void csec_diag_error(struct csec_diag *diag, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(diag, CSEC_SEVERITY_ERROR, NULL, fmt, args);
	va_end(args);
}

void csec_diag_warning(struct csec_diag *diag, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(diag, CSEC_SEVERITY_WARNING, NULL, fmt, args);
	va_end(args);
}

void csec_diag_hint(struct csec_diag *diag, const char *fmt, ...)
{
	struct csec_diag_record *record;
	va_list args;

	if (!diag->nr)
		return;
	record = &diag->records[diag->nr - 1];
	free(record->hint);
	va_start(args, fmt);
	record->hint = format(fmt, args);
	va_end(args);
}

size_t csec_diag_count(const struct csec_diag *diag,
		       enum csec_severity severity)
{
	return diag->counts[severity];
}

size_t csec_diag_size(const struct csec_diag *diag)
{
	return diag->nr;
}

const struct csec_diag_record *csec_diag_record(const struct csec_diag *diag,
						size_t index)
{
	return index < diag->nr ? &diag->records[index] : NULL;
}

/*
 * Tabs stay tabs in both lines, so that the caret stands right whatever the
 * width of a tab; anything else that cannot be printed becomes one '?'.
 */
static void print_source(const struct csec_diag_record *record, FILE *file)
{
	const char *text = record->source;
	size_t pos, n;
	uint32_t i;

	for (pos = 0; pos < record->source_len; pos += n) {
		char *safe;

		n = char_len(text + pos, record->source_len - pos);
		safe = csec_text_plain_dup(text + pos, n);
		if (strchr("\t\\\"", text[pos]) && text[pos])
			fputc(text[pos], file);
		else
			fputs(safe && csec_text_width(safe) == 1 ? safe : "?",
			      file);
		free(safe);
	}
	fputc('\n', file);
	for (i = 0, pos = 0; i < record->caret; i++) {
		fputc(text[pos] == '\t' ? '\t' : ' ', file);
		pos += char_len(text + pos, record->source_len - pos);
	}
	fputs("^\n", file);
}

static void print_plain(const char *text, FILE *file)
{
	csec_text_plain(file, text, strlen(text));
}

static void print_text(const struct csec_diag *diag,
		       const struct csec_diag_record *record, FILE *file)
{
	const char *const on = severity_colours[record->severity];

	print_plain(record->file ? record->file : "csecctl", file);
	if (record->line)
		fprintf(file, ":%u", record->line);
	if (record->line && record->col)
		fprintf(file, ":%u", record->col);
	fprintf(file, ": %s%s:%s ", diag->colour ? on : "",
		severity_names[record->severity],
		diag->colour ? "\033[0m" : "");
	print_plain(record->message ? record->message : "out of memory", file);
	fputc('\n', file);
	if (record->source)
		print_source(record, file);
	if (!record->hint)
		return;
	fputs("  hint: ", file);
	print_plain(record->hint, file);
	fputc('\n', file);
}

static void print_member(FILE *file, const char *key, const char *value)
{
	if (!value)
		return;
	fprintf(file, ", \"%s\": \"", key);
	csec_text_json(file, value, strlen(value));
	fputc('"', file);
}

static void print_json(const struct csec_diag *diag, FILE *file)
{
	size_t i;

	fputs("{\"schema_version\": 1, \"diagnostics\": [", file);
	for (i = 0; i < diag->nr; i++) {
		const struct csec_diag_record *record = &diag->records[i];

		fprintf(file, "%s{\"severity\": \"%s\"", i ? ", " : "",
			severity_names[record->severity]);
		print_member(file, "message", record->message);
		print_member(file, "file", record->file);
		if (record->line)
			fprintf(file, ", \"line\": %u", record->line);
		if (record->col)
			fprintf(file, ", \"column\": %u", record->col);
		if (record->source) {
			fputs(", \"source\": \"", file);
			csec_text_json(file, record->source,
				       record->source_len);
			fputc('"', file);
		}
		print_member(file, "hint", record->hint);
		fputc('}', file);
	}
	fputs("]}\n", file);
}

void csec_diag_print(const struct csec_diag *diag, FILE *file)
{
	size_t i;

	if (diag->json) {
		print_json(diag, file);
		return;
	}
	for (i = 0; i < diag->nr; i++)
		print_text(diag, &diag->records[i], file);
}

/* At once, so that no line of another process comes in between. */
static void print_at_once(const struct csec_diag *diag)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	if (!file) {
		csec_diag_print(diag, stderr);
		return;
	}
	csec_diag_print(diag, file);
	if (!fclose(file))
		fwrite(text, 1, len, stderr);
	free(text);
}

void csec_diag_flush(struct csec_diag *diag)
{
	size_t counted = 0, i;

	for (i = 0; i < __CSEC_SEVERITY_MAX; i++)
		counted += diag->counts[i];
	if (diag->nr)
		print_at_once(diag);
	else if (counted)
		fputs("csecctl: error: out of memory\n", stderr);
	clear(diag);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	const size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Edit distance where swapping two neighbours is one edit; case is ignored. */
static size_t distance(const char *a, size_t la, const char *b, size_t lb)
{
	size_t rows[3][WORD_MAX + 1];
	size_t i, j;

	for (j = 0; j <= lb; j++)
		rows[0][j] = j;
	for (i = 1; i <= la; i++) {
		size_t *now = rows[i % 3];
		const size_t *before = rows[(i + 2) % 3];
		const size_t *swap = rows[(i + 1) % 3];

		now[0] = i;
		for (j = 1; j <= lb; j++) {
			const char ca = lower(a[i - 1]), cb = lower(b[j - 1]);

			now[j] = min3(before[j] + 1, now[j - 1] + 1,
				      before[j - 1] + (ca != cb));
			if (i > 1 && j > 1 && ca == lower(b[j - 2]) &&
			    lower(a[i - 2]) == cb && swap[j - 2] + 1 < now[j])
				now[j] = swap[j - 2] + 1;
		}
	}
	return rows[la % 3][lb];
}

const char *csec_diag_suggest(const char *word, const char *const *words,
			      size_t nr_words)
{
	const size_t len = strlen(word);
	const char *best = NULL;
	size_t best_distance = len / 3 + 1;
	size_t i, d, n;

	if (!len || len > WORD_MAX)
		return NULL;
	for (i = 0; i < nr_words; i++) {
		if (!words[i])
			continue;
		n = strlen(words[i]);
		if (n > WORD_MAX)
			continue;
		d = distance(word, len, words[i], n);
		if (d < best_distance + !best && d < n) {
			best = words[i];
			best_distance = d;
		}
	}
	return best;
}
