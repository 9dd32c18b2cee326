// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - image and arguments of a task or of an exec
 */
#include "task_args.h"

#include <linux/binfmts.h>
#include <linux/file.h>
#include <linux/hash.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "applet.h"
#include "identity.h"
#include "view.h"

/* Enough for the names of a multi-call file and of its program. */
#define APPLET_SIZE 128
/* Forks without an exec in between that are followed back. */
#define NR_FORKS 4

/* What is in one page; the mmap lock is held. */
static int copy_page_of(struct mm_struct *mm, unsigned long pos, char *text,
			size_t len)
{
	struct page *page;
	void *from;

	if (csec_compat_get_page(mm, pos, &page) <= 0)
		return -EFAULT;
	from = kmap_local_page(page);
	memcpy(text, from + offset_in_page(pos), len);
	kunmap_local(from);
	put_page(page);
	return 0;
}

/* Cuts @len bytes to the first @nr strings. */
static size_t cut(const char *text, size_t len, unsigned int nr)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!text[i] && !--nr)
			return i + 1;
	return len;
}

/* Returns bytes of @text that are used, 0: no arguments; -EFAULT. */
static int read_bprm_args(struct linux_binprm *bprm, char *text, size_t size)
{
	unsigned long pos = bprm->p;
	size_t done = 0, want, len;
	int err;

	if (bprm->argc <= 0)
		return 0;
	want = min_t(unsigned long, size - 1, bprm->exec - bprm->p);
	while (done < want) {
		len = min_t(size_t, want - done,
			    PAGE_SIZE - offset_in_page(pos));
		mmap_read_lock(bprm->mm);
		err = copy_page_of(bprm->mm, pos, text + done, len);
		mmap_read_unlock(bprm->mm);
		if (err)
			return err;
		done += len;
		pos += len;
	}
	done = cut(text, done, bprm->argc);
	if (done && !text[done - 1])
		return done;
	text[done] = '\0';
	return done + 1;
}

/**
 * csec_args_read - the arguments of an exec
 * @args: Filled; ends with csec_args_free() when nothing failed.
 * @bprm: The exec.
 *
 * Context: Process, may sleep.
 * Return: bytes of the text that are used, 0: no arguments, CSEC_SHELL_ARGS_SIZE:
 * there are more; -EFAULT; -ENOMEM.
 */
int csec_args_read(struct csec_args *args, struct linux_binprm *bprm)
{
	int len;

	args->text = args->few;
	len = read_bprm_args(bprm, args->text, sizeof(args->few));
	if (len < (int)sizeof(args->few) - 1)
		return len;
	args->text = kmalloc(CSEC_SHELL_ARGS_SIZE, GFP_KERNEL);
	if (!args->text)
		return -ENOMEM;
	len = read_bprm_args(bprm, args->text, CSEC_SHELL_ARGS_SIZE);
	if (len < 0)
		csec_args_free(args);
	return len;
}

/**
 * csec_args_free - ends the use of arguments
 * @args: From csec_args_read().
 *
 * Context: Any.
 */
void csec_args_free(struct csec_args *args)
{
	if (args->text != args->few)
		kfree(args->text);
}

/**
 * csec_strings_begin - starts to read the arguments of an exec
 * @strings: Initialized; needs csec_strings_end() when nothing failed.
 * @bprm: The exec.
 *
 * Context: Process, may sleep.
 * Return: 0; -ENOMEM.
 */
int csec_strings_begin(struct csec_strings *strings,
		       const struct linux_binprm *bprm)
{
	*strings = (struct csec_strings){
		.bprm = bprm,
		.at = bprm->p,
		.nr_left = bprm->argc,
		.text = __getname(),
	};
	return strings->text ? 0 : -ENOMEM;
}

static void put_page_of(struct csec_strings *strings)
{
	if (strings->page)
		put_page(strings->page);
	strings->page = NULL;
}

/*
 * Appends what is in one page; @done is the length of the text so far. Returns 1:
 * the string goes on in the next one; 0; -EFAULT.
 */
