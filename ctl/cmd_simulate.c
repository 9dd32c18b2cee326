// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl simulate: the verdict on a program, without running it
 *
 * Decided by the source that decides in the kernel. What only a running
 * container has is assumed, and said.
 */
#include "cmd_simulate.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "cmd_policy.h"
#include "core.h"
#include "explain.h"
#include "nl_policy_table.h"
#include "parse.h"
#include "policy.h"

enum {
	INTERPRETERS_MAX = 5, /* as in the kernel */
	ARGS_SIZE = 2048, /* as much as the module reads */
	LOOKUPS_MAX = 1024, /* as in the module, which counts scripts, too */
};

/* What is assumed, as bit numbers. */
enum {
	NO_FILE,
	NO_CHANGE,
	NO_STDIN,
	NO_CONNECTION,
	NO_DIGEST,
	NO_VERITY,
	NO_RATE,
	NR_ASSUMPTIONS
};

static const char *const assumptions[NR_ASSUMPTIONS] = {
	[NO_FILE] = "there is no such file here: it is taken for a program of "
		    "that name, not a link, a script or an executable stack",
	[NO_CHANGE] = "it is as it was when the container started (otherwise: "
		      "--drifted)",
	[NO_STDIN] = "standard input is no listed file",
	[NO_CONNECTION] = "a shell: its descriptors lead to no connection",
	[NO_DIGEST] = "the digest cannot be computed here",
	[NO_VERITY] = "it has no fs-verity, and no other digest is computed of "
		      "more than 1 GiB",
	[NO_RATE] = "limits and rates of processes are not reached",
};

/**
 * struct simulation - one call
 * @run: The call.
 * @set: Owner of @policy.
 * @policy: That decides.
 * @core: The same, for the decision core.
 * @root: Descriptor of the root directory of the container.
 * @nr_looked_up: Paths of rules that links were looked for in.
 * @err: Of @resolved, -errno.
 * @resolved: The script of an interpreter.
 * @file: What was judged last.
 * @verdict: On it.
 * @assumed: Bits of what is assumed.
 */
struct simulation {
	struct csec_run *run;
	struct csec_policy_set *set;
	const struct csec_policy *policy;
	struct csec_core *core;
	int root;
	unsigned int nr_looked_up;
	int err;
	struct csec_image_file resolved;
	struct csec_image_file file;
	struct csec_core_verdict verdict;
	unsigned int assumed;
};

static int read_live(struct simulation *s, const char *name)
{
	struct csec_session session;
	uint64_t generation;
	int status = csec_session_open(s->run, &session);

	if (!status)
		status = csec_live_read(s->run, &session, name, s->set,
					&generation);
	csec_session_close(&session);
	return status;
}

/* The one that is asked for, or the only one. */
static int choose(struct simulation *s)
{
	const char *name = s->run->values[CSEC_SIMULATE_POLICY];

	s->policy = name ? csec_policy_set_find(s->set, name) :
			   s->set->policies[0];
	if (!s->policy) {
		csec_diag_error(s->run->diag, "no policy is named '%s'", name);
		return CSEC_EXIT_FAILED;
	}
	if (name || s->set->nr == 1)
		return CSEC_EXIT_OK;
	csec_diag_error(s->run->diag, "there are %zu policies", s->set->nr);
	csec_diag_hint(s->run->diag, "choose one by --policy NAME");
	return CSEC_EXIT_FAILED;
}

/* A file or a directory; what is none is the name of a live policy. */
static int read_policy(struct simulation *s)
{
	const char *source = s->run->operands[0];
	int status = CSEC_EXIT_OK, err;

	if (!strchr(source, '/') && strcmp(source, "-") != 0 &&
	    access(source, F_OK)) {
		status = read_live(s, source);
		if (status)
			csec_diag_error(s->run->diag,
					"%s: no such file, and so taken for "
					"the name of a live policy",
					source);
	} else {
		err = csec_parse_path(source, s->set, s->run->diag);
		if (err)
			status = csec_parse_status(err);
	}
	return status ? status : choose(s);
}

