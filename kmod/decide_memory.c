// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - pure verdicts on what becomes executable: drift, libraries, memory
 *
 * A file that is mapped executable is a program that exec rules allow, or a
 * library as exec.libraries says. A library of the image is a file that
 *
 *	was there when the container started and has not changed since,
 *	is not the main program of a process, and
 *	lies below /usr or a directory called lib, lib32, lib64, libx32 or
 *	libexec (/var/lib, the place of data, is none), or in the directory of
 *	a program that a rule lists by its path.
 *
 * That covers the directories of the dynamic linker, of language runtimes, of
 * virtual environments and of programs that bring their own libraries, and not
 * a shared object that somebody left anywhere else. What else is needed is
 * listed in exec.allow, like any other file.
 */
#include "decide_memory.h"

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "decide.h"
#include "match.h"

/* Rules that are looked at before others may run. */
#define RESCHED_EXTRAS 256

/* A denied exec list would be worth nothing if any file could be a library. */
static enum csec_libraries libraries_of(const struct csec_policy *policy)
{
	if (csec_policy_has(policy, CSEC_POLICY_A_EXEC_LIBRARIES))
		return policy->libraries;
	if (csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DEFAULT))
		return CSEC_LIBRARIES_IMAGE;
	return CSEC_LIBRARIES_ANY;
}

/* Whether what may be executed depends on what a file was at the start. */
static bool executes_image(const struct csec_policy *policy)
{
	return csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DRIFT) ||
	       libraries_of(policy) == CSEC_LIBRARIES_IMAGE;
}

/**
 * csec_decide_needs_drift - whether the policy asks what a file was at the start
 * @policy: Sealed.
 *
 * Context: Any in which @policy is alive.
 * Return: true when it does.
 */
bool csec_decide_needs_drift(const struct csec_policy *policy)
{
	return executes_image(policy) || policy->has_rights;
}

/**
 * csec_decide_needs_elf - whether the policy asks what the headers of a file say
 * @policy: Sealed.
 *
 * Context: Any in which @policy is alive.
 * Return: true when it does.
 */
bool csec_decide_needs_elf(const struct csec_policy *policy)
{
	return csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DEFAULT) ||
	       csec_policy_has(policy, CSEC_POLICY_A_JIT_DEFAULT);
}

static bool is_library_directory(const char *name, size_t len)
{
	static const char *const names[] = { "lib", "lib64", "libexec", "lib32",
					     "libx32" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i]) == len && !memcmp(names[i], name, len))
			return true;
	return false;
}

static bool is_at_or_below(const char *dir, size_t len, const char *top)
{
	const size_t top_len = strlen(top);

	return len >= top_len && !memcmp(dir, top, top_len) &&
	       (len == top_len || dir[top_len] == '/');
}

/* Whether what lies in a directory lies where libraries are. */
static bool is_library_place(const struct csec_policy *policy, const char *dir,
			     size_t len)
{
	const char *const end = dir + len, *part = dir;

	/* Where programs keep their data, which came from anywhere. */
	if (is_at_or_below(dir, len, "/var/lib"))
		part += strlen("/var/lib");
	if (is_at_or_below(dir, len, "/usr") ||
	    csec_policy_lists_in(policy, dir, len))
		return true;
	while (part < end) {
		const size_t part_len = strcspn(++part, "/");

		if (is_library_directory(part, part_len))
			return true;
		part += part_len;
	}
	return false;
}

static size_t directory_len(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash - name : 0;
}

static bool is_in_list(const struct csec_policy *policy,
		       enum csec_section section,
		       const struct csec_file_names *names)
{
	unsigned int i;

	for (i = 0; i < names->nr; i++)
		if (csec_match_path(policy, section, names->name[i]))
			return true;
	return false;
}

/**
 * csec_decide_facts - Adds what a policy makes of the facts about a file
 * @policy: Sealed.
 * @names: How the container saw the file.
 * @facts: What it is.
 * @image: From csec_decide_image(); flags are changed.
 *
 * A name gives a right to the file that had it at the start. Otherwise a program
 * that may rename a file would have every right of the policy.
 *
 * Context: Any in which @policy is alive.
 */
void csec_decide_facts(const struct csec_policy *policy,
		       const struct csec_file_names *names,
		       const struct csec_file_facts *facts,
		       struct csec_image *image)
{
	unsigned int i;

	if (facts->is_drifted)
		image->flags = (image->flags | CSEC_IMAGE_DRIFTED) &
			       ~CSEC_IMAGE_EXEMPT;
	else if (is_in_list(policy, CSEC_SECTION_JIT, names))
		image->flags |= CSEC_IMAGE_JIT;
	if (facts->is_elf)
		image->flags |= CSEC_IMAGE_ELF;
	if (facts->is_program)
		image->flags |= CSEC_IMAGE_PROGRAM;
	if (facts->has_exec_stack)
		image->flags |= CSEC_IMAGE_EXEC_STACK;
	if (libraries_of(policy) != CSEC_LIBRARIES_IMAGE)
		return;
	for (i = 0; i < names->nr; i++)
		if (is_library_place(policy, names->name[i],
				     directory_len(names->name[i])))
			image->flags |= CSEC_IMAGE_LIBRARY;
}