static int next_piece(struct csec_strings *strings, size_t *done)
{
	const unsigned int offset = offset_in_page(strings->at);
	const char *bytes;
	size_t len, fits;

	if (!offset) {
		put_page_of(strings);
		cond_resched();
	}
	if (!strings->page)
		strings->page =
			csec_compat_stack_page(strings->bprm->mm, strings->at);
	if (!strings->page)
		return -EFAULT;
	bytes = kmap_local_page(strings->page);
	len = strnlen(bytes + offset, PAGE_SIZE - offset);
	fits = min_t(size_t, len, PATH_MAX - 1 - *done);
	memcpy(strings->text + *done, bytes + offset, fits);
	kunmap_local(bytes);
	*done += fits;
	strings->is_cut |= fits < len;
	strings->at += len;
	if (offset + len == PAGE_SIZE)
		return 1;
	strings->at++;
	return 0;
}

/**
 * csec_strings_next - reads one more argument
 * @strings: From csec_strings_begin(). After csec_strings_skip_args(): one
 * variable of the environment.
 *
 * Context: Process, may sleep.
 * Return: 0; -ENOENT: there are no more; -EFAULT.
 */
int csec_strings_next(struct csec_strings *strings)
{
	size_t done = 0;
	int ret;

	if (!strings->nr_left)
		return -ENOENT;
	strings->nr_left--;
	strings->is_cut = false;
	do {
		ret = next_piece(strings, &done);
	} while (ret > 0);
	strings->text[done] = '\0';
	return ret;
}

/**
 * csec_strings_skip_args - goes to the environment
 * @strings: From csec_strings_begin(); some arguments may have been read.
 *
 * Context: Process, may sleep.
 * Return: 0; -EFAULT.
 */
int csec_strings_skip_args(struct csec_strings *strings)
{
	int ret;

	do {
		ret = csec_strings_next(strings);
	} while (!ret);
	if (ret != -ENOENT)
		return ret;
	strings->nr_left = strings->bprm->envc;
	return 0;
}

/**
 * csec_strings_end - ends the reading
 * @strings: From csec_strings_begin().
 *
 * Context: Process.
 */
void csec_strings_end(struct csec_strings *strings)
{
	put_page_of(strings);
	__putname(strings->text);
}

static struct csec_guest *start_of(struct csec_view *view, pid_t tgid)
{
	return &view->starts[hash_32(tgid, CSEC_VIEW_STARTS_BITS)];
}

static void fill_guest(struct csec_guest *guest, const void *script)
{
	WRITE_ONCE(guest->script, script);
	WRITE_ONCE(guest->exec_id, READ_ONCE(current->self_exec_id));
	WRITE_ONCE(guest->born, current->group_leader->start_boottime);
	WRITE_ONCE(guest->tgid, current->tgid);
}

/* @nr_execs: That it has executed since. Of a task that is alive. */
static bool is_noted(const struct csec_guest *guest,
		     const struct task_struct *task, u32 nr_execs)
{
	return READ_ONCE(guest->tgid) == task->tgid &&
	       READ_ONCE(guest->exec_id) + nr_execs ==
		       READ_ONCE(task->self_exec_id) &&
	       READ_ONCE(guest->born) == task->group_leader->start_boottime;
}

/* Whether its process has ended, or runs another program. */
static bool is_over(const struct csec_guest *guest)
{
	const pid_t tgid = READ_ONCE(guest->tgid);
	struct task_struct *task;
	bool runs;

	rcu_read_lock();
	task = tgid ? pid_task(find_pid_ns(tgid, &init_pid_ns), PIDTYPE_TGID) :
		      NULL;
	runs = task && pid_alive(task) && is_noted(guest, task, 0);
	rcu_read_unlock();
	return !runs;
}

/**
 * csec_task_note_guest - remembers that the current process runs a shell
 * @scope: Of the current task.
 *
 * For one that maps it; until its next exec.
 *
 * Context: Process.
 * Return: false: too many do.
 */
bool csec_task_note_guest(const struct csec_scope *scope)
{
	struct csec_view *view = csec_view_find(scope->cgroup);
	struct csec_guest *guest;
	pid_t before;
	unsigned int i;

	if (!view)
		return true;
	WRITE_ONCE(view->has_guests, true);
	for (i = 0; i < ARRAY_SIZE(view->guests); i++) {
		guest = &view->guests[i];
		before = READ_ONCE(guest->tgid);
		if (before != current->tgid && !is_over(guest))
			continue;
		/* Two may want the same place. */
		if (cmpxchg(&guest->tgid, before, current->tgid) != before)
			continue;
		fill_guest(guest, NULL);
		return true;
	}
	return false;
}

