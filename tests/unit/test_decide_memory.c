// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of kmod/decide_memory.c and kmod/policy_origins.c
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../kmod/decide.h"
#include "../../kmod/decide_memory.h"
#include "../../kmod/policy.h"
#include "kernel/shim.h"

enum {
	NONE = -1,
	ALLOW = CSEC_ACTION_ALLOW,
	DENY = CSEC_ACTION_DENY,
	ANY = CSEC_LIBRARIES_ANY,
	IMAGE = CSEC_LIBRARIES_IMAGE,
	LISTED = CSEC_LIBRARIES_LISTED,
};

/* Flags of an image. */
enum {
	A = CSEC_IMAGE_ALLOWED,
	L = CSEC_IMAGE_ALLOWED | CSEC_IMAGE_LISTED,
	D = CSEC_IMAGE_DRIFTED,
	P = CSEC_IMAGE_PROGRAM,
	B = CSEC_IMAGE_LIBRARY,
	J = CSEC_IMAGE_JIT,
	X = CSEC_IMAGE_EXEC_STACK,
	E = CSEC_IMAGE_EXEMPT,
	F = CSEC_IMAGE_ELF,
};

/* Actions and libraries, or NONE: absent. */
struct setup {
	int exec_default;
	int drift;
	int libraries;
	int jit;
};

struct place_case {
	const char *name;
	bool expected;
	const char *why;
};

struct fault_case {
	struct setup setup;
	u32 flags;
	enum csec_reason exec;
	enum csec_reason map;
	const char *why;
};

struct map_case {
	struct setup setup;
	int file; /* flags or NONE: no file */
	const char *how; /* letters: generated, own, runtime */
	u32 program;
	enum csec_reason reason;
	const char *why;
};

static void add_rule(struct csec_policy *policy, u32 section, const char *path)
{
	const struct csec_rule_spec spec = {
		.section = section,
		.path = path,
		.line = 7,
		.inline_action = -1,
	};

	ck_assert_int_eq(csec_policy_add_rule(policy, &spec), 0);
}

static void set(struct csec_policy *policy, enum csec_policy_attr attr,
		int value)
{
	if (value != NONE)
		ck_assert_int_eq(csec_policy_set(policy, attr, value), 0);
}

static struct csec_policy *begin(const struct setup *setup)
{
	struct csec_policy *policy = csec_policy_create("p");

	ck_assert(!IS_ERR(policy));
	ck_assert_int_eq(csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/c"),
			 0);
	set(policy, CSEC_POLICY_A_MODE, CSEC_MODE_ENFORCE);
	set(policy, CSEC_POLICY_A_EXEC_DEFAULT, setup->exec_default);
	set(policy, CSEC_POLICY_A_EXEC_DRIFT, setup->drift);
	set(policy, CSEC_POLICY_A_EXEC_LIBRARIES, setup->libraries);
	set(policy, CSEC_POLICY_A_JIT_DEFAULT, setup->jit);
	return policy;
}

static struct csec_policy *seal(struct csec_policy *policy)
{
	const char *why;

	ck_assert_int_eq(csec_policy_seal(policy, &why), 0);
	return policy;
}

static void drop(struct csec_policy *policy)
{
	csec_policy_put(policy);
	rcu_barrier();
	ck_assert_int_eq(shim_nr_live(), 0);
}

#define R(name) CSEC_REASON_##name

