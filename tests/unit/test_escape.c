// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of kmod/decide_escape.c
 */
#include <check.h>
#include <stdlib.h>

#include "../../kmod/decide_escape.h"
#include "kernel/shim.h"

enum {
	NONE = -1,
	ALLOW = CSEC_ACTION_ALLOW,
	DENY = CSEC_ACTION_DENY,
};

static void set(struct csec_policy *policy, enum csec_policy_attr attr,
		long long value)
{
	if (value != NONE)
		ck_assert_int_eq(csec_policy_set(policy, attr, value), 0);
}

static struct csec_policy *create(void)
{
	struct csec_policy *policy = csec_policy_create("p");

	ck_assert(!IS_ERR(policy));
	ck_assert_int_eq(csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/c"),
			 0);
	set(policy, CSEC_POLICY_A_MODE, CSEC_MODE_ENFORCE);
	return policy;
}

static struct csec_policy *seal(struct csec_policy *policy)
{
	const char *why;

	ck_assert_int_eq(csec_policy_seal(policy, &why), 0);
	return policy;
}

static const struct {
	enum csec_kernel_fs fs;
	const char *path;
	bool is_of_host;
} files[] = {
	{ CSEC_KERNEL_FS_NONE, "/sys/kernel/core_pattern", false },
	{ CSEC_KERNEL_FS_HOST, "/register", true },
	{ CSEC_KERNEL_FS_PROC, "/sys/kernel/core_pattern", true },
	{ CSEC_KERNEL_FS_PROC, "/sys/kernel/modprobe", true },
	{ CSEC_KERNEL_FS_PROC, "/sys/kernel/hotplug", true },
	{ CSEC_KERNEL_FS_PROC, "/sys/kernel/usermodehelper/bset", true },
	{ CSEC_KERNEL_FS_PROC, "/sys/kernel/semx", true },
	{ CSEC_KERNEL_FS_PROC, "/sys/kernel/sem", false },
	{ CSEC_KERNEL_FS_PROC, "/sys/kernel/hostname", false },
	{ CSEC_KERNEL_FS_PROC, "/sys/kernel/shm_rmid_forced", false },
	{ CSEC_KERNEL_FS_PROC, "/sys/vm/mmap_min_addr", true },
	{ CSEC_KERNEL_FS_PROC, "/sys/fs/suid_dumpable", true },
	{ CSEC_KERNEL_FS_PROC, "/sys/fs/mqueue/msg_max", false },
	{ CSEC_KERNEL_FS_PROC, "/sys/fs/mqueue", true },
	{ CSEC_KERNEL_FS_PROC, "/sys/net/ipv4/ip_forward", false },
	{ CSEC_KERNEL_FS_PROC, "/sys/net/core/bpf_jit_harden", true },
	{ CSEC_KERNEL_FS_PROC, "/sys/netfoo", true },
	{ CSEC_KERNEL_FS_PROC, "/sys/user/max_user_namespaces", false },
	{ CSEC_KERNEL_FS_PROC, "/sysrq-trigger", true },
	{ CSEC_KERNEL_FS_PROC, "/kcore", true },
	{ CSEC_KERNEL_FS_PROC, "/irq/1/smp_affinity", true },
	{ CSEC_KERNEL_FS_PROC, "/pressure/cpu", false },
	{ CSEC_KERNEL_FS_PROC, "/1/oom_score_adj", false },
	{ CSEC_KERNEL_FS_PROC, "/42/task/43/comm", false },
	{ CSEC_KERNEL_FS_PROC, "/", true },
	{ CSEC_KERNEL_FS_SYSFS, "/kernel/uevent_helper", true },
	{ CSEC_KERNEL_FS_SYSFS, "/kernel/mm/ksm/run", false },
	{ CSEC_KERNEL_FS_SYSFS, "/module/firmware_class/parameters/path",
	  true },
	{ CSEC_KERNEL_FS_SYSFS, "/power/state", true },
	{ CSEC_KERNEL_FS_SYSFS, "/devices/virtual/net/lo/mtu", false },
	{ CSEC_KERNEL_FS_SYSFS, "/block/sda/queue/scheduler", false },
	{ CSEC_KERNEL_FS_CGROUP1, "/release_agent", true },
	{ CSEC_KERNEL_FS_CGROUP1, "/a/b/notify_on_release", true },
	{ CSEC_KERNEL_FS_CGROUP1, "/a/cgroup.procs", false },
	{ CSEC_KERNEL_FS_CGROUP1, "/release_agent/tasks", false },
};

START_TEST(test_is_of_host)
{
	ck_assert_msg(csec_decide_is_of_host(files[_i].fs, files[_i].path) ==
			      files[_i].is_of_host,
		      "%s", files[_i].path);
}
END_TEST

