// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of ctl/lint*.c and ctl/glob.c
 */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "glob.h"
#include "lint.h"
#include "parse.h"
#include "policy.h"

#define P(name, selector)                             \
	"---\napiVersion: csec/v1\nkind: Policy\n"    \
	"metadata: {name: " name "}\nmode: enforce\n" \
	"match:\n - " selector "\n"
#define ONE(tail) P("web", "cgroup: /a") tail
#define TWO(a, b)                                         \
	P("x", "cgroup: \"" a "\"")                       \
	"shells: {reverse: deny}\n" P("y", "cgroup: \"" b \
					   "\"") "shells: {reverse: deny}\n"
#define SAFE "shells: {reverse: deny}\n"
#define LISTED "exec: {default: deny, drift: deny, libraries: listed, "
#define DIGEST                             \
	"0123456789abcdef0123456789abcdef" \
	"0123456789abcdef0123456789abcdef"

static const struct {
	const char *text;
	const char *expected; /* checks with a space behind each */
	const char *why;
} cases[] = {
	{ ONE("exec: {default: deny, drift: deny, allow: [{path: /x}]}\n"), "",
	  "the recommended form" },
	{ ONE(""), "policy_without_effect reverse_shell_open ", "nothing" },
	{ ONE("processes: {max: 1}\n"), "reverse_shell_open ", "shells open" },
	{ ONE(SAFE), "", "shells only" },
	{ ONE("preset: [forkbomb, revshell, fileless, inject, drift]\n"), "",
	  "all presets" },
	{ ONE(SAFE "processes: {max: 10, threads: 5}\n"), "limit_unreachable ",
	  "max above threads" },
	{ ONE(SAFE "processes: {max: 5, threads: 5}\n"), "", "equal" },
	{ ONE(SAFE "processes: {forkRate: {perSecond: 5, burst: 4}}\n"),
	  "burst_below_rate ", "burst" },
	{ ONE(SAFE "processes: {onBomb: kill}\n"), "bomb_without_limit ",
	  "no limit" },
	{ ONE("exec: {default: deny, allow: [{path: /x}]}\n"),
	  "deny_without_drift ", "no drift" },
	{ ONE("exec: {default: deny, drift: allow, allow: [{path: /x}]}\n"),
	  "deny_without_drift ", "drift allowed" },
	{ ONE("exec: {default: deny, drift: deny}\n"), "nothing_allowed ",
	  "no rules" },
	{ ONE(SAFE "exec: {default: allow, allow: [{path: /x}]}\n"),
	  "allow_without_deny ", "useless list" },
	{ ONE("exec: {default: deny, drift: deny, allow: [{path: "
	      "/usr/bin/python3}]}\n"),
	  "interpreter_without_scripts ", "interpreter" },
	{ ONE("exec: {default: deny, drift: deny, allow: [{path: "
	      "/usr/bin/python3, inline: allow}]}\n"),
	  "", "interpreter on purpose" },
	{ ONE("exec: {default: deny, drift: deny, allow: [{path: "
	      "/usr/bin/python3, scripts: [/app/**], inline: allow}]}\n"),
	  "inline_defeats_scripts ", "inline" },
	{ ONE("exec: {default: deny, drift: deny, allow: [{path: "
	      "/tmp/x}]}\n"),
	  "rule_writable ", "anybody can write there" },
	{ ONE("exec: {default: deny, drift: deny, allow: [{path: /**}]}\n"),
	  "rule_allows_all ", "everything" },
	{ ONE("exec: {default: deny, drift: deny, allow: [{path: /x}, "
	      "{path: /x}]}\n"),
	  "rule_duplicate ", "twice" },
	{ ONE(LISTED "allow: [{path: /o/x}, {path: /o/*}]}\n"),
	  "rule_shadowed ", "below a glob" },
	{ ONE(LISTED "allow: [{path: '/o/\\[x'}, {path: /o/*}]}\n"),
	  "rule_shadowed ", "escaped, below a glob" },
	{ ONE(LISTED "allow: [{path: /o/p/x}, {path: /o/*}]}\n"), "",
	  "not below that glob" },
	{ ONE(LISTED "allow: [{path: /o/x, sha256: " DIGEST
		     "}, {path: /o/*}]}\n"),
	  "", "a digest binds, whatever a glob says" },
	{ ONE("exec: {default: deny, drift: deny, allow: [{path: /o/x}, "
	      "{path: /o/*}]}\n"),
	  "", "the directory of /o/x counts, that of the glob does not" },
	{ ONE(LISTED "writes: deny, allow: [{path: /o/x}, {path: /o/*}]}\n"),
	  "", "nothing is mounted over the directory of /o/x" },
	{ ONE(SAFE "exec: {default: allow}\n"
		   "memory: {jit: {default: deny, allow: [/o/x, /o/*]}}\n"),
	  "rule_shadowed jit_without_inject ", "jit, below a glob" },
	{ ONE(SAFE "memory: {jit: {default: deny}}\n"), "jit_without_inject ",
	  "jit alone" },
	{ ONE(SAFE
	      "memory: {jit: {default: deny}}\ninject: {default: allow}\n"),
	  "jit_without_inject ", "jit, injection allowed" },
	{ ONE(SAFE
	      "memory: {jit: {default: deny}}\ninject: {default: children}\n"),
	  "jit_with_children ", "jit, and children" },
	{ ONE(SAFE "memory: {jit: {default: deny}}\ninject: {default: deny}\n"),
	  "", "jit, and nobody" },
	{ ONE(SAFE "memory: {jit: {default: allow}}\n"), "", "jit allowed" },
	{ ONE(SAFE "preset: [fileless]\n"), "jit_with_children ",
	  "the preset" },
	{ ONE("exec: {default: allow}\n"
	      "shells: {reverse: deny, class: [/bin/sh, '/bin/s*']}\n"),
	  "", "shells are known by file, too" },
	{ ONE("exec: {default: deny, drift: deny, allow: [{path: /o/x}, "
	      "{path: /o/x, sha256: " DIGEST "}]}\n"),
	  "rule_shadowed ", "digest without effect" },
	{ ONE("exec: {default: allow}\nshells: {exempt: [/x]}\n"),
	  "reverse_shell_open section_without_effect ", "empty shells" },
	{ ONE(SAFE "memory: {jit: {default: allow, allow: [/x]}}\n"),
	  "allow_without_deny ", "jit" },
	{ ONE(SAFE "inject: {default: allow, allow: [{from: /x, to: any}]}\n"),
	  "allow_without_deny ", "inject" },
	{ ONE(SAFE "capabilities: {default: allow, allow: [KILL]}\n"),
	  "list_without_effect ", "allow" },
	{ ONE(SAFE "capabilities: {default: deny, deny: [KILL]}\n"),
	  "list_without_effect ", "deny" },
	{ ONE(SAFE "capabilities: {default: deny, allow: [KILL], "
		   "deny: [KILL]}\n"),
	  "list_without_effect capability_conflict ", "both" },
	{ P("web", "cgroup: /") SAFE, "selector_whole_host ", "root" },
	{ P("web", "cgroup: /**") SAFE, "selector_whole_host ", "all" },
	{ TWO("/s/a", "/s/a"), "selector_tie ", "same path" },
	{ TWO("/s/a", "/s/b"), "", "other path" },
	{ TWO("/s/a*", "/s/a*"), "selector_tie ", "same glob" },
	{ TWO("/s/*a", "/s/a*"), "selector_tie ", "/s/a is both" },
	{ TWO("/s/*a", "/s/ab*"), "", "the longer one is more specific" },
	{ TWO("/s/a*", "/s/b*"), "", "nothing is both" },
	{ TWO("/s/*/x", "/s/x/*"), "selector_tie ", "/s/x/x is both" },
	{ TWO("/s/[ab]", "/s/[bc]"), "selector_tie ", "/s/b is both" },
	{ TWO("/s/[ab]", "/s/[cd]"), "", "sets without a common member" },
	{ TWO("/s/a", "/s/a*"), "", "a path is more specific" },
	{ P("x", "container: {name: a}") SAFE P("y", "container: {name: a}")
		  SAFE,
	  "selector_tie ", "same name" },
	{ P("x", "container: {name: a}") SAFE P("y", "container: {image: a}")
		  SAFE,
	  "", "other property" },
};

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The order of findings is not part of the contract. */
static void sort_words(char *text)
{
	char *copy = strdup(text), *words[32], *word, *save = NULL;
	size_t nr = 0, i;

	for (word = strtok_r(copy, " ", &save); word;
	     word = strtok_r(NULL, " ", &save))
		words[nr++] = word;
	qsort(words, nr, sizeof(words[0]), compare_text);
	text[0] = '\0';
	for (i = 0; i < nr; i++) {
		strcat(text, words[i]);
		strcat(text, " ");
	}
	free(copy);
}

