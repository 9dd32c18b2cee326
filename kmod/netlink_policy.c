// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - netlink attributes to policy objects
 *
 * Stricter than the kernel's strict validation: an attribute that is not meant
 * to be repeated may come once, and text ends exactly where its attribute does.
 */
#include "netlink_internal.h"

#include <linux/err.h>
#include <linux/string.h>

/* clang-format off */
#define ENUM(max) NLA_POLICY_MAX(NLA_U32, max)
#define TEXT(max) { .type = NLA_NUL_STRING, .len = (max) }

static const struct nla_policy policy_types[CSEC_POLICY_A_MAX + 1] = {
	[CSEC_POLICY_A_NAME]		= TEXT(CSEC_NAME_MAX),
	[CSEC_POLICY_A_SOURCE]		= TEXT(CSEC_PATH_MAX),
	[CSEC_POLICY_A_LABEL]		= TEXT(CSEC_LABEL_MAX),
	[CSEC_POLICY_A_MODE]		= ENUM(CSEC_MODE_MAX),
	[CSEC_POLICY_A_MATCH]		= { .type = NLA_NESTED },
	[CSEC_POLICY_A_MAX_PROCESSES]	= { .type = NLA_U32 },
	[CSEC_POLICY_A_MAX_THREADS]	= { .type = NLA_U32 },
	[CSEC_POLICY_A_FORK_RATE]	= { .type = NLA_U32 },
	[CSEC_POLICY_A_FORK_BURST]	= { .type = NLA_U32 },
	[CSEC_POLICY_A_ON_BOMB]		= ENUM(CSEC_ON_BOMB_MAX),
	[CSEC_POLICY_A_EXEC_DEFAULT]	= ENUM(CSEC_ACTION_MAX),
	[CSEC_POLICY_A_EXEC_DRIFT]	= ENUM(CSEC_ACTION_MAX),
	[CSEC_POLICY_A_EXEC_LIBRARIES]	= ENUM(CSEC_LIBRARIES_MAX),
	[CSEC_POLICY_A_SHELL_REVERSE]	= ENUM(CSEC_ACTION_MAX),
	[CSEC_POLICY_A_SHELL_BIND]	= ENUM(CSEC_ACTION_MAX),
	[CSEC_POLICY_A_SHELL_CONNECT]	= ENUM(CSEC_ACTION_MAX),
	[CSEC_POLICY_A_JIT_DEFAULT]	= ENUM(CSEC_ACTION_MAX),
	[CSEC_POLICY_A_INJECT_DEFAULT]	= ENUM(CSEC_INJECT_MAX),
	[CSEC_POLICY_A_CAP_DEFAULT]	= ENUM(CSEC_ACTION_MAX),
	[CSEC_POLICY_A_CAP_ALLOW]	= { .type = NLA_U64 },
	[CSEC_POLICY_A_CAP_DENY]	= { .type = NLA_U64 },
	[CSEC_POLICY_A_EXEC_RATE]	= { .type = NLA_U32 },
	[CSEC_POLICY_A_EXEC_BURST]	= { .type = NLA_U32 },
	[CSEC_POLICY_A_ON_RATE]		= ENUM(CSEC_ON_RATE_MAX),
	[CSEC_POLICY_A_EXEC_WRITES]	= ENUM(CSEC_ACTION_MAX),
	[CSEC_POLICY_A_ESCAPE_DEFAULT]	= ENUM(CSEC_ACTION_MAX),
	[CSEC_POLICY_A_ESCAPE_ALLOW]	= { .type = NLA_U64 },
};

static const struct nla_policy match_types[CSEC_MATCH_A_MAX + 1] = {
	[CSEC_MATCH_A_TYPE]	= ENUM(CSEC_MATCH_MAX),
	[CSEC_MATCH_A_VALUE]	= TEXT(CSEC_PATH_MAX),
};