static int add_rule(struct simulation *s, const struct csec_rule *rule,
		    const char *path, const char *const *scripts, size_t nr)
{
	const struct csec_core_rule copy = {
		.section = rule->section,
		.line = rule->line,
		.path = path,
		.sha256 = rule->sha256,
		.scripts = scripts,
		.nr_scripts = (unsigned int)nr,
		.inline_action = rule->has_inline ? rule->inline_action : -1,
		.applets = rule->applets,
	};

	return csec_core_add(s->core, &copy);
}

/* What links lead to is a further path of the rule. */
static int add_paths(struct simulation *s, const struct csec_rule *rule,
		     const char *const *scripts, size_t nr)
{
	char real[PATH_MAX];
	int err = add_rule(s, rule, rule->path, scripts, nr);

	if (!err && s->nr_looked_up++ < LOOKUPS_MAX &&
	    csec_image_file_real(s->root, rule->path, real) &&
	    !csec_core_is_applet(rule->path, real))
		err = add_rule(s, rule, real, scripts, nr);
	return err;
}

static int add_rules(struct simulation *s)
{
	static char reals[CSEC_NR_SCRIPTS_MAX][PATH_MAX];
	const char *scripts[CSEC_NR_SCRIPTS_MAX];
	int err = 0;

	for (size_t i = 0; i < s->policy->nr_rules && !err; i++) {
		const struct csec_rule *rule = &s->policy->rules[i];
		size_t nr = rule->nr_scripts, j;

		/* Nothing that exec asks for. */
		if (rule->section == CSEC_SECTION_INJECT)
			continue;
		for (j = 0; j < rule->nr_scripts; j++) {
			scripts[j] = rule->scripts[j];
			if (nr < CSEC_NR_SCRIPTS_MAX &&
			    csec_image_file_real(s->root, rule->scripts[j],
						 reals[nr])) {
				scripts[nr] = reals[nr];
				nr++;
			}
		}
		err = add_paths(s, rule, scripts, nr);
	}
	return err;
}

static int make_core(struct simulation *s)
{
	const struct csec_policy *policy = s->policy;
	const char *why = NULL;
	uint32_t value;
	int err = 0;

	s->core = csec_core_create(policy->name, policy->mode);
	if (!s->core)
		return csec_cmd_failed(s->run, -ENOMEM, "the policy");
	for (size_t i = 0; i < csec_nl_nr_numbers && !err; i++) {
		const struct csec_nl_number *n = &csec_nl_numbers[i];

		if (!csec_policy_has(policy, n->has) ||
		    n->attr == CSEC_POLICY_A_INJECT_DEFAULT)
			continue;
		memcpy(&value, (const char *)policy + n->offset, sizeof(value));
		err = csec_core_set(s->core, n->attr, value);
	}
	if (!err)
		err = add_rules(s);
	if (!err)
		err = csec_core_seal(s->core, &why);
	if (why) {
		csec_diag_error(s->run->diag, "policy %s: %s", policy->name,
				why);
		return CSEC_EXIT_INVALID;
	}
	return err ? csec_cmd_failed(s->run, err, "the policy") : CSEC_EXIT_OK;
}

static const char *resolve(const char *name, void *arg)
{
	struct simulation *s = arg;
	char path[PATH_MAX];

	/* A relative name: of the root directory, for want of another. */
	(void)snprintf(path, sizeof(path), "%s%.*s", *name == '/' ? "" : "/",
		       PATH_MAX - 2, name);
	s->err = csec_image_file_find(&s->resolved, s->root, path);
	return s->resolved.name;
}

