/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - pure look-ups: path globs and the path lists of a policy
 *
 * No lock, no allocation, no recursion; compiles in user space.
 */
#ifndef _CSEC_MATCH_H
#define _CSEC_MATCH_H

#include "policy.h"
#include "request.h"

bool csec_match_is_glob(const char *text);
bool csec_match_has_wildcard(const char *pattern);
bool csec_match_glob_valid(const char *pattern);
bool csec_match_glob(const char *pattern, const char *text);
unsigned int csec_match_specificity(const char *pattern);
u32 csec_match_hash(const char *path, size_t len);
const struct csec_rule *csec_match_path(const struct csec_policy *policy,
					enum csec_section section,
					const char *path);
const struct csec_rule *csec_match_content(const struct csec_policy *policy,
					   enum csec_section section,
					   const char *path,
					   const struct csec_digests *digests,
					   bool *is_named);
bool csec_match_glob_below(const char *pattern, const char *dir);
bool csec_match_below(const struct csec_policy *policy,
		      enum csec_section section, const char *dir);
const char *csec_match_cgroup(const struct csec_policy *policy,
			      const char *path);

#endif /* _CSEC_MATCH_H */