static const struct nla_policy rule_types[CSEC_RULE_A_MAX + 1] = {
	[CSEC_RULE_A_SECTION]	= ENUM(CSEC_SECTION_MAX),
	[CSEC_RULE_A_PATH]	= TEXT(CSEC_PATH_MAX),
	[CSEC_RULE_A_PATH_TO]	= TEXT(CSEC_PATH_MAX),
	[CSEC_RULE_A_SHA256]	= NLA_POLICY_EXACT_LEN(CSEC_SHA256_LEN),
	[CSEC_RULE_A_SCRIPT]	= TEXT(CSEC_PATH_MAX),
	[CSEC_RULE_A_INLINE]	= ENUM(CSEC_ACTION_MAX),
	[CSEC_RULE_A_LINE]	= { .type = NLA_U32 },
	[CSEC_RULE_A_APPLETS]	= TEXT(CSEC_PATH_MAX),
};

static const struct nla_policy manifest_types[CSEC_MANIFEST_A_MAX + 1] = {
	[CSEC_MANIFEST_A_INDEX]		= { .type = NLA_U32 },
	[CSEC_MANIFEST_A_LINE]		= { .type = NLA_U32 },
	[CSEC_MANIFEST_A_DIRECTORY]	= TEXT(CSEC_PATH_MAX),
	[CSEC_MANIFEST_A_FILES]		= { .type = NLA_BINARY, .len = CSEC_FILES_MAX },
};
/* clang-format on */

static_assert(CSEC_A_MAX < 64 && CSEC_POLICY_A_MAX < 64);

/* Attributes */

/**
 * csec_netlink_parse - parses and validates attributes
 * @tb: Gets the last attribute of each type; @max_type + 1 entries.
 * @max_type: Highest type that is known.
 * @head: First attribute.
 * @len: Bytes of all attributes.
 * @types: What each type must look like.
 * @repeated: Bit set of the types that may come more than once.
 * @extack: Gets the text of a refusal.
 *
 * Context: Any.
 * Return: 0; -EINVAL: malformed, unknown, out of range or repeated.
 */
int csec_netlink_parse(struct nlattr **tb, int max_type,
		       const struct nlattr *head, int len,
		       const struct nla_policy *types, u64 repeated,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	u64 seen = 0, bit;
	int rem;

	if (nla_parse(tb, max_type, head, len, types, extack))
		return -EINVAL;
	nla_for_each_attr(attr, head, len, rem) {
		bit = BIT_ULL(nla_type(attr));
		if (seen & bit & ~repeated)
			return csec_netlink_refuse(extack, attr, -EINVAL,
						   "repeated attribute");
		seen |= bit;
	}
	return 0;
}

static int parse_nest(struct nlattr **tb, int max_type,
		      const struct nlattr *nest, const struct nla_policy *types,
		      u64 repeated, struct netlink_ext_ack *extack)
{
	if (!(nest->nla_type & NLA_F_NESTED))
		return csec_netlink_refuse(extack, nest, -EINVAL,
					   "NLA_F_NESTED is missing");
	if (nla_len(nest) > CSEC_NETLINK_NEST_MAX)
		return csec_netlink_refuse(extack, nest, -E2BIG,
					   "nest is too long");
	return csec_netlink_parse(tb, max_type, nla_data(nest), nla_len(nest),
				  types, repeated, extack);
}

/**
 * csec_netlink_parse_message - parses the attributes of a request
 * @tb: Gets the last attribute of each type; CSEC_A_MAX + 1 entries.
 * @nlh: The request; its generic netlink header is complete.
 * @types: What each type must look like.
 * @extack: Gets the text of a refusal.
 *
 * The headers are checked here and not by the core, because the sender's
 * permission comes before.
 *
 * Context: Any.
 * Return: 0; -EINVAL: malformed, unknown, out of range or repeated.
 */
int csec_netlink_parse_message(struct nlattr **tb, const struct nlmsghdr *nlh,
			       const struct nla_policy *types,
			       struct netlink_ext_ack *extack)
{
	const struct genlmsghdr *header = nlmsg_data(nlh);
	u16 flags = nlh->nlmsg_flags;

