// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: ways out of a container (escape)
 *
 * The kernel has no security hook for setns(), so the entries of the system call
 * itself are hooked: they have the same prototype on every kernel. What a runtime
 * does between coming into the container and its exec is not judged; see
 * entrants.c.
 */
#include "hooks_escape.h"

#include <linux/dcache.h>
#include <linux/kernel_read_file.h>
#include <linux/security.h>
#include <uapi/linux/bpf.h>

#include "decide.h"
#include "entrants.h"
#include "hooks_helper.h"

DEFINE_STATIC_CALL_NULL(csec_real_setns, csec_hook_setns);
#ifdef CSEC_COMPAT_SYSCALL32
DEFINE_STATIC_CALL_NULL(csec_real_setns32, csec_hook_setns32);
#endif
DEFINE_STATIC_CALL_NULL(csec_real_create_user_ns, csec_hook_create_user_ns);
DEFINE_STATIC_CALL_NULL(csec_real_bpf, csec_hook_bpf);
DEFINE_STATIC_CALL_NULL(csec_real_load_data, csec_hook_load_data);
DEFINE_STATIC_CALL_NULL(csec_real_read_file, csec_hook_read_file);
DEFINE_STATIC_CALL_NULL(csec_real_module_request, csec_hook_module_request);

/* The way out that is asked for; -1: none. */
static __always_inline int right_of_load(unsigned long id)
{
	if (id == LOADING_MODULE)
		return CSEC_ESCAPE_MODULE;
	if (id == LOADING_KEXEC_IMAGE || id == LOADING_KEXEC_INITRAMFS)
		return CSEC_ESCAPE_KEXEC;
	return -1;
}

static __always_inline int right_of_read(unsigned long id)
{
	if (id == READING_MODULE)
		return CSEC_ESCAPE_MODULE;
	if (id == READING_KEXEC_IMAGE || id == READING_KEXEC_INITRAMFS)
		return CSEC_ESCAPE_KEXEC;
	return -1;
}

static enum csec_op op_of(enum csec_escape right)
{
	return right == CSEC_ESCAPE_KEXEC ? CSEC_OP_KEXEC : CSEC_OP_MODULE;
}

#define DEFINE_ENTRY(name, right)                                            \
	void notrace name(unsigned long ip, unsigned long parent_ip,         \
			  struct ftrace_ops *ops, struct ftrace_regs *fregs) \
	{                                                                    \
		if (csec_escape_is_asked(right))                             \
			csec_attach_redirect(ops, fregs, parent_ip);         \
	}

DEFINE_ENTRY(csec_hook_setns_entry, CSEC_ESCAPE_SETNS)
DEFINE_ENTRY(csec_hook_create_user_ns_entry, CSEC_ESCAPE_USERNS)

void notrace csec_hook_module_request_entry(unsigned long ip,
					    unsigned long parent_ip,
					    struct ftrace_ops *ops,
					    struct ftrace_regs *fregs)
{
	if (csec_escape_asks(csec_decide_asks_modprobe))
		csec_attach_redirect(ops, fregs, parent_ip);
}

void notrace csec_hook_load_data_entry(unsigned long ip,
				       unsigned long parent_ip,
				       struct ftrace_ops *ops,
				       struct ftrace_regs *fregs)
{
	const int right = right_of_load((int)csec_compat_arg(fregs, 0));

	if (right >= 0 && csec_escape_is_asked(right))
		csec_attach_redirect(ops, fregs, parent_ip);
}

void notrace csec_hook_read_file_entry(unsigned long ip,
				       unsigned long parent_ip,
				       struct ftrace_ops *ops,
				       struct ftrace_regs *fregs)
{
	const int right = right_of_read((int)csec_compat_arg(fregs, 1));

	if (right >= 0 && csec_escape_is_asked(right))
		csec_attach_redirect(ops, fregs, parent_ip);
}

void notrace csec_hook_bpf_entry(unsigned long ip, unsigned long parent_ip,
				 struct ftrace_ops *ops,
				 struct ftrace_regs *fregs)
{
	const bool is_load = (int)csec_compat_arg(fregs, 0) == BPF_PROG_LOAD;
	const struct csec_policy *policy;
	bool asked = true;

