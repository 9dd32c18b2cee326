// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - text -> tree of nodes with places; the only user of libfyaml
 *
 * Reads events, not documents: libfyaml's own tree would be built before the
 * depth and the number of nodes are known.
 */
#include "parse_tree.h"

#include <libfyaml.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <linux/csec.h>

#include "arena.h"
#include "parse.h"
#include "text.h"

/* More than any mapping of the language has; ends hostile ones early. */
enum {
	MAP_KEYS_MAX = 1000
};

struct reader {
	struct csec_source *source;
	struct fy_parser *parser;
	struct csec_node *stack[CSEC_PARSE_DEPTH_MAX + 1];
	struct csec_node **tails[CSEC_PARSE_DEPTH_MAX + 1];
	struct csec_node *keys[CSEC_PARSE_DEPTH_MAX + 1];
	unsigned int depth; /* entries of the stack; the first is the root */
	size_t nr_nodes;
	size_t last; /* place of the last event that had one */
};

/* Says whether a line ends at @pos: at LF, CR LF (its LF) or a lone CR. */
static bool is_line_end(const struct csec_source *source, size_t pos)
{
	const char *text = source->text;

	return text[pos] == '\n' ||
	       (text[pos] == '\r' &&
		(pos + 1 == source->len || text[pos + 1] != '\n'));
}

uint32_t csec_source_line(struct csec_source *source, size_t offset)
{
	size_t pos;

	if (offset < source->line_start || !source->seen_line) {
		source->seen = 0;
		source->seen_line = 1;
		source->line_start = 0;
	}
	for (pos = source->seen; pos < offset && pos < source->len; pos++) {
		if (!is_line_end(source, pos))
			continue;
		source->seen_line++;
		source->line_start = pos + 1;
	}
	source->seen = pos;
	return source->seen_line;
}

static uint32_t column(const struct csec_source *source, size_t offset)
{
	size_t pos = source->line_start, n;
	uint32_t col = 1;

	for (; pos < offset; pos += n, col++) {
		n = csec_text_utf8_len(source->text + pos, source->len - pos);
		n = n ? n : 1;
	}
	return col;
}

static size_t line_length(const struct csec_source *source)
{
	size_t end = source->line_start;

	while (end < source->len && !strchr("\r\n", source->text[end]))
		end++;
	/* strchr() finds its own NUL: a NUL in the text ends the line too. */
	return end - source->line_start;
}

bool csec_source_is_full(const struct csec_source *source)
{
	return source->nr_errors >= CSEC_PARSE_ERRORS_MAX ||
	       source->out_of_memory;
}

void csec_source_error(struct csec_source *source, size_t offset,
		       const char *fmt, ...)
{
	struct csec_place place = { .file = source->name };
	char text[512];
	va_list args;

	if (csec_source_is_full(source))
		return;
	if (offset > source->len)
		offset = source->len;
	place.line = csec_source_line(source, offset);
	place.col = column(source, offset);
	place.text = source->text + source->line_start;
	place.text_len = line_length(source);
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	csec_diag_at(source->diag, CSEC_SEVERITY_ERROR, &place, "%s", text);
	source->nr_errors++;
}

static bool is_blank_at(const char *text, size_t pos, size_t end)
{
	return pos < end && (text[pos] == ' ' || text[pos] == '\t');
}

/* Whether '-', ':' or '?' at @pos is an indicator: no other character follows. */
static bool is_indicator_at(const char *text, size_t pos, size_t end)
{
	return pos + 1 == end || is_blank_at(text, pos + 1, end);
}

/*
 * Refuses "? key", which begins a line or follows other indicators there. No
 * policy needs it. In a flow mapping it does no harm.
 */
static bool check_explicit_key(struct csec_source *source, size_t start,
			       size_t end)
{
	const char *const text = source->text;
	size_t pos = start;

	while (is_blank_at(text, pos, end) ||
	       (pos < end && strchr("-:", text[pos]) &&
		is_indicator_at(text, pos, end)))
		pos++;
	if (pos == end || text[pos] != '?' || !is_indicator_at(text, pos, end))
		return true;
	csec_source_error(source, pos, "a key must not begin with '?'");
	return false;
}

/*
 * libfyaml 0.7.12 forgets a key twice, and so corrupts its memory, when after
 * "? key" a tab stands between ':' and another indicator. Whether there is such a
 * key, and whether this is text in quotes, only it could tell.
 */
static bool check_tabs(struct csec_source *source, size_t start, size_t end)
{
	const char *const text = source->text;
	bool has_tab = false, is_behind = false;
	size_t pos;

	for (pos = start; pos < end; pos++) {
		if (is_blank_at(text, pos, end)) {
			has_tab |= text[pos] == '\t';
			continue;
		}
		if (is_behind && has_tab &&
		    (strchr("?:|>", text[pos]) ||
		     (text[pos] == '-' && is_indicator_at(text, pos, end)))) {
			csec_source_error(source, pos,
					  "a tab must not stand between ':' "
					  "and '%c'",
					  text[pos]);
			return false;
		}
		is_behind = text[pos] == ':';
		has_tab = false;
	}
	return true;
}

