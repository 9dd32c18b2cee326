// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of kmod/bomb.c: bombs, and what only is full
 */
#include <check.h>
#include <stdlib.h>

#include "../../kmod/bomb.h"
#include "kernel/shim.h"

#define SECOND 1000000000ULL
#define MS 1000000ULL
#define START (1000 * SECOND)

/**
 * struct crowd - tasks that are refused in turn
 * @nr: Refusals.
 * @gap: Between two, nanoseconds.
 * @age: Of the tasks.
 * @tids: Tasks, from number 100.
 * @step: From the number of one to that of the next, 0: one.
 * @threads: Of each process.
 * @row: Refusals of one task before it is the next one's turn.
 * @depth: Of all.
 * @spread: Generations from @depth on, 0: one.
 * @bare: Of all.
 * @tasks: In the cgroup.
 * @sleeps: Each sleeps after it was refused.
 * @forks: Somebody forks after each refusal.
 */
struct crowd {
	unsigned int nr;
	u64 gap;
	u64 age;
	u32 tids;
	u32 step;
	u32 threads;
	u32 row;
	u8 depth;
	u8 spread;
	u8 bare;
	u32 tasks;
	bool sleeps;
	bool forks;
};

/* The number of verdicts. */
static unsigned int refuse(struct csec_bomb_watch *watch, u64 from,
			   const struct crowd *crowd)
{
	const u32 row = crowd->row ?: 1;
	const u32 step = crowd->step ?: 1;
	unsigned int verdicts = 0;

	for (unsigned int i = 0; i < crowd->nr; i++) {
		const u64 now = from + i * crowd->gap;
		const u32 task = i / row % crowd->tids;
		const struct csec_bomb_refusal refusal = {
			.now = now,
			.born = now - crowd->age,
			.tid = 100 + task * step,
			.tgid = 100 + task / (crowd->threads ?: 1) * step,
			.lineage = { crowd->depth + task % (crowd->spread ?: 1),
				     crowd->bare, 0 },
			.sleeps = crowd->sleeps ? i : 0,
			.forks = crowd->forks ? i : 0,
			.tasks = crowd->tasks,
		};

		verdicts += csec_bomb_note(watch, &refusal);
	}
	return verdicts;
}

static unsigned int verdicts_on(const struct crowd *crowd)
{
	struct csec_bomb_watch watch = {};

	return refuse(&watch, START, crowd);
}

/* One turn of the processor each: 100 attempts. */
static const struct crowd loop_bomb = {
	.nr = 400,
	.gap = 40000,
	.age = SECOND,
	.tids = 64,
	.row = 100,
	.depth = 1,
	.bare = 1,
	.tasks = 64,
};

static const struct crowd shell_bomb = {
	.nr = 40,
	.gap = 50 * MS,
	.age = SECOND,
	.tids = 20,
	.depth = 7,
	.bare = 7,
	.tasks = 64,
	.sleeps = true,
};

