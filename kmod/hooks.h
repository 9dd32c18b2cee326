/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - one function for each question that the kernel asks
 */
#ifndef _CSEC_HOOKS_H
#define _CSEC_HOOKS_H

#include <linux/sched.h>
#include <linux/security.h>

#include "attach.h"
#include "event.h"
#include "store.h"

extern struct csec_hook csec_hooks[];
unsigned int csec_hooks_nr(void);
int csec_hooks_refuse_undecided(enum csec_op op);
int csec_hooks_record(const struct csec_scope *scope, enum csec_op op,
		      const struct csec_decision *decision,
		      const struct csec_evidence *evidence);
int csec_hooks_record_path(const struct csec_scope *scope, enum csec_op op,
			   const struct csec_decision *decision,
			   struct csec_evidence *evidence,
			   const struct path *place);
int csec_hooks_record_file(const struct csec_scope *scope, enum csec_op op,
			   const struct csec_decision *decision,
			   struct csec_evidence *evidence,
			   const struct file *file);

/**
 * csec_hooks_binding_of_current - what the cgroup of the current task is bound to
 * @cg: Set when it is known: that cgroup.
 *
 * Context: Preemption off; any context. For the ftrace callbacks.
 * Return: its binding; NULL: it is not known without waiting.
 */
static __always_inline const struct csec_binding *
csec_hooks_binding_of_current(struct csec_cgroup **cg)
{
	struct css_set *cset = rcu_dereference_raw(current->cgroups);

	*cg = csec_cgroup_find(cgroup_id(cset->dfl_cgrp));
	return likely(*cg) ? csec_cgroup_binding(*cg) : NULL;
}

/**
 * csec_hooks_policy_of_current - the policy that governs the current task
 * @policy: Set when it is known; NULL: none governs it.
 *
 * Context: Preemption off; any context. For the ftrace callbacks.
 * Return: true when it is known without waiting.
 */
static __always_inline bool
csec_hooks_policy_of_current(const struct csec_policy **policy)
{
	const struct csec_binding *binding;
	struct csec_cgroup *cg;

	binding = csec_hooks_binding_of_current(&cg);
	if (unlikely(!binding))
		return false;
	*policy = binding->policy;
	return true;
}

/* Callbacks and wrappers of the single files; see hooks.c for the table. */
#define CSEC_DECLARE_CALLBACK(name)                                  \
	void notrace name(unsigned long ip, unsigned long parent_ip, \
			  struct ftrace_ops *ops, struct ftrace_regs *fregs)

struct dentry;
struct file;
struct iattr;
struct inode;
struct linux_binprm;
struct perf_event;
struct msghdr;
struct socket;
struct sockaddr;
struct task_struct;
struct kernel_clone_args;
struct cgroup;

CSEC_DECLARE_CALLBACK(csec_hook_ptrace_access_entry);
CSEC_DECLARE_CALLBACK(csec_hook_ptrace_traceme_entry);
CSEC_DECLARE_CALLBACK(csec_hook_perf_event_alloc_entry);
int csec_hook_ptrace_access(struct task_struct *task, unsigned int mode);
int csec_hook_ptrace_traceme(struct task_struct *parent);
int csec_hook_perf_event_alloc(struct perf_event *event);
DECLARE_STATIC_CALL(csec_real_perf_event_alloc, csec_hook_perf_event_alloc);
DECLARE_STATIC_CALL(csec_real_ptrace_access, csec_hook_ptrace_access);
DECLARE_STATIC_CALL(csec_real_ptrace_traceme, csec_hook_ptrace_traceme);

struct delayed_call;
CSEC_DECLARE_CALLBACK(csec_hook_map_files_entry);
const char *csec_hook_map_files(struct dentry *dentry, struct inode *inode,
				struct delayed_call *done);
DECLARE_STATIC_CALL(csec_real_map_files, csec_hook_map_files);
CSEC_DECLARE_CALLBACK(csec_hook_pid_link_entry);
const char *csec_hook_pid_link(struct dentry *dentry, struct inode *inode,
			       struct delayed_call *done);
DECLARE_STATIC_CALL(csec_real_pid_link, csec_hook_pid_link);

