// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the one table of the policy language
 */
#include "schema.h"

#include <assert.h>
#include <string.h>

/* clang-format off */
#define VALUE(member, bit) \
	.target = CSEC_TARGET_VALUE, \
	.offset = offsetof(struct csec_policy, member), \
	.has = CSEC_HAS_##bit

#define WORD(table) .type = CSEC_TYPE_WORD, .words = &csec_##table##_words
#define LIMIT .type = CSEC_TYPE_NUMBER, .min = 1, .max = CSEC_LIMIT_MAX
#define MAP(table) .type = CSEC_TYPE_MAP, .fields = table
#define LIST(what, most) .type = CSEC_TYPE_LIST, .item = &(what), .max = (most)
#define PART(name) .part = CSEC_PART_##name, .has_part = true
#define END { .key = NULL }

static const char *const api_names[] = { "csec/v1" };
static const struct csec_words csec_api_words = { api_names, 1 };

static const char *const kind_names[] = { "Policy" };
static const struct csec_words csec_kind_words = { kind_names, 1 };

static const char *const preset_names[] = {
	[CSEC_PRESET_FORKBOMB]	= "forkbomb",
	[CSEC_PRESET_REVSHELL]	= "revshell",
	[CSEC_PRESET_FILELESS]	= "fileless",
	[CSEC_PRESET_INJECT]	= "inject",
	[CSEC_PRESET_DRIFT]	= "drift",
};

const struct csec_words csec_preset_words = { preset_names, __CSEC_PRESET_MAX };

static const struct csec_field path = {
	.key = "path", .type = CSEC_TYPE_PATH,
	.doc = "absolute path or glob",
};

static const struct csec_field applet = {
	.key = "applet", .type = CSEC_TYPE_APPLET,
	.doc = "name of a program in a multi-call file",
};

static const struct csec_field capability = {
	.key = "capability", WORD(cap),
	.doc = "name as in capabilities(7) without CAP_",
};

static const struct csec_field escape = {
	.key = "way", WORD(escape),
	.doc = "a way out of the container",
};

static const struct csec_field preset = {
	.key = "preset", WORD(preset),
	.doc = "one word for a usual wish",
};

static const struct csec_field metadata_fields[] = {
	{ .key = "name", .type = CSEC_TYPE_NAME, .is_required = true,
	  .target = CSEC_TARGET_NAME,
	  .doc = "Name of the policy, unique among those that are live." },
	{ .key = "labels", .type = CSEC_TYPE_LABELS,
	  .target = CSEC_TARGET_LABELS, .max = CSEC_NR_LABELS_MAX,
	  .doc = "Free text for your own use." },
	END
};

static const struct csec_field container_fields[] = {
	{ .key = "name", .type = CSEC_TYPE_TEXT,
	  .doc = "Name of the container." },
	{ .key = "image", .type = CSEC_TYPE_TEXT,
	  .doc = "Image that the container was made from." },
	{ .key = "label", .type = CSEC_TYPE_LABEL,
	  .doc = "Label of the container as key=value." },
	END
};

static const struct csec_field match_fields[] = {
	{ .key = "cgroup", .type = CSEC_TYPE_CGROUP, .instead = "container",
	  .doc = "Absolute path or glob in the version 2 cgroup tree." },
	{ .key = "container", MAP(container_fields), .max = 1, .instead = "cgroup",
	  .doc = "Container by exactly one of its properties; resolved by "
		 "csecctl or the runtime hook." },
	END
};

static const struct csec_field match_item = {
	.key = "match", MAP(match_fields), .doc = "one selector",
};

static const struct csec_field rate_fields[] = {
	{ .key = "perSecond", LIMIT, VALUE(fork_rate, FORK_RATE),
	  .is_required = true,
	  .doc = "New processes and threads a second in the long run." },
	{ .key = "burst", LIMIT, VALUE(fork_burst, FORK_BURST),
	  .doc = "How many may come at once." },
	END
};

static const struct csec_field exec_rate_fields[] = {
	{ .key = "perSecond", LIMIT, VALUE(exec_rate, EXEC_RATE),
	  .is_required = true,
	  .doc = "Programs started a second in the long run." },
	{ .key = "burst", LIMIT, VALUE(exec_burst, EXEC_BURST),
	  .doc = "How many may come at once." },
	END
};

static const struct csec_field processes_fields[] = {
	{ .key = "max", LIMIT, VALUE(max_processes, MAX_PROCESSES),
	  .doc = "Processes in the cgroup and everything below it." },
	{ .key = "threads", LIMIT, VALUE(max_threads, MAX_THREADS),
	  .doc = "Tasks: processes and their threads together." },
	{ .key = "forkRate", MAP(rate_fields),
	  .doc = "How fast new tasks may be made." },
	{ .key = "execRate", MAP(exec_rate_fields),
	  .doc = "How fast programs may be started." },
	{ .key = "onRate", WORD(on_rate), VALUE(on_rate, ON_RATE),
	  .doc = "What happens above a rate: refuse, or let the task wait." },
	{ .key = "onBomb", WORD(on_bomb), VALUE(on_bomb, ON_BOMB),
	  .doc = "What happens to a cgroup that keeps running into its "
		 "limits." },
	END
};