static const struct {
	int escape;
	long long allow;
	int inject;
	bool is_over;
	int reason;
	bool asks;
	const char *why;
} mounts[] = {
	{ NONE, NONE, NONE, true, CSEC_REASON_NONE, false, "no section" },
	{ DENY, NONE, NONE, false, CSEC_REASON_ESCAPE, true, "deny" },
	{ DENY, NONE, CSEC_INJECT_DENY, true, CSEC_REASON_ESCAPE, true,
	  "deny comes first" },
	{ DENY, 1 << CSEC_ESCAPE_MOUNT, NONE, true, CSEC_REASON_NONE, false,
	  "the right" },
	{ DENY, 1 << CSEC_ESCAPE_BPF, NONE, false, CSEC_REASON_ESCAPE, true,
	  "another right" },
	{ DENY, 1 << CSEC_ESCAPE_MOUNT, CSEC_INJECT_DENY, true,
	  CSEC_REASON_NONE, true, "the right, with inject" },
	{ ALLOW, NONE, CSEC_INJECT_DENY, true, CSEC_REASON_NONE, true,
	  "escape allows it" },
	{ NONE, NONE, CSEC_INJECT_DENY, true, CSEC_REASON_KERNEL_HELPER, true,
	  "inject" },
	{ NONE, NONE, CSEC_INJECT_CHILDREN, true, CSEC_REASON_KERNEL_HELPER,
	  true, "inject: children" },
	{ NONE, NONE, CSEC_INJECT_DENY, false, CSEC_REASON_NONE, true,
	  "inject, elsewhere" },
	{ NONE, NONE, CSEC_INJECT_ALLOW, true, CSEC_REASON_NONE, false,
	  "inject: allow" },
};

START_TEST(test_decide_mount)
{
	struct csec_policy *policy = create();
	struct csec_decision decision;

	set(policy, CSEC_POLICY_A_ESCAPE_DEFAULT, mounts[_i].escape);
	set(policy, CSEC_POLICY_A_ESCAPE_ALLOW, mounts[_i].allow);
	set(policy, CSEC_POLICY_A_INJECT_DEFAULT, mounts[_i].inject);
	seal(policy);
	csec_decide_mount(policy, mounts[_i].is_over, &decision);
	ck_assert_msg((int)decision.reason == mounts[_i].reason, "%s",
		      mounts[_i].why);
	ck_assert_msg(csec_decide_asks_mount(policy) == mounts[_i].asks, "%s",
		      mounts[_i].why);
	csec_policy_put(policy);
}
END_TEST

static const struct {
	int escape;
	long long allow;
	int inject;
	bool is_tracing;
	int reason;
	const char *why;
} programs[] = {
	{ NONE, NONE, NONE, true, CSEC_REASON_NONE, "no section" },
	{ DENY, NONE, NONE, false, CSEC_REASON_ESCAPE, "deny" },
	{ DENY, NONE, CSEC_INJECT_DENY, true, CSEC_REASON_ESCAPE,
	  "deny comes first" },
	{ DENY, 1 << CSEC_ESCAPE_BPF, CSEC_INJECT_DENY, true, CSEC_REASON_NONE,
	  "the right" },
	{ DENY, 1 << CSEC_ESCAPE_MOUNT, CSEC_INJECT_DENY, true,
	  CSEC_REASON_ESCAPE, "another right" },
	{ ALLOW, NONE, CSEC_INJECT_DENY, true, CSEC_REASON_NONE,
	  "escape allows it" },
	{ NONE, NONE, CSEC_INJECT_DENY, true, CSEC_REASON_INJECTION, "inject" },
	{ NONE, NONE, CSEC_INJECT_CHILDREN, true, CSEC_REASON_INJECTION,
	  "inject: children" },
	{ NONE, NONE, CSEC_INJECT_DENY, false, CSEC_REASON_NONE,
	  "inject, what sees packets" },
	{ NONE, NONE, CSEC_INJECT_ALLOW, true, CSEC_REASON_NONE,
	  "inject: allow" },
};

START_TEST(test_decide_bpf)
{
	struct csec_policy *policy = create();
	struct csec_decision decision;

	set(policy, CSEC_POLICY_A_ESCAPE_DEFAULT, programs[_i].escape);
	set(policy, CSEC_POLICY_A_ESCAPE_ALLOW, programs[_i].allow);
	set(policy, CSEC_POLICY_A_INJECT_DEFAULT, programs[_i].inject);
	seal(policy);
	csec_decide_bpf(policy, programs[_i].is_tracing, &decision);
	ck_assert_msg((int)decision.reason == programs[_i].reason, "%s",
		      programs[_i].why);
	csec_policy_put(policy);
}
END_TEST

