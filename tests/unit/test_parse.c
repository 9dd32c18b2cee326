// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of ctl/parse*: texts in tests/policies, and hostile ones here
 */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "file.h"
#include "format.h"
#include "parse.h"
#include "policy.h"
#include "text.h"

#define HEAD                                                         \
	"apiVersion: csec/v1\nkind: Policy\nmetadata: {name: web}\n" \
	"mode: enforce\nmatch:\n  - cgroup: /a\n"

enum {
	FILES_MAX = 1024
};

static char *files[2][FILES_MAX];
static int nr_files[2];
static const char *const directories[] = { SRCDIR "/tests/policies/bad",
					   SRCDIR "/tests/policies/good" };

static struct csec_policy_set *set;
static struct csec_diag *diag;

static void setup(void)
{
	set = csec_policy_set_create();
	diag = csec_diag_create();
	ck_assert_ptr_nonnull(set);
	ck_assert_ptr_nonnull(diag);
}

static void teardown(void)
{
	csec_policy_set_free(set);
	csec_diag_free(diag);
}

static int parse(const char *text)
{
	return csec_parse_text("t.yaml", text, strlen(text), set, diag);
}

/* The errors as "line:col: message" lines, escaped. */
static char *errors(void)
{
	char *text = NULL, *message;
	size_t len, i;
	FILE *file = open_memstream(&text, &len);

	for (i = 0; i < csec_diag_size(diag); i++) {
		const struct csec_diag_record *record =
			csec_diag_record(diag, i);

		if (record->severity != CSEC_SEVERITY_ERROR || !record->line)
			continue;
		message = csec_text_plain_dup(record->message,
					      strlen(record->message));
		fprintf(file, "%u:%u: %s\n", record->line, record->col,
			message);
		free(message);
	}
	fclose(file);
	return text;
}

START_TEST(test_bad)
{
	const char *path = files[0][_i];
	char *want, *err_path, *got;
	size_t len;

	ck_assert_msg(csec_parse_file(path, set, diag) < 0, "%s: accepted",
		      path);
	ck_assert_uint_eq(set->nr, 0);
	err_path = strdup(path);
	strcpy(strrchr(err_path, '.'), ".err");
	ck_assert_int_eq(csec_file_read(err_path, 1 << 20, &want, &len), 0);
	got = errors();
	/* A manifest has errors of its own in front. */
	ck_assert_msg(!strcmp(got, want), "%s:\ngot\n%swant\n%s", path, got,
		      want);
	free(want);
	free(got);
	free(err_path);
}
END_TEST

static void check_round_trip(enum csec_out_format format)
{
	struct csec_policy_set *again = csec_policy_set_create();
	char *text;
	size_t i;

	for (i = 0; i < set->nr; i++) {
		text = csec_format_text(set->policies[i], format);
		ck_assert_ptr_nonnull(text);
		ck_assert_msg(!csec_parse_text("again.yaml", text, strlen(text),
					       again, diag),
			      "not accepted again:\n%s", text);
		free(text);
	}
	ck_assert(csec_policy_set_equal(set, again));
	csec_policy_set_free(again);
}

START_TEST(test_good)
{
	const char *path = files[1][_i];

	ck_assert_msg(!csec_parse_file(path, set, diag), "%s: refused", path);
	ck_assert_uint_eq(csec_diag_size(diag), 0);
	ck_assert_uint_ge(set->nr, 1);
	check_round_trip(CSEC_OUT_YAML);
	check_round_trip(CSEC_OUT_JSON);
}
END_TEST

START_TEST(test_values)
{
	const struct csec_policy *policy;
	const struct csec_rule *rule;

	ck_assert_int_eq(csec_parse_file(SRCDIR
					 "/tests/policies/good/full.yaml",
					 set, diag),
			 0);
	policy = csec_policy_set_find(set, "web");
	ck_assert_ptr_nonnull(policy);
	ck_assert_str_eq(policy->labels[0], "team=shop");
	ck_assert_int_eq(policy->mode, CSEC_MODE_ENFORCE);
	ck_assert_uint_eq(policy->nr_matches, 2);
	ck_assert_uint_eq(policy->matches[0].line, 6);
	ck_assert_int_eq(policy->matches[1].type, CSEC_MATCH_CONTAINER_NAME);
	ck_assert_uint_eq(policy->max_processes, 64);
	ck_assert_uint_eq(policy->max_threads, 512);
	ck_assert_uint_eq(policy->fork_rate, 50);
	ck_assert_uint_eq(policy->fork_burst, 200);
	ck_assert_int_eq(policy->on_bomb, CSEC_ON_BOMB_KILL);
	ck_assert_int_eq(policy->exec_default, CSEC_ACTION_DENY);
	ck_assert_int_eq(policy->exec_libraries, CSEC_LIBRARIES_IMAGE);
	/* Three rules and two lines of the manifest. */
	ck_assert_uint_eq(csec_policy_count(policy, CSEC_SECTION_EXEC), 5);
	rule = &policy->rules[1];
	ck_assert_str_eq(rule->path, "/usr/bin/python3.11");
	ck_assert_uint_eq(rule->nr_scripts, 1);
	ck_assert_str_eq(rule->scripts[0], "/app/**");
	ck_assert_uint_eq(rule->line, 20);
	ck_assert_uint_eq(policy->rules[2].sha256[0], 0x9f);
	ck_assert_uint_gt(csec_policy_count(policy, CSEC_SECTION_SHELL_CLASS),
			  20);
	ck_assert_uint_eq(policy->cap_deny, 1ull << 21 | 1ull << 16);
}
END_TEST

