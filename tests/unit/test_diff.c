// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of the difference of two policies
 */
#include "diff.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "parse.h"
#include "policy.h"

#define HEAD \
	"apiVersion: csec/v1\nkind: Policy\nmetadata: {name: web%s}\nmode: %s\n"
#define SHA256 \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct csec_policy_set *parse(const char *labels, const char *mode,
				     const char *body)
{
	struct csec_policy_set *set = csec_policy_set_create();
	struct csec_diag *diag = csec_diag_create();
	char text[2048];
	int len;

	len = snprintf(text, sizeof(text), HEAD "%s", labels, mode, body);
	if (csec_parse_text("test", text, (size_t)len, set, diag)) {
		csec_diag_flush(diag);
		ck_abort_msg("%s", text);
	}
	csec_diag_free(diag);
	return set;
}

/* All changes, one a line. */
static void compare(struct csec_policy_set *old, struct csec_policy_set *new,
		    char *text, size_t size)
{
	struct csec_diff diff;
	size_t used = 0;

	ck_assert_int_eq(
		csec_diff_run(old->policies[0], new->policies[0], &diff), 0);
	text[0] = '\0';
	for (size_t i = 0; i < diff.nr; i++) {
		const struct csec_change *change = &diff.changes[i];

		ck_assert(!memcmp(change->line + change->key_len, ": ", 2));
		used += (size_t)snprintf(text + used, size - used, "%c%s\n",
					 change->is_added ? '+' : '-',
					 change->line);
		ck_assert_uint_lt(used, size);
	}
	ck_assert_int_eq(!diff.nr,
			 csec_policy_equal(old->policies[0], new->policies[0]));
	csec_diff_clear(&diff);
	csec_policy_set_free(old);
	csec_policy_set_free(new);
}

static const struct {
	const char *old;
	const char *new;
	const char *changes;
} cases[] = {
	{ "match: [{cgroup: /a}]\nprocesses: {max: 64}\n",
	  "processes: {max: 64}\nmatch:\n  - cgroup: /a\n", "" },
	{ "match: [{cgroup: /a}, {cgroup: /b}]\nexec: {default: deny, allow: "
	  "[{path: /x}, {path: /y}]}\n",
	  "match: [{cgroup: /b}, {cgroup: /a}]\nexec: {default: deny, allow: "
	  "[{path: /y}, {path: /x}]}\n",
	  "" },
	{ "match: [{cgroup: /a}]\nprocesses: {max: 64}\n",
	  "match: [{cgroup: /b}]\nprocesses: {max: 65, "
	  "forkRate: {perSecond: 5}}\n",
	  "-match: cgroup: \"/a\"\n+match: cgroup: \"/b\"\n"
	  "+processes.forkRate.perSecond: 5\n"
	  "-processes.max: 64\n+processes.max: 65\n" },
	{ "match: [{container: {name: a}}]\nshells: {reverse: deny}\n",
	  "match: [{container: {image: a}}]\n"
	  "shells: {reverse: deny, class: [/bin/b\"]}\n",
	  "-match: container.name: \"a\"\n+match: container.image: \"a\"\n"
	  "+shells.class: \"/bin/b\\x22\"\n" },
	{ "match: [{cgroup: /a}]\nexec: {default: deny, allow: [{path: /x}]}\n",
	  "match: [{cgroup: /a}]\nexec: {default: deny, allow: [{path: /x, "
	  "sha256: " SHA256 ", scripts: [/s, \"/t*\"], inline: allow}, "
	  "{path: /box, applets: [ls, cat]}]}\n",
	  "-exec.allow: {path: \"/x\"}\n"
	  "+exec.allow: {path: \"/box\", applets: [ls, cat]}\n"
	  "+exec.allow: {path: \"/x\", sha256: " SHA256
	  ", scripts: [\"/s\", \"/t*\"], inline: allow}\n" },
	{ "match: [{cgroup: /a}]\ninject: {default: deny, "
	  "allow: [{from: /g, to: any}]}\n",
	  "match: [{cgroup: /a}]\ninject: {default: children, "
	  "allow: [{from: /g, to: /h}]}\n",
	  "-inject.allow: {from: \"/g\", to: \"any\"}\n"
	  "+inject.allow: {from: \"/g\", to: \"/h\"}\n"
	  "-inject.default: deny\n+inject.default: children\n" },
	{ "match: [{cgroup: /a}]\ncapabilities: {default: allow, "
	  "deny: [SYS_ADMIN, BPF]}\n",
	  "match: [{cgroup: /a}]\ncapabilities: {default: allow, "
	  "deny: [SYS_PTRACE, BPF]}\n",
	  "-capabilities.deny: SYS_ADMIN\n+capabilities.deny: SYS_PTRACE\n" },
};

START_TEST(test_changes)
{
	char text[1024];

	compare(parse("", "audit", cases[_i].old),
		parse("", "audit", cases[_i].new), text, sizeof(text));
	ck_assert_str_eq(text, cases[_i].changes);
}
END_TEST

START_TEST(test_head)
{
	const char *body = "match: [{cgroup: /a}]\nprocesses: {max: 64}\n";
	char text[1024];

	compare(parse(", labels: {a: b}", "audit", body),
		parse(", labels: {a: c}", "enforce", body), text, sizeof(text));
	ck_assert_str_eq(text, "-metadata.labels: \"a=b\"\n"
			       "+metadata.labels: \"a=c\"\n"
			       "-mode: audit\n+mode: enforce\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("diff");
	TCase *tc = tcase_create("diff");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, test_changes, 0,
			    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tc, test_head);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
