// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: writing into a file whose code processes have mapped
 *
 * The kernel refuses that for programs (ETXTBSY) and for nothing else: who writes
 * into a library changes the code of every process that uses it.
 */
#include "hooks_file.h"

#include <linux/elf.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/rbtree.h>
#include <linux/sched.h>

#include "decide.h"
#include "decide_memory.h"
#include "hooks_escape.h"
#include "task_args.h"
#include "view.h"

enum {
	/* Mappings looked at; a file with more is taken for code. */
	MAPPINGS_MAX = 65536,
};

/*
 * Whether its content is no code: who may read a file can map any as code. It is
 * looked at where it is in memory, and what is not may be code. A file without a name
 * that is mapped executable is code of a compiler at run time, which begins as it likes.
 */
static bool is_no_elf(struct address_space *mapping)
{
	struct folio *folio = filemap_get_folio(mapping, 0);
	bool is_other = false;
	char *head;

	if (IS_ERR_OR_NULL(folio))
		return false;
	/* A broken page must not be touched. */
	if (folio_test_uptodate(folio) && !PageHWPoison(folio_page(folio, 0))) {
		head = kmap_local_folio(folio, 0);
		is_other = memcmp(head, ELFMAG, SELFMAG);
		kunmap_local(head);
	}
	folio_put(folio);
	return is_other;
}

/* Of what maps it, whatever part; a program has some mappings of each library. */
static bool is_mapped_as_code(struct address_space *mapping)
{
	const struct rb_node *node;
	unsigned int nr = 0;
	bool is_code = false;

	i_mmap_lock_read(mapping);
	for (node = rb_first_cached(&mapping->i_mmap); node && !is_code;
	     node = rb_next(node)) {
		const struct vm_area_struct *vma =
			container_of(node, struct vm_area_struct, shared.rb);

		/* Another process's: its flags may change right now. */
		is_code = READ_ONCE(vma->vm_flags) & VM_EXEC ||
			  ++nr == MAPPINGS_MAX;
		cond_resched();
	}
	i_mmap_unlock_read(mapping);
	return is_code;
}

/* Who may make code may do so in files, but not in those of others. */
static enum csec_reason judge(const struct csec_scope *scope)
{
	struct csec_image program;

	if (scope->policy->inject != CSEC_INJECT_ALLOW)
		return CSEC_REASON_INJECTION;
	if (!csec_policy_denies(scope->policy, CSEC_POLICY_A_JIT_DEFAULT))
		return CSEC_REASON_NONE;
	if (csec_task_image(scope, current, &program))
		return CSEC_REASON_UNDECIDED;
	return csec_decide_may_generate(scope->policy, &program) ?
		       CSEC_REASON_NONE :
		       CSEC_REASON_EXECUTABLE_MEMORY;
}

/**
 * csec_mapped_check_open - may a file that is mapped be opened for writing
 * @scope: Who asks.
 * @file: The file; csec_file_is_mapped_write(). Of an overlay the one in the layer:
 *	who writes to a lower one gets a copy, which nobody has mapped.
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: refused by policy.
 */
int csec_mapped_check_open(const struct csec_scope *scope, struct file *file)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision;
	enum csec_reason reason;

	if ((!csec_view_is_nameless(file) &&
	     is_no_elf(file->f_inode->i_mapping)) ||
	    !is_mapped_as_code(file->f_inode->i_mapping))
		return 0;
	reason = judge(scope);
	if (reason == CSEC_REASON_NONE || csec_escape_is_entrant(scope))
		return 0;
	csec_decide_deny(scope->policy, reason, &decision);
	return csec_hooks_record_file(scope, CSEC_OP_CHANGE, &decision,
				      &evidence, file);
}
