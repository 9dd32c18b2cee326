/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - hooks: shells at the end of a connection
 */
#ifndef _CSEC_HOOKS_SHELLS_H
#define _CSEC_HOOKS_SHELLS_H

#include "hooks.h"
#include "link.h"

int csec_shells_judge(const struct csec_scope *scope, enum csec_origin assumed,
		      bool is_new, struct csec_decision *decision,
		      struct csec_link_found *found,
		      struct csec_evidence *evidence);
int csec_shells_record(const struct csec_scope *scope, enum csec_op op,
		       const struct csec_decision *decision,
		       struct csec_evidence *evidence);
int csec_shells_look(const struct csec_scope *scope, struct linux_binprm *bprm,
		     struct csec_image *image, struct csec_stdio *stdio,
		     struct csec_link_found *found,
		     struct csec_evidence *evidence);
int csec_shells_look_told(const struct csec_scope *scope,
			  struct linux_binprm *bprm, struct csec_stdio *stdio,
			  struct csec_link_found *found,
			  struct csec_evidence *evidence);
int csec_shells_look_mapped(const struct csec_scope *scope,
			    struct csec_stdio *stdio,
			    struct csec_link_found *found,
			    struct csec_evidence *evidence);

#endif /* _CSEC_HOOKS_SHELLS_H */