	preempt_disable_notrace();
	if (csec_hooks_policy_of_current(&policy))
		asked = policy &&
			(csec_decide_escape_denies(policy, CSEC_ESCAPE_BPF) ||
			 (is_load && csec_decide_asks_bpf(policy)));
	preempt_enable_notrace();
	if (asked)
		csec_attach_redirect(ops, fregs, parent_ip);
}

/**
 * csec_escape_is_entrant - whether current is still the runtime at work
 * @scope: Of current.
 *
 * Context: Any but NMI.
 * Return: true when it came from outside and has executed nothing since.
 */
bool csec_escape_is_entrant(const struct csec_scope *scope)
{
	return csec_entrants_has_current(READ_ONCE(scope->cgroup->governor));
}

/**
 * csec_escape_check - may current take a way out
 * @op: For the event.
 * @right: The way.
 * @what: For the event; NULL: nothing more to say.
 *
 * Context: Process.
 * Return: 0; -EPERM: refused by policy.
 */
int csec_escape_check(enum csec_op op, enum csec_escape right, const char *what)
{
	const struct csec_evidence evidence = { .fd = -1, .path = what };
	struct csec_decision decision;
	struct csec_scope scope;
	int ret = 0;

	if (!csec_scope_enter_task(&scope, current))
		return 0;
	if (csec_decide_escape_denies(scope.policy, right) &&
	    !csec_escape_is_entrant(&scope)) {
		csec_decide_deny(scope.policy, CSEC_REASON_ESCAPE, &decision);
		if (csec_hooks_record(&scope, op, &decision, &evidence))
			ret = -EPERM;
	}
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_setns - current enters other namespaces
 * @regs: Of the system call.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: refused by policy; errors of the system call.
 */
long csec_hook_setns(const struct pt_regs *regs)
{
	long ret;

	csec_attach_enter(CSEC_HOOK_SETNS);
	ret = csec_escape_check(CSEC_OP_SETNS, CSEC_ESCAPE_SETNS, NULL);
	if (!ret)
		ret = static_call(csec_real_setns)(regs);
	csec_attach_leave(CSEC_HOOK_SETNS);
	return ret;
}

#ifdef CSEC_COMPAT_SYSCALL32
/**
 * csec_hook_setns32 - as csec_hook_setns(), for programs of 32 bits
 * @regs: Of the system call.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: refused by policy; errors of the system call.
 */
long csec_hook_setns32(const struct pt_regs *regs)
{
	long ret;

	csec_attach_enter(CSEC_HOOK_SETNS32);
	ret = csec_escape_check(CSEC_OP_SETNS, CSEC_ESCAPE_SETNS, NULL);
	if (!ret)
		ret = static_call(csec_real_setns32)(regs);
	csec_attach_leave(CSEC_HOOK_SETNS32);
	return ret;
}
#endif

/**
 * csec_hook_create_user_ns - current makes a user namespace
 * @cred: That it will own.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: refused by policy; errors of the other security modules.
 */
int csec_hook_create_user_ns(const struct cred *cred)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_CREATE_USER_NS);
	ret = csec_escape_check(CSEC_OP_USERNS, CSEC_ESCAPE_USERNS, NULL);
	if (!ret)
		ret = static_call(csec_real_create_user_ns)(cred);
	csec_attach_leave(CSEC_HOOK_CREATE_USER_NS);
	return ret;
}

/*
 * Whether programs of a type reach into every process: they run in whatever task
 * comes by, read and write its memory (bpf_probe_write_user) and send it signals.
 * The others see packets, or what a cgroup does.
 */
static bool is_tracing(enum bpf_prog_type type)
{
	switch (type) {
	case BPF_PROG_TYPE_KPROBE:
	case BPF_PROG_TYPE_TRACEPOINT:
	case BPF_PROG_TYPE_PERF_EVENT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
	case BPF_PROG_TYPE_TRACING:
	case BPF_PROG_TYPE_LSM:
	case BPF_PROG_TYPE_EXT: /* Takes the place of any of them. */
	case BPF_PROG_TYPE_STRUCT_OPS:
	case BPF_PROG_TYPE_SYSCALL: /* Is told which task. */
		return true;
	default:
		return false;
	}
}