static const struct csec_field exec_rule_fields[] = {
	{ .key = "path", .type = CSEC_TYPE_PATH, .instead = "manifest",
	  .doc = "File as the container saw it when it started; may be a "
		 "glob." },
	{ .key = "sha256", .type = CSEC_TYPE_SHA256, .needs = "path",
	  .doc = "Digest that the content must have." },
	{ .key = "scripts", LIST(path, CSEC_NR_SCRIPTS_MAX), .needs = "path",
	  .doc = "Scripts that an interpreter may be given." },
	{ .key = "applets", LIST(applet, CSEC_PATH_MAX / 2), .needs = "path",
	  .doc = "Programs that a multi-call file may be asked to be." },
	{ .key = "inline", WORD(action), .needs = "path",
	  .doc = "Whether an interpreter may run -c and standard input; "
		 "denied when there are scripts." },
	{ .key = "manifest", .type = CSEC_TYPE_FILE, .instead = "path",
	  .doc = "File in the format of sha256sum(1), relative to the policy; "
		 "each line becomes a rule." },
	END
};

static const struct csec_field exec_rule = {
	.key = "allow", MAP(exec_rule_fields), .doc = "one rule",
};

static const struct csec_field exec_fields[] = {
	{ .key = "default", WORD(action), VALUE(exec_default, EXEC_DEFAULT),
	  .doc = "Verdict for a file that no rule allows." },
	{ .key = "drift", WORD(action), VALUE(exec_drift, EXEC_DRIFT),
	  .doc = "Verdict for files that appeared or changed after the "
		 "container started." },
	{ .key = "libraries", WORD(libraries),
	  VALUE(exec_libraries, EXEC_LIBRARIES),
	  .doc = "What may be mapped as a library." },
	{ .key = "writes", WORD(action), VALUE(exec_writes, EXEC_WRITES),
	  .doc = "Whether the container may change files that it may execute; "
		 "what it changed is no longer trusted." },
	{ .key = "allow", LIST(exec_rule, CSEC_NR_RULES_MAX),
	  .target = CSEC_TARGET_RULES, .section = CSEC_SECTION_EXEC,
	  .needs = "default", .doc = "Files that may be executed." },
	END
};

static const struct csec_field shells_fields[] = {
	{ .key = "reverse", WORD(action), VALUE(shell_reverse, SHELL_REVERSE),
	  .doc = "A shell whose input or output is an outbound connection." },
	{ .key = "bind", WORD(action), VALUE(shell_bind, SHELL_BIND),
	  .doc = "A shell whose input or output is an accepted connection." },
	{ .key = "connect", WORD(action), VALUE(shell_connect, SHELL_CONNECT),
	  .doc = "A shell that opens an outbound connection itself." },
	{ .key = "exempt", LIST(path, CSEC_NR_RULES_MAX),
	  .target = CSEC_TARGET_PATHS, .section = CSEC_SECTION_SHELL_EXEMPT,
	  .doc = "Programs whose shells are not judged, by file, in place of "
		 "the built-in list (sshd, dropbear)." },
	{ .key = "class", LIST(path, CSEC_NR_RULES_MAX),
	  .target = CSEC_TARGET_PATHS, .section = CSEC_SECTION_SHELL_CLASS,
	  .doc = "Files that count as shells, in place of the built-in "
		 "list." },
	END
};

static const struct csec_field jit_fields[] = {
	{ .key = "default", WORD(action), VALUE(jit_default, JIT_DEFAULT),
	  .is_required = true,
	  .doc = "Verdict for anonymous or written-then-executed memory." },
	{ .key = "allow", LIST(path, CSEC_NR_RULES_MAX),
	  .target = CSEC_TARGET_PATHS, .section = CSEC_SECTION_JIT,
	  .doc = "Programs that may make code at run time." },
	END
};

static const struct csec_field memory_fields[] = {
	{ .key = "jit", MAP(jit_fields), .is_required = true,
	  .doc = "Code that is made at run time." },
	END
};

static const struct csec_field inject_rule_fields[] = {
	{ .key = "from", .type = CSEC_TYPE_PATH, .is_required = true,
	  .doc = "Program that may look into another." },
	{ .key = "to", .type = CSEC_TYPE_PATH_OR_ANY, .is_required = true,
	  .doc = "Program that it may look into, or any." },
	END
};

static const struct csec_field inject_rule = {
	.key = "allow", MAP(inject_rule_fields), .doc = "one rule",
};

static const struct csec_field inject_fields[] = {
	{ .key = "default", WORD(inject), VALUE(inject_default, INJECT_DEFAULT),
	  .is_required = true,
	  .doc = "Verdict for ptrace, process_vm_writev, /proc/PID/mem and "
		 "pidfd_getfd between processes." },
	{ .key = "allow", LIST(inject_rule, CSEC_NR_RULES_MAX),
	  .target = CSEC_TARGET_RULES, .section = CSEC_SECTION_INJECT,
	  .doc = "Pairs that are allowed." },
	END
};

