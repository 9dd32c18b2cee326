/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what the headers of an ELF file say
 */
#ifndef _CSEC_ELF_H
#define _CSEC_ELF_H

#include <linux/fs.h>

/**
 * struct csec_elf - facts from the headers of one file
 * @is_elf: It is an ELF file.
 * @is_program: It is the main program of a process, not a library.
 * @has_exec_stack: The kernel would give it an executable stack, or other memory
 *	that is executable and can be written.
 */
struct csec_elf {
	bool is_elf;
	bool is_program;
	bool has_exec_stack;
};

int csec_elf_read(struct file *file, struct csec_elf *elf);
bool csec_elf_is_cached(const struct file *file);

#endif /* _CSEC_ELF_H */
