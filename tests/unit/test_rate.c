// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of kmod/rate.c: token buckets
 */
#include <check.h>
#include <pthread.h>
#include <stdlib.h>

#include <csec/names.h>

#include "../../kmod/rate.h"
#include "kernel/shim.h"

#define SECOND ((u64)NSEC_PER_SEC)
#define LONG_AGO (1000 * SECOND)

enum {
	NR_THREADS = 4,
	NR_TRIES = 200000,
};

static unsigned int take_all(struct csec_bucket *bucket, u64 now)
{
	unsigned int nr = 0;

	while (nr < 10000000 && csec_rate_take(bucket, now))
		nr++;
	return nr;
}

START_TEST(no_limit)
{
	struct csec_bucket bucket = {};

	csec_rate_set(&bucket, 0, 0, LONG_AGO);
	for (int i = 0; i < 100000; i++)
		ck_assert(csec_rate_take(&bucket, LONG_AGO));
	ck_assert_uint_eq(csec_rate_reserve(&bucket, 0, 0), 0);
}
END_TEST

START_TEST(burst_then_rate)
{
	struct csec_bucket bucket = {};
	u64 now = LONG_AGO;

	csec_rate_set(&bucket, 10, 25, LONG_AGO);
	ck_assert_uint_eq(csec_rate_tokens(&bucket, now), 25);
	ck_assert_uint_eq(take_all(&bucket, now), 25);
	ck_assert_uint_eq(csec_rate_tokens(&bucket, now), 0);
	now += SECOND / 10 - 1;
	ck_assert(!csec_rate_take(&bucket, now));
	now++;
	ck_assert(csec_rate_take(&bucket, now));
	ck_assert(!csec_rate_take(&bucket, now));
	for (int i = 0; i < 50; i++) {
		now += SECOND;
		ck_assert_uint_eq(take_all(&bucket, now), 10);
	}
	/* It does not hold more than a burst, however long nobody comes. */
	ck_assert_uint_eq(take_all(&bucket, now + 1000 * SECOND), 25);
}
END_TEST

START_TEST(burst_of_one)
{
	struct csec_bucket bucket = {};

	csec_rate_set(&bucket, 1, 1, LONG_AGO);
	ck_assert_uint_eq(take_all(&bucket, LONG_AGO), 1);
	ck_assert(!csec_rate_take(&bucket, LONG_AGO + SECOND - 1));
	ck_assert(csec_rate_take(&bucket, LONG_AGO + SECOND));
}
END_TEST

START_TEST(largest)
{
	struct csec_bucket bucket = {};

	csec_rate_set(&bucket, CSEC_LIMIT_MAX, CSEC_LIMIT_MAX, LONG_AGO);
	ck_assert_uint_eq(take_all(&bucket, LONG_AGO), CSEC_LIMIT_MAX);
	csec_rate_set(&bucket, 1, CSEC_LIMIT_MAX, LONG_AGO + 10 * SECOND);
	ck_assert_uint_eq(take_all(&bucket, LONG_AGO + 10 * SECOND),
			  CSEC_LIMIT_MAX);
}
END_TEST

START_TEST(another_rate)
{
	struct csec_bucket bucket = {};

	/* A thousand seconds' worth is gone; a higher rate has its own. */
	csec_rate_set(&bucket, 1, 1000, LONG_AGO);
	ck_assert_uint_eq(take_all(&bucket, LONG_AGO), 1000);
	csec_rate_set(&bucket, 100, 1000, LONG_AGO);
	ck_assert(!csec_rate_take(&bucket, LONG_AGO));
	ck_assert_uint_eq(take_all(&bucket, LONG_AGO + SECOND), 100);
	/* The same once more, as each commit says it, gives nothing back. */
	ck_assert_uint_eq(csec_rate_reserve(&bucket, LONG_AGO + SECOND, SECOND),
			  SECOND / 100);
	csec_rate_set(&bucket, 100, 1000, LONG_AGO + SECOND);
	ck_assert_uint_eq(csec_rate_reserve(&bucket, LONG_AGO + SECOND, SECOND),
			  2 * (SECOND / 100));
	/* What is left of a bucket that is not empty stays, and no more. */
	csec_rate_set(&bucket, 10, 1000, LONG_AGO + 3 * SECOND);
	ck_assert(csec_rate_tokens(&bucket, LONG_AGO + 3 * SECOND) < 1000);
}
END_TEST