/* clang-format off */
static const struct place_case place_cases[] = {
	{ "/usr/lib/x86_64-linux-gnu/libc.so.6", true, "the C library" },
	{ "/usr/local/bundle/gems/x/x.so", true, "all of /usr" },
	{ "/lib/ld-musl-x86_64.so.1", true, "/lib without merged /usr" },
	{ "/lib64/ld-linux-x86-64.so.2", true, "/lib64" },
	{ "/opt/x/lib/a.so",		true,	"a lib somewhere" },
	{ "/srv/v/lib/python3.11/site-packages/n/n.so", true, "deep below a lib" },
	{ "/nix/store/x/libexec/y",	true,	"libexec" },
	{ "/opt/app/libapp.so",		true,	"beside a listed program" },
	{ "/opt/app/plugins/p.so",	false,	"below the directory of one" },
	{ "/opt/x.so",			false,	"above it" },
	{ "/opt/corpus/denied/m.so",	false,	"anywhere else" },
	{ "/opt/appx/libapp.so",	false,	"a longer directory" },
	{ "/opt/ap/libapp.so",		false,	"a shorter one" },
	{ "/tmp/lib",			false,	"a file called lib" },
	{ "/tmp/libx/a.so",		false,	"a directory that begins so" },
	{ "/tmp/mylib/a.so",		false,	"and one that ends so" },
	{ "/var/lib/db/data/1.so",	false,	"data of a program" },
	{ "/var/lib/a.so",		false,	"beside it" },
	{ "/var/lib/app/venv/lib/a.so",	true,	"a lib below it" },
	{ "/var/lib/lib/a.so",		true,	"whatever it is called" },
	{ "/srv/var/lib/a.so",		true,	"another one" },
	{ "/usr/a.so",			true,	"in /usr" },
	{ "/usrx/a.so",			false,	"beside /usr" },
	{ "/a.so",			false,	"in the root" },
	{ "/usrx/a.so",			false,	"not /usr" },
	{ "/lib.so",			false,	"in the root" },
	{ "/srv/globbed/a.so",		false,	"a glob lists no directory" },
	{ "/srv/jit/a.so",		false,	"nor does another list" },
};

static const struct fault_case fault_cases[] = {
	/* exec, drift, libraries, jit */
	{ { NONE, NONE, NONE, NONE }, A | D | P, R(NONE), R(NONE), "nothing asked" },
	{ { ALLOW, NONE, NONE, NONE }, A | D | P, R(NONE), R(NONE), "all allowed" },
	{ { ALLOW, DENY, NONE, NONE }, A | D, R(DRIFT), R(DRIFT), "drift alone" },
	{ { NONE, DENY, NONE, NONE }, A | D, R(DRIFT), R(DRIFT), "drift without exec" },
	{ { ALLOW, DENY, NONE, NONE }, A | P, R(NONE), R(NONE), "drift alone, of the image" },
	{ { ALLOW, ALLOW, NONE, NONE }, A | D, R(NONE), R(NONE), "drift allowed" },
	{ { DENY, DENY, NONE, NONE }, L | D, R(DRIFT), R(DRIFT), "listed and changed" },
	{ { DENY, DENY, NONE, NONE }, D, R(DRIFT), R(DRIFT), "drift comes first" },
	{ { DENY, NONE, NONE, NONE }, L | P, R(NONE), R(NONE), "listed program" },
	{ { DENY, NONE, NONE, NONE }, L | D | P, R(NONE), R(NONE), "listed, drift not asked" },
	{ { DENY, NONE, NONE, NONE }, B, R(NOT_ALLOWED), R(NONE), "a library is no program" },
	{ { DENY, NONE, NONE, NONE }, B | P, R(NOT_ALLOWED), R(NOT_ALLOWED), "a program among libraries" },
	{ { DENY, NONE, NONE, NONE }, B | D, R(NOT_ALLOWED), R(LIBRARY), "a library that came later" },
	{ { DENY, NONE, NONE, NONE }, 0, R(NOT_ALLOWED), R(LIBRARY), "an object anywhere else" },
	{ { DENY, NONE, ANY, NONE }, D, R(NOT_ALLOWED), R(NONE), "any library" },
	{ { DENY, NONE, ANY, NONE }, P, R(NOT_ALLOWED), R(NOT_ALLOWED), "any library, a program" },
	{ { DENY, DENY, ANY, NONE }, D, R(DRIFT), R(DRIFT), "any library, not drift" },
	{ { DENY, NONE, LISTED, NONE }, B, R(NOT_ALLOWED), R(LIBRARY), "listed only" },
	{ { DENY, NONE, LISTED, NONE }, L, R(NONE), R(NONE), "listed" },
	{ { ALLOW, NONE, IMAGE, NONE }, A | P, R(NONE), R(NONE), "programs are not judged" },
	{ { ALLOW, NONE, IMAGE, NONE }, A, R(NONE), R(LIBRARY), "libraries are" },
	{ { ALLOW, NONE, LISTED, NONE }, A | B, R(NONE), R(LIBRARY), "listed, default allow" },
	{ { ALLOW, NONE, NONE, DENY }, A | X, R(EXECUTABLE_MEMORY), R(NONE), "an executable stack" },
	{ { ALLOW, NONE, NONE, DENY }, A | X | J, R(NONE), R(NONE), "which it may have" },
	{ { ALLOW, NONE, NONE, ALLOW }, A | X, R(NONE), R(NONE), "which all may have" },
	{ { DENY, NONE, NONE, DENY }, X, R(NOT_ALLOWED), R(LIBRARY), "not allowed comes first" },
};

