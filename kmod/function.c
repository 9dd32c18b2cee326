// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the functions of the kernel: where they are, and what their entry looks like
 */
#define pr_fmt(fmt) "csec: " fmt

#include "function.h"

#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat.h"

/*
 * Where a function begins at which a kprobe would be put: sprint_symbol() confirms
 * the name, and tells the offset behind an ENDBR.
 */
static unsigned long confirm(const char *name, unsigned long address)
{
	char symbol[KSYM_SYMBOL_LEN];
	unsigned long offset = 0;
	char *plus;

	sprint_symbol(symbol, address);
	plus = strstr(symbol, "+0x");
	if (plus) {
		*strchrnul(plus, '/') = '\0';
		if (kstrtoul(plus + 1, 16, &offset))
			return 0;
		*plus = '\0';
	}
	return strcmp(symbol, name) ? 0 : address - offset;
}

/*
 * The addresses of functions by their names: a kprobe that is never armed knows
 * its own. They are given back together, as that waits for a grace period.
 */
static void resolve(const char *const *names, unsigned long *addresses,
		    unsigned int nr, struct kprobe *probes,
		    struct kprobe **registered)
{
	unsigned int nr_registered = 0, i;

	for (i = 0; i < nr; i++) {
		addresses[i] = 0;
		if (!names[i])
			continue;
		probes[i].symbol_name = names[i];
		probes[i].flags = KPROBE_FLAG_DISABLED;
		if (register_kprobe(&probes[i]))
			continue;
		addresses[i] = (unsigned long)probes[i].addr;
		registered[nr_registered++] = &probes[i];
	}
	unregister_kprobes(registered, nr_registered);
	for (i = 0; i < nr; i++)
		if (addresses[i])
			addresses[i] = confirm(names[i], addresses[i]);
}

/* What the build found out about the prototype of a function. */
enum csec_prototype {
	CSEC_PROTOTYPE_SAME,
	CSEC_PROTOTYPE_DIFFERS,
	CSEC_PROTOTYPE_UNKNOWN,
};

static const struct {
	const char *function;
	enum csec_prototype prototype;
} prototypes[] = { CSEC_PROTOTYPES };

/*
 * Called with another prototype the wrapper would take one argument for another.
 * A function that neither a header nor BTF declares is trusted in kernels that
 * csec was tested with.
 */
static bool is_trusted(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(prototypes); i++) {
		if (strcmp(prototypes[i].function, name))
			continue;
		if (prototypes[i].prototype == CSEC_PROTOTYPE_SAME ||
		    (prototypes[i].prototype == CSEC_PROTOTYPE_UNKNOWN &&
		     CSEC_COMPAT_IS_TESTED))
			return true;
		pr_err("the prototype of %s in this kernel %s\n", name,
		       prototypes[i].prototype == CSEC_PROTOTYPE_DIFFERS ?
			       "is another" :
			       "is not known");
		return false;
	}
	return true;
}

/**
 * csec_functions_find - functions of the kernel, by their names
 * @names: The names; NULL: none is looked for.
 * @addresses: Set to their first bytes; 0: it does not exist, or its prototype is
 *	not trusted.
 * @nr: How many.
 *
 * Says in the log when one exists with another prototype than csec's wrapper.
 *
 * Context: Process, may sleep.
 * Return: 0; -ENOMEM.
 */
int csec_functions_find(const char *const *names, unsigned long *addresses,
			unsigned int nr)
{
	struct kprobe **registered;
	struct kprobe *probes;
	int err = -ENOMEM;
	unsigned int i;

	probes = kvcalloc(nr, sizeof(*probes), GFP_KERNEL);
	registered = kvcalloc(nr, sizeof(*registered), GFP_KERNEL);
	if (probes && registered) {
		resolve(names, addresses, nr, probes, registered);
		for (i = 0; i < nr; i++)
			if (addresses[i] && !is_trusted(names[i]))
				addresses[i] = 0;
		err = 0;
	}
	kvfree(registered);
	kvfree(probes);
	return err;
}

#ifdef CONFIG_X86_64
#define ENDBR_SIZE 4

/* A call, or a breakpoint: another tracer is changing the call right now. */
static bool is_call(const u8 *text)
{
	u8 byte = READ_ONCE(*text);

	return byte == 0xe8 || byte == 0xcc;
}

/*
 * The call comes first, or behind an ENDBR or what the kernel put in its place; a
 * nop of five bytes has neither of the two bytes in these places.
 */
static bool has_call(unsigned long address)
{
	const u8 *text = (const u8 *)address;

	return is_call(text) || is_call(text + ENDBR_SIZE);
}
#elif defined(CONFIG_ARM64)
static bool is_call(const __le32 *text)
{
	return (le32_to_cpu(READ_ONCE(*text)) & 0xfc000000) == 0x94000000;
}

/*
 * The entry saves the return address, after the landing place of indirect jumps
 * if there is one, and then comes the call or the nop.
 */
static bool has_call(unsigned long address)
{
	const __le32 *text = (const __le32 *)address;

	return is_call(text + 1) || is_call(text + 2);
}
#else
#error "csec: what does the entry of a traced function look like here?"
#endif

/**
 * csec_function_is_patched - whether the entry of a function calls ftrace
 * @address: The function's first byte.
 *
 * Context: Any.
 * Return: true: a call; false: a nop is in its place.
 */
bool csec_function_is_patched(unsigned long address)
{
	return has_call(address);
}
