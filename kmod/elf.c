// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what the headers of an ELF file say
 *
 * A program that is mapped by something else than execve (`ld.so file`, a loader
 * in user space) has to be told from a library: ET_EXEC, or ET_DYN that the
 * linker marked as a position-independent executable (DF_1_PIE), or that names
 * an interpreter and no soname. The C library itself names both.
 *
 * The file belongs to whoever built it: every number is checked, and what does
 * not fit into the limits below counts as a program, which only a rule allows.
 */
#include "elf.h"

#include <linux/elf.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "digest.h"

#ifndef DT_FLAGS_1
#define DT_FLAGS_1 0x6ffffffb
#endif
#define CSEC_DF_1_PIE 0x08000000

enum {
	HEADERS_MAX = 8192, /* bytes of program headers */
	DYNAMIC_MAX = 16384, /* bytes of the dynamic section */
};

/**
 * struct segment - one program header, of either class
 * @type: PT_*.
 * @flags: PF_*.
 * @offset: In the file.
 * @size: In the file.
 * @memory: In memory; what the file does not have is zeroed.
 */
struct segment {
	u32 type;
	u32 flags;
	u64 offset;
	u64 size;
	u64 memory;
};

/* Returns 0 when all @size bytes were read. */
static int read_at(struct file *file, void *to, size_t size, u64 offset)
{
	loff_t pos = offset;
	ssize_t nr;

	if (offset > S64_MAX - size)
		return -EINVAL;
	nr = kernel_read(file, to, size, &pos);
	if (nr < 0)
		return nr;
	return nr == size ? 0 : -EINVAL;
}

static struct segment segment_at(const void *headers, unsigned int i,
				 bool is_64)
{
	const struct elf64_phdr *h64 = headers;
	const struct elf32_phdr *h32 = headers;

	if (is_64)
		return (struct segment){ h64[i].p_type, h64[i].p_flags,
					 h64[i].p_offset, h64[i].p_filesz,
					 h64[i].p_memsz };
	return (struct segment){ h32[i].p_type, h32[i].p_flags, h32[i].p_offset,
				 h32[i].p_filesz, h32[i].p_memsz };
}

/* Whether the dynamic section has the flag of a PIE, and whether a soname. */
static void scan_dynamic(const void *dynamic, size_t size, bool is_64,
			 bool *is_pie, bool *has_soname)
{
	const Elf64_Dyn *d64 = dynamic;
	const Elf32_Dyn *d32 = dynamic;
	const size_t nr = size / (is_64 ? sizeof(*d64) : sizeof(*d32));
	size_t i;

	for (i = 0; i < nr; i++) {
		const s64 tag = is_64 ? d64[i].d_tag : d32[i].d_tag;
		const u64 value = is_64 ? d64[i].d_un.d_val : d32[i].d_un.d_val;

		if (tag == DT_NULL)
			break;
		if (tag == DT_FLAGS_1 && value & CSEC_DF_1_PIE)
			*is_pie = true;
		if (tag == DT_SONAME)
			*has_soname = true;
	}
}

static int read_dynamic(struct file *file, const struct segment *segment,
			bool is_64, bool *is_pie, bool *has_soname)
{
	void *dynamic;
	int err;

	if (segment->size > DYNAMIC_MAX)
		return -E2BIG;
	dynamic = kvmalloc(segment->size, GFP_KERNEL);
	if (!dynamic)
		return -ENOMEM;
	err = read_at(file, dynamic, segment->size, segment->offset);
	if (!err)
		scan_dynamic(dynamic, segment->size, is_64, is_pie, has_soname);
	kvfree(dynamic);
	return err;
}

static int scan_headers(struct file *file, const void *headers, unsigned int nr,
			bool is_64, struct csec_elf *elf)
{
	bool is_pie = false, has_soname = false, has_interp = false;
	bool has_stack = false;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < nr; i++) {
		const struct segment segment = segment_at(headers, i, is_64);

		if (segment.type == PT_INTERP) {
			has_interp = true;
		} else if (segment.type == PT_GNU_STACK) {
			has_stack = true;
			elf->has_exec_stack |= !!(segment.flags & PF_X);
		} else if (segment.type == PT_LOAD && segment.flags & PF_X &&
			   segment.memory > segment.size) {
			/* That memory can be written, too. */
			elf->has_exec_stack = true;
		} else if (segment.type == PT_DYNAMIC && segment.size) {
			err = read_dynamic(file, &segment, is_64, &is_pie,
					   &has_soname);
		}
	}
	/* Without a word about the stack, 32-bit programs get everything. */
	if (!has_stack && !is_64)
		elf->has_exec_stack = true;
	if (is_pie || (has_interp && !has_soname))
		elf->is_program = true;
	return err;
}