/* Whether the target or a script of a rule may lie below a directory. */
static bool has_more_below(const struct csec_policy *policy,
			   const struct csec_rule_extra *extra, const char *dir)
{
	const char *script;
	unsigned int i;

	if (extra->path_to != CSEC_NO_RULE &&
	    csec_match_glob_below(csec_policy_text(policy, extra->path_to),
				  dir))
		return true;
	if (extra->nr_scripts)
		script = csec_policy_text(policy, extra->scripts);
	for (i = 0; i < extra->nr_scripts; i++) {
		if (csec_match_glob_below(script, dir))
			return true;
		script += strlen(script) + 1;
	}
	return false;
}

/* What rules name besides their paths. */
static bool names_more_below(const struct csec_policy *policy, const char *dir)
{
	u32 i;

	for (i = 0; i < policy->nr_extras; i++) {
		if (i % RESCHED_EXTRAS == RESCHED_EXTRAS - 1)
			cond_resched();
		if (has_more_below(policy, &policy->extras[i],
				   dir[1] ? dir : ""))
			return true;
	}
	return false;
}

static bool gives_rights(const struct csec_policy *policy, const char *dir)
{
	return csec_match_below(policy, CSEC_SECTION_JIT, dir) ||
	       csec_match_below(policy, CSEC_SECTION_INJECT, dir) ||
	       csec_match_below(policy, CSEC_SECTION_SHELL_EXEMPT, dir);
}

static bool gives_names(const struct csec_policy *policy, const char *dir)
{
	if (names_more_below(policy, dir) ||
	    (policy->has_rights && gives_rights(policy, dir)))
		return true;
	if (!executes_image(policy))
		return false;
	return csec_match_below(policy, CSEC_SECTION_EXEC, dir) ||
	       (libraries_of(policy) == CSEC_LIBRARIES_IMAGE &&
		is_library_place(policy, dir, strlen(dir)));
}

/**
 * csec_decide_gives_names - Tells whether files may gain by a directory's move
 * @policy: Sealed.
 * @from: What the container calls the place that the directory leaves.
 * @to: The one it comes to.
 *
 * Context: Process; its work is proportional to the number of rules.
 * Return: true when what was there at the start has names below @to that a list
 * may name, or that are those of libraries: without a change of its own. Also when
 * it had them below @from: what came there by a move goes on to be a moved one.
 */
bool csec_decide_gives_names(const struct csec_policy *policy,
			     const struct csec_file_names *from,
			     const struct csec_file_names *to)
{
	unsigned int i;

	if (!csec_decide_needs_drift(policy))
		return false;
	for (i = 0; i < to->nr; i++)
		if (gives_names(policy, to->name[i]))
			return true;
	/* Its lib is a place of libraries anywhere else. */
	for (i = 0; i < from->nr; i++)
		if ((executes_image(policy) &&
		     !strcmp(from->name[i], "/var")) ||
		    gives_names(policy, from->name[i]))
			return true;
	return false;
}

/**
 * csec_decide_may_generate - Tells whether a program may make code at run time
 * @policy: Sealed.
 * @program: The image of the running program.
 *
 * Context: Any in which @policy is alive.
 * Return: true when nothing forbids it.
 */
bool csec_decide_may_generate(const struct csec_policy *policy,
			      const struct csec_image *program)
{
	return !csec_policy_denies(policy, CSEC_POLICY_A_JIT_DEFAULT) ||
	       program->flags & CSEC_IMAGE_JIT;
}

/**
 * csec_decide_needs_right - Tells whether a file is mapped by right only
 * @policy: Sealed.
 * @image: With the facts.
 *
 * Code comes in files that say what they are, and from these the kernel, the
 * dynamic linker and those who read policies know it. What is in any other file,
 * some program wrote there for itself to run.
 *
 * Context: Any in which @policy is alive.
 * Return: true when only a program that may make code may map it executable.
 */
bool csec_decide_needs_right(const struct csec_policy *policy,
			     const struct csec_image *image)
{
	return csec_policy_denies(policy, CSEC_POLICY_A_JIT_DEFAULT) &&
	       !(image->flags & (CSEC_IMAGE_ELF | CSEC_IMAGE_LISTED));
}

/**
 * csec_decide_exec_fault - What an image is refused for at exec by itself
 * @policy: Sealed.
 * @image: With the facts.
 *
 * Context: Any in which @policy is alive.
 * Return: the reason; CSEC_REASON_NONE: nothing, as far as the file goes.
 */
