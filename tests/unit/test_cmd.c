// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of the command line: words, output, exit status
 *
 * Runs build/csecctl (or $CSECCTL) as a user would. No module is needed:
 * where one would be used, its absence is what is tested, so that cases that
 * name it are left out when one is loaded.
 */
#include <check.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	OUTPUT_SIZE = 65536
};

#define EMPTY_SHA256                       \
	"e3b0c44298fc1c149afbf4c8996fb924" \
	"27ae41e4649b934ca495991b7852b855"

static char top[PATH_MAX];
static char tool[PATH_MAX + 32];
static char dir[] = "/tmp/csec-test-cmd-XXXXXX";

/* One call: what was printed, and how it ended. */
struct result {
	int status;
	char out[OUTPUT_SIZE];
	char err[OUTPUT_SIZE];
};

static void read_all(const char *path, char *text)
{
	FILE *file = fopen(path, "r");
	size_t len;

	ck_assert_ptr_nonnull(file);
	len = fread(text, 1, OUTPUT_SIZE - 1, file);
	text[len] = '\0';
	fclose(file);
}

/* @by: a command that executes what follows it. */
static struct result *run_by(const char *by, const char *args)
{
	struct result *r = calloc(1, sizeof(*r));
	char command[3 * PATH_MAX], path[PATH_MAX];
	int status;

	snprintf(command, sizeof(command),
		 "cd %s && %s %s %s >%s/out 2>%s/err </dev/null", dir, by, tool,
		 args, dir, dir);
	status = system(command);
	ck_assert(WIFEXITED(status));
	r->status = WEXITSTATUS(status);
	snprintf(path, sizeof(path), "%s/out", dir);
	read_all(path, r->out);
	snprintf(path, sizeof(path), "%s/err", dir);
	read_all(path, r->err);
	return r;
}

static struct result *run(const char *args)
{
	return run_by("", args);
}

