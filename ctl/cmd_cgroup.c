// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - governed cgroups, for ps and top
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "cmd_cgroup.h"

enum {
	CELL_FORMAT_SIZE = 32,
	NS_PER_SECOND = 1000000000,
};

static const struct csec_column columns[] = {
	{ .title = "CGROUP" },
	{ .title = "POLICY" },
	{ .title = "TASKS", .right = true },
	{ .title = "PROCESSES", .right = true },
	{ .title = "PEAK", .right = true },
	{ .title = "PEAK PROC", .right = true },
	{ .title = "FORKS/S", .right = true },
	{ .title = "REFUSED", .right = true },
	{ .title = "LAST REFUSED" },
	{ .title = "DENIED", .right = true },
	{ .title = "AUDITED", .right = true },
};

/* The limit belongs into the cell of the number that it limits. */
static void print_limited(struct csec_out *out, const char *key, bool has,
			  uint32_t value, const char *limit_key, bool has_limit,
			  uint32_t limit)
{
	char fmt[CELL_FORMAT_SIZE] = "%" PRIu64;
	const bool is_full = has && has_limit && value >= limit;

	if (has_limit)
		(void)snprintf(fmt, sizeof(fmt), "%%" PRIu64 "/%" PRIu32,
			       limit);
	if (is_full)
		csec_out_style(out, CSEC_STYLE_BAD);
	if (has)
		csec_out_u64(out, key, fmt, value);
	else
		csec_out_null(out, key, "%s");
	if (has_limit)
		csec_out_u64(out, limit_key, NULL, limit);
	else
		csec_out_null(out, limit_key, NULL);
}

static void print_count(struct csec_out *out, const char *key, uint64_t value)
{
	if (value)
		csec_out_style(out, CSEC_STYLE_WARN);
	csec_out_u64(out, key, "%" PRIu64, value);
}

static void print_optional(struct csec_out *out, const char *key,
			   const char *fmt, const struct csec_nl_cgroup *c,
			   enum csec_cgroup_attr attr, uint64_t value)
{
	if (csec_nl_has(c->has, attr))
		csec_out_u64(out, key, fmt, value);
	else
		csec_out_null(out, key, fmt ? "%s" : NULL);
}

/* For people the time of day, or the day when it was another one. */
static void print_moment(struct csec_out *out, const char *key,
			 const struct csec_nl_cgroup *c)
{
	const time_t then = (time_t)(c->last_refusal / NS_PER_SECOND);
	const time_t now = time(NULL);
	struct tm then_tm, now_tm;
	char text[CELL_FORMAT_SIZE];

	if (!csec_nl_has(c->has, CSEC_CGROUP_A_LAST_REFUSAL) ||
	    !localtime_r(&then, &then_tm) || !localtime_r(&now, &now_tm)) {
		csec_out_null(out, key, "%s");
		return;
	}
	if (!csec_out_is_text(out)) {
		csec_out_id(out, key, NULL, c->last_refusal);
		return;
	}
	if (strftime(text, sizeof(text),
		     then_tm.tm_year == now_tm.tm_year &&
				     then_tm.tm_yday == now_tm.tm_yday ?
			     "%H:%M:%S" :
			     "%F",
		     &then_tm))
		csec_out_string(out, key, "%s", text);
}

static void print_rates(struct csec_out *out, const struct csec_nl_cgroup *c)
{
	print_optional(out, "forks", "%" PRIu64, c, CSEC_CGROUP_A_FORKS,
		       c->forks);
	print_optional(out, "fork_tokens", NULL, c, CSEC_CGROUP_A_FORK_TOKENS,
		       c->fork_tokens);
	print_optional(out, "exec_tokens", NULL, c, CSEC_CGROUP_A_EXEC_TOKENS,
		       c->exec_tokens);
	print_count(out, "refused", c->refused);
	csec_out_u64(out, "delayed", NULL, c->delayed);
	print_moment(out, "last_refusal", c);
}

void csec_cgroups_begin(struct csec_out *out)
{
	csec_out_table_begin(out, "cgroups", columns,
			     sizeof(columns) / sizeof(columns[0]));
}

void csec_cgroups_print(struct csec_out *out, const struct csec_nl_cgroup *c)
{
	csec_out_row_begin(out);
	csec_out_string(out, "cgroup", "%s", c->path);
	csec_out_id(out, "id", NULL, c->id);
	csec_out_string(out, "policy", "%s", c->policy);
	csec_out_id(out, "governor", NULL, c->governor);
	print_limited(out, "tasks", csec_nl_has(c->has, CSEC_CGROUP_A_TASKS),
		      c->tasks, "max_threads",
		      csec_nl_has(c->has, CSEC_CGROUP_A_MAX_THREADS),
		      c->max_threads);
	print_limited(out, "processes",
		      csec_nl_has(c->has, CSEC_CGROUP_A_PROCESSES),
		      c->processes, "max_processes",
		      csec_nl_has(c->has, CSEC_CGROUP_A_MAX_PROCESSES),
		      c->max_processes);
	print_optional(out, "peak_tasks", "%" PRIu64, c,
		       CSEC_CGROUP_A_PEAK_TASKS, c->peak_tasks);
	print_optional(out, "peak_processes", "%" PRIu64, c,
		       CSEC_CGROUP_A_PEAK_PROCESSES, c->peak_processes);
	print_rates(out, c);
	print_count(out, "denied", c->denied);
	print_count(out, "audited", c->audited);
	csec_out_row_end(out);
}