START_TEST(test_presets)
{
	const struct csec_policy *policy;

	ck_assert_int_eq(parse(HEAD "preset: [forkbomb, revshell, fileless, "
				    "inject, drift]\n"
				    "processes: {threads: 100}\n"
				    "exec: {default: deny, allow: [{path: "
				    "/a}]}\n"),
			 0);
	policy = set->policies[0];
	ck_assert_uint_eq(policy->max_threads, 100);
	ck_assert_uint_eq(policy->max_processes, 100);
	ck_assert_int_eq(policy->exec_default, CSEC_ACTION_DENY);
	ck_assert_int_eq(policy->exec_drift, CSEC_ACTION_DENY);
	ck_assert_int_eq(policy->shell_bind, CSEC_ACTION_DENY);
	ck_assert_int_eq(policy->jit_default, CSEC_ACTION_DENY);
	ck_assert_int_eq(policy->inject_default, CSEC_INJECT_DENY);
}
END_TEST

/* fileless says less about injection than the preset of that name, in any order. */
static const struct {
	const char *text;
	enum csec_inject inject;
} fileless[] = {
	{ HEAD "preset: [fileless]\n", CSEC_INJECT_CHILDREN },
	{ HEAD "preset: [fileless, inject]\n", CSEC_INJECT_DENY },
	{ HEAD "preset: [inject, fileless]\n", CSEC_INJECT_DENY },
	{ HEAD "preset: [fileless]\ninject: {default: allow}\n",
	  CSEC_INJECT_ALLOW },
};

START_TEST(test_preset_fileless)
{
	ck_assert_int_eq(parse(fileless[_i].text), 0);
	ck_assert_int_eq(set->policies[0]->jit_default, CSEC_ACTION_DENY);
	ck_assert_int_eq(set->policies[0]->inject_default, fileless[_i].inject);
}
END_TEST

/* Text that is one piece repeated: what it costs is bounded. */
static const struct {
	const char *head;
	const char *piece;
	size_t times;
	const char *expected;
} hostile[] = {
	{ "", "[", 100000, "a policy must be a mapping" },
	{ "", "{a: ", 100000, "nested too deeply" },
	{ "", "- ", 100000, "a policy must be a mapping" },
	{ "a: ", "\n- ", 100000, NULL },
	{ "", "? ", 100000, "a key must not begin with '?'" },
	{ HEAD "exec: ", "[", 100000, "nested too deeply" },
	{ HEAD "exec: ", "{exec: ", 100000, "nested too deeply" },
	{ "", "a", 16 << 20, "the line is longer than 1048576 bytes" },
	{ "[", "a,", 8 << 20, "the line is longer than 1048576 bytes" },
	{ "", "%", 16 << 20, "directives are not allowed" },
	{ "", "%A\n", 1 << 20, "directives are not allowed" },
	{ "", "a: b\n", 1 << 20, "too many keys" },
	{ "", "? a\n", 1 << 20, "a key must not begin with '?'" },
	{ "", "- a\n", 1 << 20, "a policy must be a mapping" },
	{ "", "---\n", 1 << 20, "too many documents" },
	{ "", "#\n", 1 << 20, "empty document" },
	{ "", "\n", 1 << 20, "empty document" },
	{ "", " ", 1 << 20, "empty document" },
	{ "", "\t\n", 1 << 18, NULL },
	{ "a: [\n", " a,\n", 1 << 16, NULL },
	{ "a: |\n", " x\n", 1 << 20, "unknown key 'a' in 'policy'" },
	{ "", "&a ", 10000, NULL },
	{ "", "!a ", 10000, NULL },
	{ "", "*a ", 10000, NULL },
	{ "", "'a\n\n", 10000, NULL },
	{ "\r", "%\r", 100, "directives are not allowed" },
	{ "", "\x80", 10, "invalid UTF-8 (byte 0x80)" },
};