static const struct {
	const char *args;
	int status;
	const char *out; /* must be in it, NULL: must be empty, "": any */
	const char *err;
	bool needs_absence; /* of a loaded module */
} cases[] = {
	/* Words match exactly, a near one is suggested. */
	{ "statsu", 2, NULL, "did you mean 'status'", false },
	{ "stat", 2, NULL, "unknown command 'stat'", false },
	{ "simulate", 2, NULL, "needs FILE|NAME PATH", false },
	{ "lock", 2, NULL, "unknown command", false },
	{ "''", 2, NULL, "unknown command ''", false },
	{ "policy", 2, NULL, "check, diff, push, show or delete", false },
	{ "policy --json", 2, NULL, "needs another word", false },
	{ "policy --json chekc x", 2, NULL, "did you mean 'check'", false },
	{ "policy --json check good.yaml", 0, "\"ok\": true", NULL, false },
	{ "policy -o json check good.yaml", 0, "\"ok\": true", NULL, false },
	{ "policy -h", 0, "usage: csecctl", NULL, false },
	{ "-h policy", 0, "usage: csecctl", NULL, false },
	{ "policy -h push", 0, "--dry-run", NULL, false },
	{ "policy psuh x", 2, NULL, "did you mean 'push'", false },
	{ "policy pus x", 2, NULL, "unknown policy command 'pus'", false },
	{ "'policy push' x", 2, NULL, "unknown command", false },

	/* Options. */
	{ "status --jso", 2, NULL, "did you mean '--json'", false },
	{ "policy push --prun x", 2, NULL, "did you mean '--prune'", false },
	{ "policy push --prune=1 x", 2, NULL, "takes no argument", false },
	{ "status -x", 2, NULL, "unknown option '-x'", false },
	{ "status --follow", 2, NULL, "unknown option '--follow'", false },
	{ "status -o", 2, NULL, "needs an argument", false },
	/* The form that is asked for later, and that of the arguments. */
	{ "status --bad --json", 2, NULL, "{\"schema_version\": 1", false },
	{ "status --bad -o json", 2, NULL, "{\"schema_version\": 1", false },
	{ "status -x -ojson", 2, NULL, "{\"schema_version\": 1", false },
	{ "bad --output=json", 2, NULL, "{\"schema_version\": 1", false },
	{ "bad --output", 2, NULL, "csecctl: error", false },
	{ "bad -- --json", 2, NULL, "csecctl: error", false },
	{ "status -o xml", 2, NULL, "table, json, jsonl or yaml", false },
	{ "status --output=xml", 2, NULL, "unknown output format", false },
	{ "status --color=green", 2, NULL, "auto, always or never", false },
	{ "events --since 0", 2, NULL, "not a number above 0", false },
	{ "events --since -1", 2, NULL, "not a number above 0", false },
	{ "events --since 1x", 2, NULL, "not a number above 0", false },
	{ "events --since 18446744073709551616", 2, NULL, "not a number",
	  false },
	{ "events --count ''", 2, NULL, "not a number above 0", false },
	{ "events --reason revers_shell", 2, NULL,
	  "did you mean 'reverse_shell'", false },
	{ "events -o yaml", 2, NULL, "no YAML", false },
	{ "top --interval 0", 2, NULL, "not a number above 0", false },
	{ "top --interval 1.5", 2, NULL, "not a number above 0", false },
	{ "top --interval 86401", 2, NULL, "at most 86400", false },
	{ "top --iterations -1", 2, NULL, "not a number above 0", false },
	{ "top --iterations", 2, NULL, "needs an argument", false },
	{ "top -o yaml", 2, NULL, "no YAML", false },
	{ "top web", 2, NULL, "does not take 'web'", false },
	{ "load csec", 2, NULL, "'csec' is not PARAM=VALUE", false },
	{ "load =1", 2, NULL, "is not PARAM=VALUE", false },
	{ "load 'a=1 b=2'", 2, NULL, "a blank in parameter", false },

	/* Operands. */
	{ "status extra", 2, NULL, "does not take 'extra'", false },
	{ "status -- --json", 2, NULL, "does not take '--json'", false },
	{ "policy check", 2, NULL, "needs FILE|DIR...", false },
	{ "policy diff", 2, NULL, "needs FILE|DIR...", false },
	{ "policy push --dry-run", 2, NULL, "needs FILE|DIR...", false },
	{ "policy delete", 2, NULL, "needs NAME...", false },
	{ "policy show a b", 2, NULL, "does not take 'b'", false },
	{ "completion", 2, NULL, "needs bash|zsh|fish", false },
	{ "completion csh", 2, NULL, "unknown shell 'csh'", false },
	{ "help nothing", 2, NULL, "no command 'nothing'", false },

	{ "selftest mefmd", 2, NULL, "unknown technique 'mefmd'", false },
	{ "selftest --user", 2, NULL, "unknown option", false },
	{ "selftest --directory", 2, NULL, "needs an argument", false },

	/* Help never needs anything. */
	{ "help", 0, "usage: csecctl", NULL, false },
	{ "-h", 0, "usage: csecctl", NULL, false },
	{ "--help", 0, "policy push", NULL, false },
	{ "help policy push", 0, "--dry-run", NULL, false },
	{ "policy push -h", 0, "--dry-run", NULL, false },
	{ "policy push --help --json", 0, "--dry-run", NULL, false },
	{ "events x y z -h", 0, "--follow", NULL, false },
	{ "top -h", 0, "--iterations", NULL, false },
	{ "version", 0, "csecctl ", NULL, false },
	{ "version --json", 0, "\"schema_version\": 1", NULL, false },
	{ "--json version", 0, "\"abi\": 1", NULL, false },
	{ "-ojson version", 0, "\"abi\": 1", NULL, false },

	/* Without module. */
	{ "", 5, NULL, "not loaded (csecctl load)", true },
	{ "status", 5, NULL, "not loaded (csecctl load)", true },
	{ "status --json", 5, NULL, "\"severity\": \"error\"", true },
	{ "ps", 5, NULL, "not loaded", true },
	{ "top", 5, NULL, "not loaded", true },
	{ "top --json --interval 1 --iterations 1", 5, NULL, "not loaded",
	  true },
	{ "counters --policy nothing --json", 5, NULL, "not loaded", true },
	{ "events --follow", 5, NULL, "not loaded", true },
	{ "unload", 5, NULL, "not loaded", true },
	{ "selftest --json rwx", 5, NULL, "not loaded", true },
	{ "policy show", 5, NULL, "not loaded", true },
	{ "policy delete web", 5, NULL, "not loaded", true },
	{ "policy push good.yaml", 5, NULL, "not loaded", true },
	{ "policy diff --prune good.yaml", 5, NULL, "not loaded", true },
	{ "policy diff bad.yaml", 3, NULL, "bad.yaml:5:18: error:", false },
	{ "load --module /nonexistent/csec.ko", 1, NULL, "no such file", true },

	/* Policies. */
	{ "policy check good.yaml", 0, "good.yaml: ok", "", false },
	{ "policy check good.yaml --json", 0, "\"ok\": true", NULL, false },
	{ "policy check bad.yaml", 3, NULL, "bad.yaml:5:18: error:", false },
	{ "policy check good.yaml bad.yaml", 3, "good.yaml: ok",
	  "bad.yaml:5:18", false },
	{ "policy check good.yaml tie.yaml", 3, "tie.yaml: 1 error", "selector",
	  false },
	/* A name is escaped once, and only where it is printed. */
	{ "policy check --json good.yaml 'a\"b.yaml'", 3,
	  "\"file\": \"a\\\"b.yaml\",\n      \"ok\": false", NULL, false },
	{ "policy check --json good.yaml 'a\"b.yaml'", 3,
	  "\"file\": \"a\\\"b.yaml\",\n      \"line\": 7", NULL, false },
	{ "policy check good.yaml 'a\"b.yaml'", 3, "a\\x22b.yaml: 1 error",
	  "a\\x22b.yaml:7: error: quote: the selector", false },
	/* For machines, all files and what is wrong with them. */
	{ "policy check --json good.yaml bad.yaml", 3,
	  "\"file\": \"bad.yaml\",\n      \"ok\": false,\n"
	  "      \"policies\": 0,\n      \"errors\": 1",
	  "bad.yaml", false },
	{ "policy check --json good.yaml bad.yaml", 3,
	  "\"file\": \"bad.yaml\",\n      \"line\": 5,\n"
	  "      \"message\": \"'max' must",
	  "bad.yaml", false },
	{ "policy check --json good.yaml bad.yaml", 3,
	  "\"file\": \"good.yaml\",\n      \"ok\": true", "bad.yaml", false },
	{ "policy check --json nothing.yaml", 1,
	  "\"file\": \"nothing.yaml\",\n      \"ok\": false", "nothing.yaml",
	  false },
	{ "policy check --json empty", 1,
	  "\"file\": \"empty\",\n      \"ok\": false", "no *.yaml", false },
	{ "policy check --json leak", 1,
	  "\"file\": \"leak/x.yaml\",\n      \"ok\": false", "leak/x.yaml",
	  false },
	/* One that is wrong does not hide the others of its directory. */
	{ "policy check mixed", 3, "mixed/b.yaml: ok", "mixed/a.yaml:5:18",
	  false },
	{ "policy push mixed", 3, NULL, "mixed/a.yaml:5:18", false },
	/* Directories and manifests may be somebody else's. */
	{ "policy check map", 0, "map/x.yaml: ok", "", false },
	{ "policy check map/", 0, "map/x.yaml: ok", "", false },
	{ "policy check leak", 1, NULL, "x.yaml: a link leads out", false },
	{ "policy check leak/leak.yaml", 1, NULL, "list: a link leads out",
	  false },
	{ "policy check block", 1, NULL, "x.yaml: not a regular file", false },
	{ "policy check block/block.yml", 1, NULL, "list: not a regular file",
	  false },
	/* What is named may be any file, and a pipe. */
	{ "policy check link.yaml", 0, "link.yaml: ok", "", false },
	{ "policy check fifo", 0, "fifo: ok", "", false },
	{ "policy check /dev/fd/3 3<good.yaml", 0, "/dev/fd/3: ok", "", false },
	{ "policy check /dev/null", 1, NULL, "not a regular file", false },
	{ "policy check nothing.yaml", 1, NULL, "No such file", false },
	{ "policy check absent.yaml", 1, NULL, "absent.sum: No such file",
	  false },
	{ "policy check absent.yaml", 1, NULL, "the manifest cannot be used",
	  false },
	{ "policy check absent.yaml bad.yaml", 3, NULL, "bad.yaml:5:18",
	  false },
	{ "policy push absent.yaml", 1, NULL, "absent.sum: No such file",
	  false },
	{ "policy push bad.yaml", 3, NULL, "bad.yaml:5:18: error:", false },
	{ "policy push nothing.yaml", 1, NULL, "No such file", false },
	{ "policy check -- good.yaml", 0, "good.yaml: ok", "", false },

	/* What a policy would say. */
	{ "simulate sim.yaml relative", 2, NULL, "not an absolute path",
	  false },
	{ "simulate bad.yaml /bin/ls", 3, NULL, "bad.yaml:5:18", false },
	{ "simulate --policy no sim.yaml /x", 1, NULL, "no policy is named",
	  false },
	{ "simulate nothing /bin/ls", 5, NULL, "not loaded", true },
	{ "simulate web.yml /bin/ls", 5, NULL, "web.yml: no such file", true },
	{ "simulate sim.yaml /tool", 0, "allowed  /tool", NULL, false },
	{ "simulate sim.yaml /tool", 0, "rule    sim.yaml:9", NULL, false },
	{ "simulate sim.yaml /tool", 0, "there is no such file", NULL, false },
	{ "simulate --drifted sim.yaml /tool", 8, "reason  drift", NULL,
	  false },
	{ "simulate sim.yaml /other", 8, "exec.default is deny", NULL, false },
	{ "simulate --json sim.yaml /other", 8, "\"not_allowed\"", NULL,
	  false },
	{ "simulate --root . sim.yaml -- /bin/busybox ls -l", 0, "allowed",
	  NULL, false },
	{ "simulate sim.yaml /box nc", 8, "reason  applet", NULL, false },
	{ "simulate --root . sim.yaml /bin/busybox ls", 0, "allowed  /box",
	  NULL, false },
	{ "simulate --root . sim.yaml /bin/busybox busybox nc", 8, "applet",
	  NULL, false },
	{ "simulate --root . sim.yaml /bin/ls", 0, "allowed  /box", NULL,
	  false },
	{ "simulate sim.yaml /usr/bin/dash -c id", 2, NULL,
	  "put '--' before arguments of the program", false },
	{ "simulate -c sim.yaml /usr/bin/dash", 2, NULL,
	  "csecctl simulate --help", false },
	{ "simulate sim.yaml -- /usr/bin/dash -c id", 8, "reason  inline", NULL,
	  false },
	{ "simulate sim.yaml /usr/bin/dash", 8, "standard input", NULL, false },
	{ "simulate sim.yaml /usr/bin/dash /app/x", 0, "allowed", NULL, false },
	{ "simulate sim.yaml -- /usr/bin/dash -e /tmp/x", 8, "reason  script",
	  NULL, false },
	{ "simulate --root . sim.yaml /app/ok", 0, "allowed  /usr/bin/dash",
	  NULL, false },
	{ "simulate --root . sim.yaml /app/inline", 8, "reason  inline", NULL,
	  false },
	{ "simulate --root . sim.yaml /app/other", 8, "denied  /other", NULL,
	  false },
	{ "simulate --root nothing sim.yaml /tool", 1, NULL,
	  "nothing: No such file", false },
	{ "simulate --root box sim.yaml /tool", 1, NULL, "box: Not a directory",
	  false },
	{ "simulate --root . sim.yaml /app", 1, NULL, "/app: Is a directory",
	  false },
	{ "simulate --root . sim.yaml /loop", 1, NULL, "/loop: Too many levels",
	  false },
	{ "simulate --root . sim.yaml /pipe", 1, NULL, "not a regular file",
	  false },
	{ "simulate --root . sim.yaml /usr/bin/dash /loop", 1, NULL,
	  "/loop: Too many levels", false },
	{ "simulate --root . sim.yaml /box/x ls", 8, "there is no such file",
	  NULL, false },
	{ "simulate sim.yaml /sum", 8, "cannot be computed", NULL, false },
	{ "simulate --root . sim.yaml /sum", 0, "allowed  /sum", NULL, false },
	{ "simulate --root . sim.yaml /sum2", 8, "reason  digest", NULL,
	  false },
	{ "simulate --root . sim.yaml '/m/['", 8, "reason  digest", NULL,
	  false },
	{ "simulate --root . sim.yaml /large", 8, "reason  undecided", NULL,
	  false },
	{ "simulate --root . sim.yaml /large", 8, "more than 1 GiB", NULL,
	  false },
	{ "simulate digests.yaml /tool", 3, NULL, "more than 64 digests",
	  false },
};

