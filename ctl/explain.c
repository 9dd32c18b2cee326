// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what an event means: the key that decided, and the edit that allows it
 *
 * One row for each reason. Pure: an event and a policy in, words out.
 */
#include "explain.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "glob.h"
#include "nl_event.h"
#include "parse_value.h"
#include "policy.h"
#include "text.h"

#define NR(table) (sizeof(table) / sizeof((table)[0]))

/**
 * struct row - a reason
 * @key: Key that decides.
 * @why: Clause.
 * @edit: Form of the edit.
 * @edit_key: Where it goes.
 * @edit_value: A fixed value, NULL: the path, or the doubled limit.
 * @advice: Sentence.
 * @is_recommended: Unless what is to be allowed is a shell.
 */
struct row {
	const char *key;
	const char *why;
	enum csec_edit edit;
	const char *edit_key;
	const char *edit_value;
	const char *advice;
	bool is_recommended;
};

static const struct row rows[] = {
	[CSEC_REASON_NOT_ALLOWED] = {
		"exec.default", "no rule of exec.allow names this file",
		CSEC_EDIT_PATH, "exec.allow", NULL,
		"everything in the container may then execute this file",
		true,
	},
	[CSEC_REASON_REVERSE_SHELL] = {
		"shells.reverse", "a shell's input or output leads to an "
		"outbound connection",
		CSEC_EDIT_ITEM, "shells.exempt", NULL,
		"this shell may then be driven from the network, by anybody "
		"who gets it started",
	},
	[CSEC_REASON_BIND_SHELL] = {
		"shells.bind", "a shell's input or output leads to an "
		"accepted connection",
		CSEC_EDIT_ITEM, "shells.exempt", NULL,
		"whoever reaches a port of the container may then be given "
		"this shell",
	},
	[CSEC_REASON_SHELL_CONNECT] = {
		"shells.connect", "a shell opened a connection itself",
		CSEC_EDIT_ITEM, "shells.exempt", NULL,
		"this shell may then also be a reverse or a bind shell; "
		"rather connect with a client program",
	},
	[CSEC_REASON_PROCESS_LIMIT] = {
		"processes.max", "the limit of processes is reached",
		CSEC_EDIT_VALUE, "processes.max", NULL,
		"a fork bomb gets twice as far; first make sure that the "
		"workload needs it",
		true,
	},
	[CSEC_REASON_THREAD_LIMIT] = {
		"processes.threads", "the limit of tasks is reached",
		CSEC_EDIT_VALUE, "processes.threads", NULL,
		"a fork bomb gets twice as far; first make sure that the "
		"workload needs it",
		true,
	},
	[CSEC_REASON_FORK_RATE] = {
		"processes.forkRate", "forks came faster than allowed",
		CSEC_EDIT_VALUE, "processes.forkRate.perSecond", NULL,
		"a fork bomb grows twice as fast; a larger burst is enough "
		"for a workload that only starts up fast",
		true,
	},
	[CSEC_REASON_EXEC_RATE] = {
		"processes.execRate", "execs came faster than allowed",
		CSEC_EDIT_VALUE, "processes.execRate.perSecond", NULL,
		"a storm of execs takes twice the time of the host; a larger "
		"burst is enough for a workload that only starts up fast",
		true,
	},
	[CSEC_REASON_FORK_BOMB] = {
		"processes.onBomb", "a tree of processes grew against its "
		"limits like a fork bomb",
		CSEC_EDIT_REMOVE, "processes.onBomb", NULL,
		"a fork bomb is then only held at its limits",
	},
	[CSEC_REASON_CGROUP_ESCAPE] = {
		"match", "a governed task would have left its policy by "
		"changing its cgroup",
		CSEC_EDIT_WORDS, "match", NULL,
		"add a selector that also matches the other cgroup; never "
		"one that is less strict than the policy of this one",
	},
	[CSEC_REASON_UNDECIDED] = {
		NULL, "the verdict could not be computed, and a governed "
		"task is refused then",
		.advice = "no policy allows it; see 'csecctl status' and the "
		"kernel log, and try again",
	},
	[CSEC_REASON_HOST_RESERVE] = {
		NULL, "the host has hardly any tasks left, and they are kept "
		"for its administrator",
		.advice = "no policy allows it; end what fills the host, or "
		"raise kernel.pid_max and kernel.threads-max",
	},
	[CSEC_REASON_DRIFT] = {
		"exec.drift", "the file came or changed after the container "
		"had started",
		CSEC_EDIT_VALUE, "exec.drift", "allow",
		"whatever an attacker downloads can then be executed; rather "
		"put the file into the image, or restart the container",
	},
	[CSEC_REASON_DIGEST] = {
		"exec.allow", "the content of the file is not the one whose "
		"sha256 the rule names",
		CSEC_EDIT_WORDS, "exec.allow", NULL,
		"find out who changed the file before the new sha256 goes "
		"into its rule",
	},
	[CSEC_REASON_LIBRARY] = {
		"exec.libraries",
		"this file may not be mapped as code",
		CSEC_EDIT_PATH,
		"exec.allow",
		NULL,
		"every program of the container may then take code from this "
		"file; rather put it into the image",
	},
	[CSEC_REASON_EXECUTABLE_MEMORY] = {
		"memory.jit.default", "the program would execute memory that "
		"it can write",
		CSEC_EDIT_PATH, "memory.jit.allow", NULL,
		"code that is injected into this program can then run; only "
		"for a runtime that compiles at run time",
	},
	[CSEC_REASON_SCRIPT] = {
		"exec.allow.scripts", "the interpreter was given a script "
		"that its rule does not list",
		CSEC_EDIT_WORDS, "exec.allow.scripts", NULL,
		"add the script to the list of the interpreter's rule; never "
		"a directory that the container can write",
	},
	[CSEC_REASON_INLINE] = {
		"exec.allow.inline", "the interpreter was given code inline "
		"or on its standard input",
		CSEC_EDIT_VALUE, "exec.allow.inline", "allow",
		"whoever starts the interpreter can then run any code in it; "
		"rather put the code into a listed script",
	},
	[CSEC_REASON_PROTECTED_FILE] = {
		"exec.writes", "what may be executed may not be changed",
		CSEC_EDIT_VALUE, "exec.writes", "allow",
		"an allowed program can then be replaced by another one; "
		"rather change the image",
	},
	[CSEC_REASON_INJECTION] = {
		"inject.default", "one process may not reach into another",
		CSEC_EDIT_PAIR, "inject.allow", NULL,
		"the one program can then do whatever the other one may",
	},
	[CSEC_REASON_KERNEL_HELPER] = {
		"inject.default", "a program that the kernel would start, or "
		"a switch of the kernel, is out of the container's reach",
		CSEC_EDIT_VALUE, "inject.default", "allow",
		"the container can then run code as root on the host",
	},
	[CSEC_REASON_ESCAPE] = {
		"escape.default", "this is a way out of the container",
		CSEC_EDIT_ITEM, "escape.allow", NULL,
		"the container can use this to reach the host",
	},
	[CSEC_REASON_CAPABILITY] = {
		"capabilities",
		"the capability is above the ceiling",
		CSEC_EDIT_ITEM,
		"capabilities.allow",
		NULL,
		"the kernel trusts whoever has it; SYS_ADMIN, SYS_MODULE, "
		"SYS_PTRACE, SYS_RAWIO and BPF reach the host",
	},
	[CSEC_REASON_APPLET] = {
		"exec.allow.applets", "the file is many programs in one, and "
		"was asked for one that its rule does not list",
		CSEC_EDIT_WORDS, "exec.allow.applets", NULL,
		"add the name of the program to the list of the rule; sh, wget, "
		"nc and the like are what attacks need",
	},
	[CSEC_REASON_IMPERSONATION] = {
		NULL, "the process would pass for another program without "
		"executing it, and policies go by the program",
		.advice = "no policy allows it; restore checkpoints from "
		"outside of the container",
	},
};
_Static_assert(NR(rows) == __CSEC_REASON_MAX, "a reason without explanation");

