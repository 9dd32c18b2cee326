// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - output: one call emits text, JSON, JSON lines or YAML
 *
 * This file knows values and tables for people; out_tree.c writes the
 * machine formats.
 */
#include "out.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "out_tree.h"
#include "text.h"

struct cell {
	char *text;
	enum csec_style style;
};

struct csec_out {
	FILE *file; /* its buffer; what leaves it goes to @target */
	FILE *target;
	enum csec_out_format format;
	bool colour;
	enum csec_style style;
	struct csec_out_tree *tree; /* NULL for people */
	int err; /* the first one: nothing is written after it */

	/* The open table, for people. */
	const struct csec_column *columns;
	size_t nr_columns;
	struct cell *cells; /* rows of nr_columns */
	size_t nr_rows;
	size_t cell; /* next cell of the open row */
	unsigned int nesting; /* containers open inside the row */
	bool in_row;
};

static const char *const format_names[] = {
	[CSEC_OUT_TABLE] = "table",
	[CSEC_OUT_JSON] = "json",
	[CSEC_OUT_JSONL] = "jsonl",
	[CSEC_OUT_YAML] = "yaml",
};

static const char *const colour_names[] = {
	[CSEC_COLOUR_AUTO] = "auto",
	[CSEC_COLOUR_ALWAYS] = "always",
	[CSEC_COLOUR_NEVER] = "never",
};

static const char *const style_codes[] = {
	[CSEC_STYLE_PLAIN] = "",	 [CSEC_STYLE_BOLD] = "\033[1m",
	[CSEC_STYLE_GOOD] = "\033[32m",	 [CSEC_STYLE_WARN] = "\033[33m",
	[CSEC_STYLE_BAD] = "\033[1;31m",
};

int csec_out_format_find(const char *word)
{
	int i;

	for (i = 0; i < __CSEC_OUT_MAX; i++) {
		if (!strcmp(format_names[i], word))
			return i;
	}
	return -EINVAL;
}

int csec_colour_find(const char *word)
{
	int i;

	for (i = 0; i < __CSEC_COLOUR_MAX; i++) {
		if (!strcmp(colour_names[i], word))
			return i;
	}
	return -EINVAL;
}

bool csec_colour_enabled(enum csec_colour_mode mode, FILE *file)
{
	const char *const no_colour = getenv("NO_COLOR");
	const char *const term = getenv("TERM");

	if (mode != CSEC_COLOUR_AUTO)
		return mode == CSEC_COLOUR_ALWAYS;
	return isatty(fileno(file)) && !(no_colour && *no_colour) && term &&
	       strcmp(term, "dumb");
}

/*
 * Writes what is in the buffer. After an error it is lost at once: to try again
 * could mean to wait again for a reader that has stopped. Of PIPE_BUF bytes a pipe
 * takes none or all, so that a signal is an error. Returns 0 for an error.
 */
static ssize_t write_out(void *cookie, const char *data, size_t len)
{
	struct csec_out *out = cookie;
	size_t done = 0, nr;

	while (!out->err && done < len) {
		nr = len - done < PIPE_BUF ? len - done : PIPE_BUF;
		errno = 0;
		if (fwrite(data + done, 1, nr, out->target) != nr ||
		    fflush(out->target))
			out->err = errno ? -errno : -EIO;
		done += nr;
	}
	return out->err ? 0 : (ssize_t)len;
}

static struct csec_out *create(FILE *file, enum csec_out_format format,
			       bool bare)
{
	static const cookie_io_functions_t functions = { .write = write_out };
	struct csec_out *out = calloc(1, sizeof(*out));

	if (!out)
		return NULL;
	out->target = file;
	out->format = format;
	out->file = fopencookie(out, "w", functions);
	if (out->file && format == CSEC_OUT_TABLE)
		return out;
	if (out->file)
		out->tree = csec_out_tree_create(out->file, format, bare);
	if (out->tree)
		return out;
	if (out->file)
		fclose(out->file);
	free(out);
	return NULL;
}

struct csec_out *csec_out_create(FILE *file, enum csec_out_format format,
				 enum csec_colour_mode colour)
{
	struct csec_out *out = create(file, format, false);