	if (header->reserved)
		return csec_netlink_refuse(extack, NULL, -EINVAL,
					   "genlmsghdr.reserved is not 0");
	if ((flags & NLM_F_DUMP) == NLM_F_DUMP)
		flags &= ~NLM_F_DUMP;
	if (flags & ~(NLM_F_REQUEST | NLM_F_ACK | NLM_F_ECHO))
		return csec_netlink_refuse(extack, NULL, -EINVAL,
					   "unknown bits in nlmsg_flags");
	return csec_netlink_parse(
		tb, CSEC_A_MAX, nlmsg_attrdata(nlh, GENL_HDRLEN),
		nlmsg_attrlen(nlh, GENL_HDRLEN), types,
		BIT_ULL(CSEC_A_RULE) | BIT_ULL(CSEC_A_MANIFEST), extack);
}

/**
 * csec_netlink_string - the text of an attribute
 * @attr: Validated as NLA_NUL_STRING.
 * @extack: Gets the text of a refusal.
 *
 * Context: Any.
 * Return: the text, as long as the message; NULL: bytes follow its NUL.
 */
const char *csec_netlink_string(const struct nlattr *attr,
				struct netlink_ext_ack *extack)
{
	const char *text = nla_data(attr);

	if (strnlen(text, nla_len(attr)) + 1 == nla_len(attr))
		return text;
	csec_netlink_refuse(extack, attr, -EINVAL, "bytes after a string");
	return NULL;
}

/* The text of a refusal by policy.c. */
static int refuse(struct netlink_ext_ack *extack, const struct nlattr *attr,
		  int err, const char *malformed, const char *too_many)
{
	if (err == -E2BIG)
		malformed = too_many;
	else if (err == -ENOMEM)
		malformed = "out of memory";
	return csec_netlink_refuse(extack, attr, err, malformed);
}

/* Policies */

static int set_number(struct csec_policy *policy, const struct nlattr *attr,
		      struct netlink_ext_ack *extack)
{
	const int type = nla_type(attr);
	u64 value;
	int err;

	if (policy_types[type].type == NLA_U64)
		value = nla_get_u64(attr);
	else
		value = nla_get_u32(attr);
	err = csec_policy_set(policy, type, value);
	if (err)
		return refuse(extack, attr, err, "number out of range",
			      "number out of range");
	return 0;
}

static int set_source(struct csec_policy *policy, const struct nlattr *attr,
		      struct netlink_ext_ack *extack)
{
	const char *text = csec_netlink_string(attr, extack);
	int err;

	if (!text)
		return -EINVAL;
	err = csec_policy_set_source(policy, text);
	if (err)
		return refuse(extack, attr, err, "malformed source",
			      "too much text in the policy");
	return 0;
}

static int add_label(struct csec_policy *policy, const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	const char *text = csec_netlink_string(attr, extack);
	int err;

	if (!text)
		return -EINVAL;
	err = csec_policy_add_label(policy, text);
	if (err)
		return refuse(extack, attr, err, "malformed label",
			      "too many labels");
	return 0;
}

static int add_match(struct csec_policy *policy, const struct nlattr *nest,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[CSEC_MATCH_A_MAX + 1];
	const char *text;
	int err;

	err = parse_nest(tb, CSEC_MATCH_A_MAX, nest, match_types, 0, extack);
	if (err)
		return err;
	if (!tb[CSEC_MATCH_A_TYPE] || !tb[CSEC_MATCH_A_VALUE])
		return csec_netlink_refuse(extack, nest, -EINVAL,
					   "a selector needs type and value");
	text = csec_netlink_string(tb[CSEC_MATCH_A_VALUE], extack);
	if (!text)
		return -EINVAL;
	err = csec_policy_add_match(policy, nla_get_u32(tb[CSEC_MATCH_A_TYPE]),
				    text);
	if (err)
		return refuse(extack, tb[CSEC_MATCH_A_VALUE], err,
			      "malformed selector", "too many selectors");
	return 0;
}

static int add_attr(struct csec_policy *policy, const struct nlattr *attr,
		    struct netlink_ext_ack *extack)
{
	switch (nla_type(attr)) {
	case CSEC_POLICY_A_NAME:
		return 0;
	case CSEC_POLICY_A_SOURCE:
		return set_source(policy, attr, extack);
	case CSEC_POLICY_A_LABEL:
		return add_label(policy, attr, extack);
	case CSEC_POLICY_A_MATCH:
		return add_match(policy, attr, extack);
	default:
		return set_number(policy, attr, extack);
	}
}

