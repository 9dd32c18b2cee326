// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what the probes of the self-test put into files and into memory
 *
 * Written by hand, so that they need no compiler where they run, no library and
 * nothing that a policy could have an opinion about.
 */
#include "probe_tools.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* mov $CSEC_PROBE_RAN, %eax; ret */
const unsigned char csec_probe_code[] = { 0xb8, CSEC_PROBE_RAN, 0, 0, 0, 0xc3 };
const size_t csec_probe_code_size = sizeof(csec_probe_code);

/* mov $0, %edi; mov $231, %eax; syscall: exit_group() */
static const unsigned char code_of_exit[] = { 0xbf, 0, 0, 0, 0,	   0xb8,
					      231,  0, 0, 0, 0x0f, 0x05 };

enum {
	STATUS_AT = 1, /* in code_of_exit */
	CODE_AT = 0x200,
	DATA_AT = 0x1000, /* a page of its own: the loader writes to it */
	BASE = 0x400000, /* of the program */
	NR_SEGMENTS = 4,
};

struct program {
	Elf64_Ehdr header;
	Elf64_Phdr segments[NR_SEGMENTS];
};

struct library_data {
	Elf64_Dyn dynamic[7];
	Elf64_Sym symbol;
	Elf64_Word hash[4];
	char names[8];
};

static int write_at(int fd, const void *data, size_t size, off_t at)
{
	const ssize_t nr = pwrite(fd, data, size, at);

	if (nr < 0)
		return -errno;
	return (size_t)nr == size ? 0 : -ENOSPC;
}

static int write_code(int fd, int status)
{
	unsigned char code[sizeof(code_of_exit)];

	memcpy(code, code_of_exit, sizeof(code));
	code[STATUS_AT] = (unsigned char)status;
	return write_at(fd, code, sizeof(code), CODE_AT);
}

static Elf64_Phdr segment(Elf64_Word type, Elf64_Word flags, Elf64_Addr at,
			  size_t size)
{
	return (Elf64_Phdr){
		.p_type = type,
		.p_flags = flags,
		.p_offset = at % BASE,
		.p_vaddr = at,
		.p_paddr = at,
		.p_filesz = size,
		.p_memsz = size,
		.p_align = type == PT_LOAD ? DATA_AT : sizeof(at),
	};
}

static void fill_header(struct program *p, Elf64_Half type, Elf64_Addr entry,
			Elf64_Half nr_segments)
{
	static const unsigned char ident[EI_NIDENT] = {
		ELFMAG0,    ELFMAG1,	 ELFMAG2,    ELFMAG3,
		ELFCLASS64, ELFDATA2LSB, EV_CURRENT, ELFOSABI_SYSV,
	};

	p->header = (Elf64_Ehdr){
		.e_type = type,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_entry = entry,
		.e_phoff = offsetof(struct program, segments),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = nr_segments,
		.e_shentsize = sizeof(Elf64_Shdr),
	};
	memcpy(p->header.e_ident, ident, sizeof(ident));
}

int csec_probe_fill_program(int fd, int status)
{
	struct program p = { 0 };
	int err;

	fill_header(&p, ET_EXEC, BASE + CODE_AT, 2);
	p.segments[0] = segment(PT_LOAD, PF_R | PF_X, BASE,
				CODE_AT + sizeof(code_of_exit));
	p.segments[1] = segment(PT_GNU_STACK, PF_R | PF_W, 0, 0);
	err = write_at(fd, &p, sizeof(p), 0);
	return err ? err : write_code(fd, status);
}

static void fill_data(struct library_data *data)
{
	const Elf64_Dyn dynamic[] = {
		{ DT_INIT, { CODE_AT } },
		{ DT_SYMTAB,
		  { DATA_AT + offsetof(struct library_data, symbol) } },
		{ DT_SYMENT, { sizeof(Elf64_Sym) } },
		{ DT_STRTAB,
		  { DATA_AT + offsetof(struct library_data, names) } },
		{ DT_STRSZ, { sizeof(data->names) } },
		{ DT_HASH, { DATA_AT + offsetof(struct library_data, hash) } },
		{ DT_NULL, { 0 } },
	};

	memcpy(data->dynamic, dynamic, sizeof(dynamic));
	data->hash[0] = 1; /* buckets */
	data->hash[1] = 1; /* symbols */
}

int csec_probe_fill_library(int fd)
{
	struct library_data data = { 0 };
	struct program p = { 0 };
	int err;

	fill_header(&p, ET_DYN, 0, NR_SEGMENTS);
	p.segments[0] = segment(PT_LOAD, PF_R | PF_X, 0,
				CODE_AT + sizeof(code_of_exit));
	p.segments[1] = segment(PT_LOAD, PF_R | PF_W, DATA_AT, sizeof(data));
	p.segments[2] =
		segment(PT_DYNAMIC, PF_R | PF_W, DATA_AT, sizeof(data.dynamic));
	p.segments[3] = segment(PT_GNU_STACK, PF_R | PF_W, 0, 0);
	fill_data(&data);
	err = write_at(fd, &p, sizeof(p), 0);
	if (!err)
		err = write_code(fd, CSEC_PROBE_RAN);
	return err ? err : write_at(fd, &data, sizeof(data), DATA_AT);
}

int csec_probe_write_program(const char *path, unsigned int mode, int status)
{
	const int fd =
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	int err;

	if (fd < 0)
		return -errno;
	err = csec_probe_fill_program(fd, status);
	if (!err && fchmod(fd, mode))
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	return err;
}
