/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - memory that is freed all at once
 */
#ifndef _CSEC_CTL_ARENA_H
#define _CSEC_CTL_ARENA_H

#include <stddef.h>

struct csec_arena;

/**
 * csec_arena_create() - Makes an empty arena
 *
 * Return: The arena, or NULL when there is no memory.
 */
struct csec_arena *csec_arena_create(void);

/**
 * csec_arena_free() - Frees an arena and all that came from it
 * @arena: May be NULL.
 */
void csec_arena_free(struct csec_arena *arena);

/**
 * csec_arena_alloc() - Takes memory
 * @arena: Arena.
 * @size: Bytes.
 *
 * Return: Zeroed memory aligned for a pointer, or NULL.
 */
void *csec_arena_alloc(struct csec_arena *arena, size_t size);

/**
 * csec_arena_strndup() - Copies a string
 * @arena: Arena.
 * @text: Text.
 * @len: Bytes to copy; a NUL is added.
 *
 * Return: The copy, or NULL.
 */
char *csec_arena_strndup(struct csec_arena *arena, const char *text,
			 size_t len);

#endif /* _CSEC_CTL_ARENA_H */
