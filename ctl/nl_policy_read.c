// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - messages -> policy model
 *
 * The bytes may be hostile: whatever the model could not hold or print is
 * refused, and unknown attributes are skipped.
 */
#include "nl_policy.h"

#include <errno.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include <linux/csec.h>

#include "nl_attr.h"
#include "nl_policy_table.h"
#include "policy.h"

#define NR(table) (sizeof(table) / sizeof((table)[0]))

static int read_u32(const struct nlattr *attr, uint32_t max, uint32_t *value)
{
	if (nla_len(attr) != sizeof(*value))
		return -EBADMSG;
	memcpy(value, nla_data(attr), sizeof(*value));
	return *value > max ? -EBADMSG : 0;
}

static int read_u64(const struct nlattr *attr, uint64_t *value)
{
	if (nla_len(attr) != sizeof(*value))
		return -EBADMSG;
	memcpy(value, nla_data(attr), sizeof(*value));
	return 0;
}

/* What a selector of a message is before it is checked. */
struct raw_match {
	uint32_t type;
	const char *value;
};

static int read_match(struct csec_policy *policy, const struct nlattr *nest)
{
	static const struct csec_nl_field fields[] = {
		[CSEC_MATCH_A_TYPE] = { .kind = CSEC_NL_U32 },
		[CSEC_MATCH_A_VALUE] = { CSEC_NL_STRING,
					 offsetof(struct raw_match, value),
					 CSEC_PATH_MAX },
	};
	struct raw_match match = { 0 };
	uint64_t has;
	int err;

	err = csec_nl_attr_read_nest(nest, fields, NR(fields), &match, &has);
	if (err)
		return err;
	if (!match.value || match.type > CSEC_MATCH_MAX)
		return -EBADMSG;
	return csec_policy_add_match(policy, match.type, match.value, 0);
}

static const struct csec_nl_number *find_number(int attr)
{
	for (size_t i = 0; i < csec_nl_nr_numbers; i++)
		if (csec_nl_numbers[i].attr == attr)
			return &csec_nl_numbers[i];
	return NULL;
}

static int read_number(struct csec_policy *policy, const struct nlattr *attr)
{
	const struct csec_nl_number *n = find_number(nla_type(attr));
	uint32_t value;
	int err;

	if (!n)
		return 0;
	err = read_u32(attr, n->max, &value);
	if (err)
		return err;
	memcpy((char *)policy + n->offset, &value, sizeof(value));
	csec_policy_set_has(policy, n->has);
	return 0;
}

static int read_label(struct csec_policy *policy, const struct nlattr *attr)
{
	const char *label = csec_nl_attr_string(attr, CSEC_LABEL_MAX);

	return label ? csec_policy_add_label(policy, label) : -EBADMSG;
}

static int read_source(struct csec_policy *policy, const struct nlattr *attr)
{
	const char *source = csec_nl_attr_string(attr, CSEC_PATH_MAX);

	return source ? csec_policy_set_source(policy, source) : -EBADMSG;
}

static int read_policy_attr(struct csec_policy *policy,
			    const struct nlattr *attr)
{
	uint32_t mode;
	int err;

	switch (nla_type(attr)) {
	case CSEC_POLICY_A_NAME:
		return 0;
	case CSEC_POLICY_A_SOURCE:
		return read_source(policy, attr);
	case CSEC_POLICY_A_LABEL:
		return read_label(policy, attr);
	case CSEC_POLICY_A_MODE:
		err = read_u32(attr, CSEC_MODE_MAX, &mode);
		if (!err)
			policy->mode = mode;
		return err;
	case CSEC_POLICY_A_MATCH:
		return read_match(policy, attr);
	case CSEC_POLICY_A_CAP_ALLOW:
		csec_policy_set_has(policy, CSEC_HAS_CAP_ALLOW);
		return read_u64(attr, &policy->cap_allow);
	case CSEC_POLICY_A_CAP_DENY:
		csec_policy_set_has(policy, CSEC_HAS_CAP_DENY);
		return read_u64(attr, &policy->cap_deny);
	case CSEC_POLICY_A_ESCAPE_ALLOW:
		csec_policy_set_has(policy, CSEC_HAS_ESCAPE_ALLOW);
		return read_u64(attr, &policy->escape_allow);
	}
	return read_number(policy, attr);
}

static int read_policy(struct csec_policy_set *set, struct nlattr *nest)
{
	const struct nlattr *name_attr =
		nla_find(nla_data(nest), nla_len(nest), CSEC_POLICY_A_NAME);
	struct csec_policy *policy;
	struct nlattr *attr;
	const char *name = NULL;
	int left, err = 0;

	if (name_attr)
		name = csec_nl_attr_string(name_attr, CSEC_NAME_MAX);
	if (!name)
		return -EBADMSG;
	policy = csec_policy_create(name);
	if (!policy)
		return -ENOMEM;
	nla_for_each_nested(attr, nest, left) {
		err = read_policy_attr(policy, attr);
		if (err)
			break;
	}
	if (!err && left > 0)
		err = -EBADMSG;
	if (!err)
		err = csec_policy_set_add(set, policy);
	if (err)
		csec_policy_free(policy);
	return err;
}