static const struct csec_field escape_fields[] = {
	{ .key = "default", WORD(action),
	  VALUE(escape_default, ESCAPE_DEFAULT), .is_required = true,
	  .doc = "Verdict for ways out of the container that are not "
		 "listed." },
	{ .key = "allow", LIST(escape, 64), .target = CSEC_TARGET_CAPS,
	  .offset = offsetof(struct csec_policy, escape_allow),
	  .has = CSEC_HAS_ESCAPE_ALLOW, .doc = "Ways that are open." },
	END
};

static const struct csec_field capabilities_fields[] = {
	{ .key = "default", WORD(action), VALUE(cap_default, CAP_DEFAULT),
	  .is_required = true,
	  .doc = "Verdict for capabilities that are not listed." },
	{ .key = "allow", LIST(capability, 64), .target = CSEC_TARGET_CAPS,
	  .offset = offsetof(struct csec_policy, cap_allow),
	  .has = CSEC_HAS_CAP_ALLOW, .doc = "Capabilities that may be used." },
	{ .key = "deny", LIST(capability, 64), .target = CSEC_TARGET_CAPS,
	  .offset = offsetof(struct csec_policy, cap_deny),
	  .has = CSEC_HAS_CAP_DENY,
	  .doc = "Capabilities that may not be used." },
	END
};

static const struct csec_field document_fields[] = {
	{ .key = "apiVersion", WORD(api), .is_required = true,
	  .doc = "Version of the policy language; it only grows." },
	{ .key = "kind", WORD(kind), .is_required = true,
	  .doc = "What the document is." },
	{ .key = "metadata", MAP(metadata_fields), .is_required = true,
	  .doc = "What the policy is called." },
	{ .key = "mode", WORD(mode), .is_required = true,
	  .target = CSEC_TARGET_VALUE,
	  .offset = offsetof(struct csec_policy, mode), .has = __CSEC_HAS_MAX,
	  .doc = "Whether a denial is learned, only recorded, or enforced." },
	{ .key = "match", LIST(match_item, CSEC_NR_MATCHES_MAX),
	  .is_required = true, .target = CSEC_TARGET_MATCH, PART(MATCH),
	  .doc = "What the policy governs: any of these. The most specific "
		 "policy wins, a tie is an error." },
	{ .key = "preset", LIST(preset, __CSEC_PRESET_MAX),
	  .target = CSEC_TARGET_PRESET,
	  .doc = "Fills in what the sections below do not say." },
	{ .key = "processes", MAP(processes_fields), PART(PROCESSES),
	  .doc = "Limits against fork bombs." },
	{ .key = "exec", MAP(exec_fields), PART(EXEC),
	  .doc = "What may be executed." },
	{ .key = "shells", MAP(shells_fields), PART(SHELLS),
	  .doc = "Shells that are connected to the network." },
	{ .key = "memory", MAP(memory_fields), PART(MEMORY),
	  .doc = "Executable memory that is not a file." },
	{ .key = "inject", MAP(inject_fields), PART(INJECT),
	  .doc = "Processes that reach into others." },
	{ .key = "escape", MAP(escape_fields), PART(ESCAPE),
	  .doc = "Ways out of the container through the kernel." },
	{ .key = "capabilities", MAP(capabilities_fields), PART(CAPABILITIES),
	  .doc = "Ceiling of capabilities at run time." },
	END
};

const struct csec_field csec_schema_document = {
	.key = "policy", MAP(document_fields), .doc = "A policy of csec.",
	PART(DOCUMENT),
};
/* clang-format on */

/* CSEC_TARGET_VALUE writes 32 bits whatever the member is. */
static_assert(sizeof(enum csec_mode) == sizeof(uint32_t), "size of enum");
static_assert(sizeof(enum csec_action) == sizeof(uint32_t), "size of enum");
static_assert(sizeof(enum csec_on_bomb) == sizeof(uint32_t), "size of enum");
static_assert(sizeof(enum csec_libraries) == sizeof(uint32_t), "size of enum");

const struct csec_field *csec_schema_find(const struct csec_field *fields,
					  const char *key)
{
	for (; fields->key; fields++) {
		if (!strcmp(fields->key, key))
			return fields;
	}
	return NULL;
}

const char *csec_schema_type(const struct csec_field *field)
{
	switch ((enum csec_type)field->type) {
	case CSEC_TYPE_NUMBER:
		return "a number";
	case CSEC_TYPE_LABELS:
	case CSEC_TYPE_MAP:
		return "a mapping";
	case CSEC_TYPE_LIST:
		return "a list";
	case CSEC_TYPE_WORD:
	case CSEC_TYPE_NAME:
	case CSEC_TYPE_TEXT:
	case CSEC_TYPE_LABEL:
	case CSEC_TYPE_CGROUP:
	case CSEC_TYPE_PATH:
	case CSEC_TYPE_PATH_OR_ANY:
	case CSEC_TYPE_SHA256:
	case CSEC_TYPE_APPLET:
	case CSEC_TYPE_FILE:
	case __CSEC_TYPE_MAX:
		break;
	}
	return "a string";
}