/**
 * csec_task_note_start - remembers that the current process executes a shell
 * @scope: Of the current task.
 * @script: Identity of the other end of what is its script; NULL: none.
 *
 * Until the exec is over; the script for as long as the shell runs.
 *
 * Context: Process.
 */
void csec_task_note_start(const struct csec_scope *scope, const void *script)
{
	struct csec_view *view = csec_view_find(scope->cgroup);

	if (view)
		fill_guest(start_of(view, current->tgid), script);
}

/**
 * csec_task_was_start - whether csec_task_note_start() was of the last exec
 * @scope: Of the container.
 * @task: Referenced.
 * @script: What was noted; NULL: no script, or it is not known.
 *
 * Context: Any.
 * Return: true when it was.
 */
bool csec_task_was_start(const struct csec_scope *scope,
			 const struct task_struct *task, const void **script)
{
	struct csec_view *view = csec_view_find(scope->cgroup);
	const struct csec_guest *start;
	bool is_known;

	*script = NULL;
	if (!view)
		return false;
	rcu_read_lock();
	start = start_of(view, task->tgid);
	/*
	 * The exec is counted a little later than the program is the new one. Of
	 * a task that was reaped the leader may not be looked at.
	 */
	is_known = pid_alive(task) &&
		   (is_noted(start, task, 1) || is_noted(start, task, 0));
	if (is_known)
		*script = READ_ONCE(start->script);
	rcu_read_unlock();
	return is_known;
}

/**
 * csec_task_is_executing - whether an exec is under way
 * @task: Referenced.
 *
 * Its program is the new one then, but there are no arguments yet.
 *
 * Context: Process.
 * Return: true when it is.
 */
bool csec_task_is_executing(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	bool is_executing = mm && !READ_ONCE(mm->arg_end);

	if (mm)
		mmput(mm);
	return is_executing;
}

/**
 * csec_task_is_in_execve - whether a process is anywhere in an execve()
 * @task: Of the process; referenced.
 *
 * Context: Any.
 * Return: true when one of its threads is.
 */
bool csec_task_is_in_execve(const struct task_struct *task)
{
	const struct task_struct *thread;
	bool is = false;

	rcu_read_lock();
	for_each_thread(task, thread)
		is |= data_race(!!thread->in_execve);
	rcu_read_unlock();
	return is;
}

static bool is_guest_now(struct csec_view *view, const struct task_struct *task)
{
	unsigned int i;

	if (is_noted(start_of(view, task->tgid), task, 0))
		return true;
	if (!READ_ONCE(view->has_guests))
		return false;
	for (i = 0; i < ARRAY_SIZE(view->guests); i++)
		if (is_noted(&view->guests[i], task, 0))
			return true;
	return false;
}

/* A part of a script that was forked runs what its parents run. */
static bool is_guest(const struct csec_scope *scope, struct task_struct *task)
{
	struct csec_view *view = csec_view_find(scope->cgroup);
	bool is_found = false;
	unsigned int i;

	if (!view)
		return false;
	rcu_read_lock();
	/* Of one that was reaped neither leader nor parent may be looked at. */
	for (i = 0; i < NR_FORKS && !is_found && pid_alive(task); i++) {
		is_found = is_guest_now(view, task);
		if (!(data_race(task->flags) & PF_FORKNOEXEC))
			break;
		task = rcu_dereference(task->real_parent);
	}
	rcu_read_unlock();
	return is_found;
}

/**
 * csec_task_image - what the policy makes of a task's program
 * @scope: Whose policy.
 * @task: Referenced.
 * @image: Filled; no flags: it has none.
 *
 * Context: Process, may sleep.
 * Return: 0; errors of csec_identity_image().
 */
int csec_task_image(const struct csec_scope *scope, struct task_struct *task,
		    struct csec_image *image)
{
	struct mm_struct *mm = get_task_mm(task);
	struct file *exe = NULL;
	int err;

