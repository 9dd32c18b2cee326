// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl top: the governed cgroups as they change
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <netlink/msg.h>

#include "arena.h"
#include "cmd_cgroup.h"

enum {
	INTERVAL_DEFAULT = 2,
	INTERVAL_MAX = 24 * 60 * 60,
	MS_PER_SECOND = 1000,
	NR_ROWS_MIN = 64,
	NR_LINES_ABOVE = 2, /* the line at the top and the titles */
};

#define HOME_AND_CLEAR "\033[H\033[2J"
#define WRAP_OFF "\033[?7l"
#define WRAP_ON "\033[?7h"

struct row {
	struct csec_nl_cgroup cgroup;
	uint64_t violations; /* of any kind, ever */
	uint64_t news; /* of them since the look before */
};

/* What one look at the kernel found. */
struct look {
	struct csec_arena *strings;
	struct row *rows;
	size_t nr;
	size_t nr_allocated;
};

struct top {
	struct csec_run *run;
	struct csec_out *out;
	struct csec_session session;
	uint64_t interval; /* seconds */
	uint64_t iterations; /* left */
	uint64_t iteration;
	bool is_redrawn;
	struct look now;
	struct look before; /* ordered by id */
};

static void forget(struct look *look)
{
	csec_arena_free(look->strings);
	free(look->rows);
	memset(look, 0, sizeof(*look));
}

static const char *copy(struct look *look, const char *text)
{
	text = text ? text : "";
	return csec_arena_strndup(look->strings, text, strlen(text));
}

static int grow(struct look *look)
{
	const size_t nr = look->nr_allocated ? 2 * look->nr_allocated :
					       NR_ROWS_MIN;
	struct row *rows = reallocarray(look->rows, nr, sizeof(*rows));

	if (!rows)
		return -ENOMEM;
	look->rows = rows;
	look->nr_allocated = nr;
	return 0;
}

static int take(const struct nlmsghdr *hdr, void *arg)
{
	struct look *look = arg;
	struct csec_nl_cgroup c;
	int err;

	err = csec_nl_cgroup_decode(hdr, &c);
	if (!err && look->nr == look->nr_allocated)
		err = grow(look);
	if (err)
		return err;
	/* They live only as long as the message. */
	c.path = copy(look, c.path);
	c.policy = copy(look, c.policy);
	if (!c.path || !c.policy)
		return -ENOMEM;
	look->rows[look->nr++] = (struct row){
		.cgroup = c,
		.violations = c.refused + c.denied + c.audited,
	};
	return 0;
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_id(const void *a, const void *b)
{
	return compare(((const struct row *)a)->cgroup.id,
		       ((const struct row *)b)->cgroup.id);
}

/* The most active one first; the path makes the order firm. */
static int compare_activity(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = compare(y->news, x->news);

	if (!order)
		order = compare(y->cgroup.forks, x->cgroup.forks);
	if (!order)
		order = compare(y->cgroup.tasks, x->cgroup.tasks);
	return order ? order : strcmp(x->cgroup.path, y->cgroup.path);
}

/* What a cgroup did before it was first seen is not news. */
static void find_news(struct look *now, const struct look *before)
{
	for (size_t i = 0; i < now->nr; i++) {
		struct row *row = &now->rows[i];
		const struct row *old =
			before->nr ? bsearch(row, before->rows, before->nr,
					     sizeof(*row), compare_id) :
				     NULL;

		if (old && row->violations > old->violations)
			row->news = row->violations - old->violations;
	}
}

static int take_look(struct top *top)
{
	struct nl_msg *msg = csec_nl_msg(CSEC_CMD_GET_CGROUP);
	struct look *look = &top->now;
	int err = -ENOMEM;

	look->strings = csec_arena_create();
	if (msg && look->strings)
		err = csec_nl_dump(top->session.nl, msg, take, look);
	nlmsg_free(msg);
	if (err || !look->nr)
		return err;
	find_news(look, &top->before);
	qsort(look->rows, look->nr, sizeof(*look->rows), compare_activity);
	return 0;
}

static void keep_look(struct top *top)
{
	forget(&top->before);
	top->before = top->now;
	memset(&top->now, 0, sizeof(top->now));
	if (top->before.nr)
		qsort(top->before.rows, top->before.nr, sizeof(struct row),
		      compare_id);
}

/* How many rows are shown: on a terminal those that fit. */
static size_t count_shown(const struct top *top)
{
	struct winsize size;

	if (!top->is_redrawn || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) ||
	    size.ws_row <= NR_LINES_ABOVE + 1)
		return top->now.nr;
	/* The cursor stands in the line below. */
	size.ws_row -= NR_LINES_ABOVE + 1;
	return top->now.nr < size.ws_row ? top->now.nr : size.ws_row;
}