static const struct map_case map_cases[] = {
	{ { NONE, NONE, NONE, DENY }, NONE, "g", A, R(EXECUTABLE_MEMORY), "anonymous" },
	{ { NONE, NONE, NONE, DENY }, NONE, "g", J, R(NONE), "anonymous, by right" },
	{ { NONE, NONE, NONE, ALLOW }, NONE, "g", A, R(NONE), "all may" },
	{ { NONE, NONE, NONE, NONE }, NONE, "g", A, R(NONE), "no word about it" },
	{ { DENY, DENY, NONE, NONE }, NONE, "g", A, R(NONE), "nor by the exec list" },
	{ { DENY, NONE, NONE, NONE }, D, "g", A, R(LIBRARY), "a memfd is judged as a file" },
	{ { ALLOW, DENY, NONE, NONE }, A | D, "g", A, R(DRIFT), "and as drift" },
	{ { DENY, DENY, NONE, DENY }, D, "g", L, R(EXECUTABLE_MEMORY), "a memfd, jit denied" },
	{ { DENY, DENY, NONE, DENY }, D, "g", L | J, R(NONE), "a memfd, by right" },
	{ { DENY, DENY, NONE, DENY }, L, "og", L, R(EXECUTABLE_MEMORY), "own file, written to" },
	{ { DENY, DENY, NONE, DENY }, D, "o", L, R(NONE), "own file" },
	{ { DENY, DENY, NONE, DENY }, D, "r", L, R(NONE), "library of a runtime" },
	{ { DENY, DENY, NONE, DENY }, NONE, "rg", L, R(EXECUTABLE_MEMORY), "a runtime makes no code" },
	{ { DENY, DENY, NONE, DENY }, D, "", L | J, R(DRIFT), "the right is not one to drift" },
	{ { DENY, DENY, NONE, DENY }, D | F, "g", L | J, R(DRIFT), "nor to a library in a memfd" },
	{ { DENY, NONE, NONE, ALLOW }, D | F, "g", L, R(LIBRARY), "which all may make code for" },
	{ { DENY, NONE, NONE, ALLOW }, D, "g", L, R(NONE), "code in a memfd, all may" },
	{ { DENY, NONE, NONE, DENY }, L | F, "g", L | J, R(NONE), "a listed library, written to, by right" },
	{ { ALLOW, NONE, NONE, DENY }, A | F, "g", A | J, R(NONE), "any library in a memfd, by right" },
	{ { DENY, NONE, NONE, DENY }, B | F, "", L, R(NONE), "a library" },
	{ { NONE, NONE, NONE, DENY }, A | F, "", A, R(NONE), "a library, memory alone" },
	{ { NONE, NONE, NONE, DENY }, A | F | P, "", A, R(NONE), "a program, memory alone" },
	{ { NONE, NONE, NONE, DENY }, A, "", A, R(EXECUTABLE_MEMORY), "code in a plain file" },
	{ { NONE, NONE, NONE, DENY }, A, "", A | J, R(NONE), "code in a plain file, by right" },
	{ { NONE, NONE, NONE, DENY }, A, "o", A, R(NONE), "own file, of another format" },
	{ { NONE, NONE, NONE, DENY }, A, "r", A, R(NONE), "a runtime's, of another format" },
	{ { NONE, NONE, NONE, ALLOW }, A, "", A, R(NONE), "code in a plain file, all may" },
	{ { ALLOW, NONE, NONE, NONE }, A, "", A, R(NONE), "code in a plain file, no word about it" },
	{ { DENY, NONE, NONE, DENY }, L, "", L, R(NONE), "code in a listed file" },
	{ { DENY, DENY, NONE, DENY }, D, "", L, R(DRIFT), "code in a plain file, drift comes first" },
	{ { DENY, NONE, NONE, DENY }, B, "", L, R(EXECUTABLE_MEMORY), "data among libraries" },
};
/* clang-format on */