/* The kernel goes by the machine, which is at the same place in both classes. */
static bool is_class_of(unsigned int machine, bool is_64)
{
	switch (machine) {
	case EM_386:
	case EM_ARM:
		return !is_64;
	case EM_X86_64:
	case EM_AARCH64:
		return is_64;
	}
	return true;
}

static int read_headers(struct file *file, const struct elf64_hdr *h64,
			struct csec_elf *elf)
{
	const struct elf32_hdr *h32 = (const void *)h64;
	const bool is_64 = h64->e_ident[EI_CLASS] == ELFCLASS64;
	const u64 offset = is_64 ? h64->e_phoff : h32->e_phoff;
	const unsigned int nr = is_64 ? h64->e_phnum : h32->e_phnum;
	const size_t size = nr * (is_64 ? sizeof(struct elf64_phdr) :
					  sizeof(struct elf32_phdr));
	void *headers;
	int err;

	if (!size || size > HEADERS_MAX)
		return -E2BIG;
	if (!is_class_of(h64->e_machine, is_64))
		return -EINVAL;
	headers = kvmalloc(size, GFP_KERNEL);
	if (!headers)
		return -ENOMEM;
	err = read_at(file, headers, size, offset);
	if (!err)
		err = scan_headers(file, headers, nr, is_64, elf);
	kvfree(headers);
	return err;
}

/**
 * csec_elf_read - reads the headers of a file
 * @file: A regular file, open for reading.
 * @elf: Filled. Nothing is set for what is no ELF file; what is malformed
 *	counts as a program.
 *
 * Context: Process, may sleep; without the mmap lock, as file systems take it
 * inside of their own when they read.
 * Return: 0; -ENOMEM; -EIO and other errors of the file system.
 */
int csec_elf_read(struct file *file, struct csec_elf *elf)
{
	struct elf64_hdr header = {};
	loff_t pos = 0;
	ssize_t nr;
	int err;

	*elf = (struct csec_elf){};
	if (!csec_file_can_read(file)) {
		elf->is_program = true;
		return 0;
	}
	nr = kernel_read(file, &header, sizeof(header), &pos);
	if (nr < 0)
		return nr;
	if (nr < sizeof(struct elf32_hdr) ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG))
		return 0;
	elf->is_elf = true;
	/* At the same place in both classes. */
	elf->is_program = header.e_type == ET_EXEC;
	err = read_headers(file, &header, elf);
	if (err == -EINVAL || err == -E2BIG) {
		elf->is_program = true;
		elf->has_exec_stack = true;
		err = 0;
	}
	return err;
}

/**
 * csec_elf_is_cached - whether the page cache says that a file is an ELF file
 * @file: A file.
 *
 * Nothing is read: a loader that makes a mapping executable has looked at the
 * headers before, so they are there. What read() would not give is not looked at:
 * the kernel has no mapping of secret memory, and must not touch a broken page.
 *
 * Context: Process; the mmap lock may be held.
 * Return: true when it is one; false: it is none, or its beginning is not cached.
 */
bool csec_elf_is_cached(const struct file *file)
{
	struct folio *folio;
	bool is_elf = false;
	const char *start;

	if (!csec_file_can_read(file))
		return false;
	folio = filemap_get_folio(file->f_mapping, 0);
	if (IS_ERR_OR_NULL(folio))
		return false;
	if (folio_test_uptodate(folio) && !PageHWPoison(folio_page(folio, 0))) {
		start = kmap_local_folio(folio, 0);
		is_elf = !memcmp(start, ELFMAG, SELFMAG);
		kunmap_local(start);
	}
	folio_put(folio);
	return is_elf;
}
