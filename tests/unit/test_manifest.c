// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of ctl/manifest.c
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "manifest.h"
#include "policy.h"

#define D "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define U "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"

static const struct {
	const char *text;
	size_t nr_rules; /* 0: refused */
	const char *expected; /* path of the last rule, or first message */
	uint32_t line, col;
} cases[] = {
	{ D "  /bin/ls\n", 1, "/bin/ls", 0, 0 },
	{ D " */bin/ls\n", 1, "/bin/ls", 0, 0 },
	{ U "  /bin/ls", 1, "/bin/ls", 0, 0 },
	{ "# x\n\n" D "  /a\r\n" D "  /b\r\n", 2, "/b", 0, 0 },
	{ D "  /a b\n", 1, "/a b", 0, 0 },
	{ D "  /a*[1]?\n", 1, "/a\\*\\[1]\\?", 0, 0 },
	{ D "  /\303\251\n", 1, "/\303\251", 0, 0 },
	{ "", 0, "f: the manifest is empty", 0, 0 },
	{ "# only\n", 0, "f: the manifest is empty", 0, 0 },
	{ "xyz\n", 0, "expected 64 hexadecimal digits", 1, 1 },
	{ "012\n", 0, "expected 64 hexadecimal digits", 1, 4 },
	{ D "\n", 0, "expected two spaces, or a space and '*'", 1, 65 },
	{ D " /a\n", 0, "expected two spaces, or a space and '*'", 1, 65 },
	{ D "0  /a\n", 0, "expected two spaces, or a space and '*'", 1, 65 },
	{ D "  \n", 0, "the path must be an absolute path", 1, 67 },
	{ D "  a\n", 0, "the path must be an absolute path", 1, 67 },
	{ D "  /a\n" D "  /a/../b\n", 0,
	  "the path must not contain '.' or '..' as a component", 2, 67 },
	{ D "  /a\tb\n", 0, "the path contains a control character", 1, 67 },
	{ D "  /a\377\n", 0, "the path is not valid UTF-8", 1, 67 },
	/* What follows a path of the same directory. */
	{ D "  /d/a\n" D "  /d/.b\n", 2, "/d/.b", 0, 0 },
	{ D "  /d/a\n" D "  /d/b*\n", 2, "/d/b\\*", 0, 0 },
	{ D "  /d/a\n" D "  /d/e/b\n" D "  /d/b\n", 3, "/d/b", 0, 0 },
	{ D "  /d/a\n" D "  /db\n", 2, "/db", 0, 0 },
	{ D "  /d/a\n" D "  /d/..\n", 0,
	  "the path must not contain '.' or '..' as a component", 2, 67 },
	{ D "  /d/a\n" D "  /d/.\n", 0,
	  "the path must not contain '.' or '..' as a component", 2, 67 },
	{ D "  /d/a\n" D "  /d/../b\n", 0,
	  "the path must not contain '.' or '..' as a component", 2, 67 },
	{ D "  /d/a\n" D "  /d//b\n", 0,
	  "the path must not contain an empty component", 2, 67 },
	{ D "  /d/a\n" D "  /d/\n", 0, "the path must not end with '/'", 2,
	  67 },
	{ D "  /d/a\n" D "  d/b\n", 0, "the path must be an absolute path", 2,
	  67 },
	{ D "  /d/a\n" D "  /d/b\x7f\n", 0,
	  "the path contains a control character", 2, 67 },
	/* As sha256sum(1) writes names with a backslash; without the mark, too. */
	{ "\\" D "  /a\\\\b\n", 1, "/a\\\\b", 0, 0 },
	{ "\\" D " */a\\\\n*\n", 1, "/a\\\\n\\*", 0, 0 },
	{ D "  /a\\nb\n", 1, "/a\\\\nb", 0, 0 },
	{ "\\" D "  /a\\nb\n", 0, "the path contains a line break", 1, 68 },
	{ "\\" D "  /a\\rb\n", 0, "the path contains a line break", 1, 68 },
	{ "\\" D "  /a\\tb\n", 0, "the path has an unknown escape", 1, 68 },
	{ "\\" D "  /a\\\n", 0, "the path has an unknown escape", 1, 68 },
	{ "\\" D "  \\\\a\n", 0, "the path must be an absolute path", 1, 68 },
	{ "\\\n", 0, "expected 64 hexadecimal digits", 1, 2 },
	{ "\\" D " /a\n", 0, "expected two spaces, or a space and '*'", 1, 66 },
};