static struct csec_policy *create(struct nlattr **tb, const struct nlattr *nest,
				  struct netlink_ext_ack *extack)
{
	struct csec_policy *policy;
	const char *name;

	if (!tb[CSEC_POLICY_A_NAME] || !tb[CSEC_POLICY_A_MODE] ||
	    !tb[CSEC_POLICY_A_MATCH]) {
		csec_netlink_refuse(extack, nest, -EINVAL,
				    "a policy needs name, mode and match");
		return ERR_PTR(-EINVAL);
	}
	name = csec_netlink_string(tb[CSEC_POLICY_A_NAME], extack);
	if (!name)
		return ERR_PTR(-EINVAL);
	policy = csec_policy_create(name);
	if (IS_ERR(policy))
		refuse(extack, tb[CSEC_POLICY_A_NAME], PTR_ERR(policy),
		       "malformed policy name", "");
	return policy;
}

/**
 * csec_netlink_get_policy - builds a policy without rules
 * @nest: CSEC_A_POLICY.
 * @extack: Gets the text of a refusal.
 *
 * Context: Process, may sleep.
 * Return: the policy with one reference, or ERR_PTR(): -EINVAL: malformed or
 * out of range; -E2BIG: over a documented maximum; -ENOMEM.
 */
struct csec_policy *csec_netlink_get_policy(const struct nlattr *nest,
					    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[CSEC_POLICY_A_MAX + 1];
	struct csec_policy *policy;
	const struct nlattr *attr;
	int err, rem;

	err = parse_nest(tb, CSEC_POLICY_A_MAX, nest, policy_types,
			 BIT_ULL(CSEC_POLICY_A_LABEL) |
				 BIT_ULL(CSEC_POLICY_A_MATCH),
			 extack);
	if (err)
		return ERR_PTR(err);
	policy = create(tb, nest, extack);
	if (IS_ERR(policy))
		return policy;
	nla_for_each_nested(attr, nest, rem) {
		err = add_attr(policy, attr, extack);
		if (err) {
			csec_policy_put(policy);
			return ERR_PTR(err);
		}
	}
	return policy;
}

/* Rules */

static int get_scripts(struct csec_rule_spec *spec, const struct nlattr *nest,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	const char *text;
	int rem;

	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) != CSEC_RULE_A_SCRIPT)
			continue;
		if (spec->nr_scripts == CSEC_NR_SCRIPTS_MAX)
			return csec_netlink_refuse(extack, attr, -E2BIG,
						   "too many scripts");
		text = csec_netlink_string(attr, extack);
		if (!text)
			return -EINVAL;
		spec->scripts[spec->nr_scripts++] = text;
	}
	return 0;
}

/*
 * Text and numbers of one rule; the caller reuses @spec, which is too large to
 * be cleared for each rule.
 */
static int get_spec(struct csec_rule_spec *spec, const struct nlattr *nest,
		    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[CSEC_RULE_A_MAX + 1];
	int err;

	err = parse_nest(tb, CSEC_RULE_A_MAX, nest, rule_types,
			 BIT_ULL(CSEC_RULE_A_SCRIPT), extack);
	if (err)
		return err;
	if (!tb[CSEC_RULE_A_SECTION] || !tb[CSEC_RULE_A_PATH])
		return csec_netlink_refuse(extack, nest, -EINVAL,
					   "a rule needs section and path");
	spec->section = nla_get_u32(tb[CSEC_RULE_A_SECTION]);
	spec->path = csec_netlink_string(tb[CSEC_RULE_A_PATH], extack);
	if (!spec->path)
		return -EINVAL;
	spec->path_to = NULL;
	if (tb[CSEC_RULE_A_PATH_TO]) {
		spec->path_to =
			csec_netlink_string(tb[CSEC_RULE_A_PATH_TO], extack);
		if (!spec->path_to)
			return -EINVAL;
	}
	spec->applets = NULL;
	if (tb[CSEC_RULE_A_APPLETS]) {
		spec->applets =
			csec_netlink_string(tb[CSEC_RULE_A_APPLETS], extack);
		if (!spec->applets)
			return -EINVAL;
	}
	spec->sha256 = NULL;
	if (tb[CSEC_RULE_A_SHA256])
		spec->sha256 = nla_data(tb[CSEC_RULE_A_SHA256]);
	spec->inline_action = -1;
	if (tb[CSEC_RULE_A_INLINE])
		spec->inline_action = nla_get_u32(tb[CSEC_RULE_A_INLINE]);
	spec->line = 0;
	if (tb[CSEC_RULE_A_LINE])
		spec->line = nla_get_u32(tb[CSEC_RULE_A_LINE]);
	spec->nr_scripts = 0;
	return tb[CSEC_RULE_A_SCRIPT] ? get_scripts(spec, nest, extack) : 0;
}

