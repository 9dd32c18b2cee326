// SPDX-License-Identifier: GPL-2.0-only
/*
 * fail_nth - every allocation that one operation makes fails, one after the other
 *
 *   fail_nth OPERATION CGROUP [FILE | PORT | PID | OTHER-CGROUP [INPUT]]
 *   fail_nth init FILE [FIRST]          loads the module again and again, from a site on
 *
 * The kernel makes the nth site of a system call fail that can (fail-nth, see
 * its fault-injection.rst). Each operation is done with the first site failing,
 * then with the second, until none was left to fail; the outcome of each is
 * judged. Operations on tasks run in a child, which enters CGROUP first; with
 * the name CGROUP/new, a new cgroup below CGROUP for each site. INPUT is what the
 * child has as standard input, see fail_tasks.h.
 *
 * A judgement is about csec, not about the kernel: an operation that is allowed
 * may fail for want of memory; one that is denied must not succeed, whatever
 * failed; who is not governed is never refused; a policy changes as a whole or
 * not at all; the number of counted tasks is what it was.
 */
#include "fail_netlink.h"
#include "fail_tasks.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum {
	SITES_MAX = 4000,
	BAD_MAX = 20,
};

/* What the child tells: errno of the operation, whether a site had failed. */
struct outcome {
	int err;
	int has_failed;
};

struct op {
	const char *name;
	/* In the parent, before each site; may be NULL. */
	void (*prepare)(void);
	/* With the fault pending; returns errno. In the child unless is_netlink. */
	int (*act)(void);
	/* After it; returns what is wrong, NULL: nothing. */
	const char *(*judge)(int err);
	bool is_netlink;
	bool enters; /* the act itself enters the cgroup */
	bool is_inside; /* done by a program that was executed in the cgroup */
};

static char cgroup[PATH_MAX - 64], current_cgroup[PATH_MAX];
/* Counted by csec; in the cgroup, where others may live. */
static uint64_t tasks_before, others;

/* The fault of the current task */

static int try_fault_file(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/task/%ld/fail-nth",
		 syscall(SYS_gettid));
	return open(path, O_RDWR | O_CLOEXEC);
}

static int fault_file(void)
{
	const int fd = try_fault_file();

	if (fd < 0)
		die("fail-nth");
	return fd;
}

static void ask_fault(int fd, unsigned int n)
{
	char text[16];
	const int len = snprintf(text, sizeof(text), "%u", n);

	if (pwrite(fd, text, len, 0) != len)
		die("fail-nth");
}

/*
 * Whether the fault has happened; none is pending any more. One that was left
 * over may hit what is done here, as both copy from or to user space.
 */
static bool end_fault(int fd)
{
	char text[16] = "";
	const ssize_t got = pread(fd, text, sizeof(text) - 1, 0);

	if (got < 0 && errno != EFAULT)
		die("fail-nth");
	if (pwrite(fd, "0", 1, 0) != 1 &&
	    (errno != EFAULT || pwrite(fd, "0", 1, 0) != 1))
		die("fail-nth");
	return got >= 0 && !atoi(text);
}

static void tell(int err, bool has_failed)
{
	const struct outcome outcome = { err, has_failed };

	if (write(report_fd, &outcome, sizeof(outcome)) != sizeof(outcome))
		_exit(3);
}

static const char *judge_allowed(int err)
{
	(void)err;
	return NULL;
}

static const char *judge_denied(int err)
{
	return err ? NULL : "what is denied was done";
}

static const char *judge_ungoverned(int err)
{
	return err == EACCES || err == EPERM ?
		       "refused, but nothing governs it" :
		       NULL;
}