START_TEST(test_findings)
{
	struct csec_policy_set *set = csec_policy_set_create();
	struct csec_diag *diag = csec_diag_create();
	struct csec_findings findings;
	char got[512] = "", want[512];
	size_t i;

	ck_assert_int_eq(csec_parse_text("t", cases[_i].text,
					 strlen(cases[_i].text), set, diag),
			 0);
	ck_assert_int_eq(csec_lint_run(set, &findings), 0);
	for (i = 0; i < findings.nr; i++) {
		strcat(got, findings.findings[i].check);
		strcat(got, " ");
		ck_assert_uint_gt(findings.findings[i].line, 0);
	}
	strcpy(want, cases[_i].expected);
	sort_words(got);
	sort_words(want);
	ck_assert_msg(!strcmp(got, want), "%s: got %s", cases[_i].why, got);
	csec_lint_report(&findings, diag);
	ck_assert_uint_eq(csec_diag_size(diag), findings.nr);
	ck_assert_uint_eq(csec_diag_count(diag, CSEC_SEVERITY_ERROR),
			  findings.nr_of[CSEC_SEVERITY_ERROR]);
	csec_lint_clear(&findings);
	csec_policy_set_free(set);
	csec_diag_free(diag);
}
END_TEST

/* Reads what @write writes, and looks at it. */
static struct csec_policy_set *lint_text(void (*write)(FILE *file),
					 struct csec_findings *findings)
{
	struct csec_policy_set *set = csec_policy_set_create();
	struct csec_diag *diag = csec_diag_create();
	size_t len;
	char *text;
	FILE *file = open_memstream(&text, &len);