static bool check_line(struct csec_source *source, size_t start, size_t end)
{
	return check_explicit_key(source, start, end) &&
	       check_tabs(source, start, end);
}

/*
 * libfyaml keeps every token of a line, because any of them may turn out to
 * belong to a key, and is quadratic in what follows a '%'.
 */
static bool check_lines(struct csec_source *source)
{
	const char *const text = source->text;
	size_t start = 0, pos;

	for (pos = 0; pos < source->len; pos++) {
		if (pos - start == CSEC_PARSE_LINE_MAX) {
			csec_source_error(source, pos,
					  "the line is longer than %u bytes",
					  CSEC_PARSE_LINE_MAX);
			return false;
		}
		if (pos == start && text[pos] == '%' &&
		    (source->len - pos < 9 ||
		     memcmp(text + pos, "%YAML 1.2", 9))) {
			csec_source_error(source, pos,
					  "directives are not allowed");
			return false;
		}
		if (!is_line_end(source, pos))
			continue;
		if (!check_line(source, start, pos))
			return false;
		start = pos + 1;
	}
	return check_line(source, start, pos);
}

/* libfyaml stops at NUL and lets some bytes pass: look at all of them. */
static bool check_bytes(struct csec_source *source)
{
	const uint8_t *p = (const uint8_t *)source->text;
	size_t pos = 0, n;

	while (pos < source->len) {
		if (p[pos] >= 0x20 && p[pos] < 0x7f) {
			pos++;
			continue;
		}
		n = csec_text_utf8_len(p + pos, source->len - pos);
		if (!n) {
			csec_source_error(source, pos,
					  "invalid UTF-8 (byte 0x%02x)",
					  p[pos]);
			return false;
		}
		if (n == 1 && !strchr("\t\r\n", p[pos])) {
			csec_source_error(source, pos,
					  "control character U+%04X", p[pos]);
			return false;
		}
		if (n == 1 && !p[pos]) {
			csec_source_error(source, pos,
					  "control character U+0000");
			return false;
		}
		pos += n;
	}
	return true;
}

static size_t offset_of(struct fy_event *event)
{
	const struct fy_mark *mark = fy_event_start_mark(event);

	return mark ? mark->input_pos : 0;
}

static size_t offset_of_token(struct fy_token *token)
{
	const struct fy_mark *mark = fy_token_start_mark(token);

	return mark ? mark->input_pos : 0;
}

static bool fail(struct reader *reader, size_t offset, const char *text)
{
	csec_source_error(reader->source, offset, "%s", text);
	return false;
}

static struct csec_node *new_node(struct reader *reader, size_t offset,
				  enum csec_node_kind kind)
{
	struct csec_node *node;

	if (reader->nr_nodes++ == CSEC_PARSE_NODES_MAX) {
		fail(reader, offset, "too many values in one file");
		return NULL;
	}
	node = csec_arena_alloc(reader->source->arena, sizeof(*node));
	if (!node) {
		reader->source->out_of_memory = true;
		return NULL;
	}
	node->kind = kind;
	node->offset = offset;
	return node;
}

/* Puts a value into the open container, or keeps it as the next key. */
static bool attach(struct reader *reader, struct csec_node *node)
{
	const unsigned int at = reader->depth - 1;
	struct csec_node *parent = reader->stack[at];

	if (parent->kind == CSEC_NODE_MAP && !reader->keys[at]) {
		if (node->kind != CSEC_NODE_SCALAR)
			return fail(reader, node->offset,
				    "a key must be a string");
		if (node->is_plain && !strcmp(node->text, "<<"))
			return fail(reader, node->offset,
				    "merge keys are not allowed");
		reader->keys[at] = node;
		return true;
	}
	if (!at && parent->nr == CSEC_NR_POLICIES_MAX)
		return fail(reader, node->offset, "too many documents");
	if (!at && node->kind == CSEC_NODE_LIST)
		return fail(reader, node->offset, "a policy must be a mapping");
	if (parent->kind == CSEC_NODE_MAP && parent->nr == MAP_KEYS_MAX)
		return fail(reader, node->offset, "too many keys");
	node->key = reader->keys[at];
	reader->keys[at] = NULL;
	*reader->tails[at] = node;
	reader->tails[at] = &node->next;
	parent->nr++;
	return true;
}

static bool push(struct reader *reader, struct csec_node *node)
{
	if (reader->depth > CSEC_PARSE_DEPTH_MAX)
		return fail(reader, node->offset, "nested too deeply");
	reader->stack[reader->depth] = node;
	reader->tails[reader->depth] = &node->child;
	reader->keys[reader->depth] = NULL;
	reader->depth++;
	return true;
}

static bool is_quoted(struct fy_event *event)
{
	const enum fy_node_style style = fy_event_get_node_style(event);

	return style == FYNS_SINGLE_QUOTED || style == FYNS_DOUBLE_QUOTED;
}