/* clang-format off */
static const struct op ops[] = {
	{ "fork", NULL, act_fork, judge_allowed, false, false, false },
	{ "thread", NULL, act_thread, judge_allowed, false, false, false },
	{ "into", NULL, act_into, judge_allowed, false, true, false },
	{ "into-denied", NULL, act_into, judge_denied, false, false, false },
	{ "attach", NULL, act_attach, judge_allowed, false, true, false },
	{ "attach-denied", NULL, act_attach, judge_denied, false, false, false },
	{ "exec", NULL, act_exec, judge_allowed, false, false, false },
	{ "exec-denied", NULL, act_exec, judge_denied, false, false, false },
	{ "exec-ungoverned", NULL, act_exec, judge_ungoverned, false, false, false },
	{ "connect", NULL, act_connect, judge_allowed, false, false, false },
	{ "connect-denied", NULL, act_connect, judge_denied, false, false, false },
	{ "connect-ungoverned", NULL, act_connect, judge_ungoverned, false, false, false },
	{ "map", NULL, act_map, judge_allowed, false, false, true },
	{ "map-denied", NULL, act_map, judge_denied, false, false, true },
	{ "map-ungoverned", NULL, act_map, judge_ungoverned, false, false, true },
	{ "write", NULL, act_write, judge_allowed, false, false, false },
	{ "write-denied", NULL, act_write, judge_denied, false, false, false },
	{ "write-ungoverned", NULL, act_write, judge_ungoverned, false, false, false },
	{ "rename", prepare_rename, act_rename, judge_allowed, false, false, false },
	{ "rename-denied", prepare_rename, act_rename, judge_denied, false, false, false },
	{ "trace-denied", NULL, act_trace, judge_denied, false, false, true },
	{ "trace-ungoverned", NULL, act_trace, judge_ungoverned, false, false, true },
	{ "userns-denied", NULL, act_userns, judge_denied, false, false, true },
	{ "userns-ungoverned", NULL, act_userns, judge_ungoverned, false, false, true },
	{ "manifest", prepare_policy, act_manifest, judge_unchanged, true, false, false },
	{ "commit-manifest", prepare_manifest, act_commit_manifest, judge_whole, true, false, false },
	{ "begin", prepare_socket, act_begin, judge_unchanged, true, false, false },
	{ "add", prepare_empty, act_add, judge_unchanged, true, false, false },
	{ "rules", prepare_policy, act_rules, judge_unchanged, true, false, false },
	{ "del", prepare_policy, act_del, judge_unchanged, true, false, false },
	{ "abort", prepare_policy, act_abort, judge_unchanged, true, false, false },
	{ "commit", prepare_commit, act_commit, judge_whole, true, false, false },
	{ "disarm", prepare_disarm, act_disarm, judge_disarm, true, false, false },
	{ "status", prepare_socket, act_status, judge_unchanged, true, false, false },
	{ "hooks", prepare_socket, act_hooks, judge_unchanged, true, false, false },
	{ "policies", prepare_socket, act_policies, judge_unchanged, true, false, false },
	{ "cgroups", prepare_socket, act_cgroups, judge_unchanged, true, false, false },
	{ "counters", prepare_socket, act_counters, judge_unchanged, true, false, false },
	{ "events", prepare_socket, act_events, judge_unchanged, true, false, false },
};
/* clang-format on */

/* One site */

static struct outcome run_here(const struct op *op, unsigned int n)
{
	const int fd = fault_file();
	struct outcome outcome;

	ask_fault(fd, n);
	outcome.err = op->act();
	outcome.has_failed = end_fault(fd);
	close(fd);
	return outcome;
}

/* Does it and tells. */
static __attribute__((noreturn)) void do_site(const struct op *op,
					      unsigned int n)
{
	const struct outcome outcome = run_here(op, n);

	tell(outcome.err, outcome.has_failed);
	wait_for_release();
	_exit(0);
}

/* What has executed nothing in a cgroup yet is the runtime of the container. */
static void execute_myself(const struct op *op, unsigned int n)
{
	char report[16], release[16], site[16], path[PATH_MAX];
	const ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (len < 0)
		die("/proc/self/exe");
	path[len] = '\0';
	snprintf(report, sizeof(report), "%d", report_fd);
	snprintf(release, sizeof(release), "%d", release_fd);
	snprintf(site, sizeof(site), "%u", n);
	execl(path, path, "--inside", report, release, site, op->name, argument,
	      NULL);
	die(path);
}

static void child(const struct op *op, unsigned int n)
{
	int err = op->enters ? 0 : move_to(current_cgroup);

	if (err) {
		errno = err;
		die("entering the cgroup");
	}
	if (op->is_inside)
		execute_myself(op, n);
	socket_fd = new_socket();
	take_input();
	do_site(op, n);
}

static uint64_t count_of_kernel(void)
{
	char path[PATH_MAX + 16], text[32] = "";
	int fd;

	snprintf(path, sizeof(path), "%s/pids.current", current_cgroup);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		die(path);
	close(fd);
	return strtoull(text, NULL, 10);
}

/* What was killed is reaped a little later; gives up after a minute. */
static bool counts_agree(void)
{
	for (int i = 0; i < 600; i++) {
		if (ask(&watch, msg_start(CSEC_CMD_GET_STATUS)))
			die("status");
		if (watch.nr_tasks - tasks_before == count_of_kernel() - others)
			return true;
		usleep(100000);
	}
	return false;
}

static bool read_outcome(int fd, struct outcome *outcome)
{
	ssize_t got;

	do {
		got = read(fd, outcome, sizeof(*outcome));
	} while (got < 0 && errno == EINTR);
	return got == sizeof(*outcome);
}