START_TEST(test_hostile)
{
	const size_t head = strlen(hostile[_i].head);
	const size_t piece = strlen(hostile[_i].piece);
	const size_t len = head + piece * hostile[_i].times;
	const struct csec_diag_record *record;
	char *text = malloc(len + 1);
	size_t i;

	memcpy(text, hostile[_i].head, head + 1);
	for (i = 0; i < hostile[_i].times; i++)
		memcpy(text + head + i * piece, hostile[_i].piece, piece);
	text[len] = '\0';
	ck_assert_int_eq(csec_parse_text("t", text, len, set, diag), -EINVAL);
	record = csec_diag_record(diag, 0);
	ck_assert_ptr_nonnull(record);
	if (hostile[_i].expected)
		ck_assert_str_eq(record->message, hostile[_i].expected);
	free(text);
}
END_TEST

/* What libfyaml 0.7.12 corrupts its memory over, without and with its '?'. */
static const struct {
	const char *text;
	const char *expected;
} crashes[] = {
	{ "? /:\t?", "a key must not begin with '?'" },
	{ "?\t/:\t|", "a key must not begin with '?'" },
	{ "a:\n  - ? b:\t>", "a key must not begin with '?'" },
	{ "- - ? \"a\":\t?", "a key must not begin with '?'" },
	{ "a\r : ? [a]:\t:", "a key must not begin with '?'" },
	{ "?", "a key must not begin with '?'" },
	{ "a: b\n  c: ? /:\t?", "a tab must not stand between ':' and '?'" },
	{ "[a], ? /: \t ?", "a tab must not stand between ':' and '?'" },
	{ "x ? /:\t:", "a tab must not stand between ':' and ':'" },
	{ "x ? /:\t-", "a tab must not stand between ':' and '-'" },
	{ "x ? /:\t-\t", "a tab must not stand between ':' and '-'" },
};

START_TEST(test_crashes)
{
	ck_assert_int_eq(parse(crashes[_i].text), -EINVAL);
	ck_assert_str_eq(csec_diag_record(diag, 0)->message,
			 crashes[_i].expected);
}
END_TEST

START_TEST(test_size)
{
	const size_t len = CSEC_PARSE_SIZE_MAX + 1;
	char *text = calloc(1, len);

	ck_assert_int_eq(csec_parse_text("t", text, len, set, diag), -EFBIG);
	free(text);
}
END_TEST

/* Bytes of a valid policy, each replaced by each of some nasty ones. */
START_TEST(test_mutations)
{
	static const char bytes[] = "\0\n\t \"'#&*![]{}:,-?|>%@`\\\xff\xc3";
	static const char good[] = HEAD
		"exec: {default: deny, allow: [{path: /a}]}\n";
	char text[sizeof(good)];
	size_t i, j;

	for (i = 0; i < sizeof(good) - 1; i++) {
		for (j = 0; j < sizeof(bytes) - 1; j++) {
			memcpy(text, good, sizeof(good));
			text[i] = bytes[j];
			if (csec_parse_text("t", text, sizeof(good) - 1, set,
					    diag))
				ck_assert_uint_ge(csec_diag_size(diag), 1);
			teardown();
			setup();
		}
	}
}
END_TEST

/*
 * Every prefix of a policy is parsed or refused, in memory that ends with it,
 * with each kind of line end.
 */
START_TEST(test_prefixes)
{
	static const char ends[] = "\n\r";
	char *text, *copy;
	size_t len, i, j;

	ck_assert_int_eq(csec_file_read(SRCDIR "/tests/policies/good/full.yaml",
					1 << 20, &text, &len),
			 0);
	for (i = 1; i < len; i++) {
		copy = malloc(i);
		memcpy(copy, text, i);
		for (j = 0; j < i; j++)
			copy[j] = copy[j] == '\n' ? ends[_i] : copy[j];
		csec_parse_text(SRCDIR "/tests/policies/good/x.yaml", copy, i,
				set, diag);
		free(copy);
		teardown();
		setup();
	}
	free(text);
}
END_TEST

START_TEST(test_many_rules)
{
	const struct csec_policy *policy;
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);
	int i;

	fputs(HEAD "exec:\n  default: deny\n  allow:\n", file);
	for (i = 0; i < 100000; i++)
		fprintf(file, "    - path: /opt/%d\n", i);
	fclose(file);
	ck_assert_int_eq(csec_parse_text("t", text, len, set, diag), 0);
	policy = set->policies[0];
	ck_assert_uint_eq(policy->nr_rules, 100000);
	ck_assert_str_eq(policy->rules[99999].path, "/opt/99999");
	ck_assert_uint_eq(policy->rules[99999].line, 100009);
	free(text);
}
END_TEST