static int get_files(struct csec_manifest_spec *spec, const struct nlattr *nest,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[CSEC_MANIFEST_A_MAX + 1];
	int err;

	err = parse_nest(tb, CSEC_MANIFEST_A_MAX, nest, manifest_types, 0,
			 extack);
	if (err)
		return err;
	if (!tb[CSEC_MANIFEST_A_INDEX] || !tb[CSEC_MANIFEST_A_DIRECTORY] ||
	    !tb[CSEC_MANIFEST_A_FILES])
		return csec_netlink_refuse(
			extack, nest, -EINVAL,
			"a manifest needs index, directory and files");
	spec->index = nla_get_u32(tb[CSEC_MANIFEST_A_INDEX]);
	spec->line = 0;
	if (tb[CSEC_MANIFEST_A_LINE])
		spec->line = nla_get_u32(tb[CSEC_MANIFEST_A_LINE]);
	spec->dir = csec_netlink_string(tb[CSEC_MANIFEST_A_DIRECTORY], extack);
	if (!spec->dir)
		return -EINVAL;
	spec->files = nla_data(tb[CSEC_MANIFEST_A_FILES]);
	spec->len = nla_len(tb[CSEC_MANIFEST_A_FILES]);
	return 0;
}

static int add_files(struct csec_policy *policy, const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	struct csec_manifest_spec spec;
	int err = get_files(&spec, attr, extack);

	if (err || !policy)
		return err;
	err = csec_policy_add_files(policy, &spec);
	if (err)
		return refuse(extack, attr, err,
			      "malformed files of a manifest",
			      "too many rules or manifests");
	return 0;
}

static int add_rule(struct csec_policy *policy, struct csec_rule_spec *spec,
		    const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	int err = get_spec(spec, attr, extack);

	if (err || !policy)
		return err;
	err = csec_policy_add_rule(policy, spec);
	if (err)
		return refuse(extack, attr, err, "malformed rule",
			      "too many rules, globs or scripts");
	return 0;
}

/**
 * csec_netlink_get_rules - adds the rules of a request to a policy
 * @policy: Under construction; NULL: only checks what can be checked without.
 * @nlh: The request, parsed before; its CSEC_A_RULE and CSEC_A_MANIFEST entries are
 *	meant.
 * @extack: Gets the text of a refusal.
 *
 * On error the rules before the one at fault stay added.
 *
 * Context: Process, may sleep.
 * Return: 0; -EINVAL: malformed or out of range; -E2BIG: over a documented
 * maximum; -ENOMEM.
 */
int csec_netlink_get_rules(struct csec_policy *policy,
			   const struct nlmsghdr *nlh,
			   struct netlink_ext_ack *extack)
{
	struct csec_rule_spec spec;
	const struct nlattr *attr;
	int err = 0, rem;

	nlmsg_for_each_attr(attr, nlh, GENL_HDRLEN, rem) {
		if (nla_type(attr) == CSEC_A_RULE)
			err = add_rule(policy, &spec, attr, extack);
		else if (nla_type(attr) == CSEC_A_MANIFEST)
			err = add_files(policy, attr, extack);
		if (err)
			return err;
	}
	return 0;
}