/* In a child; its family is alive while the counts are compared. */
static const char *run_child(const struct op *op, unsigned int n,
			     struct outcome *outcome)
{
	const char *why = NULL;
	int report[2], release[2], status;
	bool has_told;
	pid_t pid;

	/* The new image of an exec gets the ends of the child. */
	if (pipe(report) || pipe(release))
		die("pipe");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		close(report[0]);
		close(release[1]);
		report_fd = report[1];
		release_fd = release[0];
		child(op, n);
	}
	close(report[1]);
	close(release[0]);
	/*
	 * Killed in exec, beyond the point of no return; or the fault hit the new
	 * program before it could tell, which ends it, and which nobody denied has.
	 */
	has_told = read_outcome(report[0], outcome);
	if (!has_told)
		*outcome = (struct outcome){ ENOMEM, true };
	if (!strstr(op->name, "ungoverned") && !counts_agree())
		why = "csec counts other tasks than the kernel";
	close(release[1]);
	close(report[0]);
	if (waitpid(pid, &status, 0) != pid ||
	    ((has_told || op->judge == judge_denied) && WIFEXITED(status) &&
	     WEXITSTATUS(status)))
		why = "the child has failed";
	return why;
}

static void make_cgroup(unsigned int n)
{
	snprintf(current_cgroup, sizeof(current_cgroup), "%s/f%u", cgroup, n);
	if (mkdir(current_cgroup, 0755))
		die(current_cgroup);
}

static void remove_cgroup(void)
{
	for (int i = 0; i < 600 && rmdir(current_cgroup) && errno == EBUSY; i++)
		usleep(100000);
}

/* Where the act moves something to: what is denied leads elsewhere. */
static void open_target(const struct op *op)
{
	const char *dir = strstr(op->name, "-denied") ? argument :
							current_cgroup;
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/cgroup.procs", dir);
	target_fd = open(dir, O_RDONLY | O_CLOEXEC);
	procs_fd = open(path, O_WRONLY | O_CLOEXEC);
}

/* Whether the answer is that of csec, be it that it refuses or that it does not. */
static bool is_right(const struct op *op, int err)
{
	const bool is_refused = err == EACCES || err == EPERM;

	if (op->judge == judge_denied)
		return is_refused;
	return !is_refused ||
	       (op->judge != judge_allowed && op->judge != judge_ungoverned);
}

/* Returns false when no site was left to fail. */
static bool run_site(const struct op *op, unsigned int n, bool is_new,
		     unsigned int *bad, int *errors)
{
	const char *why = NULL, *verdict;
	struct outcome outcome;

	if (is_new)
		make_cgroup(n);
	open_target(op);
	if (op->prepare)
		op->prepare();
	if (op->is_netlink)
		outcome = run_here(op, n);
	else
		why = run_child(op, n, &outcome);
	if (op->is_netlink && outcome.err == EAGAIN)
		why = "no answer came";
	verdict = op->judge(outcome.err);
	/* Where nothing has failed nothing but the right answer will do. */
	if (!verdict && !outcome.has_failed && !is_right(op, outcome.err))
		verdict = "wrong without a failure";
	if (verdict)
		why = verdict;
	if (why) {
		++*bad;
		printf("FAIL %s with site %u failing: %s (%s)\n", op->name, n,
		       why, err_name(outcome.err));
	}
	if (outcome.err >= 0 && outcome.err < 200)
		errors[outcome.err]++;
	close(target_fd);
	close(procs_fd);
	if (is_new)
		remove_cgroup();
	return outcome.has_failed;
}

static void tell_errors(const char *name, unsigned int nr, const int *errors)
{
	fprintf(stderr, "fail_nth %s: %u sites", name, nr);
	for (int i = 0; i < 200; i++)
		if (errors[i])
			fprintf(stderr, ", %s %d", err_name(i), errors[i]);
	fputs("\n", stderr);
}

static int sweep(const struct op *op, bool is_new)
{
	int errors[200] = { 0 };
	unsigned int n = 1, bad = 0;
	char name[256];

	if (!is_new && !op->is_netlink && !strstr(op->name, "ungoverned"))
		others = count_of_kernel();

	while (n < SITES_MAX && bad < BAD_MAX &&
	       run_site(op, n, is_new, &bad, errors))
		n++;
	snprintf(name, sizeof(name),
		 "%s%s%s%s: each of its %u sites fails well", op->name,
		 is_new ? " in a new cgroup" : "", *input ? " with input " : "",
		 input, n - 1);
	result(!bad && n < SITES_MAX, name, "%u do not", bad);
	tell_errors(name, n - 1, errors);
	puts("END");
	return 0;
}

