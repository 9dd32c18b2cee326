/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - pure verdicts: a policy and a request give a decision
 *
 * No lock, no allocation, no current, no logging; compiles in user space.
 */
#ifndef _CSEC_DECIDE_H
#define _CSEC_DECIDE_H

#include "policy.h"
#include "request.h"

const struct csec_rule *csec_decide_find(const struct csec_policy *policy,
					 enum csec_section section,
					 const struct csec_file_names *names,
					 const struct csec_digests *digests,
					 bool *is_named);
void csec_decide_image(const struct csec_policy *policy,
		       const struct csec_file_names *names,
		       struct csec_image *image);
bool csec_decide_is_plain(const struct csec_policy *policy,
			  const struct csec_image *image);
void csec_decide_exec(const struct csec_policy *policy,
		      const struct csec_image *image,
		      const struct csec_image *parent,
		      const struct csec_stdio *stdio,
		      struct csec_decision *decision);
enum csec_reason csec_decide_stdio(const struct csec_policy *policy,
				   const struct csec_stdio *stdio);
void csec_decide_connect(const struct csec_policy *policy,
			 const struct csec_image *image,
			 struct csec_decision *decision);
bool csec_decide_needs_digest(const struct csec_policy *policy,
			      const struct csec_file_names *names);
void csec_decide_rule(const struct csec_policy *policy,
		      const struct csec_file_names *names,
		      const struct csec_digests *digests,
		      struct csec_image *image);
bool csec_decide_allows_applet(const struct csec_policy *policy,
			       const struct csec_image *image, const char *text,
			       size_t len);
bool csec_decide_denies_inline(const struct csec_policy *policy,
			       const struct csec_image *interpreter);
enum csec_reason csec_decide_script(const struct csec_policy *policy,
				    const struct csec_image *interpreter,
				    const struct csec_file_names *names,
				    u32 script, bool *is_listed);
bool csec_decide_may_protect(const struct csec_policy *policy, u32 file);
bool csec_decide_is_protected(const struct csec_policy *policy,
			      const struct csec_file_names *names, u32 file,
			      u32 *line);
bool csec_decide_is_reserved(const struct csec_policy *policy,
			     const struct csec_file_names *names, bool is_dir,
			     u32 *line);
void csec_decide_deny(const struct csec_policy *policy, enum csec_reason reason,
		      struct csec_decision *decision);

#endif /* _CSEC_DECIDE_H */