static void write_globs(char **text, int nr)
{
	size_t len;
	FILE *file = open_memstream(text, &len);
	int i;

	fputs(HEAD "memory: {jit: {default: deny, allow: [\n", file);
	for (i = 0; i < nr; i++)
		fprintf(file, "  /opt/%d/*,\n", i);
	fputs("  ]}}\n", file);
	fclose(file);
}

START_TEST(test_globs_limit)
{
	char *text;

	write_globs(&text, CSEC_NR_GLOBS_MAX);
	ck_assert_int_eq(parse(text), 0);
	free(text);
	teardown();
	setup();
	write_globs(&text, CSEC_NR_GLOBS_MAX + 1);
	ck_assert_int_eq(parse(text), -EINVAL);
	ck_assert_str_eq(csec_diag_record(diag, 0)->message,
			 "more than 4096 rules of the policy are globs");
	free(text);
}
END_TEST

START_TEST(test_all_or_nothing)
{
	const struct csec_policy *first;

	ck_assert_int_eq(parse(HEAD), 0);
	first = set->policies[0];
	ck_assert_int_eq(parse("---\napiVersion: csec/v1\nkind: Policy\n"
			       "metadata: {name: db}\nmode: audit\n"
			       "match: [{cgroup: /b}]\n---\n" HEAD),
			 -EEXIST);
	ck_assert_uint_eq(set->nr, 1);
	ck_assert_ptr_eq(set->policies[0], first);
}
END_TEST

static void put_file(const char *directory, const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

START_TEST(test_directory)
{
	char directory[] = "/tmp/csec-parse-XXXXXX";
	char command[128];
	char *paths[] = { directory };

	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(csec_parse_paths(paths, 1, set, diag), -ENOENT);
	put_file(directory, "b.yaml", HEAD);
	put_file(directory, "a.json",
		 "{\"apiVersion\": \"csec/v1\", \"kind\": \"Policy\", "
		 "\"metadata\": {\"name\": \"db\"}, \"mode\": \"audit\", "
		 "\"match\": [{\"cgroup\": \"/b\"}]}");
	put_file(directory, ".hidden.yaml", "nonsense");
	put_file(directory, "readme.txt", "nonsense");
	ck_assert_int_eq(csec_parse_paths(paths, 1, set, diag), 0);
	ck_assert_uint_eq(set->nr, 2);
	ck_assert_str_eq(set->policies[0]->name, "db");
	ck_assert_str_eq(set->policies[1]->name, "web");
	put_file(directory, "0.yml", "nonsense");
	ck_assert_int_eq(csec_parse_paths(paths, 1, set, diag), -EINVAL);
	ck_assert_uint_eq(set->nr, 2);
	ck_assert_int_eq(csec_parse_file(directory, set, diag), -EISDIR);
	ck_assert_int_eq(csec_parse_path("/no/such", set, diag), -ENOENT);
	ck_assert_int_eq(csec_parse_path("/dev/null", set, diag), -ENOEXEC);
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	ck_assert_int_eq(system(command), 0);
}
END_TEST

static int is_yaml(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".json"));
}

static void list_files(int which)
{
	struct dirent **entries;
	int nr = scandir(directories[which], &entries, is_yaml, alphasort);
	int i;

	for (i = 0; i < nr && i < FILES_MAX; i++) {
		if (asprintf(&files[which][i], "%s/%s", directories[which],
			     entries[i]->d_name) < 0)
			abort();
		free(entries[i]);
	}
	free(entries);
	nr_files[which] = i;
}

int main(void)
{
	Suite *suite = suite_create("parse");
	TCase *tcase = tcase_create("parse");
	SRunner *runner;
	int failed, i;

	list_files(0);
	list_files(1);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 300);
	tcase_add_loop_test(tcase, test_bad, 0, nr_files[0]);
	tcase_add_loop_test(tcase, test_good, 0, nr_files[1]);
	tcase_add_test(tcase, test_values);
	tcase_add_test(tcase, test_presets);
	tcase_add_loop_test(tcase, test_preset_fileless, 0,
			    sizeof(fileless) / sizeof(fileless[0]));
	tcase_add_loop_test(tcase, test_hostile, 0,
			    sizeof(hostile) / sizeof(hostile[0]));
	tcase_add_loop_test(tcase, test_crashes, 0,
			    sizeof(crashes) / sizeof(crashes[0]));
	tcase_add_test(tcase, test_size);
	tcase_add_test(tcase, test_mutations);
	tcase_add_loop_test(tcase, test_prefixes, 0, 2);
	tcase_add_test(tcase, test_many_rules);
	tcase_add_test(tcase, test_globs_limit);
	tcase_add_test(tcase, test_all_or_nothing);
	tcase_add_test(tcase, test_directory);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	for (i = 0; i < nr_files[0]; i++)
		free(files[0][i]);
	for (i = 0; i < nr_files[1]; i++)
		free(files[1][i]);
	return failed ? 1 : 0;
}
