/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - bytes that somebody else chose -> text that is safe to print
 *
 * Below every other file of ctl/. Bytes are unsigned everywhere.
 */
#ifndef _CSEC_CTL_TEXT_H
#define _CSEC_CTL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/**
 * csec_text_utf8_len() - Length of the UTF-8 sequence at @text
 * @text: Bytes to look at.
 * @len: How many bytes there are.
 *
 * Surrogates, overlong forms and code points above U+10FFFF are not valid.
 *
 * Return: 1 to 4, or 0 when the bytes are not valid UTF-8 (or @len is 0).
 */
size_t csec_text_utf8_len(const void *text, size_t len);

/**
 * csec_text_utf8_check() - Finds the first byte that is not UTF-8
 * @text: Bytes to look at.
 * @len: How many bytes there are.
 *
 * Return: Offset of the first bad byte, or @len when all is valid.
 */
size_t csec_text_utf8_check(const void *text, size_t len);

/**
 * csec_text_json() - Writes bytes as the inside of a JSON string
 * @file: Where to write.
 * @text: Bytes.
 * @len: How many bytes.
 *
 * Valid UTF-8 is written as it is, control characters (C0, DEL, C1) as
 * \\uXXXX. A byte that is not valid UTF-8 becomes \\u00XX with its value, so
 * that no information is lost; it reads like the Latin-1 character.
 */
void csec_text_json(FILE *file, const void *text, size_t len);

/**
 * csec_text_plain() - Writes bytes for a terminal
 * @file: Where to write.
 * @text: Bytes.
 * @len: How many bytes.
 *
 * Printable valid UTF-8 is written as it is; control characters (C0 including
 * newline and tab, DEL, C1), what reorders text or is not seen, bytes that are
 * not UTF-8, the backslash and the double quote are written as \\xNN for each
 * byte, so that the result can be read in one way only, also between quotes.
 */
void csec_text_plain(FILE *file, const void *text, size_t len);

/**
 * csec_text_plain_dup() - csec_text_plain() into new memory
 * @text: Bytes.
 * @len: How many bytes.
 *
 * Return: A string for free(), or NULL when there is no memory.
 */
char *csec_text_plain_dup(const void *text, size_t len);

/**
 * csec_text_is_plain() - Whether a text can be read in one way only
 * @text: Bytes.
 *
 * Return: true when it is valid UTF-8 without control characters and without
 *	what reorders text or is not seen.
 */
bool csec_text_is_plain(const char *text);

/**
 * csec_text_width() - Columns that text takes on a terminal
 * @text: Printable UTF-8, as csec_text_plain() makes it.
 *
 * Counts code points; wide and combining characters are counted as one.
 *
 * Return: Number of code points.
 */
size_t csec_text_width(const char *text);

#endif /* _CSEC_CTL_TEXT_H */