START_TEST(test_run_cases)
{
	struct result *r;

	if (cases[_i].needs_absence && !access("/sys/module/csec", F_OK))
		return;
	r = run(cases[_i].args);
	ck_assert_msg(r->status == cases[_i].status, "csecctl %s: %d\n%s%s",
		      cases[_i].args, r->status, r->out, r->err);
	ck_assert_msg(cases[_i].out ? strstr(r->out, cases[_i].out) != NULL :
				      !r->out[0],
		      "csecctl %s: stdout: %s", cases[_i].args, r->out);
	ck_assert_msg(cases[_i].err ? strstr(r->err, cases[_i].err) != NULL :
				      !r->err[0],
		      "csecctl %s: stderr: %s", cases[_i].args, r->err);
	free(r);
}
END_TEST

/* As where the family of a loaded module is not seen. */
START_TEST(test_run_other_namespace)
{
	struct result *r;

	if (!access("/sys/module/csec", F_OK) ||
	    system("unshare -m mount -t tmpfs none /sys/module 2>/dev/null"))
		return;
	r = run_by("unshare -m sh -c 'mount -t tmpfs none /sys/module && "
		   "mkdir /sys/module/csec && >/sys/module/csec/initstate && "
		   "exec \"$@\"' sh",
		   "status");
	ck_assert_int_eq(r->status, 5);
	ck_assert_ptr_nonnull(strstr(r->err, "loaded, but cannot be reached"));
	free(r);
}
END_TEST

