// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: mapping memory that can be executed, making memory executable
 *
 * The callbacks let pass what is not to become executable, the file of the
 * running program (exec has judged it; this is how execve maps it) and files
 * whose verdict is remembered. Everything else goes to the wrapper.
 */
#include "hooks_shells.h"

#include <linux/file.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/mount.h>
#include <linux/personality.h>
#include <asm/syscall.h>

#include "decide.h"
#include "decide_memory.h"
#include "event.h"
#include "hooks_known.h"
#include "runtime.h"

DEFINE_STATIC_CALL_NULL(csec_real_mmap_file, csec_hook_mmap_file);
DEFINE_STATIC_CALL_NULL(csec_real_file_mprotect, csec_hook_file_mprotect);
DEFINE_STATIC_CALL_NULL(csec_real_personality, csec_hook_personality);
DEFINE_STATIC_CALL_NULL(csec_real_personality_32, csec_hook_personality_32);

/*
 * The protection that the mapping will have. The hook is given what was asked
 * for; READ_IMPLIES_EXEC adds to it as the kernel itself does afterwards.
 */
static __always_inline unsigned long effective_prot(const struct file *file,
						    unsigned long prot)
{
	if ((prot & (PROT_READ | PROT_EXEC)) != PROT_READ ||
	    likely(!(current->personality & READ_IMPLIES_EXEC)))
		return prot;
	if (file && (file->f_path.mnt->mnt_flags & MNT_NOEXEC ||
		     file->f_path.mnt->mnt_sb->s_iflags & SB_I_NOEXEC))
		return prot;
	return prot | PROT_EXEC;
}

static __always_inline bool is_shared(unsigned long flags)
{
	return (flags & MAP_TYPE) != MAP_PRIVATE;
}

/* What a mapping of the file can be changed by, without the file's own hooks. */
static __always_inline bool is_writable(const struct file *file,
					unsigned long prot, unsigned long flags)
{
	return prot & PROT_WRITE ||
	       (is_shared(flags) && file->f_mode & FMODE_WRITE);
}

/* Whether the program that runs is remembered as one that may make code. */
static __always_inline bool is_known_jit(struct csec_cgroup *cg,
					 const struct csec_binding *binding)
{
	const struct csec_verdict_entry *entry =
		csec_known_verdict(cg, binding, csec_known_program());

	return entry && entry->image.flags & CSEC_IMAGE_JIT;
}

/* Whether the policy is known not to ask about memory without a file. */
static __always_inline bool has_no_jit(const struct csec_policy *policy)
{
	return policy && !csec_policy_has(policy, CSEC_POLICY_A_JIT_DEFAULT);
}

/* Execve maps the program so, whose exec was judged. */
static __always_inline bool is_program(const struct file *file,
				       unsigned long prot, unsigned long flags)
{
	return file && current->mm &&
	       file == rcu_access_pointer(current->mm->exe_file) &&
	       !is_writable(file, prot, flags);
}

static __always_inline bool
is_map_known(struct csec_cgroup *cg, const struct csec_binding *binding,
	     const struct file *file, unsigned long prot, unsigned long flags)
{
	const struct csec_verdict_entry *entry;

	if (!file)
		return has_no_jit(binding->policy) || is_known_jit(cg, binding);
	if (is_writable(file, prot, flags))
		return false;
	entry = csec_known_verdict(cg, binding, csec_compat_path(file)->dentry);
	return entry && entry->may_map &&
	       !(entry->image.flags & CSEC_IMAGE_SHELL) &&
	       !inode_is_open_for_write(file->f_inode);
}

/*
 * For who is governed: by itself, as the others then have no registers to save.
 * Called with preemption off, which it switches on.
 */