static int load(const char *file, const char *parameters)
{
	const int fd = open(file, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		die(file);
	err = syscall(SYS_finit_module, fd, parameters, 0) ? errno : 0;
	close(fd);
	return err;
}

/* A parameter of fail_init.ko, which counts the sites of an init function alone. */
static int open_parameter(const char *name, int flags)
{
	char path[80];
	int fd;

	snprintf(path, sizeof(path), "/sys/module/fail_init/parameters/%s",
		 name);
	fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		die(path);
	return fd;
}

/* Of the next module that this task loads. */
static void ask_init_fault(unsigned int n)
{
	const int fd = open_parameter("nth", O_WRONLY);

	if (dprintf(fd, "%u", n) <= 0)
		die("nth");
	close(fd);
}

static bool has_init_failed(void)
{
	const int fd = open_parameter("has_failed", O_RDONLY);
	char answer;

	if (read(fd, &answer, 1) != 1)
		die("has_failed");
	close(fd);
	return answer == 'Y';
}

/* One load with that site failing; returns what is wrong, NULL: nothing. */
static const char *load_with(const char *file, unsigned int n, int *err,
			     bool *has_failed)
{
	ask_init_fault(n);
	*err = load(file, "");
	*has_failed = has_init_failed();
	if (*err && !*has_failed)
		return "refused without a failure";
	if (!*err && syscall(SYS_delete_module, "csec", O_NONBLOCK))
		return "cannot be unloaded";
	return access("/sys/module/csec/initstate", F_OK) ? NULL :
							    "something is left";
}

/* The module's init function: it is there as a whole, or not at all. */
static int sweep_init(const char *file, unsigned int first)
{
	unsigned int n = first, bad = 0;
	char name[64];
	int errors[200] = { 0 };
	bool has_failed = true;
	int err;

	for (; n < SITES_MAX && bad < BAD_MAX; n++) {
		const char *why = load_with(file, n, &err, &has_failed);

		if (why) {
			bad++;
			printf("FAIL init with site %u failing: %s (%s)\n", n,
			       why, err_name(err));
		}
		if (!has_failed)
			break;
		errors[err < 200 ? err : 0]++;
		fprintf(stderr, "init: site %u, %s\n", n, err_name(err));
	}
	snprintf(name, sizeof(name),
		 "loading: each of its sites %u to %u fails well", first,
		 n - 1);
	result(!bad && !has_failed && n > first, name, "%u do not", bad);
	tell_errors("init", n - first, errors);
	puts("END");
	return 0;
}

/* What exec leads to: a fault that is still pending may hit the open here. */
static int executed(char **argv)
{
	const int fd = try_fault_file();

	report_fd = atoi(argv[2]);
	release_fd = atoi(argv[3]);
	tell(0, fd < 0 || end_fault(fd));
	wait_for_release();
	return 0;
}

static const struct op *find_op(const char *name)
{
	for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++)
		if (!strcmp(ops[i].name, name))
			return &ops[i];
	fprintf(stderr, "no operation %s\n", name);
	exit(2);
}

/* See execute_myself(). */
static int inside(char **argv)
{
	report_fd = atoi(argv[2]);
	release_fd = atoi(argv[3]);
	argument = argv[6];
	do_site(find_op(argv[5]), (unsigned int)atoi(argv[4]));
}

int main(int argc, char **argv)
{
	bool is_new = false;
	size_t len;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 4 && !strcmp(argv[1], "--executed"))
		return executed(argv);
	if (argc == 7 && !strcmp(argv[1], "--inside"))
		return inside(argv);
	/* As the interpreter of a script. */
	if (argc == 5 && !strcmp(argv[2], "--executed"))
		return executed(argv + 1);
	if (argc >= 3 && !strcmp(argv[1], "init"))
		return sweep_init(argv[2], argc > 3 ? atoi(argv[3]) : 1);
	if (argc < 3 || !nl_resolve())
		return 1;
	snprintf(cgroup, sizeof(cgroup), "%s", argv[2]);
	len = strlen(cgroup);
	if (len > 4 && !strcmp(cgroup + len - 4, "/new")) {
		is_new = true;
		cgroup[len - 4] = '\0';
	}
	strcpy(current_cgroup, cgroup);
	if (argc > 3)
		argument = argv[3];
	if (argc > 4)
		input = argv[4];
	nl_init(&nl);
	nl_init(&watch);
	before = look(&watch);
	tasks_before = watch.nr_tasks;
	return sweep(find_op(argv[1]), is_new);
}
