/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - one function for each question that the kernel asks
 */
#ifndef _CSEC_HOOKS_H
#define _CSEC_HOOKS_H

#include "attach.h"

extern struct csec_hook csec_hooks[];
unsigned int csec_hooks_nr(void);
int csec_hooks_refuse_undecided(enum csec_op op);

/* Callbacks and wrappers of the single files; see hooks.c for the table. */
#define CSEC_DECLARE_CALLBACK(name)                                  \
	void notrace name(unsigned long ip, unsigned long parent_ip, \
			  struct ftrace_ops *ops, struct ftrace_regs *fregs)

struct linux_binprm;
struct socket;
struct sockaddr;
struct task_struct;
struct kernel_clone_args;
struct cgroup;

CSEC_DECLARE_CALLBACK(csec_hook_bprm_check_entry);
CSEC_DECLARE_CALLBACK(csec_hook_socket_connect_entry);
int csec_hook_bprm_check(struct linux_binprm *bprm);
int csec_hook_socket_connect(struct socket *sock, struct sockaddr *address,
			     int len);
extern int (*csec_real_bprm_check)(struct linux_binprm *bprm);
extern int (*csec_real_socket_connect)(struct socket *sock,
				       struct sockaddr *address, int len);

CSEC_DECLARE_CALLBACK(csec_hook_can_fork_entry);
CSEC_DECLARE_CALLBACK(csec_hook_post_fork_entry);
CSEC_DECLARE_CALLBACK(csec_hook_task_entry);
CSEC_DECLARE_CALLBACK(csec_hook_attach_task_entry);
int csec_hook_can_fork(struct task_struct *child,
		       struct kernel_clone_args *args);
void csec_hook_cancel_fork(struct task_struct *child,
			   struct kernel_clone_args *args);
void csec_hook_post_fork(struct task_struct *child,
			 struct kernel_clone_args *args);
void csec_hook_task_release(struct task_struct *task);
int csec_hook_attach_task(struct cgroup *to, struct task_struct *leader,
			  bool threadgroup);
extern int (*csec_real_can_fork)(struct task_struct *child,
				 struct kernel_clone_args *args);
extern void (*csec_real_cancel_fork)(struct task_struct *child,
				     struct kernel_clone_args *args);
extern void (*csec_real_post_fork)(struct task_struct *child,
				   struct kernel_clone_args *args);
extern void (*csec_real_task_release)(struct task_struct *task);
extern int (*csec_real_attach_task)(struct cgroup *to,
				    struct task_struct *leader,
				    bool threadgroup);

#endif /* _CSEC_HOOKS_H */