START_TEST(test_library_place)
{
	static const struct setup setup = { DENY, NONE, NONE, DENY };
	const struct place_case *c = &place_cases[_i];
	const struct csec_file_names names = { 1, { c->name } };
	const struct csec_file_facts facts = {};
	struct csec_policy *policy = begin(&setup);
	struct csec_image image;

	add_rule(policy, CSEC_SECTION_EXEC, "/opt/app/app");
	add_rule(policy, CSEC_SECTION_EXEC, "/opt/app/other");
	add_rule(policy, CSEC_SECTION_EXEC, "/entry");
	add_rule(policy, CSEC_SECTION_EXEC, "/srv/globbed/x*");
	add_rule(policy, CSEC_SECTION_JIT, "/srv/jit/x");
	seal(policy);
	csec_decide_image(policy, &names, &image);
	csec_decide_facts(policy, &names, &facts, &image);
	ck_assert_msg(!(image.flags & B) == !c->expected, "%s", c->why);
	drop(policy);
}
END_TEST

/* Whose move to where gives names, of the rules of test_gives_names. */
static const struct {
	struct setup setup;
	const char *from;
	const char *to;
	bool expected;
} move_cases[] = {
	{ { DENY, DENY, NONE, NONE }, "/usr/t", "/opt/app", true },
	{ { DENY, DENY, NONE, NONE }, "/srv/t", "/opt/app/x", true },
	{ { DENY, DENY, NONE, NONE }, "/srv/t", "/opt", true },
	{ { DENY, DENY, NONE, NONE }, "/srv/t", "/opt/appx", false },
	{ { DENY, DENY, NONE, NONE }, "/opt/app/x", "/srv/t", true },
	{ { DENY, DENY, NONE, NONE }, "/srv/t", "/jit", true },
	/* where libraries are */
	{ { DENY, NONE, NONE, NONE }, "/srv/t", "/usr/t", true },
	{ { DENY, NONE, NONE, NONE }, "/srv/t", "/srv/lib", true },
	{ { DENY, NONE, NONE, NONE }, "/srv/t", "/srv/lib/t", true },
	{ { DENY, NONE, NONE, NONE }, "/srv/t", "/entry", true },
	{ { DENY, NONE, NONE, NONE }, "/srv/t", "/var/lib/t", false },
	{ { DENY, NONE, NONE, NONE }, "/var", "/srv/v", true },
	{ { DENY, NONE, NONE, NONE }, "/var/t", "/srv/v", false },
	/* where they are any, drift asks for listed names only */
	{ { DENY, DENY, ANY, NONE }, "/srv/t", "/srv/lib", false },
	{ { DENY, DENY, ANY, NONE }, "/srv/t", "/opt/app/x", true },
	/* what was there at the start does not count */
	{ { DENY, NONE, ANY, NONE }, "/srv/t", "/opt/app/x", false },
	/* for a right it does */
	{ { NONE, NONE, NONE, NONE }, "/srv/t", "/jit", true },
	{ { NONE, NONE, NONE, NONE }, "/srv/t", "/from", true },
	{ { NONE, NONE, NONE, NONE }, "/srv/t", "/to", true },
	{ { NONE, NONE, NONE, NONE }, "/login", "/srv/t", true },
	{ { NONE, NONE, NONE, NONE }, "/srv/t", "/", true },
	{ { NONE, NONE, NONE, NONE }, "/srv/t", "/srv/u", false },
	{ { NONE, NONE, NONE, NONE }, "/var", "/srv/u", false },
	/* and for a listed script */
	{ { DENY, DENY, ANY, NONE }, "/srv/t", "/script/x", true },
};