/* Judges @s->file; for a script its interpreter is asked about the arguments. */
static void judge(struct simulation *s, const char *args, size_t len)
{
	uint8_t sha256[CSEC_SHA256_LEN];
	struct csec_core_file file = {
		.name = s->file.name,
		.is_drifted = s->run->values[CSEC_SIMULATE_DRIFTED],
		.has_exec_stack = s->file.has_exec_stack,
	};

	if (csec_core_needs_digest(s->core, file.name)) {
		if (s->file.is_large)
			s->assumed |= 1u << NO_VERITY;
		else if (csec_image_file_digest(&s->file, sha256))
			file.sha256 = sha256;
		else
			s->assumed |= 1u << NO_DIGEST;
	}
	csec_core_exec(s->core, &file, args, len, resolve, s, &s->verdict);
	if (s->file.fd < 0)
		s->assumed |= 1u << NO_FILE;
	if (s->verdict.is_by_stdin)
		s->assumed |= 1u << NO_STDIN;
	if (s->verdict.is_shell)
		s->assumed |= 1u << NO_CONNECTION;
}

/* Puts a string in front of the arguments. */
static bool prepend(char *args, size_t *len, const char *text, size_t text_len)
{
	if (*len + text_len + 1 > ARGS_SIZE)
		return false;
	memmove(args + text_len + 1, args, *len);
	memcpy(args, text, text_len);
	args[text_len] = '\0';
	*len += text_len + 1;
	return true;
}

/*
 * Goes from a script to its interpreter, as the kernel does: the name of the
 * script takes the place of the first argument. Returns false at the end.
 */
static bool go_to_interpreter(struct simulation *s, char *args, size_t *len,
			      char *path)
{
	static const char blanks[] = " \t";
	const size_t first = strlen(args) + 1;
	char *line = s->file.head, *option;
	size_t program;

	if (line[0] != '#' || line[1] != '!')
		return false;
	line += 2;
	line[strcspn(line, "\n")] = '\0';
	line += strspn(line, blanks);
	program = strcspn(line, blanks);
	if (!program)
		return false;
	option = line + program + strspn(line + program, blanks);
	for (size_t end = strlen(option);
	     end && strchr(blanks, option[end - 1]);)
		option[--end] = '\0';
	memmove(args, args + first, *len - first);
	*len -= first;
	if (!prepend(args, len, path, strlen(path)) ||
	    (*option && !prepend(args, len, option, strlen(option))) ||
	    !prepend(args, len, line, program))
		return false;
	(void)snprintf(path, PATH_MAX, "%s", args);
	return true;
}

/* To take it for a program would be a guess, of a file that is there. */
static int report_file(struct simulation *s, const char *path, int err)
{
	if (err == -ENOEXEC) {
		csec_diag_error(s->run->diag, "%s: not a regular file", path);
		return CSEC_EXIT_FAILED;
	}
	if (err == -EACCES) {
		csec_diag_error(s->run->diag, "%s: may not be read", path);
		csec_diag_hint(s->run->diag, "the verdict depends on whether "
					     "it is a script or a program: "
					     "run as a user that may read it");
		return CSEC_EXIT_PERMISSION;
	}
	return csec_cmd_failed(s->run, err, path);
}

/* Opens and judges; @is_script becomes what the file begins with. */
static int look_at(struct simulation *s, const char *path, const char *args,
		   size_t len, bool *is_script)
{
	int err;

	csec_image_file_close(&s->file);
	err = csec_image_file_open(&s->file, s->root, path);
	if (err)
		return report_file(s, path, err);
	*is_script = s->file.fd >= 0 && s->file.head[0] == '#' &&
		     s->file.head[1] == '!';
	judge(s, *is_script ? NULL : args, len);
	return s->err ? report_file(s, s->resolved.name, s->err) : CSEC_EXIT_OK;
}

static int simulate(struct simulation *s)
{
	char args[ARGS_SIZE] = "", path[PATH_MAX];
	int status;
	bool is_script;
	size_t len = 0;

	for (size_t i = s->run->nr_operands; i-- > 1;)
		if (!prepend(args, &len, s->run->operands[i],
			     strlen(s->run->operands[i])))
			return csec_cmd_failed(s->run, -E2BIG, "arguments");
	(void)snprintf(path, sizeof(path), "%s", args);
	for (int i = 0; i < INTERPRETERS_MAX; i++) {
		status = look_at(s, path, args, len, &is_script);
		if (status)
			return status;
		if (!is_script || s->verdict.reason != CSEC_REASON_NONE ||
		    !go_to_interpreter(s, args, &len, path))
			break;
	}
	s->assumed |= 1u << NO_RATE;
	if (!s->run->values[CSEC_SIMULATE_DRIFTED])
		s->assumed |= 1u << NO_CHANGE;
	return CSEC_EXIT_OK;
}

