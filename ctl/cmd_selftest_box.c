// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl selftest: cgroup, policy and files of the probes
 */
#include "cmd_selftest.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd_policy.h"
#include "glob.h"
#include "policy.h"

enum {
	REMOVE_TRIES = 500,
	REMOVE_WAIT_NS = 10000000,
	PUSH_TRIES = 5,
	OPEN_DIRECTORIES = 16,
};

static int failed(struct csec_box *box, const char *what)
{
	return csec_cmd_failed(box->run, -errno, what);
}

/* The unified hierarchy, also where the others are mounted as well. */
static const char *find_cgroup_root(void)
{
	static const char *const places[] = { "/sys/fs/cgroup",
					      "/sys/fs/cgroup/unified" };
	struct statfs fs;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!statfs(places[i], &fs) && fs.f_type == CGROUP2_SUPER_MAGIC)
			return places[i];
	return NULL;
}

static int create_cgroup(struct csec_box *box)
{
	const char *root = find_cgroup_root();
	const bool is_nested = box->run->values[CSEC_SELFTEST_NESTED];

	if (!root) {
		csec_diag_error(box->run->diag, "no cgroup v2 is mounted at "
						"/sys/fs/cgroup");
		return CSEC_EXIT_FAILED;
	}
	(void)snprintf(box->inner, sizeof(box->inner), "%s/%s", root,
		       box->name);
	if (mkdir(box->inner, 0755))
		return failed(box, box->inner);
	(void)snprintf(box->cgroup, sizeof(box->cgroup), "%s/%s", root,
		       box->name);
	if (!is_nested)
		return CSEC_EXIT_OK;
	(void)snprintf(box->inner, sizeof(box->inner), "%s/nested",
		       box->cgroup);
	return mkdir(box->inner, 0755) ? failed(box, box->inner) : CSEC_EXIT_OK;
}

/*
 * Everybody can write to /dev/shm: a directory with a name that nobody knows
 * before, and that only its owner writes to. Without it one probe fails.
 */
static void create_shm(struct csec_box *box)
{
	char path[PATH_MAX + 8];

	(void)snprintf(box->shm, sizeof(box->shm),
		       "/dev/shm/csec-selftest-%d.XXXXXX", getpid());
	(void)snprintf(path, sizeof(path), "%s/" CSEC_PROBE_SHM,
		       box->directory);
	if (!mkdtemp(box->shm)) {
		box->shm[0] = '\0';
		return;
	}
	if (symlink(box->shm, path))
		csec_diag_warning(box->run->diag, "%s: %s", path,
				  strerror(errno));
}

int csec_box_create(struct csec_box *box)
{
	const char *parent = box->run->values[CSEC_SELFTEST_DIRECTORY];
	char path[PATH_MAX];
	ssize_t len;

	len = readlink("/proc/self/exe", box->program,
		       sizeof(box->program) - 1);
	if (len < 0)
		return failed(box, "/proc/self/exe");
	(void)snprintf(box->name, sizeof(box->name), "csec-selftest-%d",
		       getpid());
	if (snprintf(path, sizeof(path), "%s/%s.XXXXXX",
		     parent ? parent : "/tmp", box->name) >= PATH_MAX / 2) {
		errno = ENAMETOOLONG;
		return failed(box, parent);
	}
	if (!mkdtemp(path))
		return failed(box, path);
	/* As policies see it. */
	if (!realpath(path, box->directory)) {
		const int status = failed(box, path);

		rmdir(path);
		box->directory[0] = '\0';
		return status;
	}
	create_shm(box);
	return create_cgroup(box);
}

static void directory_of(const struct csec_box *box, const char *probe,
			 bool is_inside, char *path)
{
	(void)snprintf(path, PATH_MAX, "%.*s/%s.%s", PATH_MAX - 64,
		       box->directory, probe, is_inside ? "inside" : "outside");
}