START_TEST(test_gives_names)
{
	struct csec_policy *policy = begin(&move_cases[_i].setup);
	const struct csec_file_names from = { 1, { move_cases[_i].from } };
	const struct csec_file_names to = { 1, { move_cases[_i].to } };
	const struct csec_file_names none = { 0 };
	const struct csec_rule_spec inject = {
		.section = CSEC_SECTION_INJECT,
		.path = "/from/x",
		.path_to = "/to/x",
		.inline_action = -1,
	};
	const struct csec_rule_spec interpreter = {
		.section = CSEC_SECTION_EXEC,
		.path = "/entry/sh",
		.scripts = { "/other", "/script/*.sh", "/script/**" },
		.nr_scripts = 3,
		.inline_action = -1,
	};

	set(policy, CSEC_POLICY_A_JIT_DEFAULT, DENY);
	if (move_cases[_i].setup.exec_default != NONE) {
		add_rule(policy, CSEC_SECTION_EXEC, "/opt/app/**");
		add_rule(policy, CSEC_SECTION_EXEC, "/entry/main");
	}
	add_rule(policy, CSEC_SECTION_JIT, "/jit/x");
	set(policy, CSEC_POLICY_A_INJECT_DEFAULT, CSEC_INJECT_DENY);
	ck_assert_int_eq(csec_policy_add_rule(policy, &inject), 0);
	if (move_cases[_i].setup.exec_default != NONE)
		ck_assert_int_eq(csec_policy_add_rule(policy, &interpreter), 0);
	set(policy, CSEC_POLICY_A_SHELL_REVERSE, DENY);
	add_rule(policy, CSEC_SECTION_SHELL_EXEMPT, "/login/sshd");
	seal(policy);
	ck_assert(csec_decide_gives_names(policy, &from, &to) ==
		  move_cases[_i].expected);
	ck_assert(!csec_decide_gives_names(policy, &none, &none));
	drop(policy);
}
END_TEST

/* A file that drifted has no right by its name. */
START_TEST(test_facts)
{
	static const struct setup setup = { DENY, DENY, LISTED, DENY };
	static const struct csec_file_names names = { 2, { "/a", "/usr/j" } };
	struct csec_file_facts facts = { true, true, true, true };
	struct csec_policy *policy = begin(&setup);
	struct csec_image image;

	add_rule(policy, CSEC_SECTION_JIT, "/usr/*");
	set(policy, CSEC_POLICY_A_SHELL_REVERSE, DENY);
	add_rule(policy, CSEC_SECTION_SHELL_EXEMPT, "/usr/j");
	seal(policy);
	csec_decide_image(policy, &names, &image);
	csec_decide_facts(policy, &names, &facts, &image);
	ck_assert_uint_eq(image.flags, D | F | P | X);
	facts.is_drifted = false;
	csec_decide_image(policy, &names, &image);
	csec_decide_facts(policy, &names, &facts, &image);
	ck_assert_uint_eq(image.flags, F | P | X | J | E);
	drop(policy);
}
END_TEST

/* Each list of rights makes the policy ask what a file was at the start. */
START_TEST(test_rights)
{
	static const u32 sections[] = { CSEC_SECTION_JIT, CSEC_SECTION_INJECT,
					CSEC_SECTION_SHELL_EXEMPT,
					CSEC_SECTION_SHELL_CLASS };
	static const struct setup setup = { NONE, NONE, NONE, DENY };
	struct csec_policy *policy = begin(&setup);

	set(policy, CSEC_POLICY_A_INJECT_DEFAULT, CSEC_INJECT_DENY);
	set(policy, CSEC_POLICY_A_SHELL_REVERSE, DENY);
	add_rule(policy, sections[_i], "/usr/*");
	seal(policy);
	ck_assert(csec_decide_needs_drift(policy) == (_i < 3));
	drop(policy);
}
END_TEST

START_TEST(test_faults)
{
	const struct fault_case *c = &fault_cases[_i];
	const struct csec_image image = { .flags = c->flags };
	struct csec_policy *policy = seal(begin(&c->setup));

	ck_assert_msg(csec_decide_exec_fault(policy, &image) == c->exec,
		      "%s: exec", c->why);
	ck_assert_msg(csec_decide_map_fault(policy, &image) == c->map,
		      "%s: map", c->why);
	drop(policy);
}
END_TEST

