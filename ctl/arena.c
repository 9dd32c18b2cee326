// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - memory that is freed all at once
 */
#include "arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* Small policies are the rule: begin with a small chunk. */
enum {
	CHUNK_FIRST = 2048,
	CHUNK_NEXT = 64 * 1024
};

struct chunk {
	struct chunk *next;
	size_t used;
	size_t size;
	alignas(max_align_t) char data[];
};

struct csec_arena {
	struct chunk *chunks;
};

struct csec_arena *csec_arena_create(void)
{
	return calloc(1, sizeof(struct csec_arena));
}

void csec_arena_free(struct csec_arena *arena)
{
	struct chunk *chunk, *next;

	if (!arena)
		return;
	for (chunk = arena->chunks; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(arena);
}

void *csec_arena_alloc(struct csec_arena *arena, size_t size)
{
	struct chunk *chunk = arena->chunks;
	size_t want;
	void *mem;

	size = (size + alignof(void *) - 1) & ~(alignof(void *) - 1);
	if (!chunk || chunk->size - chunk->used < size) {
		want = chunk ? CHUNK_NEXT : CHUNK_FIRST;
		want = want > size ? want : size;
		chunk = calloc(1, sizeof(*chunk) + want);
		if (!chunk)
			return NULL;
		chunk->size = want;
		chunk->next = arena->chunks;
		arena->chunks = chunk;
	}
	mem = chunk->data + chunk->used;
	chunk->used += size;
	return mem;
}

char *csec_arena_strndup(struct csec_arena *arena, const char *text, size_t len)
{
	char *copy = csec_arena_alloc(arena, len + 1);

	if (copy)
		memcpy(copy, text, len);
	return copy;
}