START_TEST(default_burst)
{
	ck_assert_uint_eq(csec_rate_burst(1, 0), 1000);
	ck_assert_uint_eq(csec_rate_burst(200, 0), 1000);
	ck_assert_uint_eq(csec_rate_burst(1000, 0), 5000);
	ck_assert_uint_eq(csec_rate_burst(1000, 7), 7);
}
END_TEST

START_TEST(given_back)
{
	struct csec_bucket bucket = {};

	csec_rate_set(&bucket, 10, 3, LONG_AGO);
	for (int i = 0; i < 1000; i++) {
		ck_assert(csec_rate_take(&bucket, LONG_AGO));
		csec_rate_give(&bucket);
	}
	ck_assert_uint_eq(take_all(&bucket, LONG_AGO), 3);
	csec_rate_give(&bucket);
	ck_assert_uint_eq(take_all(&bucket, LONG_AGO), 1);
	/* Late: it had filled up by itself already. */
	ck_assert_uint_eq(csec_rate_tokens(&bucket, LONG_AGO + SECOND), 3);
	csec_rate_give(&bucket);
	ck_assert_uint_eq(take_all(&bucket, LONG_AGO + SECOND), 3);
}
END_TEST

START_TEST(reserved)
{
	struct csec_bucket bucket = {};

	csec_rate_set(&bucket, 10, 1, LONG_AGO);
	ck_assert_uint_eq(csec_rate_reserve(&bucket, LONG_AGO, SECOND), 0);
	for (u64 i = 1; i <= 10; i++)
		ck_assert_uint_eq(csec_rate_reserve(&bucket, LONG_AGO, SECOND),
				  i * SECOND / 10);
	ck_assert(csec_rate_reserve(&bucket, LONG_AGO, SECOND) ==
		  CSEC_RATE_NEVER);
	/* What was not taken costs nothing. */
	ck_assert_uint_eq(csec_rate_reserve(&bucket, LONG_AGO + SECOND / 10,
					    SECOND),
			  SECOND);
	ck_assert(!csec_rate_take(&bucket, LONG_AGO + SECOND));
}
END_TEST

static void *race(void *arg)
{
	struct csec_bucket *bucket = arg;
	unsigned long nr = 0;

	for (int i = 0; i < NR_TRIES; i++) {
		if (!csec_rate_take(bucket, LONG_AGO))
			continue;
		/* Every third is given back, as by a fork that is refused. */
		if (i % 3)
			nr++;
		else
			csec_rate_give(bucket);
	}
	return (void *)nr;
}

START_TEST(race_for_the_last)
{
	struct csec_bucket bucket = {};
	pthread_t threads[NR_THREADS];
	unsigned long sum = 0;
	void *nr;

	csec_rate_set(&bucket, 1, 100000, LONG_AGO);
	for (int i = 0; i < NR_THREADS; i++)
		ck_assert(!pthread_create(&threads[i], NULL, race, &bucket));
	for (int i = 0; i < NR_THREADS; i++) {
		pthread_join(threads[i], &nr);
		sum += (unsigned long)nr;
	}
	ck_assert_uint_eq(sum + take_all(&bucket, LONG_AGO), 100000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rate");
	TCase *tests = tcase_create("rate");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, no_limit);
	tcase_add_test(tests, burst_then_rate);
	tcase_add_test(tests, burst_of_one);
	tcase_add_test(tests, largest);
	tcase_add_test(tests, default_burst);
	tcase_add_test(tests, another_rate);
	tcase_add_test(tests, given_back);
	tcase_add_test(tests, reserved);
	tcase_add_test(tests, race_for_the_last);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
