/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the cgroup selectors of one generation, for quick look-up
 */
#ifndef _CSEC_STORE_INDEX_H
#define _CSEC_STORE_INDEX_H

#include "store.h"

int csec_index_build(struct csec_generation *generation, char *detail,
		     size_t detail_size);
void csec_index_free(struct csec_index *index);
const struct csec_binding *csec_index_find(const struct csec_index *index,
					   const char *path);
bool csec_index_find_some(const struct csec_index *index, const char *path,
			  u32 *at, const struct csec_binding **binding);

#endif /* _CSEC_STORE_INDEX_H */