static const struct row unknown = {
	.why = "the module gives a reason that this csecctl does not know",
	.advice = "use the csecctl of the version of the module",
};

/* A library that is written to, in place of what else INJECTION and so on are. */
static const struct row mapped = {
	.why = "a process has code of this file mapped, which would change "
	       "under it",
	.advice = "write another file and rename it in its place",
};

/* A listener of seccomp: the other one does not exist yet. */
static const struct row listener = {
	"inject.default",
	"the process would answer the system calls of what it starts, and "
	"give it descriptors",
	CSEC_EDIT_VALUE,
	"inject.default",
	"children",
	"every program can then do whatever the programs that it starts may",
	false,
};

/* What a debugger starts runs the debugger's own program until its exec. */
static const struct row same_program = {
	"inject.default",
	"one process may not reach into another; both run the same program, as "
	"a debugger and what it starts do until the exec",
	CSEC_EDIT_VALUE,
	"inject.default",
	"children",
	"every program can then do whatever the programs that it starts may; a "
	"rule from the program to itself lets it alone trace what it starts, "
	"whatever that executes then",
	false,
};

static bool is_same_program(const struct csec_nl_event *event)
{
	return event->path && event->target_path &&
	       !strcmp(event->path, event->target_path);
}

/* What was refused need be no shell, nor lead anywhere. */
static const struct row told[] = {
	[CSEC_REASON_REVERSE_SHELL] = {
		"shells.reverse", "the command is what came over a connection",
		CSEC_EDIT_WORDS, "shells.exempt", NULL,
		"exempt the process that received it, when it is there to be "
		"told what to run; not what it runs",
	},
	[CSEC_REASON_BIND_SHELL] = {
		"shells.bind", "the command is what came over an accepted "
		"connection",
		CSEC_EDIT_WORDS, "shells.exempt", NULL,
		"exempt the process that received it, when it is there to be "
		"told what to run; not what it runs",
	},
};