static int check_bpf(int cmd, const union bpf_attr *attr)
{
	static const struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision;
	struct csec_scope scope;
	int ret = 0;

	if (!csec_scope_enter_task(&scope, current))
		return 0;
	if (!csec_escape_is_entrant(&scope)) {
		csec_decide_bpf(scope.policy,
				cmd == BPF_PROG_LOAD &&
					is_tracing(attr->prog_type),
				&decision);
		if (csec_hooks_record(&scope, CSEC_OP_BPF, &decision,
				      &evidence))
			ret = -EPERM;
	}
	csec_scope_leave(&scope);
	return ret;
}

/*
 * csec_hook_bpf() - current calls bpf(), or the kernel does for itself. In process
 * context, may sleep. Returns 0; -EPERM: refused by policy; errors of the other
 * security modules. No kernel-doc: newer kernels have one parameter more.
 */
int csec_hook_bpf(int cmd, union bpf_attr *attr,
		  unsigned int size CSEC_COMPAT_BPF_PARAMETERS)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_BPF);
	ret = check_bpf(cmd, attr);
	if (!ret)
		ret = static_call(csec_real_bpf)(
			cmd, attr, size CSEC_COMPAT_BPF_ARGUMENTS);
	csec_attach_leave(CSEC_HOOK_BPF);
	return ret;
}

/**
 * csec_hook_load_data - current gives the kernel a blob: init_module, kexec_load
 * @id: What it is for.
 * @contents: The other modules want to see it.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: refused by policy; errors of the other security modules.
 */
int csec_hook_load_data(enum kernel_load_data_id id, bool contents)
{
	const int right = right_of_load(id);
	int ret = 0;

	csec_attach_enter(CSEC_HOOK_LOAD_DATA);
	if (right >= 0)
		ret = csec_escape_check(op_of(right), right, NULL);
	if (!ret)
		ret = static_call(csec_real_load_data)(id, contents);
	csec_attach_leave(CSEC_HOOK_LOAD_DATA);
	return ret;
}

/**
 * csec_hook_read_file - current gives the kernel a file: finit_module,
 * kexec_file_load
 * @file: NULL: a blob.
 * @id: What it is for.
 * @contents: The other modules want to see it.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: refused by policy; errors of the other security modules.
 */
int csec_hook_read_file(struct file *file, enum kernel_read_file_id id,
			bool contents)
{
	const int right = right_of_read(id);
	struct name_snapshot name;
	int ret = 0;

	csec_attach_enter(CSEC_HOOK_READ_FILE);
	if (right >= 0 && file) {
		/* The container may rename the file meanwhile. */
		take_dentry_name_snapshot(&name, file->f_path.dentry);
		ret = csec_escape_check(op_of(right), right, name.name.name);
		release_dentry_name_snapshot(&name);
	} else if (right >= 0) {
		ret = csec_escape_check(op_of(right), right, NULL);
	}
	if (!ret)
		ret = static_call(csec_real_read_file)(file, id, contents);
	csec_attach_leave(CSEC_HOOK_READ_FILE);
	return ret;
}

static int check_module_request(const char *name)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision;
	struct csec_scope scope;
	const char *program;
	int ret = 0;

	if (!csec_scope_enter_task(&scope, current))
		return 0;
	program = csec_decide_module_request(scope.policy, &decision);
	if (decision.verdict != CSEC_VERDICT_ALLOW &&
	    !csec_escape_is_entrant(&scope)) {
		evidence.path = program ?: name;
		if (csec_hooks_record(&scope, CSEC_OP_MODULE, &decision,
				      &evidence))
			ret = -EPERM;
	}
	if (!ret)
		ret = csec_helper_check_modprobe(&scope);
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_module_request - the kernel wants to load a module for current
 * @name: Of the module; part of it may be chosen by current.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: refused by policy; errors of the other security modules.
 */
int csec_hook_module_request(char *name)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_MODULE_REQUEST);
	ret = check_module_request(name);
	if (!ret)
		ret = static_call(csec_real_module_request)(name);
	csec_attach_leave(CSEC_HOOK_MODULE_REQUEST);
	return ret;
}