/* What the self-test is asked for and cannot have must not look like success. */
START_TEST(test_run_probe_mode)
{
	struct result *r = run("--probe mode");

	ck_assert_int_eq(r->status, 42);
	free(r);
	if (system("unshare -Ur true 2>/dev/null"))
		return;
	r = run_by("unshare -Ur", "--probe mode userns");
	ck_assert_int_eq(r->status, 42);
	free(r);
	r = run_by("unshare -Ur sh -c 'echo 0 >/proc/sys/user/"
		   "max_user_namespaces && exec \"$@\"' sh",
		   "--probe mode userns");
	ck_assert_int_eq(r->status, 43);
	free(r);
}
END_TEST

/* Where nobody else can write; without that directory it is not tried. */
START_TEST(test_run_probe_shm)
{
	struct result *r =
		run_by("mkdir -p alone/p && cd alone/p &&", "--probe dev-shm");

	ck_assert_int_eq(r->status, 43);
	free(r);
	r = run_by("mkdir -p shared/p shared/shm && cd shared/p &&",
		   "--probe dev-shm");
	ck_assert_int_eq(r->status, 42);
	free(r);
}
END_TEST

/* A file that its owner may not read either; root gives up what reads it. */
START_TEST(test_not_permitted)
{
	struct result *r;

	(void)prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0);
	(void)prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0);
	r = run("policy check secret.yaml");
	ck_assert_int_eq(r->status, 6);
	ck_assert_ptr_nonnull(strstr(r->err, "Permission denied"));
	free(r);
	r = run("policy check listed.yaml");
	ck_assert_int_eq(r->status, 6);
	ck_assert_ptr_nonnull(strstr(r->err, "secret.yaml: Permission denied"));
	free(r);
}
END_TEST

