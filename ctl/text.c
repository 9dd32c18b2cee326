// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bytes that somebody else chose -> text that is safe to print
 */
#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint32_t decode(const uint8_t *p, size_t len)
{
	static const uint8_t first[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t code = p[0] & first[len];
	size_t i;

	for (i = 1; i < len; i++)
		code = code << 6 | (p[i] & 0x3f);
	return code;
}

size_t csec_text_utf8_len(const void *text, size_t len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t *p = text;
	uint32_t code;
	size_t need, i;

	if (!len)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	need = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (need > len)
		return 0;
	for (i = 1; i < need; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	code = decode(p, need);
	if (code < least[need] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return need;
}

size_t csec_text_utf8_check(const void *text, size_t len)
{
	const uint8_t *p = text;
	size_t pos = 0, n;

	while (pos < len) {
		n = csec_text_utf8_len(p + pos, len - pos);
		if (!n)
			break;
		pos += n;
	}
	return pos;
}

static bool is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/*
 * What is not seen, or reorders the text around it, on a terminal: Unicode's
 * Default_Ignorable_Code_Point, the ends of lines and paragraphs, the overrides
 * of direction and the marks of annotations. In ascending order.
 */
static const struct {
	uint32_t first;
	uint32_t last;
} formats[] = {
	{ 0x00ad, 0x00ad },   { 0x034f, 0x034f },   { 0x061c, 0x061c },
	{ 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },   { 0x180b, 0x180f },
	{ 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f },
	{ 0x3164, 0x3164 },   { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb },   { 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

static bool is_format(uint32_t code)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (code <= formats[i].last)
			return code >= formats[i].first;
	return false;
}

bool csec_text_is_plain(const char *text)
{
	size_t len = strlen(text), n;
	uint32_t code;

	for (; len; text += n, len -= n) {
		n = csec_text_utf8_len(text, len);
		if (!n)
			return false;
		code = decode((const uint8_t *)text, n);
		if (is_control(code) || is_format(code))
			return false;
	}
	return true;
}

/* Bytes at the start that stand for themselves in JSON: most text is only that. */
static size_t json_plain_len(const uint8_t *p, size_t len)
{
	size_t n = 0;

	while (n < len && p[n] >= 0x20 && p[n] < 0x7f && p[n] != '"' &&
	       p[n] != '\\')
		n++;
	return n;
}

void csec_text_json(FILE *file, const void *text, size_t len)
{
	const uint8_t *p = text;
	size_t pos, n;
	uint32_t code;

	for (pos = 0; pos < len; pos += n) {
		n = json_plain_len(p + pos, len - pos);
		if (n) {
			fwrite(p + pos, 1, n, file);
			continue;
		}
		n = csec_text_utf8_len(p + pos, len - pos);
		code = n ? decode(p + pos, n) : p[pos];
		if (code == '"' || code == '\\')
			fprintf(file, "\\%c", (int)code);
		else if (code == '\n')
			fputs("\\n", file);
		else if (code == '\t')
			fputs("\\t", file);
		else if (!n || is_control(code))
			fprintf(file, "\\u%04x", code);
		else
			fwrite(p + pos, 1, n, file);
		n = n ? n : 1;
	}
}

void csec_text_plain(FILE *file, const void *text, size_t len)
{
	const uint8_t *p = text;
	size_t pos, n, i;
	uint32_t code;

	for (pos = 0; pos < len; pos += n) {
		n = csec_text_utf8_len(p + pos, len - pos);
		code = n ? decode(p + pos, n) : p[pos];
		if (n && !is_control(code) && !is_format(code) &&
		    code != '\\' && code != '"') {
			fwrite(p + pos, 1, n, file);
			continue;
		}
		n = n ? n : 1;
		for (i = 0; i < n; i++)
			fprintf(file, "\\x%02x", p[pos + i]);
	}
}

char *csec_text_plain_dup(const void *text, size_t len)
{
	char *buf = NULL;
	size_t size;
	FILE *file = open_memstream(&buf, &size);

	if (!file)
		return NULL;
	csec_text_plain(file, text, len);
	if (fclose(file)) {
		free(buf);
		return NULL;
	}
	return buf;
}

size_t csec_text_width(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += ((uint8_t)*text & 0xc0) != 0x80;
	return width;
}