static const struct row *row_of(const struct csec_nl_event *event)
{
	if (csec_nl_has(event->has, CSEC_EVENT_A_LINK) &&
	    event->link == CSEC_LINK_RECEIVED && event->reason < NR(told) &&
	    told[event->reason].why)
		return &told[event->reason];
	if (event->op == CSEC_OP_CHANGE &&
	    (event->reason == CSEC_REASON_INJECTION ||
	     event->reason == CSEC_REASON_EXECUTABLE_MEMORY))
		return &mapped;
	if (event->op == CSEC_OP_PTRACE &&
	    event->reason == CSEC_REASON_INJECTION && event->path &&
	    !event->target_pid)
		return &listener;
	if (event->op == CSEC_OP_PTRACE &&
	    event->reason == CSEC_REASON_INJECTION && is_same_program(event))
		return &same_program;
	if (event->reason < NR(rows) && rows[event->reason].why)
		return &rows[event->reason];
	return &unknown;
}

static void set_word(struct csec_explanation *x, bool has,
		     const struct csec_words *words, unsigned int value)
{
	if (has)
		(void)snprintf(x->value, sizeof(x->value), "%s",
			       csec_words_name(words, value));
}

static void set_number(struct csec_explanation *x, bool has, uint32_t value)
{
	if (has)
		(void)snprintf(x->value, sizeof(x->value), "%" PRIu32, value);
}

static void read_number(struct csec_explanation *x, const struct csec_policy *p,
			uint32_t reason)
{
	switch (reason) {
	case CSEC_REASON_PROCESS_LIMIT:
		set_number(x, csec_policy_has(p, CSEC_HAS_MAX_PROCESSES),
			   p->max_processes);
		break;
	case CSEC_REASON_THREAD_LIMIT:
		set_number(x, csec_policy_has(p, CSEC_HAS_MAX_THREADS),
			   p->max_threads);
		break;
	case CSEC_REASON_FORK_RATE:
		set_number(x, csec_policy_has(p, CSEC_HAS_FORK_RATE),
			   p->fork_rate);
		break;
	case CSEC_REASON_EXEC_RATE:
		set_number(x, csec_policy_has(p, CSEC_HAS_EXEC_RATE),
			   p->exec_rate);
		break;
	}
}