/* A full disk must not look like success; a reader that left is no error. */
START_TEST(test_run_write_error)
{
	static const char *const full[] = { "help", "completion bash",
					    "version --json",
					    "policy check good.yaml" };
	char command[2 * PATH_MAX];
	int status;

	for (size_t i = 0; i < sizeof(full) / sizeof(full[0]); i++) {
		snprintf(command, sizeof(command),
			 "cd %s && %s %s 2>&1 >/dev/full | "
			 "grep -q 'No space left on device'",
			 dir, tool, full[i]);
		ck_assert_msg(!system(command), "%s", full[i]);
		snprintf(command, sizeof(command),
			 "cd %s && %s %s >/dev/full 2>/dev/null", dir, tool,
			 full[i]);
		status = system(command);
		ck_assert_int_eq(WEXITSTATUS(status), 1);
	}
	snprintf(command, sizeof(command),
		 "bash -c 'set -o pipefail; %s help | true'", tool);
	status = system(command);
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

/* Nothing else may take the place of what the caller closed. */
START_TEST(test_closed_descriptors)
{
	static const char *const closed[] = {
		"policy check good.yaml >&- 2>err",
		"policy check good.yaml <&- >&- 2>err",
		"policy check good.yaml --json >&- 2>err",
		"version >&- 2>err",
		"policy check - <&- 2>err",
	};
	char command[2 * PATH_MAX];
	int status;

	for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++) {
		snprintf(command, sizeof(command), "cd %s && %s %s", dir, tool,
			 closed[i]);
		status = system(command);
		ck_assert_msg(WEXITSTATUS(status) == 1, "%s", closed[i]);
		snprintf(command, sizeof(command),
			 "grep -q 'Bad file descriptor' %s/err", dir);
		ck_assert_msg(!system(command), "%s", closed[i]);
	}
	snprintf(command, sizeof(command),
		 "cd %s && %s policy check good.yaml >out 2>&- <&-", dir, tool);
	ck_assert(!system(command));
}
END_TEST