struct pt_regs;
CSEC_DECLARE_CALLBACK(csec_hook_seccomp_entry);
long csec_hook_seccomp(const struct pt_regs *regs);
long csec_hook_seccomp32(const struct pt_regs *regs);
DECLARE_STATIC_CALL(csec_real_seccomp, csec_hook_seccomp);
DECLARE_STATIC_CALL(csec_real_seccomp32, csec_hook_seccomp32);

struct cred;
union bpf_attr;
CSEC_DECLARE_CALLBACK(csec_hook_setns_entry);
CSEC_DECLARE_CALLBACK(csec_hook_create_user_ns_entry);
CSEC_DECLARE_CALLBACK(csec_hook_bpf_entry);
CSEC_DECLARE_CALLBACK(csec_hook_load_data_entry);
CSEC_DECLARE_CALLBACK(csec_hook_read_file_entry);
CSEC_DECLARE_CALLBACK(csec_hook_module_request_entry);
long csec_hook_setns(const struct pt_regs *regs);
long csec_hook_setns32(const struct pt_regs *regs);
int csec_hook_create_user_ns(const struct cred *cred);
int csec_hook_bpf(int cmd, union bpf_attr *attr,
		  unsigned int size CSEC_COMPAT_BPF_PARAMETERS);
int csec_hook_load_data(enum kernel_load_data_id id, bool contents);
int csec_hook_read_file(struct file *file, enum kernel_read_file_id id,
			bool contents);
int csec_hook_module_request(char *name);
DECLARE_STATIC_CALL(csec_real_setns, csec_hook_setns);
DECLARE_STATIC_CALL(csec_real_setns32, csec_hook_setns32);
DECLARE_STATIC_CALL(csec_real_create_user_ns, csec_hook_create_user_ns);
DECLARE_STATIC_CALL(csec_real_bpf, csec_hook_bpf);
DECLARE_STATIC_CALL(csec_real_load_data, csec_hook_load_data);
DECLARE_STATIC_CALL(csec_real_read_file, csec_hook_read_file);
DECLARE_STATIC_CALL(csec_real_module_request, csec_hook_module_request);

struct key;
CSEC_DECLARE_CALLBACK(csec_hook_request_key_entry);
int csec_hook_request_key(struct key *authkey, void *aux);
DECLARE_STATIC_CALL(csec_real_request_key, csec_hook_request_key);

struct subprocess_info;
CSEC_DECLARE_CALLBACK(csec_hook_usermodehelper_entry);
int csec_hook_usermodehelper(struct subprocess_info *info, int wait);
DECLARE_STATIC_CALL(csec_real_usermodehelper, csec_hook_usermodehelper);

struct fs_context;
struct fs_parameter;
struct path;
struct super_block;
struct vfsmount;
CSEC_DECLARE_CALLBACK(csec_hook_mount_entry);
CSEC_DECLARE_CALLBACK(csec_hook_unmount_entry);
CSEC_DECLARE_CALLBACK(csec_hook_fs_parameter_entry);
int csec_hook_sb_mount(const char *dev, const struct path *path,
		       const char *type, unsigned long flags, void *data);
int csec_hook_move_mount(const struct path *from, const struct path *to);
int csec_hook_sb_umount(struct vfsmount *mnt, int flags);
int csec_hook_sb_remount(struct super_block *sb, void *options);
int csec_hook_sb_pivotroot(const struct path *old, const struct path *new);
long csec_hook_mount_setattr(const struct pt_regs *regs);
long csec_hook_mount_setattr32(const struct pt_regs *regs);
long csec_hook_open_tree_attr(const struct pt_regs *regs);
long csec_hook_open_tree_attr32(const struct pt_regs *regs);
int csec_hook_fs_parameter(struct fs_context *context,
			   struct fs_parameter *parameter);