/* What a rule of a message is before it is checked. */
struct raw_rule {
	uint32_t section;
	const char *path;
	const char *path_to;
	struct csec_nl_binary sha256;
	uint32_t inline_action;
	uint32_t line;
	const char *applets;
};

/* clang-format off */
static const struct csec_nl_field rule_fields[] = {
	[CSEC_RULE_A_SECTION]	= { CSEC_NL_U32, offsetof(struct raw_rule, section), 0 },
	[CSEC_RULE_A_PATH]	= { CSEC_NL_STRING, offsetof(struct raw_rule, path), CSEC_PATH_MAX },
	[CSEC_RULE_A_PATH_TO]	= { CSEC_NL_STRING, offsetof(struct raw_rule, path_to), CSEC_PATH_MAX },
	[CSEC_RULE_A_SHA256]	= { CSEC_NL_BINARY, offsetof(struct raw_rule, sha256), CSEC_SHA256_LEN },
	[CSEC_RULE_A_INLINE]	= { CSEC_NL_U32, offsetof(struct raw_rule, inline_action), 0 },
	[CSEC_RULE_A_LINE]	= { CSEC_NL_U32, offsetof(struct raw_rule, line), 0 },
	[CSEC_RULE_A_APPLETS]	= { CSEC_NL_STRING, offsetof(struct raw_rule, applets), CSEC_PATH_MAX },
};
/* clang-format on */

_Static_assert(NR(rule_fields) == __CSEC_RULE_A_MAX, "rule incomplete");

static int read_scripts(const struct nlattr *nest, const char **scripts,
			struct csec_rule *rule)
{
	struct nlattr *attr;
	int left;

	nla_for_each_nested(attr, nest, left) {
		if (nla_type(attr) != CSEC_RULE_A_SCRIPT)
			continue;
		if (rule->nr_scripts == CSEC_NR_SCRIPTS_MAX)
			return -E2BIG;
		scripts[rule->nr_scripts] =
			csec_nl_attr_string(attr, CSEC_PATH_MAX);
		if (!scripts[rule->nr_scripts])
			return -EBADMSG;
		rule->nr_scripts++;
	}
	return 0;
}

static int read_rule(struct csec_policy *policy, const struct nlattr *nest)
{
	const char *scripts[CSEC_NR_SCRIPTS_MAX];
	struct raw_rule raw = { 0 };
	struct csec_rule rule = { .scripts = scripts };
	uint64_t has;
	int err;

	err = csec_nl_attr_read_nest(nest, rule_fields, NR(rule_fields), &raw,
				     &has);
	if (!err)
		err = read_scripts(nest, scripts, &rule);
	if (err)
		return err;
	if (!(has & (UINT64_C(1) << CSEC_RULE_A_SECTION)) || !raw.path ||
	    raw.section > CSEC_SECTION_MAX ||
	    raw.inline_action > CSEC_ACTION_MAX)
		return -EBADMSG;
	if (raw.sha256.data && raw.sha256.len != CSEC_SHA256_LEN)
		return -EBADMSG;
	rule.section = (uint8_t)(raw.section & 0xf);
	rule.path = raw.path;
	rule.path_to = raw.path_to;
	rule.sha256 = raw.sha256.data;
	rule.applets = raw.applets;
	rule.has_inline = has >> CSEC_RULE_A_INLINE & 1;
	rule.inline_action = raw.inline_action & 1;
	rule.line = raw.line;
	return csec_policy_add_rule(policy, &rule);
}

/* Files of a manifest as they arrive. */
struct raw_files {
	uint32_t index;
	uint32_t line;
	const char *dir;
	struct csec_nl_binary files;
};

/* clang-format off */
static const struct csec_nl_field manifest_fields[] = {
	[CSEC_MANIFEST_A_INDEX]		= { CSEC_NL_U32, offsetof(struct raw_files, index), 0 },
	[CSEC_MANIFEST_A_LINE]		= { CSEC_NL_U32, offsetof(struct raw_files, line), 0 },
	[CSEC_MANIFEST_A_DIRECTORY]	= { CSEC_NL_STRING, offsetof(struct raw_files, dir), CSEC_PATH_MAX },
	[CSEC_MANIFEST_A_FILES]		= { CSEC_NL_BINARY, offsetof(struct raw_files, files), CSEC_FILES_MAX },
};
/* clang-format on */

_Static_assert(NR(manifest_fields) == __CSEC_MANIFEST_A_MAX,
	       "manifest incomplete");