START_TEST(test_completion_files)
{
	static const char *const shells[] = { "bash", "zsh", "fish" };
	static char expected[OUTPUT_SIZE];
	char args[32], path[PATH_MAX + 64];
	struct result *r;

	snprintf(args, sizeof(args), "completion %s", shells[_i]);
	r = run(args);
	ck_assert_int_eq(r->status, 0);
	snprintf(path, sizeof(path), "%s/completions/csecctl.%s", top,
		 shells[_i]);
	read_all(path, expected);
	ck_assert_msg(!strcmp(expected, r->out), "make -C ctl completions");
	free(r);
}
END_TEST

static bool write_file(const char *name, const char *metadata, const char *max)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	if (!file)
		return false;
	fprintf(file,
		"apiVersion: csec/v1\nkind: Policy\nmetadata: {name: %s}\n"
		"mode: enforce\nprocesses: {max: %s}\n"
		"match:\n  - cgroup: /test.slice/a-*\n",
		metadata, max);
	return !fclose(file);
}

/* The directory above this program or the current one that has ctl/. */
static bool find_top(void)
{
	char path[PATH_MAX + 32], *slash;
	ssize_t len = readlink("/proc/self/exe", top, sizeof(top) - 1);

	for (int i = 0; i < 2; i++) {
		if (i && !getcwd(top, sizeof(top)))
			return false;
		if (!i)
			top[len > 0 ? len : 0] = '\0';
		while (top[0]) {
			snprintf(path, sizeof(path), "%s/ctl/cmd_table.c", top);
			if (!access(path, F_OK))
				return true;
			slash = strrchr(top, '/');
			*(slash ? slash : top) = '\0';
		}
	}
	return false;
}