static int add_files(struct csec_box *box, const char *probe, bool is_inside)
{
	char path[PATH_MAX];
	size_t len;
	int err;

	directory_of(box, probe, is_inside, path);
	if (mkdir(path, 0755))
		return failed(box, path);
	len = strlen(path);
	(void)snprintf(path + len, sizeof(path) - len, "/" CSEC_PROBE_LISTED);
	err = csec_probe_write_program(path, 0755, 0);
	(void)snprintf(path + len, sizeof(path) - len, "/" CSEC_PROBE_UNLISTED);
	if (!err)
		err = csec_probe_write_program(path, 0755, CSEC_PROBE_RAN);
	return err ? csec_cmd_failed(box->run, err, path) : CSEC_EXIT_OK;
}

int csec_box_add(struct csec_box *box, const char *probe)
{
	const int status = add_files(box, probe, false);

	return status ? status : add_files(box, probe, true);
}

static int allow(struct csec_policy *policy, const char *path,
		 const char *const *scripts)
{
	const struct csec_rule rule = {
		.path = path,
		.section = CSEC_SECTION_EXEC,
		.scripts = scripts,
		.nr_scripts = scripts ? 1 : 0,
		.has_inline = scripts ? 1 : 0,
		.inline_action = CSEC_ACTION_DENY,
	};

	return csec_policy_add_rule(policy, &rule);
}

/* Follows links: rules name files. */
static int allow_program(struct csec_policy *policy, const char *path,
			 const char *const *scripts)
{
	char real[PATH_MAX], pattern[2 * PATH_MAX];

	if (!realpath(path, real))
		return 0;
	csec_glob_escape(real, pattern, sizeof(pattern));
	return allow(policy, pattern, scripts);
}

static int allow_programs(const struct csec_box *box,
			  struct csec_policy *policy)
{
	char directory[2 * PATH_MAX], listed[2 * PATH_MAX + 32];
	char script[2 * PATH_MAX + 32], loader[PATH_MAX];
	const char *const scripts[] = { script };
	int err;

	csec_glob_escape(box->directory, directory, sizeof(directory));
	(void)snprintf(listed, sizeof(listed), "%s/*/" CSEC_PROBE_LISTED,
		       directory);
	(void)snprintf(script, sizeof(script), "%s/*/listed-script", directory);
	err = allow(policy, listed, NULL);
	if (!err)
		err = allow_program(policy, box->program, NULL);
	if (!err && csec_probe_find_loader(loader))
		err = allow_program(policy, loader, NULL);
	return err ? err : allow_program(policy, "/bin/sh", scripts);
}

static struct csec_policy *make_policy(const struct csec_box *box)
{
	struct csec_policy *policy = csec_policy_create(box->name);
	char match[CSEC_NAME_MAX + 2];

	if (!policy)
		return NULL;
	policy->mode = CSEC_MODE_ENFORCE;
	policy->exec_default = CSEC_ACTION_DENY;
	csec_policy_set_has(policy, CSEC_HAS_EXEC_DEFAULT);
	policy->exec_drift = CSEC_ACTION_DENY;
	csec_policy_set_has(policy, CSEC_HAS_EXEC_DRIFT);
	policy->exec_libraries = CSEC_LIBRARIES_IMAGE;
	csec_policy_set_has(policy, CSEC_HAS_EXEC_LIBRARIES);
	policy->jit_default = CSEC_ACTION_DENY;
	csec_policy_set_has(policy, CSEC_HAS_JIT_DEFAULT);
	policy->inject_default = CSEC_INJECT_DENY;
	csec_policy_set_has(policy, CSEC_HAS_INJECT_DEFAULT);
	(void)snprintf(match, sizeof(match), "/%s", box->name);
	if (!csec_policy_add_match(policy, CSEC_MATCH_CGROUP, match, 0) &&
	    !allow_programs(box, policy))
		return policy;
	csec_policy_free(policy);
	return NULL;
}

/* Adds the policy, or deletes it when @policy is NULL. */
static int change(struct csec_box *box, const struct csec_policy *policy)
{
	struct csec_session session;
	struct csec_nl_status after;
	struct csec_transaction t = { .run = box->run, .session = &session };
	int status;

	status = csec_session_open(box->run, &session);
	if (!status)
		status = csec_transaction_begin(&t, session.status.generation,
						false);
	if (!status)
		status = policy ? csec_transaction_add(&t, policy) :
				  csec_transaction_delete(&t, box->name);
	if (!status)
		status = csec_transaction_commit(&t, false, &after);
	csec_session_close(&session);
	return status;
}