START_TEST(bombs)
{
	static const struct crowd crowds[] = {
		/* Parents that die: no tree, many generations. */
		{ .nr = 8,
		  .gap = MS,
		  .age = 10 * MS,
		  .tids = 8,
		  .depth = 30,
		  .bare = 1,
		  .tasks = 64,
		  .sleeps = true,
		  .forks = true },
		/* One that is older than its policy. */
		{ .nr = 64 * 100,
		  .gap = 40000,
		  .age = 600 * SECOND,
		  .tids = 64,
		  .row = 100,
		  .depth = 1,
		  .bare = 1,
		  .tasks = 64 },
		/* Threads that make threads. */
		{ .nr = 64 * 20,
		  .gap = 40000,
		  .age = SECOND,
		  .tids = 64,
		  .threads = 64,
		  .row = 20,
		  .tasks = 64 },
		/* Each executes the program anew, and sleeps when refused. */
		{ .nr = 64 * 12,
		  .gap = 20000,
		  .age = SECOND,
		  .tids = 64,
		  .spread = 7,
		  .depth = 1,
		  .bare = 1,
		  .tasks = 64,
		  .sleeps = true },
		/* Loops that are preempted, or made to pause, all the time. */
		{ .nr = 32 * 8,
		  .gap = 20000,
		  .age = SECOND,
		  .tids = 64,
		  .row = 8,
		  .depth = 1,
		  .bare = 1,
		  .tasks = 64 },
		/* Shells that end when they are refused; the tree lives on. */
		{ .nr = 128,
		  .gap = MS,
		  .age = 10 * MS,
		  .tids = 128,
		  .depth = 10,
		  .bare = 10,
		  .tasks = 64,
		  .sleeps = true,
		  .forks = true },
		{ .nr = 192,
		  .gap = MS,
		  .age = 10 * MS,
		  .tids = 192,
		  .depth = 12,
		  .bare = 12,
		  .tasks = 2048,
		  .sleeps = true,
		  .forks = true },
		/* Who picks the numbers of its processes shows as many. */
		{ .nr = 64 * 8,
		  .gap = 20000,
		  .age = SECOND,
		  .tids = 64,
		  .step = 64 * CSEC_BOMB_SEEN_WORDS,
		  .row = 8,
		  .depth = 1,
		  .bare = 1,
		  .tasks = 64 },
		{ .nr = 64 * 70,
		  .gap = 20000,
		  .age = SECOND,
		  .tids = 64,
		  .step = 64 * CSEC_BOMB_SEEN_WORDS,
		  .row = 70,
		  .depth = 1,
		  .bare = 1,
		  .tasks = 64 },
		/* In a large cgroup many are needed. */
		{ .nr = 64 * 8,
		  .gap = 20000,
		  .age = SECOND,
		  .tids = 64,
		  .row = 8,
		  .depth = 1,
		  .bare = 1,
		  .tasks = 2048 },
		{ .nr = 64,
		  .gap = MS,
		  .age = SECOND,
		  .tids = 64,
		  .depth = 30,
		  .tasks = 2048,
		  .sleeps = true },
	};

	ck_assert_uint_eq(verdicts_on(&loop_bomb), 1);
	ck_assert_uint_eq(verdicts_on(&shell_bomb), 1);
	for (size_t i = 0; i < ARRAY_SIZE(crowds); i++)
		ck_assert_msg(verdicts_on(&crowds[i]) == 1, "crowd %zu", i);
}
END_TEST