DECLARE_STATIC_CALL(csec_real_sb_mount, csec_hook_sb_mount);
DECLARE_STATIC_CALL(csec_real_move_mount, csec_hook_move_mount);
DECLARE_STATIC_CALL(csec_real_sb_umount, csec_hook_sb_umount);
DECLARE_STATIC_CALL(csec_real_sb_remount, csec_hook_sb_remount);
DECLARE_STATIC_CALL(csec_real_sb_pivotroot, csec_hook_sb_pivotroot);
DECLARE_STATIC_CALL(csec_real_mount_setattr, csec_hook_mount_setattr);
DECLARE_STATIC_CALL(csec_real_mount_setattr32, csec_hook_mount_setattr32);
DECLARE_STATIC_CALL(csec_real_open_tree_attr, csec_hook_open_tree_attr);
DECLARE_STATIC_CALL(csec_real_open_tree_attr32, csec_hook_open_tree_attr32);
DECLARE_STATIC_CALL(csec_real_fs_parameter, csec_hook_fs_parameter);

struct user_namespace;
CSEC_DECLARE_CALLBACK(csec_hook_capable_entry);
CSEC_DECLARE_CALLBACK(csec_hook_uring_override_entry);
int csec_hook_capable(const struct cred *cred, struct user_namespace *ns,
		      int cap, unsigned int options);
int csec_hook_uring_override(const struct cred *cred);
DECLARE_STATIC_CALL(csec_real_capable, csec_hook_capable);
DECLARE_STATIC_CALL(csec_real_uring_override, csec_hook_uring_override);

CSEC_DECLARE_CALLBACK(csec_hook_bprm_check_entry);
CSEC_DECLARE_CALLBACK(csec_hook_socket_connect_entry);
int csec_hook_bprm_check(struct linux_binprm *bprm);
int csec_hook_socket_connect(struct socket *sock, struct sockaddr *address,
			     int len);
DECLARE_STATIC_CALL(csec_real_bprm_check, csec_hook_bprm_check);

struct mm_struct;
CSEC_DECLARE_CALLBACK(csec_hook_replace_exe_entry);
int csec_hook_replace_exe(struct mm_struct *mm, struct file *file);
DECLARE_STATIC_CALL(csec_real_replace_exe, csec_hook_replace_exe);

CSEC_DECLARE_CALLBACK(csec_hook_socket_accept_entry);
CSEC_DECLARE_CALLBACK(csec_hook_socket_recvmsg_entry);
int csec_hook_socket_accept(struct socket *sock, struct socket *newsock);
int csec_hook_socket_recvmsg(struct socket *sock, struct msghdr *msg, int size,
			     int flags);
DECLARE_STATIC_CALL(csec_real_socket_accept, csec_hook_socket_accept);
DECLARE_STATIC_CALL(csec_real_socket_recvmsg, csec_hook_socket_recvmsg);
DECLARE_STATIC_CALL(csec_real_socket_connect, csec_hook_socket_connect);

struct sock;
CSEC_DECLARE_CALLBACK(csec_hook_tcp_given_entry);
CSEC_DECLARE_CALLBACK(csec_hook_tcp_close_entry);
/* There is none: for the comparison of prototypes. */
void csec_hook_tcp_given(struct sock *sk);
void csec_hook_tcp_close(struct sock *sk, long timeout);
struct pipe_inode_info;
CSEC_DECLARE_CALLBACK(csec_hook_splice_read_entry);
CSEC_DECLARE_CALLBACK(csec_hook_getsockopt_entry);
ssize_t csec_hook_splice_read(struct file *file, loff_t *offset,
			      struct pipe_inode_info *pipe, size_t len,
			      unsigned int flags);
int csec_hook_getsockopt(struct socket *sock, int level, int option);
DECLARE_STATIC_CALL(csec_real_splice_read, csec_hook_splice_read);
DECLARE_STATIC_CALL(csec_real_getsockopt, csec_hook_getsockopt);
CSEC_DECLARE_CALLBACK(csec_hook_tcp_connect_entry);
int csec_hook_tcp4_connect(struct sock *sk, csec_compat_sockaddr *address,
			   int len);
DECLARE_STATIC_CALL(csec_real_tcp4_connect, csec_hook_tcp4_connect);
int csec_hook_tcp6_connect(struct sock *sk, csec_compat_sockaddr *address,
			   int len);
DECLARE_STATIC_CALL(csec_real_tcp6_connect, csec_hook_tcp6_connect);

CSEC_DECLARE_CALLBACK(csec_hook_bprm_creds_entry);
int csec_hook_bprm_creds(struct linux_binprm *bprm);
DECLARE_STATIC_CALL(csec_real_bprm_creds, csec_hook_bprm_creds);
CSEC_DECLARE_CALLBACK(csec_hook_file_open_entry);
int csec_hook_file_open(struct file *file);
DECLARE_STATIC_CALL(csec_real_file_open, csec_hook_file_open);