static void print_heading(const struct top *top)
{
	const time_t now = time(NULL);
	char clock[16] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		(void)strftime(clock, sizeof(clock), "%H:%M:%S ", &tm);
	if (top->is_redrawn)
		csec_out_text(top->out, HOME_AND_CLEAR);
	else if (top->iteration > 1)
		csec_out_text(top->out, "\n");
	csec_out_text(top->out, "%s %zu governed cgroups\n", clock,
		      top->now.nr);
}

static void print_look(const struct top *top)
{
	const size_t nr = count_shown(top);
	struct csec_out *out = top->out;

	print_heading(top);
	csec_out_object_begin(out, NULL);
	csec_out_u64(out, "iteration", NULL, top->iteration);
	csec_out_u64(out, "time", NULL, (uint64_t)time(NULL));
	csec_cgroups_begin(out);
	for (size_t i = 0; i < nr; i++)
		csec_cgroups_print(out, &top->now.rows[i].cgroup);
	csec_out_table_end(out);
	csec_out_object_end(out);
}

/* Whether to go on after the interval. */
static bool wait_interval(const struct top *top)
{
	struct pollfd fd = { .fd = STDOUT_FILENO };
	const int nr = poll(&fd, 1, (int)top->interval * MS_PER_SECOND);

	/* A reader that has gone away, or a signal. */
	return !nr && !csec_cmd_is_interrupted();
}

static int show(struct top *top)
{
	int err;

	do {
		top->iteration++;
		err = take_look(top);
		if (err)
			return err;
		print_look(top);
		keep_look(top);
		if (csec_out_flush(top->out))
			return 0; /* Reported when it is closed. */
	} while (--top->iterations && wait_interval(top));
	return 0;
}

static int report(struct top *top, int err)
{
	if (!err)
		return CSEC_EXIT_OK;
	return csec_session_failed(top->run, top->session.nl, err,
				   "reading the cgroups");
}

static int parse_options(struct top *top)
{
	struct csec_run *run = top->run;
	int status;

	if (run->format == CSEC_OUT_YAML)
		return csec_cmd_usage(run, "top has no YAML form");
	/* It has no end: one object per line. */
	if (run->format == CSEC_OUT_JSON)
		run->format = CSEC_OUT_JSONL;
	status = csec_cmd_number(run, CSEC_TOP_INTERVAL, &top->interval);
	if (!status)
		status = csec_cmd_number(run, CSEC_TOP_ITERATIONS,
					 &top->iterations);
	if (!status && top->interval > INTERVAL_MAX)
		status = csec_cmd_usage(run, "--interval: at most %d seconds",
					INTERVAL_MAX);
	return status;
}

static bool is_terminal(void)
{
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

static int run_top(struct top *top)
{
	int status;

	top->out = csec_cmd_out(top->run);
	if (!top->out)
		return CSEC_EXIT_FAILED;
	top->is_redrawn = csec_out_is_text(top->out) && is_terminal();
	csec_cmd_catch_signals(true);
	if (top->is_redrawn)
		csec_out_text(top->out, WRAP_OFF);
	csec_out_array_begin(top->out, "top");
	status = report(top, show(top));
	csec_out_array_end(top->out);
	/* Also after the write that a signal ended. */
	(void)csec_out_flush(top->out);
	if (top->is_redrawn)
		fputs(WRAP_ON, stdout);
	return status;
}

int csec_cmd_top(struct csec_run *run)
{
	struct top top = {
		.run = run,
		.interval = INTERVAL_DEFAULT,
		.iterations = UINT64_MAX,
	};
	int status;

	status = parse_options(&top);
	if (status)
		return status;
	status = csec_session_open(run, &top.session);
	if (!status)
		status = run_top(&top);
	forget(&top.now);
	forget(&top.before);
	csec_session_close(&top.session);
	return csec_cmd_close(run, top.out, status);
}