START_TEST(no_bombs)
{
	static const struct crowd crowds[] = {
		/* The manager of a pool, who never gives up. */
		{ .nr = 100000,
		  .gap = 10000,
		  .age = SECOND,
		  .tids = 1,
		  .depth = 20,
		  .bare = 1,
		  .tasks = 64 },
		/* Eight drivers that each start 50 jobs, whatever becomes of them. */
		{ .nr = 8 * 50,
		  .gap = 10000,
		  .age = SECOND,
		  .tids = 8,
		  .row = 50,
		  .depth = 2,
		  .bare = 2,
		  .tasks = 64 },
		/* Thirty of them in a cgroup of 64. */
		{ .nr = 30 * 50,
		  .gap = 10000,
		  .age = SECOND,
		  .tids = 30,
		  .row = 50,
		  .depth = 2,
		  .bare = 2,
		  .tasks = 64 },
		/* All tasks of a wide one, each of which tries seven times. */
		{ .nr = 64 * 7,
		  .gap = 10000,
		  .age = SECOND,
		  .tids = 64,
		  .row = 7,
		  .depth = 2,
		  .bare = 2,
		  .tasks = 64 },
		/* Three that do not. */
		{ .nr = 10000,
		  .gap = 10000,
		  .age = SECOND,
		  .tids = 3,
		  .row = 1000,
		  .depth = 2,
		  .bare = 2,
		  .tasks = 64 },
		/* Workers of a server that each sleep between attempts. */
		{ .nr = 100000,
		  .gap = 10000,
		  .age = SECOND,
		  .tids = 60,
		  .row = 50,
		  .depth = 3,
		  .bare = 2,
		  .tasks = 64,
		  .sleeps = true },
		/* Servers of four generations, all of which try again. */
		{ .nr = 100000,
		  .gap = 10000,
		  .age = SECOND,
		  .tids = 60,
		  .spread = 4,
		  .depth = 1,
		  .bare = 2,
		  .tasks = 64,
		  .sleeps = true },
		/* A build of many generations: who is refused tries a few times. */
		{ .nr = 60 * 5,
		  .gap = MS,
		  .age = SECOND,
		  .tids = 60,
		  .spread = 12,
		  .depth = 1,
		  .bare = 2,
		  .tasks = 64,
		  .sleeps = true },
		/* Workers that try without end while others get on. */
		{ .nr = 100000,
		  .gap = 10000,
		  .age = SECOND,
		  .tids = 60,
		  .row = 50,
		  .depth = 3,
		  .bare = 2,
		  .tasks = 64,
		  .forks = true },
		/* Those of a server that is old, which give up after a while. */
		{ .nr = 64 * 15,
		  .gap = 10000,
		  .age = 60 * SECOND,
		  .tids = 64,
		  .row = 15,
		  .depth = 30,
		  .bare = 8,
		  .tasks = 64 },
		/* Which sleep between attempts. */
		{ .nr = 100000,
		  .gap = 10000,
		  .age = 60 * SECOND,
		  .tids = 64,
		  .depth = 30,
		  .bare = 8,
		  .tasks = 64,
		  .sleeps = true },
		/* Less than half of which try without end. */
		{ .nr = 100000,
		  .gap = 10000,
		  .age = 60 * SECOND,
		  .tids = 31,
		  .row = 50,
		  .depth = 30,
		  .bare = 8,
		  .tasks = 64 },
		/* A build that is too wide: who is refused gives up. */
		{ .nr = 60,
		  .gap = 10 * MS,
		  .age = SECOND,
		  .tids = 60,
		  .depth = 12,
		  .bare = 2,
		  .tasks = 64 },
		/* A program that sorts in a tree of processes, likewise. */
		{ .nr = 60,
		  .gap = MS,
		  .age = SECOND,
		  .tids = 60,
		  .depth = 7,
		  .bare = 7,
		  .tasks = 64 },
		/* Each leaf of it, while others find a place. */
		{ .nr = 127,
		  .gap = MS,
		  .age = SECOND,
		  .tids = 127,
		  .depth = 7,
		  .bare = 7,
		  .tasks = 64,
		  .forks = true },
		{ .nr = 191,
		  .gap = MS,
		  .age = SECOND,
		  .tids = 191,
		  .depth = 7,
		  .bare = 7,
		  .tasks = 2048,
		  .forks = true },
		/* Very many scripts, with a subshell in a subshell, that give up. */
		{ .nr = 10000,
		  .gap = MS,
		  .age = SECOND,
		  .tids = 10000,
		  .depth = 8,
		  .bare = 5,
		  .tasks = 64,
		  .forks = true },
		/* Tests in shells that try again for a while. */
		{ .nr = 240,
		  .gap = 25 * MS,
		  .age = SECOND,
		  .tids = 60,
		  .depth = 6,
		  .bare = 3,
		  .tasks = 64,
		  .sleeps = true },
		/* Threads of a pool, some of which would make more. */
		{ .nr = 10000,
		  .gap = 10000,
		  .age = SECOND,
		  .tids = 12,
		  .threads = 12,
		  .row = 50,
		  .tasks = 64 },
		/* Too few that are deep. */
		{ .nr = 1000,
		  .gap = MS,
		  .age = SECOND,
		  .tids = 7,
		  .depth = 40,
		  .bare = 20,
		  .tasks = 64,
		  .sleeps = true },
		{ .nr = 10000,
		  .gap = MS,
		  .age = SECOND,
		  .tids = 60,
		  .depth = 40,
		  .bare = 20,
		  .tasks = 2048,
		  .sleeps = true },
		/* Too seldom. */
		{ .nr = 100,
		  .gap = SECOND,
		  .age = SECOND,
		  .tids = 100,
		  .depth = 40,
		  .bare = 20,
		  .tasks = 64,
		  .sleeps = true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(crowds); i++)
		ck_assert_msg(!verdicts_on(&crowds[i]), "crowd %zu", i);
}
END_TEST

/* Eight refusals in a row, then a pause that is not the task's own doing. */
START_TEST(pauses)
{
	struct csec_bomb_refusal refusal = {
		.now = START,
		.born = START,
		.tid = 7,
		.tgid = 7,
		.tasks = 64,
	};
	struct csec_bomb_watch watch = {}, before;

	for (int i = 1; i <= 40; i++) {
		csec_bomb_note(&watch, &refusal);
		ck_assert_uint_eq(csec_bomb_pause(&watch, 7),
				  i % 8 ? 0 : 5 * MS);
		if (i % 8)
			continue;
		/* A signal interrupts it once. */
		csec_bomb_paused(&watch, 7, 1);
		csec_bomb_paused(&watch, 7, 2);
		refusal.sleeps += 3;
	}
	/* Nobody else has to. */
	ck_assert_uint_eq(csec_bomb_pause(&watch, 8), 0);
	ck_assert_uint_eq(csec_bomb_pause(&watch, 7 + CSEC_BOMB_SLOTS), 0);
	before = watch;
	for (u32 tid = 8; tid < 10000; tid++)
		csec_bomb_paused(&watch, tid, 1000);
	ck_assert_mem_eq(&watch, &before, sizeof(watch));
	/* Who sleeps of its own begins anew. */
	for (int i = 0; i < 40; i++) {
		refusal.sleeps++;
		csec_bomb_note(&watch, &refusal);
		ck_assert_uint_eq(csec_bomb_pause(&watch, 7), 0);
	}
	/* In a bomb that is only refused all sleep. */
	ck_assert_uint_eq(refuse(&watch, START, &loop_bomb), 1);
	ck_assert_uint_eq(csec_bomb_pause(&watch, 8), 100 * MS);
}
END_TEST

START_TEST(told_again)
{
	struct csec_bomb_watch watch = {};

	ck_assert_uint_eq(refuse(&watch, START, &shell_bomb), 1);
	ck_assert_uint_eq(refuse(&watch, START + 3 * SECOND, &shell_bomb), 0);
	ck_assert_uint_eq(refuse(&watch, START + 20 * SECOND, &shell_bomb), 1);
	/* By a processor that read the time earlier. */
	ck_assert_uint_eq(refuse(&watch, START + 21 * SECOND, &loop_bomb), 0);
	csec_bomb_reset(&watch);
	ck_assert_uint_eq(refuse(&watch, START + 23 * SECOND, &loop_bomb), 1);
}
END_TEST

START_TEST(generations)
{
	struct csec_bomb_lineage lineage = {};

	for (int i = 1; i < 300; i++) {
		lineage = csec_bomb_child(lineage, true, true, true);
		ck_assert_uint_eq(lineage.depth, i < 255 ? i : 255);
		ck_assert_uint_eq(lineage.bare, i < 255 ? i : 255);
	}
	lineage = (struct csec_bomb_lineage){ 5, 3, 7 };
	lineage = csec_bomb_child(lineage, true, false, true);
	ck_assert_uint_eq(lineage.depth, 6);
	ck_assert_uint_eq(lineage.bare, 1);
	ck_assert_uint_eq(lineage.children, 0);
	lineage = csec_bomb_child(lineage, true, true, false);
	ck_assert_uint_eq(lineage.depth, 6);
	ck_assert_uint_eq(lineage.bare, 1);
	/* Threads of a program are not as bare as who executed it was. */
	lineage.bare = 5;
	lineage = csec_bomb_child(lineage, true, false, false);
	ck_assert_uint_eq(lineage.bare, 0);
	lineage = csec_bomb_child(lineage, false, true, true);
	ck_assert_uint_eq(lineage.depth, 1);
	ck_assert_uint_eq(lineage.bare, 1);
}
END_TEST

START_TEST(ages)
{
	ck_assert(csec_bomb_is_young(START, START));
	ck_assert(csec_bomb_is_young(START + 10 * SECOND - 1, START));
	ck_assert(!csec_bomb_is_young(START + 10 * SECOND, START));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bomb");
	TCase *tcase = tcase_create("bomb");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, bombs);
	tcase_add_test(tcase, no_bombs);
	tcase_add_test(tcase, pauses);
	tcase_add_test(tcase, told_again);
	tcase_add_test(tcase, generations);
	tcase_add_test(tcase, ages);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