CSEC_DECLARE_CALLBACK(csec_hook_inode_rename_entry);
CSEC_DECLARE_CALLBACK(csec_hook_inode_setattr_entry);
CSEC_DECLARE_CALLBACK(csec_hook_writes_entry);
int csec_hook_inode_setattr(csec_compat_idmap *idmap, struct dentry *dentry,
			    struct iattr *attr);
int csec_hook_inode_rename(struct inode *old_dir, struct dentry *old_dentry,
			   struct inode *new_dir, struct dentry *new_dentry,
			   unsigned int flags);
int csec_hook_inode_unlink(struct inode *dir, struct dentry *dentry);
int csec_hook_inode_link(struct dentry *old_dentry, struct inode *dir,
			 struct dentry *new_dentry);
DECLARE_STATIC_CALL(csec_real_inode_setattr, csec_hook_inode_setattr);
DECLARE_STATIC_CALL(csec_real_inode_rename, csec_hook_inode_rename);
DECLARE_STATIC_CALL(csec_real_inode_unlink, csec_hook_inode_unlink);
DECLARE_STATIC_CALL(csec_real_inode_link, csec_hook_inode_link);
struct vm_area_struct;
CSEC_DECLARE_CALLBACK(csec_hook_mmap_file_entry);
CSEC_DECLARE_CALLBACK(csec_hook_file_mprotect_entry);
CSEC_DECLARE_CALLBACK(csec_hook_personality_entry);
struct pt_regs;
long csec_hook_personality(const struct pt_regs *regs);
long csec_hook_personality_32(const struct pt_regs *regs);
DECLARE_STATIC_CALL(csec_real_personality, csec_hook_personality);
DECLARE_STATIC_CALL(csec_real_personality_32, csec_hook_personality_32);
int csec_hook_mmap_file(struct file *file, unsigned long prot,
			unsigned long flags);
int csec_hook_file_mprotect(struct vm_area_struct *vma, unsigned long reqprot,
			    unsigned long prot);
DECLARE_STATIC_CALL(csec_real_mmap_file, csec_hook_mmap_file);
DECLARE_STATIC_CALL(csec_real_file_mprotect, csec_hook_file_mprotect);

CSEC_DECLARE_CALLBACK(csec_hook_task_alloc_entry);
CSEC_DECLARE_CALLBACK(csec_hook_can_fork_entry);
CSEC_DECLARE_CALLBACK(csec_hook_post_fork_entry);
CSEC_DECLARE_CALLBACK(csec_hook_task_release_entry);
CSEC_DECLARE_CALLBACK(csec_hook_fork_failed_entry);
CSEC_DECLARE_CALLBACK(csec_hook_attach_task_entry);
int csec_hook_task_alloc(struct task_struct *task,
			 csec_compat_clone_flags flags);
int csec_hook_can_fork(struct task_struct *child,
		       struct kernel_clone_args *args);
void csec_hook_cancel_fork(struct task_struct *child,
			   struct kernel_clone_args *args);
void csec_hook_post_fork(struct task_struct *child,
			 struct kernel_clone_args *args);
void csec_hook_fork_failed(struct task_struct *child);
void csec_hook_task_release(struct task_struct *task);
int csec_hook_attach_task(struct cgroup *to, struct task_struct *leader,
			  bool threadgroup);
DECLARE_STATIC_CALL(csec_real_task_alloc, csec_hook_task_alloc);
DECLARE_STATIC_CALL(csec_real_can_fork, csec_hook_can_fork);
DECLARE_STATIC_CALL(csec_real_cancel_fork, csec_hook_cancel_fork);
DECLARE_STATIC_CALL(csec_real_post_fork, csec_hook_post_fork);
DECLARE_STATIC_CALL(csec_real_fork_failed, csec_hook_fork_failed);
DECLARE_STATIC_CALL(csec_real_task_release, csec_hook_task_release);
DECLARE_STATIC_CALL(csec_real_attach_task, csec_hook_attach_task);

#endif /* _CSEC_HOOKS_H */