	if (out && format == CSEC_OUT_TABLE)
		out->colour = csec_colour_enabled(colour, file);
	return out;
}

struct csec_out *csec_out_create_bare(FILE *file, enum csec_out_format format)
{
	return create(file, format, true);
}

static void free_cells(struct csec_out *out)
{
	size_t i;

	for (i = 0; i < out->nr_rows * out->nr_columns; i++)
		free(out->cells[i].text);
	free(out->cells);
	out->cells = NULL;
	out->nr_rows = 0;
	out->nr_columns = 0;
}

int csec_out_flush(struct csec_out *out)
{
	fflush(out->file);
	return out->err;
}

int csec_out_close(struct csec_out *out)
{
	int err;

	if (!out)
		return 0;
	if (out->tree && csec_out_tree_close(out->tree) && !out->err)
		out->err = -ENOMEM;
	fclose(out->file);
	err = out->err;
	free_cells(out);
	free(out);
	return err;
}

bool csec_out_is_text(const struct csec_out *out)
{
	return !out->tree;
}

void csec_out_style(struct csec_out *out, enum csec_style style)
{
	out->style = style;
}

static void print_styled(struct csec_out *out, enum csec_style style,
			 const char *text)
{
	const bool on = out->colour && style != CSEC_STYLE_PLAIN;

	fprintf(out->file, "%s%s%s", on ? style_codes[style] : "", text,
		on ? "\033[0m" : "");
}

/* Takes @text, which is what people see of one value. */
static void put(struct csec_out *out, char *text)
{
	struct cell *cell;

	if (!text) {
		out->err = -ENOMEM;
	} else if (!out->columns) {
		print_styled(out, out->style, text);
	} else if (out->in_row && !out->nesting &&
		   out->cell < out->nr_columns) {
		cell = &out->cells[(out->nr_rows - 1) * out->nr_columns +
				   out->cell++];
		cell->text = text;
		cell->style = out->style;
		text = NULL;
	}
	free(text);
	out->style = CSEC_STYLE_PLAIN;
}

__attribute__((format(printf, 2, 0))) static void
put_format(struct csec_out *out, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	va_end(args);
	put(out, text);
}

void csec_out_text(struct csec_out *out, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;

	if (!csec_out_is_text(out))
		return;
	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	va_end(args);
	put(out, text);
}

void csec_out_string(struct csec_out *out, const char *key, const char *fmt,
		     const char *value)
{
	if (value)
		csec_out_bytes(out, key, fmt, value, strlen(value));
	else
		csec_out_null(out, key, fmt);
}

void csec_out_bytes(struct csec_out *out, const char *key, const char *fmt,
		    const void *data, size_t len)
{
	char *text;

	if (out->tree) {
		csec_out_tree_string(out->tree, key, data, len);
		return;
	}
	if (!fmt)
		return;
	text = csec_text_plain_dup(data, len);
	if (text)
		put_format(out, fmt, text);
	else
		out->err = -ENOMEM;
	free(text);
}

void csec_out_hex(struct csec_out *out, const char *key, const char *fmt,
		  const void *data, size_t len)
{
	const uint8_t *p = data;
	char hex[2 * 64 + 1] = "";
	size_t i;

	for (i = 0; i < len && i < 64; i++)
		sprintf(hex + 2 * i, "%02x", p[i]);
	csec_out_string(out, key, fmt, hex);
}

void csec_out_u64(struct csec_out *out, const char *key, const char *fmt,
		  uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	if (out->tree)
		csec_out_tree_literal(out->tree, key, text);
	else if (fmt)
		put_format(out, fmt, value);
}

void csec_out_s64(struct csec_out *out, const char *key, const char *fmt,
		  int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	if (out->tree)
		csec_out_tree_literal(out->tree, key, text);
	else if (fmt)
		put_format(out, fmt, value);
}

void csec_out_id(struct csec_out *out, const char *key, const char *fmt,
		 uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	if (out->tree)
		csec_out_tree_string(out->tree, key, text, strlen(text));
	else if (fmt)
		put_format(out, fmt, value);
}