START_TEST(test_map)
{
	const struct map_case *c = &map_cases[_i];
	const struct csec_image program = { .flags = c->program };
	const struct csec_image file = { .flags = c->file, .line = 9 };
	const struct csec_mapping mapping = {
		.file = c->file == NONE ? NULL : &file,
		.is_generated = strchr(c->how, 'g'),
		.is_own = strchr(c->how, 'o'),
		.is_runtime = strchr(c->how, 'r'),
	};
	struct csec_policy *policy = seal(begin(&c->setup));
	struct csec_decision decision;

	csec_decide_map(policy, &mapping, &program, &decision);
	ck_assert_msg(decision.reason == c->reason, "%s", c->why);
	ck_assert_int_eq(decision.verdict, c->reason == R(NONE) ?
						   CSEC_VERDICT_ALLOW :
						   CSEC_VERDICT_DENY);
	drop(policy);
}
END_TEST

/* What only asks for nothing costs nothing. */
START_TEST(test_needs)
{
	static const struct {
		struct setup setup;
		bool drift;
		bool elf;
	} cases[] = {
		{ { NONE, NONE, NONE, NONE }, false, false },
		{ { ALLOW, NONE, NONE, NONE }, false, false },
		{ { ALLOW, DENY, NONE, NONE }, true, false },
		{ { DENY, NONE, NONE, NONE }, true, true },
		{ { DENY, NONE, ANY, NONE }, false, true },
		{ { DENY, NONE, LISTED, NONE }, false, true },
		{ { NONE, NONE, NONE, DENY }, false, true },
		{ { NONE, DENY, NONE, ALLOW }, true, true },
	};
	struct csec_policy *policy = seal(begin(&cases[_i].setup));

	ck_assert(csec_decide_needs_drift(policy) == cases[_i].drift);
	ck_assert(csec_decide_needs_elf(policy) == cases[_i].elf);
	drop(policy);
}
END_TEST

/* Enough directories for the table to grow several times. */
START_TEST(test_many_origins)
{
	enum {
		NR = 1000
	};
	static const struct setup setup = { DENY, NONE, NONE, NONE };
	struct csec_policy *policy = begin(&setup);
	char path[64];
	int i;

	for (i = 0; i < NR; i++) {
		snprintf(path, sizeof(path), "/srv/d%d/a", i);
		add_rule(policy, CSEC_SECTION_EXEC, path);
		add_rule(policy, CSEC_SECTION_EXEC, strcat(path, "b"));
	}
	seal(policy);
	for (i = 0; i < NR; i++) {
		snprintf(path, sizeof(path), "/srv/d%d", i);
		ck_assert(csec_policy_lists_in(policy, path, strlen(path)));
	}
	ck_assert(!csec_policy_lists_in(policy, "/srv", 4));
	ck_assert(!csec_policy_lists_in(policy, "/srv/d1000", 10));
	ck_assert_uint_eq(1U << policy->origin_bits, 2048);
	drop(policy);
}
END_TEST

START_TEST(test_no_memory)
{
	static const struct setup setup = { DENY, NONE, NONE, NONE };
	struct csec_policy *policy = begin(&setup);
	const char *why;

	add_rule(policy, CSEC_SECTION_EXEC, "/opt/a");
	add_rule(policy, CSEC_SECTION_EXEC, "/opt/b*");
	shim_fail_allocation(_i);
	ck_assert_int_eq(csec_policy_seal(policy, &why), -ENOMEM);
	shim_fail_allocation(0);
	ck_assert_int_eq(csec_policy_seal(policy, &why), 0);
	ck_assert(csec_policy_lists_in(policy, "/opt", 4));
	drop(policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decide_memory");
	TCase *tcase = tcase_create("decide_memory");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, test_library_place, 0,
			    sizeof(place_cases) / sizeof(*place_cases));
	tcase_add_loop_test(tcase, test_gives_names, 0,
			    sizeof(move_cases) / sizeof(*move_cases));
	tcase_add_test(tcase, test_facts);
	tcase_add_loop_test(tcase, test_rights, 0, 4);
	tcase_add_loop_test(tcase, test_faults, 0,
			    sizeof(fault_cases) / sizeof(*fault_cases));
	tcase_add_loop_test(tcase, test_map, 0,
			    sizeof(map_cases) / sizeof(*map_cases));
	tcase_add_loop_test(tcase, test_needs, 0, 8);
	tcase_add_test(tcase, test_many_origins);
	tcase_add_loop_test(tcase, test_no_memory, 1, 4);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