	image->flags = 0;
	image->line = 0;
	if (mm) {
		exe = csec_compat_exe_file(mm);
		mmput(mm);
	}
	if (!exe)
		return 0;
	err = csec_identity_image(scope, exe, image);
	fput(exe);
	if (!err && !(image->flags & CSEC_IMAGE_SHELL) && is_guest(scope, task))
		image->flags |= CSEC_IMAGE_SHELL | CSEC_IMAGE_MAPPED;
	return err;
}

/*
 * Only memory without a file: reading a mapped one might wait for whoever serves
 * its file system. Returns how many bytes were read.
 */
static size_t copy_memory(struct mm_struct *mm, unsigned long pos, char *text,
			  size_t want)
{
	const struct vm_area_struct *vma;
	size_t done = 0, len;

	if (mmap_read_lock_killable(mm))
		return 0;
	while (done < want) {
		len = min_t(size_t, want - done,
			    PAGE_SIZE - offset_in_page(pos));
		vma = find_vma(mm, pos);
		if (!vma || pos < vma->vm_start || vma->vm_ops ||
		    copy_page_of(mm, pos, text + done, len))
			break;
		done += len;
		pos += len;
	}
	mmap_read_unlock(mm);
	return done;
}

/**
 * csec_task_memory - reads memory without a file of a task
 * @task: Referenced.
 * @pos: Address in its memory.
 * @text: Filled.
 * @size: Bytes that are wanted.
 *
 * Context: Process, may sleep, but waits for no file system.
 * Return: bytes that were read.
 */
size_t csec_task_memory(struct task_struct *task, unsigned long pos, char *text,
			size_t size)
{
	struct mm_struct *mm = get_task_mm(task);
	size_t done;

	if (!mm)
		return 0;
	done = copy_memory(mm, pos, text, size);
	mmput(mm);
	return done;
}

static size_t read_args(struct task_struct *task, char *text, size_t size)
{
	struct mm_struct *mm = get_task_mm(task);
	unsigned long start, end;
	size_t nr = 0;

	if (!mm)
		return 0;
	start = READ_ONCE(mm->arg_start);
	end = READ_ONCE(mm->arg_end);
	if (start < end)
		nr = copy_memory(mm, start, text,
				 min_t(unsigned long, end - start, size - 1));
	mmput(mm);
	if (!nr || !text[nr - 1])
		return nr;
	text[nr] = '\0';
	return nr + 1;
}

/**
 * csec_task_is_shell - whether a task runs a shell
 * @task: Referenced.
 * @image: Its program.
 *
 * Context: Process, may sleep.
 * Return: true when its program is of the shell class and, of a multi-call
 * file, the arguments do not name another one.
 */
bool csec_task_is_shell(struct task_struct *task,
			const struct csec_image *image)
{
	char text[APPLET_SIZE];
	size_t len;

	if (!(image->flags & CSEC_IMAGE_SHELL))
		return false;
	if (!(image->flags & CSEC_IMAGE_MULTICALL))
		return true;
	len = read_args(task, text, sizeof(text));
	len = csec_applet_whole(text, len, sizeof(text));
	return !len || csec_applet_is_shell(text, len);
}

/* A file below these is a descriptor or a device. */
static bool is_special(const char *path)
{
	return strstarts(path, "/dev/") || strstarts(path, "/proc/");
}

/**
 * csec_task_commands - where a shell that runs takes its commands from
 * @task: Referenced.
 * @image: Its program.
 *
 * Context: Process, may sleep.
 * Return: the source; the input when it cannot be told, as of a shell that
 * another program runs.
 */
enum csec_commands csec_task_commands(struct task_struct *task,
				      const struct csec_image *image)
{
	char *text = kmalloc(CSEC_SHELL_ARGS_SIZE, GFP_KERNEL);
	enum csec_commands commands = CSEC_COMMANDS_INPUT;
	struct csec_shell_args args;
	size_t len = 0;

	if (text && !(image->flags & CSEC_IMAGE_MAPPED))
		len = read_args(task, text, CSEC_SHELL_ARGS_SIZE);
	if (len) {
		csec_shell_args_parse(
			text, len, image->flags & CSEC_IMAGE_MULTICALL, &args);
		commands = args.commands;
		if (commands == CSEC_COMMANDS_FILE && is_special(args.operand))
			commands = CSEC_COMMANDS_INPUT;
	}
	kfree(text);
	return commands;
}