void csec_out_bool(struct csec_out *out, const char *key, const char *fmt,
		   bool value)
{
	if (out->tree)
		csec_out_tree_literal(out->tree, key, value ? "true" : "false");
	else if (fmt)
		put_format(out, fmt, value ? "yes" : "no");
}

void csec_out_null(struct csec_out *out, const char *key, const char *fmt)
{
	if (out->tree)
		csec_out_tree_literal(out->tree, key, "null");
	else if (fmt)
		put_format(out, fmt, "-");
}

void csec_out_object_begin(struct csec_out *out, const char *key)
{
	if (out->tree)
		csec_out_tree_begin(out->tree, key, false);
	out->nesting += out->in_row;
}

void csec_out_object_end(struct csec_out *out)
{
	if (out->tree)
		csec_out_tree_end(out->tree);
	out->nesting -= out->in_row;
}

void csec_out_array_begin(struct csec_out *out, const char *key)
{
	if (out->tree)
		csec_out_tree_begin(out->tree, key, true);
	out->nesting += out->in_row;
}

void csec_out_array_end(struct csec_out *out)
{
	csec_out_object_end(out);
}

void csec_out_table_begin(struct csec_out *out, const char *key,
			  const struct csec_column *columns, size_t nr_columns)
{
	if (out->tree) {
		csec_out_tree_begin(out->tree, key, true);
		return;
	}
	out->columns = columns;
	out->nr_columns = nr_columns;
}

void csec_out_row_begin(struct csec_out *out)
{
	struct cell *cells;

	if (out->tree) {
		csec_out_tree_begin(out->tree, NULL, false);
		return;
	}
	cells = reallocarray(out->cells, (out->nr_rows + 1) * out->nr_columns,
			     sizeof(*cells));
	if (!cells) {
		out->err = -ENOMEM;
		return;
	}
	memset(cells + out->nr_rows * out->nr_columns, 0,
	       out->nr_columns * sizeof(*cells));
	out->cells = cells;
	out->nr_rows++;
	out->cell = 0;
	out->nesting = 0;
	out->in_row = true;
}

void csec_out_row_end(struct csec_out *out)
{
	if (out->tree)
		csec_out_tree_end(out->tree);
	out->in_row = false;
}

static size_t column_width(const struct csec_out *out, size_t column)
{
	size_t width = csec_text_width(out->columns[column].title);
	size_t row, w;

	for (row = 0; row < out->nr_rows; row++) {
		const struct cell *cell =
			&out->cells[row * out->nr_columns + column];

		w = cell->text ? csec_text_width(cell->text) : 0;
		width = w > width ? w : width;
	}
	return width;
}

static void print_cell(struct csec_out *out, size_t column, size_t width,
		       const char *text, enum csec_style style)
{
	const int pad = (int)(width - csec_text_width(text));
	const bool is_last = column + 1 == out->nr_columns;

	if (column)
		fputs("  ", out->file);
	if (out->columns[column].right)
		fprintf(out->file, "%*s", pad, "");
	print_styled(out, style, text);
	if (!out->columns[column].right && !is_last)
		fprintf(out->file, "%*s", pad, "");
	if (is_last)
		fputc('\n', out->file);
}

static void print_table(struct csec_out *out)
{
	size_t *widths = calloc(out->nr_columns, sizeof(*widths));
	size_t row, i;

	if (!widths) {
		out->err = -ENOMEM;
		return;
	}
	for (i = 0; i < out->nr_columns; i++) {
		widths[i] = column_width(out, i);
		print_cell(out, i, widths[i], out->columns[i].title,
			   CSEC_STYLE_BOLD);
	}
	for (row = 0; row < out->nr_rows; row++) {
		for (i = 0; i < out->nr_columns; i++) {
			const struct cell *cell =
				&out->cells[row * out->nr_columns + i];

			print_cell(out, i, widths[i],
				   cell->text ? cell->text : "", cell->style);
		}
	}
	free(widths);
}

void csec_out_table_end(struct csec_out *out)
{
	if (out->tree) {
		csec_out_tree_end(out->tree);
		return;
	}
	if (out->nr_rows)
		print_table(out);
	free_cells(out);
	out->columns = NULL;
}