/* A policy and the root of a container for simulate. */
static bool make_root(void)
{
	char command[2 * PATH_MAX];

	/* The digest is that of an empty file. */
	snprintf(command, sizeof(command),
		 "cd %s && mkdir -p bin app usr/bin && "
		 "printf '%%s\n' 'apiVersion: csec/v1' 'kind: Policy' "
		 "'metadata: {name: sim}' 'mode: enforce' "
		 "'match: [{cgroup: /sim}]' 'exec:' '  default: deny' "
		 "'  allow:' '    - path: /tool' "
		 "'    - {path: /box, applets: [ls, sh]}' "
		 "'    - {path: /usr/bin/dash, scripts: [/app/*]}' "
		 "'    - {path: /app/*}' "
		 "'    - {path: /sum, sha256: %s}' "
		 "'    - {path: /sum2, sha256: %s}' '    - {path: /m/*}' "
		 "'    - {path: /large, sha256: %s}' "
		 "'    - {manifest: m.sum}' "
		 "'  drift: deny' >sim.yaml && : >box && : >sum && "
		 "echo x >sum2 && : >usr/bin/dash && ln -s ../box bin/ls && "
		 "ln -s /box bin/busybox && "
		 "ln -s loop loop && mkfifo pipe && "
		 "printf '#!/usr/bin/dash\necho\n' >app/ok && "
		 "printf '#! /usr/bin/dash -c \necho\n' >app/inline && "
		 "printf '#!/other\n' >app/other && mkdir m && "
		 "echo x >'m/[' && echo '%s  /m/[' >m.sum && "
		 "truncate -s 1073741825 large && "
		 "{ grep -v drift sim.yaml && for i in `seq 10 74`; do echo "
		 "\"    - {path: /x, sha256: $i`echo %s | cut -c3-`}\"; "
		 "done; } >digests.yaml",
		 dir, EMPTY_SHA256, EMPTY_SHA256, EMPTY_SHA256, EMPTY_SHA256,
		 EMPTY_SHA256);
	return !system(command);
}

/* Links as Kubernetes makes them; links that lead out, and pipes; good ones. */
static bool make_links(void)
{
	char command[2 * PATH_MAX];

	snprintf(
		command, sizeof(command),
		"cd %s && mkdir -p map/..2024 leak block "
		"empty mixed && cp bad.yaml mixed/a.yaml && "
		"cp good.yaml mixed/b.yaml && "
		"cp good.yaml secret.yaml && chmod 0 secret.yaml && "
		"cp good.yaml map/..2024/x.yaml && ln -s ..2024 map/..data && "
		"ln -s ..data/x.yaml map/x.yaml && "
		"ln -s ../good.yaml leak/x.yaml && ln -s /etc/passwd leak/list && "
		"mkfifo block/x.yaml block/list && "
		"{ cat good.yaml && echo 'exec: {default: deny, allow: "
		"[{manifest: list}]}'; } >leak/leak.yaml && "
		"cp leak/leak.yaml block/block.yml && "
		"sed 's/: list}/: absent.sum}/' leak/leak.yaml >absent.yaml && "
		"sed 's/: list}/: secret.yaml}/' leak/leak.yaml >listed.yaml && "
		"ln -s %s/good.yaml link.yaml && mkfifo fifo && "
		"{ timeout 60 sh -c 'cat good.yaml >fifo' & }",
		dir, dir);
	return !system(command);
}

static bool prepare(void)
{
	char command[PATH_MAX + 32];

	if (!find_top() || !mkdtemp(dir))
		return false;
	if (getenv("CSECCTL")) {
		snprintf(tool, sizeof(tool), "%s", getenv("CSECCTL"));
	} else {
		snprintf(tool, sizeof(tool), "%s/build/csecctl", top);
		snprintf(command, sizeof(command), "make -s -C %s/ctl", top);
		if (access(tool, X_OK) && system(command))
			return false;
	}
	return make_root() && write_file("good.yaml", "good", "64") &&
	       write_file("bad.yaml", "bad", "0") &&
	       write_file("tie.yaml", "tie", "64") &&
	       write_file("a\"b.yaml", "quote", "64") && make_links();
}

int main(void)
{
	Suite *suite = suite_create("cmd");
	TCase *tc = tcase_create("cmd");
	char command[PATH_MAX];
	SRunner *runner;
	int failed;

	if (!prepare()) {
		fputs("test_cmd: cannot find or build csecctl\n", stderr);
		return EXIT_FAILURE;
	}
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, test_run_cases, 0,
			    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tc, test_not_permitted);
	tcase_add_test(tc, test_run_write_error);
	tcase_add_test(tc, test_closed_descriptors);
	tcase_add_test(tc, test_run_probe_mode);
	tcase_add_test(tc, test_run_probe_shm);
	tcase_add_test(tc, test_run_other_namespace);
	tcase_add_loop_test(tc, test_completion_files, 0, 3);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	if (system(command))
		failed++;
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