static void print_why(struct simulation *s, struct csec_out *out)
{
	const struct csec_nl_event event = {
		.reason = s->verdict.reason,
		.line = s->verdict.line,
		.path = s->file.name,
	};
	struct csec_explanation x;

	csec_explain(&event, s->policy, &x);
	csec_out_string(out, "key", "  why     %s", x.key);
	csec_out_string(out, "value", *x.value ? " is %s" : NULL,
			*x.value ? x.value : NULL);
	csec_out_string(out, "why", "; %s\n", x.why);
}

static void print_rule(struct simulation *s, struct csec_out *out)
{
	csec_out_string(out, "file",
			s->policy->source ? "  rule    %s:" : "  rule    line ",
			s->policy->source);
	csec_out_u64(out, "line", "%" PRIu64 "\n", s->verdict.line);
}

static void print(struct simulation *s, struct csec_out *out)
{
	const bool is_allowed = s->verdict.verdict == CSEC_VERDICT_ALLOW;

	csec_out_style(out, is_allowed ? CSEC_STYLE_GOOD : CSEC_STYLE_BAD);
	csec_out_string(out, "verdict", "%s",
			csec_words_name(&csec_verdict_words,
					s->verdict.verdict));
	csec_out_string(out, "path", "  %s\n", s->file.name);
	csec_out_string(out, "policy", "  policy  %s", s->policy->name);
	csec_out_string(out, "mode", " (%s)\n",
			csec_words_name(&csec_mode_words, s->policy->mode));
	csec_out_string(out, "reason", is_allowed ? NULL : "  reason  %s\n",
			csec_words_name(&csec_reason_words, s->verdict.reason));
	if (!is_allowed)
		print_why(s, out);
	if (s->verdict.line)
		print_rule(s, out);
	csec_out_array_begin(out, "assumed");
	for (int i = 0; i < NR_ASSUMPTIONS; i++)
		if (s->assumed >> i & 1)
			csec_out_string(out, NULL, "  assumed: %s\n",
					assumptions[i]);
	csec_out_array_end(out);
}

static int report(struct simulation *s)
{
	struct csec_out *out = csec_cmd_out(s->run);

	if (!out)
		return CSEC_EXIT_FAILED;
	print(s, out);
	return csec_cmd_close(s->run, out,
			      s->verdict.verdict == CSEC_VERDICT_DENY ?
				      CSEC_EXIT_FINDINGS :
				      CSEC_EXIT_OK);
}

static int open_root(struct simulation *s)
{
	const char *root = s->run->values[CSEC_SIMULATE_ROOT];

	if (!root)
		root = "/";
	s->root = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return s->root < 0 ? csec_cmd_failed(s->run, -errno, root) :
			     CSEC_EXIT_OK;
}

int csec_cmd_simulate(struct csec_run *run)
{
	struct simulation s = {
		.run = run,
		.root = -1,
		.file = { .fd = -1 },
	};
	int status;

	if (run->operands[1][0] != '/' ||
	    strlen(run->operands[1]) >= PATH_MAX / 2)
		return csec_cmd_usage(run, "'%s' is not an absolute path",
				      run->operands[1]);
	s.set = csec_policy_set_create();
	if (!s.set)
		return csec_cmd_failed(run, -ENOMEM, "simulating");
	status = open_root(&s);
	if (!status)
		status = read_policy(&s);
	if (!status)
		status = make_core(&s);
	if (!status)
		status = simulate(&s);
	if (!status)
		status = report(&s);
	csec_image_file_close(&s.file);
	if (s.root >= 0)
		close(s.root);
	csec_core_free(s.core);
	csec_policy_set_free(s.set);
	return status;
}