	write(file);
	fclose(file);
	ck_assert_int_eq(csec_parse_text("t", text, len, set, diag), 0);
	ck_assert_int_eq(csec_lint_run(set, findings), 0);
	csec_diag_free(diag);
	free(text);
	return set;
}

static bool has_check(const struct csec_findings *findings, const char *check)
{
	size_t i;

	for (i = 0; i < findings->nr; i++) {
		if (!strcmp(findings->findings[i].check, check))
			return true;
	}
	return false;
}

enum {
	NR_TIES = 1000
};

static void write_ties(FILE *file)
{
	int i;

	for (i = 0; i < NR_TIES; i++)
		fprintf(file,
			"---\napiVersion: csec/v1\nkind: Policy\n"
			"metadata: {name: p%d}\nmode: enforce\n"
			"match: [{cgroup: /a}]\n" SAFE,
			i);
}

/* One of each policy but the first; not all of them are kept. */
START_TEST(test_many_ties)
{
	struct csec_findings findings;
	struct csec_policy_set *set = lint_text(write_ties, &findings);
	struct csec_diag *diag = csec_diag_create();
	size_t nr_tied = 0, i;

	ck_assert_uint_eq(findings.nr_of[CSEC_SEVERITY_ERROR], NR_TIES - 1);
	ck_assert_uint_eq(findings.nr, 100);
	ck_assert_uint_eq(findings.nr_left_out, NR_TIES - 1 - 100);
	for (i = 0; i < set->nr; i++)
		nr_tied += findings.errors_of[i] == 1;
	ck_assert_uint_eq(nr_tied, NR_TIES - 1);
	csec_lint_report(&findings, diag);
	ck_assert_str_eq(csec_diag_record(diag, 100)->message,
			 "899 more findings are not listed");
	csec_diag_free(diag);
	csec_lint_clear(&findings);
	csec_policy_set_free(set);
}
END_TEST