static noinline void notrace map_governed(struct csec_cgroup *cg,
					  const struct csec_binding *binding,
					  unsigned long parent_ip,
					  struct ftrace_ops *ops,
					  struct ftrace_regs *fregs)
{
	const struct file *file = (void *)csec_compat_arg(fregs, 0);
	const unsigned long prot =
		effective_prot(file, csec_compat_arg(fregs, 1));
	const bool done = is_map_known(cg, binding, file, prot,
				       csec_compat_arg(fregs, 2));

	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

void notrace csec_hook_mmap_file_entry(unsigned long ip,
				       unsigned long parent_ip,
				       struct ftrace_ops *ops,
				       struct ftrace_regs *fregs)
{
	const struct file *file = (void *)csec_compat_arg(fregs, 0);
	const unsigned long prot =
		effective_prot(file, csec_compat_arg(fregs, 1));
	const struct csec_binding *binding;
	struct csec_cgroup *cg;

	if (likely(!(prot & PROT_EXEC)) ||
	    is_program(file, prot, csec_compat_arg(fregs, 2)))
		return;
	preempt_disable_notrace();
	binding = csec_hooks_binding_of_current(&cg);
	if (likely(binding) && binding->policy) {
		map_governed(cg, binding, parent_ip, ops, fregs);
		return;
	}
	preempt_enable_notrace();
	if (unlikely(!binding))
		csec_attach_redirect(ops, fregs, parent_ip);
}

static struct file *program_file(void)
{
	return current->mm ? csec_compat_exe_file(current->mm) : NULL;
}

static bool is_same_file(const struct file *a, const struct file *b)
{
	return a && b &&
	       csec_compat_path(a)->dentry == csec_compat_path(b)->dentry;
}

typedef int (*identify_t)(const struct csec_scope *scope, struct file *file,
			  struct csec_image *image);

/* Whether nothing but a right of the program lets it do this. */
static bool needs_right(const struct csec_policy *policy,
			const struct csec_mapping *mapping)
{
	if (!csec_policy_has(policy, CSEC_POLICY_A_JIT_DEFAULT))
		return false;
	return mapping->is_generated ||
	       (mapping->file &&
		csec_decide_needs_right(policy, mapping->file));
}

/* Asks for the facts that the decision needs, and only for these. */
static int decide(const struct csec_scope *scope, struct file *file,
		  struct file *exe, struct csec_mapping *mapping,
		  identify_t identify, struct csec_image *image,
		  struct csec_decision *decision)
{
	const struct csec_policy *policy = scope->policy;
	struct csec_image program = {};
	bool is_asked;
	int err = 0;

	mapping->is_own = is_same_file(file, exe);
	is_asked = needs_right(policy, mapping);
	if (is_asked && exe)
		err = identify(scope, exe, &program);
	/* What is refused for want of a right is not looked at. */
	if (!err && file && !mapping->is_own &&
	    !(is_asked && !csec_decide_may_generate(policy, &program))) {
		mapping->is_runtime = csec_runtime_is_at_work(scope);
		if (!mapping->is_runtime)
			err = identify(scope, file, image);
		mapping->file = image;
	}
	if (!err && exe && !is_asked && !mapping->is_runtime &&
	    needs_right(policy, mapping))
		err = identify(scope, exe, &program);
	if (!err)
		csec_decide_map(policy, mapping, &program, decision);
	return err;
}

/* A shell that another program runs, as ld.so does: exec did not see it. */
static int decide_shell(const struct csec_scope *scope,
			struct csec_link_found *found,
			struct csec_evidence *evidence,
			struct csec_decision *decision)
{
	const struct csec_policy *policy = scope->policy;
	struct csec_stdio stdio = {};
	enum csec_reason reason;
	int err;

	if (!csec_policy_denies(policy, CSEC_POLICY_A_SHELL_REVERSE) &&
	    !csec_policy_denies(policy, CSEC_POLICY_A_SHELL_BIND))
		return 0;
	err = csec_shells_look_mapped(scope, &stdio, found, evidence);
	if (err)
		return err;
	reason = csec_decide_stdio(policy, &stdio);
	if (reason != CSEC_REASON_NONE)
		csec_decide_deny(policy, reason, decision);
	return 0;
}

/* Memory without a file is told of by the program that has to be listed. */
static int check(const struct csec_scope *scope, enum csec_op op,
		 struct file *file, struct csec_mapping *mapping,
		 identify_t identify)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision = {};
	struct file *exe = program_file();
	struct csec_link_found found;
	struct csec_image image = {};
	int ret;