/* The value of the key in the live policy. */
static void read_value(struct csec_explanation *x, const struct csec_policy *p,
		       uint32_t reason)
{
#define WORD(bit, words, member) \
	set_word(x, csec_policy_has(p, bit), &(words), p->member)
	switch (reason) {
	case CSEC_REASON_NOT_ALLOWED:
		WORD(CSEC_HAS_EXEC_DEFAULT, csec_action_words, exec_default);
		break;
	case CSEC_REASON_REVERSE_SHELL:
		WORD(CSEC_HAS_SHELL_REVERSE, csec_action_words, shell_reverse);
		break;
	case CSEC_REASON_BIND_SHELL:
		WORD(CSEC_HAS_SHELL_BIND, csec_action_words, shell_bind);
		break;
	case CSEC_REASON_SHELL_CONNECT:
		WORD(CSEC_HAS_SHELL_CONNECT, csec_action_words, shell_connect);
		break;
	case CSEC_REASON_FORK_BOMB:
		WORD(CSEC_HAS_ON_BOMB, csec_on_bomb_words, on_bomb);
		break;
	case CSEC_REASON_DRIFT:
		WORD(CSEC_HAS_EXEC_DRIFT, csec_action_words, exec_drift);
		break;
	case CSEC_REASON_LIBRARY:
		WORD(CSEC_HAS_EXEC_LIBRARIES, csec_libraries_words,
		     exec_libraries);
		break;
	case CSEC_REASON_EXECUTABLE_MEMORY:
		WORD(CSEC_HAS_JIT_DEFAULT, csec_action_words, jit_default);
		break;
	case CSEC_REASON_PROTECTED_FILE:
		WORD(CSEC_HAS_EXEC_WRITES, csec_action_words, exec_writes);
		break;
	case CSEC_REASON_INJECTION:
	case CSEC_REASON_KERNEL_HELPER:
		WORD(CSEC_HAS_INJECT_DEFAULT, csec_inject_words,
		     inject_default);
		break;
	case CSEC_REASON_ESCAPE:
		WORD(CSEC_HAS_ESCAPE_DEFAULT, csec_action_words,
		     escape_default);
		break;
	default:
		read_number(x, p, reason);
	}
#undef WORD
}

static bool is_shell(const char *path)
{
	struct csec_policy *shells = csec_policy_create("shells");
	bool found = false;

	if (shells && !csec_policy_add_builtin(shells, 0))
		for (size_t i = 0; !found && i < shells->nr_rules; i++)
			found = shells->rules[i].section ==
					CSEC_SECTION_SHELL_CLASS &&
				csec_glob_matches(shells->rules[i].path,
						  path) == 1;
	csec_policy_free(shells);
	return found;
}

/* The rate of the policy is what counts, not the tokens of the event. */
static uint32_t limit_of(const struct csec_nl_event *e,
			 const struct csec_policy *p)
{
	if (e->reason == CSEC_REASON_FORK_RATE && p)
		return p->fork_rate;
	if (e->reason == CSEC_REASON_EXEC_RATE && p)
		return p->exec_rate;
	return e->limit;
}

/* The event has the number of the capability instead of a path. */
static void fill_capability(struct csec_explanation *x,
			    const struct csec_nl_event *e,
			    const struct csec_policy *p)
{
	unsigned int cap;

	if (!e->path || sscanf(e->path, "capability %u", &cap) != 1 ||
	    cap >= csec_cap_words.nr)
		return;
	(void)snprintf(x->edit_value, sizeof(x->edit_value), "%s",
		       csec_words_name(&csec_cap_words, cap));
	if (p && csec_policy_has(p, CSEC_HAS_CAP_DENY) &&
	    p->cap_deny >> cap & 1) {
		x->edit = CSEC_EDIT_DROP;
		x->edit_key = "capabilities.deny";
	}
}

/*
 * Whether a rule with this path is accepted and is about this file: of a long
 * path the event has the end only, a memfd and what was unlinked have no name.
 */
static bool is_nameable(const char *path)
{
	static const char deleted[] = " (deleted)";
	const size_t len = strlen(path), tail = sizeof(deleted) - 1;

	return !csec_value_path_error(path, false) &&
	       csec_text_is_plain(path) &&
	       (len < tail || strcmp(path + len - tail, deleted) != 0);
}