/* Lines with texts that only differ at their ends. */
static void write_long(FILE *file, int nr, const char *key, const char *unit,
		       char last)
{
	int i, k;

	for (i = 0; i < nr; i++) {
		fprintf(file, " - {%s: '/", key);
		for (k = 0; k < 2000; k++)
			fputs(unit, file);
		fprintf(file, "%c%02d'}\n", last, i);
	}
}

static void write_long_rules(FILE *file)
{
	fputs(ONE("exec:\n default: deny\n libraries: listed\n"
		  " allow:\n"),
	      file);
	write_long(file, 10, "path", "*a", 'b');
	write_long(file, 100, "path", "aa", 'c');
}

static void write_long_selectors(FILE *file)
{
	fputs(P("x", "cgroup: /x"), file);
	write_long(file, 20, "cgroup", "*a", 'b');
	fputs(SAFE P("y", "cgroup: /y"), file);
	write_long(file, 20, "cgroup", "*a", 'c');
	fputs(SAFE, file);
}

/* What comparing costs does not depend on who wrote the globs. */
START_TEST(test_costly_rules)
{
	struct csec_findings findings;
	struct csec_policy_set *set = lint_text(write_long_rules, &findings);

	ck_assert(has_check(&findings, "rules_skipped"));
	csec_lint_clear(&findings);
	csec_policy_set_free(set);
}
END_TEST

START_TEST(test_costly_selectors)
{
	struct csec_findings findings;
	struct csec_policy_set *set =
		lint_text(write_long_selectors, &findings);

	ck_assert(has_check(&findings, "selectors_skipped"));
	csec_lint_clear(&findings);
	csec_policy_set_free(set);
}
END_TEST

static void write_digests(FILE *file, int nr)
{
	fputs(ONE(LISTED "allow: [\n"), file);
	for (int i = 0; i < nr; i++)
		fprintf(file, " {path: /x, sha256: '%064x'},\n", i);
	/* Neither a glob counts nor what is said again. */
	for (int i = 0; i < 70; i++)
		fprintf(file, " {path: '/\\*', sha256: '%064x'},\n", i);
	fprintf(file, " {path: /x, sha256: '%064x'}]}\n", 0);
}

static void write_64_digests(FILE *file)
{
	write_digests(file, 64);
}

static void write_65_digests(FILE *file)
{
	write_digests(file, 65);
}

static void write_scripts(FILE *file)
{
	fputs(ONE(LISTED "allow: [{path: /x, scripts: ["), file);
	for (int i = 0; i < 64; i++)
		fprintf(file, "%s/%02d%02000d", i ? ",\n " : "", i, 0);
	fputs("]}]}\n", file);
}

static void write_selectors(FILE *file)
{
	fputs(P("x", "cgroup: /x"), file);
	for (int i = 0; i < 63; i++)
		fprintf(file, " - cgroup: /%02d%02000d\n", i, 0);
	fputs(SAFE, file);
}

/* What the kernel refuses of a single policy, whatever else is live. */
static const struct {
	void (*write)(FILE *file);
	const char *check; /* NULL: accepted */
} refused[] = {
	{ write_64_digests, NULL },
	{ write_65_digests, "too_many_digests" },
	{ write_scripts, "rule_too_long" },
	{ write_selectors, "policy_too_long" },
};