static bool read_scalar(struct reader *reader, struct fy_event *event)
{
	struct fy_token *token = fy_event_get_token(event);
	size_t offset = offset_of(event), len = 0;
	const char *text = token ? fy_token_get_text(token, &len) : "";
	const unsigned int at = reader->depth - 1;
	struct csec_node *node;

	/* A value that is not there stands where its key does. */
	if (!fy_event_start_mark(event))
		offset = reader->keys[at] ? reader->keys[at]->offset :
					    reader->last;
	/* The mark is behind the quote. */
	else if (offset && is_quoted(event))
		offset--;
	node = new_node(reader, offset, CSEC_NODE_SCALAR);
	if (!node)
		return false;
	node->text = csec_arena_strndup(reader->source->arena, text ? text : "",
					text ? len : 0);
	if (!node->text) {
		reader->source->out_of_memory = true;
		return false;
	}
	node->len = len;
	node->is_plain = fy_event_get_node_style(event) == FYNS_PLAIN ||
			 fy_event_get_node_style(event) == FYNS_ANY;
	return attach(reader, node);
}

static bool read_container(struct reader *reader, struct fy_event *event)
{
	const bool is_map = event->type == FYET_MAPPING_START;
	struct csec_node *node =
		new_node(reader, offset_of(event),
			 is_map ? CSEC_NODE_MAP : CSEC_NODE_LIST);

	return node && attach(reader, node) && push(reader, node);
}

static bool check_properties(struct reader *reader, struct fy_event *event)
{
	struct fy_token *anchor = fy_event_get_anchor_token(event);
	struct fy_token *tag = fy_event_get_tag_token(event);

	if (event->type == FYET_ALIAS)
		return fail(reader, offset_of(event),
			    "aliases are not allowed");
	if (anchor)
		return fail(reader, offset_of_token(anchor),
			    "anchors are not allowed");
	if (tag)
		return fail(reader, offset_of_token(tag),
			    "tags are not allowed");
	return true;
}

static bool read_event(struct reader *reader, struct fy_event *event)
{
	switch (event->type) {
	case FYET_SCALAR:
		return check_properties(reader, event) &&
		       read_scalar(reader, event);
	case FYET_MAPPING_START:
	case FYET_SEQUENCE_START:
		return check_properties(reader, event) &&
		       read_container(reader, event);
	case FYET_ALIAS:
		return check_properties(reader, event);
	case FYET_MAPPING_END:
	case FYET_SEQUENCE_END:
		reader->depth--;
		return true;
	default:
		return true;
	}
}

/* Offset of a line and column from 1, as libfyaml reports them. */
static size_t find_offset(const struct csec_source *source, int line, int col)
{
	size_t pos = 0, n;

	for (; line > 1 && pos < source->len; pos++) {
		if (is_line_end(source, pos))
			line--;
	}
	for (; col > 1 && pos < source->len && !is_line_end(source, pos);
	     col--) {
		n = csec_text_utf8_len(source->text + pos, source->len - pos);
		pos += n ? n : 1;
	}
	return pos;
}

static void report_syntax(struct csec_source *source, struct fy_diag *diag)
{
	struct fy_diag_error *error;
	void *iterator = NULL;

	error = fy_diag_errors_iterate(diag, &iterator);
	if (error)
		csec_source_error(
			source, find_offset(source, error->line, error->column),
			"%s", error->msg);
	else
		csec_source_error(source, source->len, "malformed YAML");
}

static bool read_events(struct reader *reader, struct fy_diag *diag)
{
	struct fy_event *event;
	bool ok = true;

	while (ok && (event = fy_parser_parse(reader->parser))) {
		if (fy_event_start_mark(event))
			reader->last = offset_of(event);
		ok = read_event(reader, event);
		fy_parser_event_free(reader->parser, event);
	}
	if (ok && fy_parser_get_stream_error(reader->parser)) {
		report_syntax(reader->source, diag);
		ok = false;
	}
	return ok;
}

static bool parse(struct reader *reader)
{
	struct fy_diag_cfg diag_config;
	struct fy_parse_cfg config = {
		.flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 |
			 FYPCF_JSON_NONE,
	};
	struct fy_diag *diag;
	bool ok = false;

	fy_diag_cfg_default(&diag_config);
	diag = fy_diag_create(&diag_config);
	if (diag) {
		fy_diag_set_collect_errors(diag, true);
		config.diag = diag;
		reader->parser = fy_parser_create(&config);
	}
	if (reader->parser &&
	    !fy_parser_set_string(reader->parser, reader->source->text,
				  reader->source->len))
		ok = read_events(reader, diag);
	else
		reader->source->out_of_memory = true;
	fy_parser_destroy(reader->parser);
	fy_diag_destroy(diag);
	return ok;
}

struct csec_node *csec_tree_read(struct csec_source *source)
{
	struct reader reader = { .source = source };
	struct csec_node *root;

	if (!check_bytes(source) || !check_lines(source))
		return NULL;
	root = new_node(&reader, 0, CSEC_NODE_LIST);
	if (!root)
		return NULL;
	push(&reader, root);
	/* libfyaml takes a length of 0 for "find it out". */
	if (source->len && !parse(&reader))
		return NULL;
	if (!root->nr) {
		csec_source_error(source, 0, "empty document");
		return NULL;
	}
	return root;
}