/* A rule that does not work, or that is about more, is worse than none. */
static void check_names(struct csec_explanation *x,
			const struct csec_nl_event *e)
{
	const bool is_pair = x->edit == CSEC_EDIT_PAIR;

	if (e->path && is_nameable(e->path) &&
	    (!is_pair || (e->target_path && is_nameable(e->target_path))))
		return;
	*x->edit_value = '\0';
	*x->edit_to = '\0';
	if (x->edit == CSEC_EDIT_WORDS)
		return;
	x->edit = CSEC_EDIT_WORDS;
	x->is_recommended = false;
	x->advice = "the event has no name that a rule could have: it is "
		    "missing or too long, or the file is deleted or in "
		    "memory, or the name has characters that are not shown; "
		    "find out what it is first";
}

static void fill_path(struct csec_explanation *x, const struct csec_nl_event *e)
{
	if (e->path)
		csec_glob_escape(e->path, x->edit_value, sizeof(x->edit_value));
	if (x->edit == CSEC_EDIT_PAIR && e->target_path)
		csec_glob_escape(e->target_path, x->edit_to,
				 sizeof(x->edit_to));
	check_names(x, e);
}

static void fill_edit(struct csec_explanation *x, const struct csec_nl_event *e,
		      const struct csec_policy *p, const struct row *row)
{
	char *value = x->edit_value;
	const size_t size = sizeof(x->edit_value);

	if (row->edit_value) {
		(void)snprintf(value, size, "%s", row->edit_value);
	} else if (x->edit == CSEC_EDIT_VALUE) {
		const uint64_t twice = 2 * (uint64_t)limit_of(e, p);

		if (twice)
			(void)snprintf(value, size, "%" PRIu64,
				       twice < CSEC_LIMIT_MAX ?
					       twice :
					       (uint64_t)CSEC_LIMIT_MAX);
	} else if (e->reason == CSEC_REASON_ESCAPE) {
		(void)snprintf(value, size, "%s",
			       csec_words_name(&csec_op_words, e->op));
	} else if (e->reason == CSEC_REASON_CAPABILITY) {
		fill_capability(x, e, p);
	} else if (x->edit != CSEC_EDIT_REMOVE) {
		fill_path(x, e);
	}
	/* Without what it names, only the key can be told. */
	if (!*value && x->edit != CSEC_EDIT_REMOVE)
		x->edit = CSEC_EDIT_WORDS;
}

/* The rule of exec.allow that names the file, for reasons that lie in it. */
static uint32_t rule_line(const struct csec_policy *p,
			  const struct csec_nl_event *e)
{
	if (!e->path || (e->reason != CSEC_REASON_DIGEST &&
			 e->reason != CSEC_REASON_SCRIPT &&
			 e->reason != CSEC_REASON_INLINE &&
			 e->reason != CSEC_REASON_APPLET))
		return 0;
	for (size_t i = 0; i < p->nr_rules; i++)
		if (p->rules[i].section == CSEC_SECTION_EXEC &&
		    csec_glob_matches(p->rules[i].path, e->path) == 1)
			return p->rules[i].line;
	return 0;
}

void csec_explain(const struct csec_nl_event *event,
		  const struct csec_policy *policy,
		  struct csec_explanation *explanation)
{
	const struct row *row = row_of(event);

	*explanation = (struct csec_explanation){
		.key = row == &mapped ? rows[event->reason].key : row->key,
		.why = row->why,
		.line = event->line,
		.edit = row->edit,
		.edit_key = row->edit_key,
		.advice = row->advice,
		.is_recommended = row->is_recommended,
	};
	if (policy) {
		explanation->file = policy->source;
		if (!explanation->line)
			explanation->line = rule_line(policy, event);
		read_value(explanation, policy, event->reason);
	}
	if (row->edit)
		fill_edit(explanation, event, policy, row);
	if (event->reason == CSEC_REASON_NOT_ALLOWED && event->path &&
	    is_shell(event->path)) {
		explanation->is_recommended = false;
		explanation->advice = "a shell is what most attacks need first";
	}
}