	ret = decide(scope, file, exe, mapping, identify, &image, &decision);
	/* Whether it is a shell is told for a mapping that is made only. */
	if (!ret && image.flags & CSEC_IMAGE_SHELL && op == CSEC_OP_MAP &&
	    decision.verdict == CSEC_VERDICT_ALLOW)
		ret = decide_shell(scope, &found, &evidence, &decision);
	if (ret)
		csec_decide_deny(scope->policy, CSEC_REASON_UNDECIDED,
				 &decision);
	ret = 0;
	if (file || exe)
		ret = csec_hooks_record_file(scope, op, &decision, &evidence,
					     file ?: exe);
	if (exe)
		fput(exe);
	return ret;
}

static int check_mmap(struct file *file, unsigned long prot,
		      unsigned long flags)
{
	struct csec_mapping mapping = {};
	struct csec_scope scope;
	int ret;

	if (!(prot & PROT_EXEC))
		return 0;
	ret = csec_scope_enter_current(&scope);
	if (ret <= 0)
		return ret ? csec_hooks_refuse_undecided(CSEC_OP_MAP) : 0;
	mapping.is_generated = !file || !S_ISREG(file_inode(file)->i_mode) ||
			       csec_view_is_nameless(file) ||
			       csec_identity_is_open_for_write(file) ||
			       is_writable(file, prot, flags);
	ret = check(&scope, CSEC_OP_MAP, file, &mapping, csec_identity_image);
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_mmap_file - memory is about to be mapped
 * @file: NULL: none.
 * @prot: As asked for.
 * @flags: MAP_*.
 *
 * Context: Process, may sleep; the mmap lock is not held.
 * Return: 0; -EACCES: refused by policy; errors of the other security modules.
 */
int csec_hook_mmap_file(struct file *file, unsigned long prot,
			unsigned long flags)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_MMAP_FILE);
	ret = check_mmap(file, effective_prot(file, prot), flags);
	if (!ret)
		ret = static_call(csec_real_mmap_file)(file, prot, flags);
	csec_attach_leave(CSEC_HOOK_MMAP_FILE);
	return ret;
}

/* What is executable and stays so, without becoming writable, is not new. */
static __always_inline bool is_new_exec(const struct vm_area_struct *vma,
					unsigned long prot)
{
	return prot & PROT_EXEC &&
	       (!(vma->vm_flags & VM_EXEC) || prot & PROT_WRITE);
}

static __always_inline bool is_program_known(const struct vm_area_struct *vma)
{
	const struct csec_verdict_entry *entry;
	const struct csec_policy *policy = NULL;
	enum csec_known known;

	known = csec_known_find(csec_known_program(), &policy, &entry);
	if (known == CSEC_KNOWN_UNGOVERNED ||
	    (!(vma && vma->vm_file) && has_no_jit(policy)))
		return true;
	return known == CSEC_KNOWN_ENTRY && !(vma && vma->vm_file) &&
	       entry->image.flags & CSEC_IMAGE_JIT;
}

/* By itself: what is not to be executed then has no registers to save. */
static noinline void notrace protect_exec(unsigned long parent_ip,
					  struct ftrace_ops *ops,
					  struct ftrace_regs *fregs)
{
	bool done;

	preempt_disable_notrace();
	done = is_program_known((void *)csec_compat_arg(fregs, 0));
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

void notrace csec_hook_file_mprotect_entry(unsigned long ip,
					   unsigned long parent_ip,
					   struct ftrace_ops *ops,
					   struct ftrace_regs *fregs)
{
	const struct vm_area_struct *vma = (void *)csec_compat_arg(fregs, 0);

