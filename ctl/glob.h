/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - path globs as text: checked and compared, never matched with files
 *
 * The language is that of kmod/match.c, which does the matching.
 */
#ifndef _CSEC_CTL_GLOB_H
#define _CSEC_CTL_GLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * csec_glob_check() - Checks the syntax of a pattern
 * @pattern: Pattern.
 * @at: Gets the byte offset of the mistake, may be NULL.
 *
 * Return: NULL when valid, or what is wrong with it.
 */
const char *csec_glob_check(const char *pattern, size_t *at);

/**
 * csec_glob_is_glob() - Says whether a text has wildcards or escapes
 * @text: Path or glob.
 *
 * Return: true for a glob.
 */
bool csec_glob_is_glob(const char *text);

/**
 * csec_glob_has_wildcard() - Says whether a pattern may stand for several texts
 * @pattern: Valid pattern.
 *
 * Return: false also when all its wildcards are escaped.
 */
bool csec_glob_has_wildcard(const char *pattern);

/**
 * csec_glob_specificity() - Measures how narrow a pattern is
 * @pattern: Valid pattern.
 *
 * Return: The number of literal characters; more than any of these for a
 *	pattern without wildcards.
 */
unsigned int csec_glob_specificity(const char *pattern);

/**
 * csec_glob_overlaps() - Says whether some text is matched by both patterns
 * @a: Valid pattern.
 * @b: Valid pattern.
 *
 * Return: 1 yes; 0 no; -ENOMEM.
 */
int csec_glob_overlaps(const char *a, const char *b);

/**
 * csec_glob_steps() - What csec_glob_overlaps() costs
 * @a: Valid pattern.
 * @b: Valid pattern.
 *
 * Return: Steps of some nanoseconds: the product of the lengths, or their sum
 *	where the patterns differ in front of any wildcard.
 */
uint64_t csec_glob_steps(const char *a, const char *b);

/**
 * csec_glob_matches() - Says whether a pattern matches a text
 * @pattern: Valid pattern.
 * @text: Text without wildcards.
 *
 * Return: 1 yes; 0 no; -ENOMEM.
 */
int csec_glob_matches(const char *pattern, const char *text);

/**
 * csec_glob_escape() - Makes a pattern that stands for one text only
 * @text: Text; others may have chosen it.
 * @pattern: Result, cut where it does not fit; never an open escape.
 * @size: Its size, at least 1. Twice the length of @text and 2 is enough.
 */
void csec_glob_escape(const char *text, char *pattern, size_t size);

#endif /* _CSEC_CTL_GLOB_H */
