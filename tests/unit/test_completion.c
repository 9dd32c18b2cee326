// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of the completion of bash, by bash
 *
 * That completions/ is what csecctl prints is tested in test_cmd.c.
 */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *words; /* as bash splits them, the last one is completed */
	const char *expected; /* must be among the words that come, NULL: none */
} cases[] = {
	{ "''", "status" },
	{ "st", "status" },
	{ "--js", "--json" },
	{ "-o ''", "yaml" },
	{ "-o json ''", "status" },
	{ "--output = js", "json" },
	{ "--output =", "table" },
	{ "--output = json ''", "status" },
	{ "--color never pol", "policy" },
	{ "-o json policy ''", "show" },
	{ "policy -o json ''", "push" },
	{ "policy check -", "--json" },
	{ "policy check /etc/pass", "/etc/passwd" },
	{ "policy check a", "a b *.yaml" },
	{ "policy check none", NULL },
	{ "selftest --directory d", "d e" },
	{ "simulate --root d", "d e" },
	{ "load --module a", "a b *.yaml" },
	{ "top --interval 5 --iter", "--iterations" },
	{ "top --interval ''", NULL },
	{ "events --reason bind", "bind_shell" },
	{ "simulate --root /us", "/usr" },
	{ "simulate --policy x /etc/pass", "/etc/passwd" },
	{ "selftest ''", "memfd" },
	{ "selftest ''", "loaders" },
	{ "selftest --userns rw", "rwx" },
	{ "selftest --directory /tm", "/tmp" },
	{ "selftest --io", "--io-uring" },
	{ "help ''", "selftest" },
	{ "help policy ''", "check" },
	{ "completion ''", "zsh" },
	{ "status ''", NULL },
};

static char dir[] = "/tmp/csec-test-completion-XXXXXX";

START_TEST(test_bash)
{
	char command[1024], word[256];
	bool is_there = false;
	int nr = 0;
	FILE *pipe;

	snprintf(command, sizeof(command),
		 "cd %s && bash -c '. %s/completions/csecctl.bash && "
		 "COMP_WORDS=(csecctl \"$@\") && COMP_CWORD=$# && _csecctl; "
		 "printf \"%%s\\n\" \"${COMPREPLY[@]}\"' bash %s",
		 dir, SRCDIR, cases[_i].words);
	pipe = popen(command, "r");
	ck_assert_ptr_nonnull(pipe);
	while (fgets(word, sizeof(word), pipe)) {
		word[strcspn(word, "\n")] = '\0';
		nr += word[0] != '\0';
		if (cases[_i].expected && !strcmp(word, cases[_i].expected))
			is_there = true;
	}
	ck_assert_int_eq(pclose(pipe), 0);
	ck_assert_msg(cases[_i].expected ? is_there : !nr,
		      "csecctl %s: %d words, not as expected", cases[_i].words,
		      nr);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("completion");
	TCase *tc = tcase_create("completion");
	char command[128];
	SRunner *runner;
	int failed;

	if (!mkdtemp(dir))
		return EXIT_FAILURE;
	snprintf(command, sizeof(command),
		 "cd %s && mkdir 'd e' && touch 'a b *.yaml' other", dir);
	if (system(command))
		return EXIT_FAILURE;
	tcase_add_loop_test(tc, test_bash, 0, sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	if (system(command))
		failed++;
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
