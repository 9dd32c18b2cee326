/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - pure verdicts on what becomes executable: drift, libraries, memory
 */
#ifndef _CSEC_DECIDE_MEMORY_H
#define _CSEC_DECIDE_MEMORY_H

#include "policy.h"
#include "request.h"

bool csec_decide_needs_drift(const struct csec_policy *policy);
bool csec_decide_needs_elf(const struct csec_policy *policy);
void csec_decide_facts(const struct csec_policy *policy,
		       const struct csec_file_names *names,
		       const struct csec_file_facts *facts,
		       struct csec_image *image);
bool csec_decide_gives_names(const struct csec_policy *policy,
			     const struct csec_file_names *from,
			     const struct csec_file_names *to);
enum csec_reason csec_decide_exec_fault(const struct csec_policy *policy,
					const struct csec_image *image);
enum csec_reason csec_decide_map_fault(const struct csec_policy *policy,
				       const struct csec_image *image);
bool csec_decide_may_generate(const struct csec_policy *policy,
			      const struct csec_image *program);
bool csec_decide_needs_right(const struct csec_policy *policy,
			     const struct csec_image *image);
void csec_decide_map(const struct csec_policy *policy,
		     const struct csec_mapping *mapping,
		     const struct csec_image *program,
		     struct csec_decision *decision);

#endif /* _CSEC_DECIDE_MEMORY_H */