static const struct {
	int exec;
	const char *path;
	int escape;
	long long allow;
	int reason;
	bool is_program;
	const char *why;
} requests[] = {
	{ NONE, NULL, NONE, NONE, CSEC_REASON_NONE, false, "no section" },
	{ ALLOW, NULL, NONE, NONE, CSEC_REASON_NONE, false, "exec: allow" },
	{ DENY, NULL, NONE, NONE, CSEC_REASON_NOT_ALLOWED, true, "no list" },
	{ DENY, "/bin/sh", NONE, NONE, CSEC_REASON_NOT_ALLOWED, true,
	  "not listed" },
	{ DENY, "/sbin/modprobe", NONE, NONE, CSEC_REASON_NONE, false,
	  "listed" },
	{ DENY, "/usr/bin/k*", NONE, NONE, CSEC_REASON_NONE, false,
	  "listed by a pattern" },
	{ DENY, NULL, ALLOW, NONE, CSEC_REASON_NONE, false,
	  "escape allows it" },
	{ DENY, NULL, DENY, 1 << CSEC_ESCAPE_MODULE, CSEC_REASON_NONE, false,
	  "the right" },
	{ DENY, "/usr/bin/kmod", DENY, NONE, CSEC_REASON_ESCAPE, false,
	  "escape denies it" },
	{ NONE, NULL, DENY, NONE, CSEC_REASON_ESCAPE, false,
	  "escape denies it, no list" },
};

START_TEST(test_decide_module_request)
{
	const struct csec_rule_spec spec = {
		.section = CSEC_SECTION_EXEC,
		.path = requests[_i].path,
		.inline_action = -1,
	};
	struct csec_policy *policy = create();
	struct csec_decision decision;
	const char *program;

	set(policy, CSEC_POLICY_A_EXEC_DEFAULT, requests[_i].exec);
	set(policy, CSEC_POLICY_A_ESCAPE_DEFAULT, requests[_i].escape);
	set(policy, CSEC_POLICY_A_ESCAPE_ALLOW, requests[_i].allow);
	if (spec.path)
		ck_assert_int_eq(csec_policy_add_rule(policy, &spec), 0);
	seal(policy);
	program = csec_decide_module_request(policy, &decision);
	ck_assert_msg((int)decision.reason == requests[_i].reason, "%s",
		      requests[_i].why);
	ck_assert_msg(!!program == requests[_i].is_program, "%s",
		      requests[_i].why);
	ck_assert_msg(csec_decide_asks_module_request(policy) ||
			      !requests[_i].reason,
		      "%s", requests[_i].why);
	csec_policy_put(policy);
}
END_TEST

START_TEST(test_escape_rights)
{
	struct csec_policy *policy = create();
	unsigned int right;

	set(policy, CSEC_POLICY_A_ESCAPE_DEFAULT, DENY);
	set(policy, CSEC_POLICY_A_ESCAPE_ALLOW, 1ULL << _i);
	seal(policy);
	for (right = 0; right < __CSEC_ESCAPE_MAX; right++)
		ck_assert_int_eq(csec_decide_escape_denies(policy, right),
				 right != (unsigned int)_i);
	csec_policy_put(policy);
}
END_TEST

START_TEST(test_capabilities)
{
	static const struct {
		int action;
		u64 allow, deny, denied;
	} rows[] = {
		{ ALLOW, 0, 0, 0 },    { ALLOW, 0, 5, 5 },
		{ DENY, 0, 0, ~0ULL }, { DENY, 3, 0, ~3ULL },
		{ DENY, 3, 1, ~2ULL },
	};
	unsigned int i, cap;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct csec_policy *policy = create();

		set(policy, CSEC_POLICY_A_CAP_DEFAULT, rows[i].action);
		set(policy, CSEC_POLICY_A_CAP_ALLOW, rows[i].allow);
		set(policy, CSEC_POLICY_A_CAP_DENY, rows[i].deny);
		seal(policy);
		for (cap = 0; cap < 64; cap++)
			ck_assert_int_eq(csec_decide_denies_capability(policy,
								       cap),
					 rows[i].denied >> cap & 1);
		ck_assert(!csec_decide_denies_capability(policy, 64));
		csec_policy_put(policy);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("escape");
	TCase *tcase = tcase_create("escape");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, test_is_of_host, 0,
			    sizeof(files) / sizeof(files[0]));
	tcase_add_loop_test(tcase, test_decide_mount, 0,
			    sizeof(mounts) / sizeof(mounts[0]));
	tcase_add_loop_test(tcase, test_decide_bpf, 0,
			    sizeof(programs) / sizeof(programs[0]));
	tcase_add_loop_test(tcase, test_decide_module_request, 0,
			    sizeof(requests) / sizeof(requests[0]));
	tcase_add_loop_test(tcase, test_escape_rights, 0, __CSEC_ESCAPE_MAX);
	tcase_add_test(tcase, test_capabilities);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
