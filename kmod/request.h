/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - who asks for what, and the answer
 *
 * Plain data between hooks, decide and event. No function here touches a lock
 * or allocates; the file compiles in user space.
 */
#ifndef _CSEC_REQUEST_H
#define _CSEC_REQUEST_H

#include <linux/types.h>
#include <csec/names.h>

/* Names under which one file was to be had when the container started. */
#define CSEC_NR_NAMES_MAX 12

/**
 * struct csec_file_names - the names of one file in a container's view
 * @nr: Used entries of @name; 0: the file was not visible at the start.
 * @name: Absolute, NUL-terminated, without mounts made later. Its own come first,
 *	behind them what led to it through links.
 */
struct csec_file_names {
	unsigned int nr;
	const char *name[CSEC_NR_NAMES_MAX];
};

/* Larger files are not hashed: what a digest names must stay below. */
#define CSEC_DIGEST_SIZE_MAX (1LL << 30)

/**
 * struct csec_digests - the SHA-256 digests that may stand for a file
 * @nr: Used entries of @sha256.
 * @sha256: Of the content; of fs-verity, where the file has one.
 */
struct csec_digests {
	unsigned int nr;
	u8 sha256[2][CSEC_SHA256_LEN];
};

/**
 * enum csec_origin - where a descriptor leads
 * @CSEC_ORIGIN_LOCAL: Not a connected internet socket.
 * @CSEC_ORIGIN_OUTBOUND: A socket that was connected to a peer.
 * @CSEC_ORIGIN_INBOUND: A socket that was accepted from a listener.
 */
enum csec_origin {
	CSEC_ORIGIN_LOCAL,
	CSEC_ORIGIN_OUTBOUND,
	CSEC_ORIGIN_INBOUND,
};

/**
 * enum csec_commands - where a shell takes its commands from
 * @CSEC_COMMANDS_INPUT: From its standard input, or what is no regular file.
 * @CSEC_COMMANDS_LINE: From its arguments (-c).
 * @CSEC_COMMANDS_FILE: From a script that is a regular file.
 */
enum csec_commands {
	CSEC_COMMANDS_INPUT,
	CSEC_COMMANDS_LINE,
	CSEC_COMMANDS_FILE,
};

/**
 * struct csec_stdio - where the standard descriptors of a shell lead
 * @origin: Of the socket at their end, CSEC_ORIGIN_LOCAL: none.
 * @is_linked: The socket is not one of them, but both input and output lead to
 *	holders of one through pipes, AF_UNIX sockets or terminals.
 * @is_received: The commands are what came over the socket.
 * @commands: Where the shell takes its commands from.
 */
struct csec_stdio {
	enum csec_origin origin;
	bool is_linked;
	bool is_received;
	enum csec_commands commands;
};

/**
 * struct csec_endpoint - the other end of a socket, evidence for an event
 * @family: AF_INET or AF_INET6; 0: none.
 * @port: Host order.
 * @addr: Network order; 4 or 16 bytes are used.
 */
struct csec_endpoint {
	u16 family;
	u16 port;
	u8 addr[16];
};

/**
 * struct csec_file_facts - what a file is, whatever the policy says
 * @is_drifted: It came or changed after the container started.
 * @is_elf: Its content is that of an ELF file.
 * @is_program: The main program of a process, not a library.
 * @has_exec_stack: The kernel would give it an executable stack, or other memory
 *	that is executable and can be written.
 */
struct csec_file_facts {
	bool is_drifted;
	bool is_elf;
	bool is_program;
	bool has_exec_stack;
};

/* What is known of an image under one policy; see csec_decide_image(). */
enum {
	CSEC_IMAGE_ALLOWED = 1 << 0, /* exec rules allow it */
	CSEC_IMAGE_SHELL = 1 << 1, /* it is of the shell class */
	CSEC_IMAGE_EXEMPT = 1 << 2, /* shell rules do not bind its children */
	CSEC_IMAGE_MULTICALL = 1 << 3, /* its arguments say whether a shell */
	CSEC_IMAGE_LISTED = 1 << 4, /* a rule of exec.allow names it */
	CSEC_IMAGE_DRIFTED = 1 << 5, /* came or changed after the start */
	CSEC_IMAGE_PROGRAM = 1 << 6, /* the main program of a process */
	CSEC_IMAGE_LIBRARY = 1 << 7, /* lies where libraries are */
	CSEC_IMAGE_JIT = 1 << 8, /* may make code at run time */
	CSEC_IMAGE_EXEC_STACK = 1 << 9, /* asks for an executable stack */
	CSEC_IMAGE_ELF = 1 << 10, /* its content is that of an ELF file */
	CSEC_IMAGE_OTHER_CONTENT = 1 << 16, /* rules name another digest */
	CSEC_IMAGE_INTERPRETER = 1 << 17, /* a rule says what it may be given */
	CSEC_IMAGE_APPLETS = 1 << 18, /* a rule says which applets it may be */
	CSEC_IMAGE_MAPPED = 1 << 19, /* a shell that another program runs */
};

/**
 * struct csec_image - facts about one executable under one policy
 * @flags: CSEC_IMAGE_*.
 * @line: Policy line of the rule that allows it, 0: none.
 * @extra: With CSEC_IMAGE_INTERPRETER or _APPLETS: index of what the rule says.
 */
struct csec_image {
	u32 flags;
	u32 line;
	u32 extra;
};

/* What is known of a file that an interpreter is given or opens. */
enum {
	CSEC_SCRIPT_IS_MAIN = 1 << 0, /* its arguments name it */
	CSEC_SCRIPT_IS_EARLY = 1 << 1, /* its script was not opened yet */
	CSEC_SCRIPT_IS_CODE = 1 << 2, /* executable, or code by its name */
	CSEC_SCRIPT_IS_DRIFTED = 1 << 3, /* came or changed after the start */
};

/* What is known of a file that is about to be changed. */
enum {
	CSEC_FILE_EXECUTABLE = 1 << 0, /* somebody may execute it */
	CSEC_FILE_LINKED = 1 << 1, /* it has more than one name */
	CSEC_FILE_DRIFTED = 1 << 2, /* it came or changed after the start */
	CSEC_FILE_CODE = 1 << 3, /* it has the name of a script */
};

/**
 * struct csec_mapping - memory that is to become executable
 * @file: What is mapped; NULL: no file, or one that has not to be looked at.
 * @is_generated: Its content can be made at run time: no file, a file without
 *	a name, writable, written to, or open for writing.
 * @is_own: It is the file of the running program, which exec has judged.
 * @is_runtime: A container runtime at work, on its way into the container.
 */
struct csec_mapping {
	const struct csec_image *file;
	bool is_generated;
	bool is_own;
	bool is_runtime;
};

/**
 * struct csec_decision - the answer to one request
 * @verdict: What happens.
 * @reason: Why, CSEC_REASON_NONE when allowed.
 * @line: Policy line that decided, 0: unknown.
 */
struct csec_decision {
	enum csec_verdict verdict;
	enum csec_reason reason;
	u32 line;
};

#endif /* _CSEC_REQUEST_H */