enum csec_reason csec_decide_exec_fault(const struct csec_policy *policy,
					const struct csec_image *image)
{
	if (image->flags & CSEC_IMAGE_OTHER_CONTENT)
		return CSEC_REASON_DIGEST;
	if (image->flags & CSEC_IMAGE_DRIFTED &&
	    csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DRIFT))
		return CSEC_REASON_DRIFT;
	if (!(image->flags & CSEC_IMAGE_ALLOWED))
		return CSEC_REASON_NOT_ALLOWED;
	/* The kernel makes it executable by itself, at no other hook. */
	if (image->flags & CSEC_IMAGE_EXEC_STACK &&
	    !csec_decide_may_generate(policy, image))
		return CSEC_REASON_EXECUTABLE_MEMORY;
	return CSEC_REASON_NONE;
}

static enum csec_reason image_fault(const struct csec_image *image)
{
	if (image->flags & CSEC_IMAGE_LISTED)
		return CSEC_REASON_NONE;
	if (image->flags & CSEC_IMAGE_DRIFTED)
		return CSEC_REASON_LIBRARY;
	if (image->flags & CSEC_IMAGE_PROGRAM)
		return image->flags & CSEC_IMAGE_ALLOWED ?
			       CSEC_REASON_NONE :
			       CSEC_REASON_NOT_ALLOWED;
	return image->flags & CSEC_IMAGE_LIBRARY ? CSEC_REASON_NONE :
						   CSEC_REASON_LIBRARY;
}

/**
 * csec_decide_map_fault - What a file is refused for as an executable mapping
 * @policy: Sealed.
 * @image: With the facts.
 *
 * Context: Any in which @policy is alive.
 * Return: the reason; CSEC_REASON_NONE: nothing.
 */
enum csec_reason csec_decide_map_fault(const struct csec_policy *policy,
				       const struct csec_image *image)
{
	if (image->flags & CSEC_IMAGE_OTHER_CONTENT)
		return CSEC_REASON_DIGEST;
	if (image->flags & CSEC_IMAGE_DRIFTED &&
	    csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DRIFT))
		return CSEC_REASON_DRIFT;
	/* A loader in user space says what it is, or is given, to nobody. */
	if (image->flags & CSEC_IMAGE_APPLETS)
		return CSEC_REASON_APPLET;
	if (image->flags & CSEC_IMAGE_INTERPRETER &&
	    image->flags & CSEC_IMAGE_PROGRAM)
		return CSEC_REASON_SCRIPT;
	switch (libraries_of(policy)) {
	case CSEC_LIBRARIES_ANY:
		if (image->flags & CSEC_IMAGE_PROGRAM &&
		    !(image->flags & CSEC_IMAGE_ALLOWED))
			return CSEC_REASON_NOT_ALLOWED;
		return CSEC_REASON_NONE;
	case CSEC_LIBRARIES_IMAGE:
		return image_fault(image);
	case CSEC_LIBRARIES_LISTED:
		return image->flags & CSEC_IMAGE_LISTED ? CSEC_REASON_NONE :
							  CSEC_REASON_LIBRARY;
	case __CSEC_LIBRARIES_MAX:
		break;
	}
	WARN_ON_ONCE(1);
	return CSEC_REASON_UNDECIDED;
}

/* The right to make code is none to load a program or a library from memory. */
static bool is_judged_as_file(const struct csec_policy *policy,
			      const struct csec_mapping *mapping)
{
	if (!mapping->file || mapping->is_own || mapping->is_runtime)
		return false;
	return !mapping->is_generated ||
	       mapping->file->flags & CSEC_IMAGE_ELF ||
	       !csec_policy_has(policy, CSEC_POLICY_A_JIT_DEFAULT);
}

/**
 * csec_decide_map - Decides whether memory may become executable
 * @policy: Sealed.
 * @mapping: The memory.
 * @program: The image of the running program.
 * @decision: Result.
 *
 * Where the policy has a word about generated code, it says all about what can
 * be made at run time, files without a name included unless they are libraries.
 * Where it has none, such a file is judged as a file: it came after the start and
 * no rule lists it.
 *
 * Context: Any in which @policy is alive.
 */
void csec_decide_map(const struct csec_policy *policy,
		     const struct csec_mapping *mapping,
		     const struct csec_image *program,
		     struct csec_decision *decision)
{
	const bool may_generate = csec_decide_may_generate(policy, program);
	enum csec_reason reason = CSEC_REASON_NONE;

	*decision = (struct csec_decision){ .verdict = CSEC_VERDICT_ALLOW };
	if (mapping->is_generated && !may_generate) {
		reason = CSEC_REASON_EXECUTABLE_MEMORY;
	} else if (is_judged_as_file(policy, mapping)) {
		reason = csec_decide_map_fault(policy, mapping->file);
		decision->line = mapping->file->line;
		if (reason == CSEC_REASON_NONE && !may_generate &&
		    csec_decide_needs_right(policy, mapping->file))
			reason = CSEC_REASON_EXECUTABLE_MEMORY;
	}
	if (reason != CSEC_REASON_NONE)
		csec_decide_deny(policy, reason, decision);
}