START_TEST(test_refused_by_kernel)
{
	struct csec_findings findings;
	struct csec_policy_set *set = lint_text(refused[_i].write, &findings);

	ck_assert_uint_eq(findings.nr_of[CSEC_SEVERITY_ERROR],
			  refused[_i].check ? 1 : 0);
	ck_assert(!refused[_i].check ||
		  has_check(&findings, refused[_i].check));
	csec_lint_clear(&findings);
	csec_policy_set_free(set);
}
END_TEST

static const struct {
	const char *a, *b;
	int expected;
} overlaps[] = {
	{ "/a", "/a", 1 },	  { "/a", "/b", 0 },
	{ "/*", "/a", 1 },	  { "/*", "/a/b", 0 },
	{ "/**", "/a/b", 1 },	  { "/?", "/ab", 0 },
	{ "/??", "/ab", 1 },	  { "/*b", "/a*", 1 },
	{ "/a/**", "/**/b", 1 },  { "/a/*", "/*/b", 1 },
	{ "/a*c", "/ab*d", 0 },	  { "/[a-c]", "/[c-e]", 1 },
	{ "/[!a]", "/a", 0 },	  { "/[!a]", "/[!b]", 1 },
	{ "/\\*", "/*", 1 },	  { "/\\*", "/a", 0 },
	{ "/", "/*", 0 },	  { "/", "/", 1 },
	{ "/**", "/", 0 },	  { "/a/*/c", "/a/**", 1 },
	{ "/a/**/c", "/a/c", 0 }, { "/[]a]", "/\\]", 1 },
	{ "/[!]]", "/\\]", 0 },	  { "/*.scope", "/docker-*", 1 },
	{ "/***", "/a/b", 1 },	  { "/a?c", "/a/c", 0 },
};

START_TEST(test_overlaps)
{
	ck_assert_msg(csec_glob_overlaps(overlaps[_i].a, overlaps[_i].b) ==
			      overlaps[_i].expected,
		      "%s %s", overlaps[_i].a, overlaps[_i].b);
	ck_assert_msg(csec_glob_overlaps(overlaps[_i].b, overlaps[_i].a) ==
			      overlaps[_i].expected,
		      "%s %s", overlaps[_i].b, overlaps[_i].a);
}
END_TEST

/* Two globs as long and as ambiguous as they can be. */
START_TEST(test_overlaps_cost)
{
	char a[CSEC_PATH_MAX + 1], b[CSEC_PATH_MAX + 1];
	int i;

	for (i = 0; i < CSEC_PATH_MAX; i++) {
		a[i] = i & 1 ? '*' : 'a';
		b[i] = i & 1 ? '*' : 'a';
	}
	a[0] = b[0] = '/';
	a[CSEC_PATH_MAX - 1] = 'x';
	b[CSEC_PATH_MAX - 1] = 'y';
	a[CSEC_PATH_MAX] = b[CSEC_PATH_MAX] = '\0';
	ck_assert_int_eq(csec_glob_overlaps(a, b), 0);
}
END_TEST

START_TEST(test_specificity)
{
	ck_assert_uint_eq(csec_glob_specificity("/a*"), 2);
	ck_assert_uint_eq(csec_glob_specificity("/[abc]?**"), 1);
	ck_assert_uint_eq(csec_glob_specificity("/a\\*?"), 3);
	ck_assert_uint_gt(csec_glob_specificity("/"), CSEC_PATH_MAX);
	ck_assert_uint_gt(csec_glob_specificity("/\\*"), CSEC_PATH_MAX);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lint");
	TCase *tcase = tcase_create("lint");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_findings, 0,
			    sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(tcase, test_overlaps, 0,
			    sizeof(overlaps) / sizeof(overlaps[0]));
	tcase_add_test(tcase, test_overlaps_cost);
	tcase_add_test(tcase, test_specificity);
	tcase_add_test(tcase, test_many_ties);
	tcase_add_loop_test(tcase, test_refused_by_kernel, 0,
			    sizeof(refused) / sizeof(refused[0]));
	tcase_add_test(tcase, test_costly_rules);
	tcase_add_test(tcase, test_costly_selectors);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