/* Each file becomes a rule, as the text of the policy had it. */
static int read_files(struct csec_policy *policy, const struct nlattr *nest)
{
	struct raw_files raw = { 0 };
	char path[2 * CSEC_PATH_MAX + 2];
	const uint8_t *at, *end;
	uint64_t has;
	int err;

	err = csec_nl_attr_read_nest(nest, manifest_fields, NR(manifest_fields),
				     &raw, &has);
	if (err)
		return err;
	if (!raw.dir || !raw.files.data || raw.index >= CSEC_NR_MANIFESTS_MAX)
		return -EBADMSG;
	end = raw.files.data + raw.files.len;
	for (at = raw.files.data; !err && at < end;) {
		const struct csec_rule rule = {
			.path = path,
			.sha256 = at,
			.line = raw.line,
			.section = CSEC_SECTION_EXEC,
			.manifest = (uint16_t)(raw.index + 1),
		};
		const char *name = (const char *)at + CSEC_SHA256_LEN;
		const uint8_t *nul = NULL;

		if (end - at > CSEC_SHA256_LEN)
			nul = memchr(name, 0,
				     (size_t)(end - at) - CSEC_SHA256_LEN);
		if (!nul || *name == '\0')
			return -EBADMSG;
		if (snprintf(path, sizeof(path), "%s/%s",
			     strcmp(raw.dir, "/") ? raw.dir : "",
			     name) > CSEC_PATH_MAX)
			return -EBADMSG;
		err = csec_policy_add_rule(policy, &rule);
		at = nul + 1;
	}
	return err;
}

/* The policy that rules belong to is nearly always the one that came last. */
static struct csec_policy *find_policy(const struct csec_policy_set *set,
				       const char *name)
{
	if (set->nr && !strcmp(set->policies[set->nr - 1]->name, name))
		return set->policies[set->nr - 1];
	return csec_policy_set_find(set, name);
}

static int read_rules(struct csec_policy_set *set, const char *name,
		      const struct nlattr *attr, int len)
{
	struct csec_policy *policy = NULL;
	int err;

	for (; nla_ok(attr, len); attr = nla_next(attr, &len)) {
		if (nla_type(attr) != CSEC_A_RULE &&
		    nla_type(attr) != CSEC_A_MANIFEST)
			continue;
		if (!policy && name)
			policy = find_policy(set, name);
		if (!policy)
			return -EBADMSG;
		err = nla_type(attr) == CSEC_A_RULE ? read_rule(policy, attr) :
						      read_files(policy, attr);
		if (err)
			return err;
	}
	return 0;
}

/* The attributes of a message of a dump, apart from its rules. */
struct dump_message {
	uint64_t generation;
	struct nlattr *policy;
	const char *name;
};

/* clang-format off */
static const struct csec_nl_field dump_fields[__CSEC_A_MAX] = {
	[CSEC_A_GENERATION]	= { CSEC_NL_U64, offsetof(struct dump_message, generation), 0 },
	[CSEC_A_POLICY]		= { CSEC_NL_NEST, offsetof(struct dump_message, policy), 0 },
	[CSEC_A_NAME]		= { CSEC_NL_STRING, offsetof(struct dump_message, name), CSEC_NAME_MAX },
};
/* clang-format on */

int csec_nl_policy_decode(const struct nlmsghdr *hdr,
			  struct csec_policy_set *set, uint64_t *generation)
{
	struct dump_message message_in = { 0 };
	struct nlattr *first;
	uint64_t has;
	int len, err;

	first = csec_nl_attr_first(hdr, &len);
	if (!first)
		return -EBADMSG;
	err = csec_nl_attr_read(first, len, dump_fields, NR(dump_fields),
				&message_in, &has);
	if (err)
		return err;
	if (generation && has & (UINT64_C(1) << CSEC_A_GENERATION))
		*generation = message_in.generation;
	if (message_in.policy) {
		err = read_policy(set, message_in.policy);
		if (err)
			return err;
		if (!message_in.name)
			message_in.name = set->policies[set->nr - 1]->name;
	}
	return read_rules(set, message_in.name, first, len);
}

uint32_t csec_nl_policy_line_at(const struct nlmsghdr *hdr, uint32_t offset)
{
	struct nlattr *attr, *line;
	uint32_t value = 0;
	int len;

	attr = csec_nl_attr_first(hdr, &len);
	for (; attr && nla_ok(attr, len); attr = nla_next(attr, &len)) {
		const size_t start = (size_t)((char *)attr - (char *)hdr);

		const bool is_rule = nla_type(attr) == CSEC_A_RULE;

		if ((!is_rule && nla_type(attr) != CSEC_A_MANIFEST) ||
		    offset < start || offset >= start + attr->nla_len)
			continue;
		line = nla_find(nla_data(attr), nla_len(attr),
				is_rule ? CSEC_RULE_A_LINE :
					  CSEC_MANIFEST_A_LINE);
		if (line && !read_u32(line, UINT32_MAX, &value))
			return value;
	}
	return 0;
}
