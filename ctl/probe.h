/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - probes of the self-test: roads to executable memory, one each
 *
 * A probe is a process of its own: csecctl executes itself again as
 *
 *	csecctl --probe NAME [ring] [userns]
 *
 * in a directory that has the files below, outside of every test cgroup and once
 * more inside. It ends with CSEC_PROBE_RAN when the road led to its end, that is
 * when code ran that nobody allowed. What a probe changes is private to it or
 * lies in its directory; the settings of the kernel it writes as they are.
 */
#ifndef _CSEC_CTL_PROBE_H
#define _CSEC_CTL_PROBE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Probes that are none: to execute something, what a rule allows, and whether a
 * ring and a user namespace can be had.
 */
#define CSEC_PROBE_NONE "ran"
#define CSEC_PROBE_BENIGN "allowed"
#define CSEC_PROBE_MODE "mode"

/* The word that makes csecctl a probe. */
#define CSEC_PROBE_WORD "--probe"

/* Files of the directory of a probe. */
#define CSEC_PROBE_LISTED "listed" /* a program that a rule allows */
#define CSEC_PROBE_UNLISTED "unlisted" /* one that none allows */

/* A directory in /dev/shm, beside the directory of the probe by a link. */
#define CSEC_PROBE_SHM "shm"

enum {
	/* Not the status of any shell or of a signal. */
	CSEC_PROBE_RAN = 42,
	CSEC_PROBE_FAILED = 43,
	CSEC_PROBE_LOST = 44, /* the probe itself could not be executed */
	CSEC_PROBE_NAME_MAX = 32,
	CSEC_PROBE_SECONDS = 60,
};

/**
 * struct csec_probe - a road to executable memory
 * @name: A word.
 * @title: For people.
 * @run: Returns CSEC_PROBE_RAN or CSEC_PROBE_FAILED, or does not return.
 */
struct csec_probe {
	const char *name;
	const char *title;
	int (*run)(void);
};

/* By what they are about; each table ends with an entry without a name. */
extern const struct csec_probe csec_probes_of_files[];
extern const struct csec_probe csec_probes_of_loaders[];
extern const struct csec_probe csec_probes_of_memory[];
extern const struct csec_probe csec_probes_of_processes[];

/**
 * struct csec_probe_group - a table of probes
 * @name: A word.
 * @probes: The table.
 */
struct csec_probe_group {
	const char *name;
	const struct csec_probe *probes;
};

extern const struct csec_probe_group csec_probe_groups[];
extern const size_t csec_nr_probe_groups;

/**
 * csec_probe_is_asked() - Whether a command line is that of a probe
 * @argc: As main().
 * @argv: As main().
 *
 * Return: true when it is.
 */
bool csec_probe_is_asked(int argc, char **argv);

/**
 * csec_probe_main() - Runs a probe
 * @argc: As main().
 * @argv: As main().
 *
 * Return: CSEC_PROBE_RAN or CSEC_PROBE_FAILED; it may have become another
 *	program that says so.
 */
int csec_probe_main(int argc, char **argv);

/**
 * csec_probe_write_program() - Makes a small program
 * @path: Of the new file.
 * @mode: Of the new file.
 * @status: It ends with.
 *
 * Return: 0; -errno.
 */
int csec_probe_write_program(const char *path, unsigned int mode, int status);

/**
 * csec_probe_find_loader() - Finds the dynamic loader of this process
 * @path: Of PATH_MAX bytes; filled.
 *
 * Return: false: there is none, this is a static program.
 */
bool csec_probe_find_loader(char *path);

#endif /* _CSEC_CTL_PROBE_H */
