// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - presets: one word for a usual wish, expanded into ordinary sections
 */
#include "preset.h"

#include <string.h>

#include "policy.h"

/* Above what a busy service needs, far below what hurts a host. */
enum {
	BOMB_PROCESSES = 512,
	BOMB_THREADS = 2048,
	BOMB_RATE = 200,
	BOMB_BURST = 1000,
};

struct setting {
	enum csec_preset preset;
	enum csec_policy_has has;
	enum csec_part part;
	size_t offset;
	uint32_t value;
};

/* clang-format off */
#define SET(preset_, part_, has_, member, value_) { \
	.preset = CSEC_PRESET_##preset_, .part = CSEC_PART_##part_, \
	.has = CSEC_HAS_##has_, \
	.offset = offsetof(struct csec_policy, member), .value = (value_) }

static const struct setting settings[] = {
	SET(FORKBOMB, PROCESSES, MAX_PROCESSES, max_processes, BOMB_PROCESSES),
	SET(FORKBOMB, PROCESSES, MAX_THREADS, max_threads, BOMB_THREADS),
	SET(FORKBOMB, PROCESSES, FORK_RATE, fork_rate, BOMB_RATE),
	SET(FORKBOMB, PROCESSES, FORK_BURST, fork_burst, BOMB_BURST),
	SET(FORKBOMB, PROCESSES, ON_BOMB, on_bomb, CSEC_ON_BOMB_KILL),
	SET(REVSHELL, SHELLS, SHELL_REVERSE, shell_reverse, CSEC_ACTION_DENY),
	SET(REVSHELL, SHELLS, SHELL_BIND, shell_bind, CSEC_ACTION_DENY),
	SET(REVSHELL, SHELLS, SHELL_CONNECT, shell_connect, CSEC_ACTION_DENY),
	SET(FILELESS, MEMORY, JIT_DEFAULT, jit_default, CSEC_ACTION_DENY),
	SET(FILELESS, INJECT, INJECT_DEFAULT, inject_default,
	    CSEC_INJECT_CHILDREN),
	SET(INJECT, INJECT, INJECT_DEFAULT, inject_default, CSEC_INJECT_DENY),
	SET(DRIFT, EXEC, EXEC_DEFAULT, exec_default, CSEC_ACTION_ALLOW),
	SET(DRIFT, EXEC, EXEC_DRIFT, exec_drift, CSEC_ACTION_DENY),
};
/* clang-format on */

/* A policy that limits one of the two below the preset means it. */
static void reconcile_limits(struct csec_policy *policy)
{
	if (csec_policy_has(policy, CSEC_HAS_MAX_PROCESSES) &&
	    csec_policy_has(policy, CSEC_HAS_MAX_THREADS) &&
	    policy->max_processes > policy->max_threads) {
		if (policy->max_processes == BOMB_PROCESSES)
			policy->max_processes = policy->max_threads;
		else if (policy->max_threads == BOMB_THREADS)
			policy->max_threads = policy->max_processes;
	}
}

void csec_preset_apply(struct csec_policy *policy, enum csec_preset preset,
		       uint32_t line)
{
	size_t i;

	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		const struct setting *setting = &settings[i];

		if (setting->preset != preset)
			continue;
		if (!policy->lines[setting->part])
			policy->lines[setting->part] = line;
		if (csec_policy_has(policy, setting->has))
			continue;
		memcpy((char *)policy + setting->offset, &setting->value,
		       sizeof(setting->value));
		csec_policy_set_has(policy, setting->has);
	}
	if (preset == CSEC_PRESET_FORKBOMB)
		reconcile_limits(policy);
}