/* Somebody else may push at the same time. */
static int change_at_last(struct csec_box *box,
			  const struct csec_policy *policy)
{
	int status = CSEC_EXIT_CONFLICT;

	for (int i = 0; i < PUSH_TRIES && status == CSEC_EXIT_CONFLICT; i++)
		status = change(box, policy);
	return status;
}

int csec_box_govern(struct csec_box *box)
{
	struct csec_policy *policy = make_policy(box);
	int status;

	if (!policy)
		return csec_cmd_failed(box->run, -ENOMEM, "the policy");
	status = change_at_last(box, policy);
	csec_policy_free(policy);
	box->policy_is_pushed = !status;
	return status;
}

static bool enter(const char *cgroup)
{
	char path[PATH_MAX + 32];
	int fd;
	bool ok;

	(void)snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	ok = fd >= 0 && write(fd, "0", 1) == 1;
	if (fd >= 0)
		close(fd);
	return ok;
}

static void become_probe(const struct csec_box *box, const char *probe,
			 bool is_inside)
{
	const char *argv[6] = { "csecctl", CSEC_PROBE_WORD, probe };
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	char path[PATH_MAX];
	int nr = 3;

	if (box->run->values[CSEC_SELFTEST_RING])
		argv[nr++] = "ring";
	if (box->run->values[CSEC_SELFTEST_USERNS])
		argv[nr++] = "userns";
	directory_of(box, probe, is_inside, path);
	for (int fd = 0; fd < 3; fd++)
		if (dup2(null, fd) < 0)
			return;
	/* A signal that csecctl ignores would be ignored by the probe. */
	signal(SIGPIPE, SIG_DFL);
	if (chdir(path) || (is_inside && !enter(box->inner)))
		return;
	execv(box->program, (char *const *)argv);
}

int csec_box_run(struct csec_box *box, const char *probe, bool is_inside)
{
	const pid_t pid = fork();
	int status;

	if (pid < 0)
		return CSEC_PROBE_LOST;
	if (!pid) {
		become_probe(box, probe, is_inside);
		_exit(CSEC_PROBE_LOST);
	}
	while (waitpid(pid, &status, 0) != pid)
		if (csec_cmd_is_interrupted())
			kill(pid, SIGKILL);
	return WIFEXITED(status) ? WEXITSTATUS(status) : CSEC_PROBE_FAILED;
}

static int remove_entry(const char *path, const struct stat *stat, int type,
			struct FTW *where)
{
	(void)stat;
	(void)type;
	(void)where;
	return remove(path);
}

static int remove_cgroup(const struct csec_box *box)
{
	const struct timespec moment = { .tv_nsec = REMOVE_WAIT_NS };
	char path[PATH_MAX + 32];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/cgroup.kill", box->cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		if (write(fd, "1", 1) != 1)
			csec_diag_warning(box->run->diag, "%s: %s", path,
					  strerror(errno));
		close(fd);
	}
	/* What was killed takes a moment to end. */
	for (int i = 0; i < REMOVE_TRIES; i++) {
		if (strcmp(box->inner, box->cgroup))
			rmdir(box->inner);
		if (!rmdir(box->cgroup))
			return 0;
		nanosleep(&moment, NULL);
	}
	return -EBUSY;
}

static int remove_directory(struct csec_box *box, const char *path)
{
	if (path[0] && nftw(path, remove_entry, OPEN_DIRECTORIES,
			    FTW_DEPTH | FTW_PHYS | FTW_MOUNT))
		return failed(box, path);
	return CSEC_EXIT_OK;
}

int csec_box_remove(struct csec_box *box)
{
	int status = CSEC_EXIT_OK;

	if (box->cgroup[0] && remove_cgroup(box))
		status = csec_cmd_failed(box->run, -EBUSY, box->cgroup);
	if (box->policy_is_pushed && change_at_last(box, NULL))
		status = CSEC_EXIT_FAILED;
	if (remove_directory(box, box->shm))
		status = CSEC_EXIT_FAILED;
	if (remove_directory(box, box->directory))
		status = CSEC_EXIT_FAILED;
	return status;
}