START_TEST(test_text)
{
	struct csec_policy *policy = csec_policy_create("p");
	struct csec_diag *diag = csec_diag_create();
	const struct csec_diag_record *record;
	const struct csec_rule *rule;
	int err = csec_manifest_parse("f", cases[_i].text,
				      strlen(cases[_i].text), policy, 7, diag);

	if (cases[_i].nr_rules) {
		ck_assert_int_eq(err, 0);
		ck_assert_uint_eq(policy->nr_rules, cases[_i].nr_rules);
		rule = &policy->rules[policy->nr_rules - 1];
		ck_assert_str_eq(rule->path, cases[_i].expected);
		ck_assert_uint_eq(rule->line, 7);
		ck_assert_uint_eq(rule->sha256[0], 0x01);
		ck_assert_uint_eq(rule->sha256[31], 0xef);
	} else {
		ck_assert_int_eq(err, -EINVAL);
		record = csec_diag_record(diag, 0);
		ck_assert_str_eq(record->message, cases[_i].expected);
		ck_assert_uint_eq(record->line, cases[_i].line);
		ck_assert_uint_eq(record->col, cases[_i].col);
	}
	csec_diag_free(diag);
	csec_policy_free(policy);
}
END_TEST

/* Every byte at every place of a digest. */
START_TEST(test_digits)
{
	for (int at = 0; at < 64; at++) {
		struct csec_policy *policy = csec_policy_create("p");
		struct csec_diag *diag = csec_diag_create();
		char text[] = D "  /a\n";

		/* A comment, a mark or a line break is not for here. */
		for (int byte = 0; byte < 256; byte++) {
			const bool is_digit =
				byte && strchr("0123456789abcdefABCDEF", byte);

			if (byte == '\n' ||
			    (!at && (byte == '#' || byte == '\\')))
				continue;
			text[at] = (char)byte;
			ck_assert_int_eq(csec_manifest_parse("f", text,
							     sizeof(text) - 1,
							     policy, 1, diag),
					 is_digit ? 0 : -EINVAL);
			if (!is_digit) {
				ck_assert_uint_eq(
					csec_diag_record(diag, 0)->col, at + 1);
				csec_diag_free(diag);
				diag = csec_diag_create();
				continue;
			}
			ck_assert_uint_eq(
				policy->rules[policy->nr_rules - 1]
							.sha256[at / 2] >>
						(at & 1 ? 0 : 4) &
					0xf,
				byte <= '9' ? byte - '0' :
					      (byte | 0x20) - 'a' + 10);
		}
		csec_diag_free(diag);
		csec_policy_free(policy);
	}
}
END_TEST

START_TEST(test_long_path)
{
	struct csec_policy *policy = csec_policy_create("p");
	struct csec_diag *diag = csec_diag_create();
	char text[66 + CSEC_PATH_MAX + 1];

	memcpy(text, D "  /", 67);
	memset(text + 67, 'a', sizeof(text) - 67);
	ck_assert_int_eq(csec_manifest_parse("f", text, sizeof(text) - 1,
					     policy, 1, diag),
			 0);
	ck_assert_int_eq(csec_manifest_parse("f", text, sizeof(text), policy, 1,
					     diag),
			 -EINVAL);
	csec_diag_free(diag);
	csec_policy_free(policy);
}
END_TEST

START_TEST(test_many_errors)
{
	struct csec_policy *policy = csec_policy_create("p");
	struct csec_diag *diag = csec_diag_create();
	char *text = malloc(100000);
	int i;

	for (i = 0; i < 100000; i++)
		text[i] = i & 1 ? '\n' : 'x';
	ck_assert_int_eq(csec_manifest_parse("f", text, 100000, policy, 1,
					     diag),
			 -EINVAL);
	ck_assert_uint_eq(csec_diag_size(diag), 21);
	ck_assert_uint_eq(csec_diag_count(diag, CSEC_SEVERITY_ERROR), 20);
	ck_assert_str_eq(csec_diag_record(diag, 20)->message,
			 "there may be more errors");
	free(text);
	csec_diag_free(diag);
	csec_policy_free(policy);
}
END_TEST

START_TEST(test_file)
{
	struct csec_policy *policy = csec_policy_create("p");
	struct csec_diag *diag = csec_diag_create();

	ck_assert_int_eq(csec_manifest_read("/no/p.yaml", "such", policy, 1,
					    diag),
			 -ENOENT);
	ck_assert_int_eq(csec_manifest_read("/p.yaml", "tmp", policy, 1, diag),
			 -EISDIR);
	ck_assert_uint_eq(csec_diag_size(diag), 2);
	csec_diag_free(diag);
	csec_policy_free(policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("manifest");
	TCase *tcase = tcase_create("manifest");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_text, 0,
			    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tcase, test_digits);
	tcase_add_test(tcase, test_long_path);
	tcase_add_test(tcase, test_many_errors);
	tcase_add_test(tcase, test_file);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