	if (unlikely(is_new_exec(vma, csec_compat_arg(fregs, 2))))
		protect_exec(parent_ip, ops, fregs);
}

/*
 * A private mapping of a file that was written to has pages of its own, and so
 * has an anon_vma; one that never was shows the file.
 */
static bool is_vma_generated(const struct vm_area_struct *vma,
			     unsigned long prot)
{
	const struct file *file = vma->vm_file;

	if (!file || prot & PROT_WRITE || !S_ISREG(file_inode(file)->i_mode) ||
	    csec_view_is_nameless(file) ||
	    csec_identity_is_open_for_write(file))
		return true;
	return vma->vm_flags & VM_SHARED ? vma->vm_flags & VM_MAYWRITE :
					   vma->anon_vma != NULL;
}

static int check_mprotect(struct vm_area_struct *vma, unsigned long prot)
{
	struct csec_mapping mapping = {};
	struct csec_scope scope;
	int ret;

	if (!is_new_exec(vma, prot))
		return 0;
	ret = csec_scope_enter_current(&scope);
	if (ret <= 0)
		return ret ? csec_hooks_refuse_undecided(CSEC_OP_MPROTECT) : 0;
	mapping.is_generated = is_vma_generated(vma, prot);
	ret = check(&scope, CSEC_OP_MPROTECT, vma->vm_file, &mapping,
		    csec_identity_image_locked);
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_file_mprotect - the protection of memory is about to change
 * @vma: The mapping.
 * @reqprot: As asked for.
 * @prot: With what the personality adds.
 *
 * Context: Process, may sleep; the mmap lock is held for writing.
 * Return: 0; -EACCES: refused by policy; errors of the other security modules.
 */
int csec_hook_file_mprotect(struct vm_area_struct *vma, unsigned long reqprot,
			    unsigned long prot)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_FILE_MPROTECT);
	ret = check_mprotect(vma, prot);
	if (!ret)
		ret = static_call(csec_real_file_mprotect)(vma, reqprot, prot);
	csec_attach_leave(CSEC_HOOK_FILE_MPROTECT);
	return ret;
}

/* Whether the system call turns READ_IMPLIES_EXEC on. */
static __always_inline bool implies_exec(const struct pt_regs *regs)
{
	unsigned long args[6];

	syscall_get_arguments(current, (struct pt_regs *)regs, args);
	return (unsigned int)args[0] != 0xffffffff &&
	       args[0] & READ_IMPLIES_EXEC &&
	       !(current->personality & READ_IMPLIES_EXEC);
}

void notrace csec_hook_personality_entry(unsigned long ip,
					 unsigned long parent_ip,
					 struct ftrace_ops *ops,
					 struct ftrace_regs *fregs)
{
	const struct pt_regs *regs = (void *)csec_compat_arg(fregs, 0);
	bool done;

	if (!implies_exec(regs))
		return;
	preempt_disable_notrace();
	done = is_program_known(NULL);
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

/*
 * The heap of a task with READ_IMPLIES_EXEC is executable, and brk() asks
 * nobody: so the right is needed here.
 */
static int check_personality(const struct pt_regs *regs)
{
	struct csec_mapping mapping = { .is_generated = true };
	struct csec_scope scope;
	int ret;

	if (!implies_exec(regs))
		return 0;
	ret = csec_scope_enter_current(&scope);
	if (ret <= 0)
		return ret ? csec_hooks_refuse_undecided(CSEC_OP_MPROTECT) : 0;
	ret = check(&scope, CSEC_OP_MPROTECT, NULL, &mapping,
		    csec_identity_image);
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_personality - the system call personality()
 * @regs: Its registers.
 *
 * Context: Process, may sleep.
 * Return: of the system call; -EACCES: refused by policy.
 */
long csec_hook_personality(const struct pt_regs *regs)
{
	long ret;

	csec_attach_enter(CSEC_HOOK_PERSONALITY);
	ret = check_personality(regs);
	if (!ret)
		ret = static_call(csec_real_personality)(regs);
	csec_attach_leave(CSEC_HOOK_PERSONALITY);
	return ret;
}

/**
 * csec_hook_personality_32 - the same, called by the 32-bit numbers
 * @regs: Its registers.
 *
 * Context: Process, may sleep.
 * Return: of the system call; -EACCES: refused by policy.
 */
long csec_hook_personality_32(const struct pt_regs *regs)
{
	long ret;

	csec_attach_enter(CSEC_HOOK_PERSONALITY_32);
	ret = check_personality(regs);
	if (!ret)
		ret = static_call(csec_real_personality_32)(regs);
	csec_attach_leave(CSEC_HOOK_PERSONALITY_32);
	return ret;
}
