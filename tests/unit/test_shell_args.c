// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of kmod/shell_args.c and kmod/applet.c
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../kmod/applet.h"
#include "../../kmod/shell_args.h"
#include "../../kmod/shell_lines.h"
#include "kernel/shim.h"

enum {
	INPUT = CSEC_COMMANDS_INPUT,
	LINE = CSEC_COMMANDS_LINE,
	FILE_ = CSEC_COMMANDS_FILE,
};

/* Arguments separated by '|'. */
static const struct {
	const char *args;
	bool is_multicall;
	int commands;
	const char *operand;
} cases[] = {
	{ "sh", false, INPUT, NULL },
	{ "-bash", false, INPUT, NULL },
	{ "sh|-i", false, INPUT, NULL },
	{ "bash|-li", false, INPUT, NULL },
	{ "sh|-", false, INPUT, NULL },
	{ "sh|--", false, INPUT, NULL },
	{ "sh|-s|a|b", false, INPUT, NULL },
	{ "bash|-is|a", false, INPUT, NULL },
	{ "bash|--norc|-i", false, INPUT, NULL },
	{ "bash|--rcfile|/x|-i", false, INPUT, NULL },
	{ "bash|-o|vi", false, INPUT, NULL },
	{ "bash|+O|extglob|-i", false, INPUT, NULL },
	{ "bash|-o", false, INPUT, NULL },
	{ "sh|-c|id", false, LINE, "id" },
	{ "sh|-ec|id; ls", false, LINE, "id; ls" },
	{ "sh|-c|-e|id", false, LINE, "id" },
	{ "sh|-sc|:", false, INPUT, NULL },
	{ "sh|-s|-c|:", false, INPUT, NULL },
	{ "bash|-norc|-s|x", false, INPUT, NULL },
	{ "bash|-norc|x", false, FILE_, "x" },
	{ "bash|-restricted|x", false, FILE_, "x" },
	{ "bash|-rcfile|/x|-i", false, INPUT, NULL },
	{ "bash|-norc|-c|id", false, LINE, "id" },
	{ "bash|-o|pipefail|-c|id", false, LINE, "id" },
	{ "fish|--command|id", false, LINE, "id" },
	{ "sh|-c", false, INPUT, NULL },
	{ "sh|/x/y", false, FILE_, "/x/y" },
	{ "sh|-e|y|-c", false, FILE_, "y" },
	{ "sh|--|-c", false, FILE_, "-c" },
	{ "sh|-|y", false, FILE_, "y" },
	{ "sh|-i|/dev/stdin", false, FILE_, "/dev/stdin" },
	{ "busybox|sh", true, INPUT, NULL },
	{ "busybox|sh|-c|id", true, LINE, "id" },
	{ "/bin/busybox|ash|x", true, FILE_, "x" },
	{ "sh|-c|id", true, LINE, "id" },
	{ "ash", true, INPUT, NULL },
	/* A value for each 'o', behind the cluster. */
	{ "sh|-oe|errexit", false, INPUT, NULL },
	{ "sh|-oe|errexit|x", false, FILE_, "x" },
	{ "sh|-oo|errexit|nounset", false, INPUT, NULL },
	{ "sh|-oo|errexit|nounset|x", false, FILE_, "x" },
	{ "sh|-oo|errexit", false, INPUT, NULL },
	{ "sh|-oc|errexit|id", false, LINE, "id" },
	{ "zsh|-oxtrace|x|y", false, INPUT, NULL },
	{ "dash|-posix|errexit", false, INPUT, NULL },
	/* A lone '+' is an option, or ends them. */
	{ "sh|+|-e", false, INPUT, NULL },
	{ "sh|+|+", false, INPUT, NULL },
	{ "sh|+|-e|x", false, INPUT, NULL },
	{ "sh|+|x", false, FILE_, "x" },
	{ "zsh|-b|-o|x|y", false, INPUT, NULL },
	{ "zsh|-e-|-o|x|y", false, INPUT, NULL },
	{ "bash|+s|x", false, INPUT, NULL },
	{ "sh|+c|id", false, LINE, "id" },
	/* Names for the input. */
	{ "dash|-o|stdin|x", false, INPUT, NULL },
	{ "dash|-eo|stdin|x", false, INPUT, NULL },
	{ "zsh|-o|shinstdin|x", false, INPUT, NULL },
	{ "zsh|-o|SH_IN_Std_In|x", false, INPUT, NULL },
	{ "zsh|--shin-stdin|x", false, INPUT, NULL },
	{ "yash|-o|std|x", false, INPUT, NULL },
	/* Options of other shells. */
	{ "fish|-C|true", false, INPUT, NULL },
	{ "fish|-c|id", false, LINE, "id" },
	{ "fish|x", false, FILE_, "x" },
	{ "/usr/bin/fish|-d|all", false, INPUT, NULL },
	{ "pwsh|-ExecutionPolicy|Bypass", false, INPUT, NULL },
	{ "pwsh|-NoProfile|-Command|id", false, LINE, "id" },
	{ "pwsh|-Command|-|x", false, INPUT, NULL },
	{ "pwsh|-NoProfile|-File|x", false, FILE_, "x" },
	{ "osh|--ast-format|text", false, INPUT, NULL },
	{ "busybox|sh|--rcfile|x|y", true, INPUT, NULL },
	{ "bash|--rcfile|x|y", false, FILE_, "y" },
	/* What everybody writes. */
	{ "bash|-lc|x", false, LINE, "x" },
	{ "bash|-euo|pipefail|x.sh", false, FILE_, "x.sh" },
	{ "bash|-euxo|pipefail|-c|x", false, LINE, "x" },
	{ "bash|-ceuo|pipefail|x", false, LINE, "x" },
	{ "bash|-o|errexit|-o|nounset|x", false, FILE_, "x" },
	{ "bash|--noprofile|--norc|-eo|pipefail|x", false, FILE_, "x" },
	{ "sh|-ex|x|arg", false, FILE_, "x" },
	{ "bash|--login", false, INPUT, NULL },
	{ "bash|--login|-c|x", false, LINE, "x" },
	{ "bash|-login|x", false, FILE_, "x" },
	{ "bash|--posix|x", false, FILE_, "x" },
	{ "bash|-O|extglob|-c|x", false, LINE, "x" },
	{ "bash|-p|x", false, FILE_, "x" },
	{ "bash|-s", false, INPUT, NULL },
	{ "busybox|sh|x", true, FILE_, "x" },
	{ "zsh|-f|x", false, FILE_, "x" },
	{ "sh|-c|--|x", false, LINE, "x" },
	/* awk */
	{ "awk|-vusers=3|{print}", false, FILE_, "{print}" },
	{ "awk|-v|users=3|{print}", false, FILE_, "{print}" },
	{ "awk|-vOFS=,|-vORS=|{print}", false, FILE_, "{print}" },
	{ "awk|-F\t|-vx=1|{print}", false, FILE_, "{print}" },
	{ "awk|-vusb=3|-f|x", false, FILE_, "x" },
	{ "gawk|-f|lib|-f|x", false, FILE_, "x" },
	{ "gawk|-W|file=-|x", false, INPUT, NULL },
	{ "gawk|-F:|{print $1}", false, FILE_, "{print $1}" },
	{ "gawk|-F|s|{print}|data", false, FILE_, "{print}" },
	{ "/usr/bin/gawk|-f|x.awk|data", false, FILE_, "x.awk" },
	{ "gawk|-fx.awk", false, FILE_, "x.awk" },
	{ "gawk|--file=x.awk", false, FILE_, "x.awk" },
	{ "gawk|--file|x.awk|data", false, FILE_, "x.awk" },
	{ "gawk|--posix|{print}", false, FILE_, "{print}" },
	{ "gawk|--re-interval|{print}", false, FILE_, "{print}" },
	{ "gawk|-e|1|-f|x", false, FILE_, "x" },
	{ "gawk|--|{print}", false, FILE_, "{print}" },
	{ "gawk|-f|-|x", false, INPUT, NULL },
	{ "gawk|-f-|x", false, INPUT, NULL },
	{ "gawk|-f|/dev/stdin", false, INPUT, NULL },
	{ "gawk|--file|-|x", false, INPUT, NULL },
	{ "gawk|--fil=/dev/stdin", false, INPUT, NULL },
	{ "gawk|-f|x|-f|-", false, INPUT, NULL },
	{ "gawk|-D|-f|x", false, INPUT, NULL },
	{ "gawk|-F|:", false, INPUT, NULL },
	{ "gawk|-v", false, INPUT, NULL },
	{ "gawk", false, INPUT, NULL },
	/* A shell that is called so. */
	{ "awk|-s|x", false, INPUT, NULL },
	{ "awk|-o|stdin|x", false, INPUT, NULL },
	{ "awk|-b|-vx=1|y", false, INPUT, NULL },
	{ "fish|+s|x", false, INPUT, NULL },
	/* A device or a descriptor that the command line sources. */
	{ "sh|-c|. /dev/tty", false, INPUT, ". /dev/tty" },
	{ "sh|-c|. /dev/stdin", false, INPUT, ". /dev/stdin" },
	{ "bash|-c|source /dev/fd/0", false, INPUT, "source /dev/fd/0" },
	{ "bash|-c|source\t'/dev/fd/0'", false, INPUT, "source\t'/dev/fd/0'" },
	{ "sh|-c|\n . /proc/self/fd/0", false, INPUT, "\n . /proc/self/fd/0" },
	{ "sh|-c|exec 2>&1; . /dev/tty", false, INPUT,
	  "exec 2>&1; . /dev/tty" },
	{ "sh|-c|while . /dev/tty; do :; done", false, INPUT,
	  "while . /dev/tty; do :; done" },
	{ "busybox|sh|-c|{ . /dev/tty;}", true, INPUT, "{ . /dev/tty;}" },
	{ "fish|-c|source /dev/tty", false, INPUT, "source /dev/tty" },
	{ "sh|-c|. /etc/profile; id", false, LINE, ". /etc/profile; id" },
	{ "sh|-c|. ./env.sh && id", false, LINE, ". ./env.sh && id" },
	{ "sh|-c|. /dev/null; id", false, LINE, ". /dev/null; id" },
	{ "sh|-c|. /dev/shm/x", false, LINE, ". /dev/shm/x" },
	{ "sh|-c|. /opt/dev/x", false, LINE, ". /opt/dev/x" },
	{ "sh|-c|id </dev/tty", false, LINE, "id </dev/tty" },
	{ "sh|-c|echo '; . /dev/tty'", false, LINE, "echo '; . /dev/tty'" },
	{ "sh|-c|./dev/tty", false, LINE, "./dev/tty" },
	{ "sh|-c|sourced /dev/tty", false, LINE, "sourced /dev/tty" },
	{ "sh|-c|.", false, LINE, "." },
};

static const struct {
	const char *commands;
	const char *source;
} sources[] = {
	{ ". /dev/tty", "/dev/tty" },
	{ ". /dev/tty;id", "/dev/tty" },
	{ "(. \"/dev/fd/3\" )", "/dev/fd/3" },
	{ "set -e\n. /proc/self/fd/0&&id", "/proc/self/fd/0" },
	{ ". /dev/null; . /dev/tty", "/dev/tty" },
	{ ". /dev/", "/dev/" },
	{ ". x </dev/tty", NULL },
	{ "cat <<E\n. /dev/tty\nE", NULL },
	{ "/dev/tty\\", NULL },
};

START_TEST(test_sources_table)
{
	const char *const wanted = sources[_i].source;
	size_t len = 0;
	const char *source =
		csec_shell_lines_source(sources[_i].commands, &len);

	ck_assert_msg(!source == !wanted, "%s", sources[_i].commands);
	if (!wanted)
		return;
	ck_assert_uint_eq(len, strlen(wanted));
	ck_assert_mem_eq(source, wanted, len);
}
END_TEST

static size_t unpack(const char *args, char *text)
{
	size_t len = strlen(args) + 1;

	memcpy(text, args, len);
	for (size_t i = 0; i < len; i++)
		if (text[i] == '|')
			text[i] = '\0';
	return len;
}

START_TEST(test_commands_table)
{
	struct csec_shell_args args;
	char text[64];
	size_t len = unpack(cases[_i].args, text);

	csec_shell_args_parse(text, len, cases[_i].is_multicall, &args);
	ck_assert_msg((int)args.commands == cases[_i].commands, "%s",
		      cases[_i].args);
	ck_assert_pstr_eq(args.operand, cases[_i].operand);
}
END_TEST

static int commands_of(const char *args, size_t room)
{
	static char text[CSEC_SHELL_ARGS_SIZE];
	const size_t len = unpack(args, text);
	struct csec_shell_args result;

	memset(text + len - 1, 'x', room - len);
	text[room - 1] = '\0';
	csec_shell_args_parse(text, room, false, &result);
	return result.commands;
}

/* The last argument fills the buffer: a name may be cut, a command is one. */
START_TEST(test_commands_cut)
{
	const size_t size = CSEC_SHELL_ARGS_SIZE;

	ck_assert_int_eq(commands_of("sh|/x/", size), INPUT);
	ck_assert_int_eq(commands_of("sh|/x/", size - 1), FILE_);
	ck_assert_int_eq(commands_of("sh|y|/x/", size), FILE_);
	ck_assert_int_eq(commands_of("sh|-c|id; ", size), LINE);
	ck_assert_int_eq(commands_of("sh|-e", size), INPUT);
	ck_assert_int_eq(commands_of("awk|-f|/x/", size), INPUT);
	ck_assert_int_eq(commands_of("awk|{print} #", size), FILE_);
}
END_TEST

static const struct {
	const char *command;
	const char *received; /* '@': a NUL */
	bool is_received;
} received[] = {
	{ "id", "id\n", true },
	{ "id\n", "id\n", true },
	{ "id", "uname\r\nid\r\n", true },
	{ "id 2>&1", "id\n", true },
	{ "id", "  id\n", true },
	{ " \tid -u", "id -u\n", true },
	{ "id", "  \n\n", false },
	{ "uname -a; echo END", "uname -a\n", true },
	{ "uname -a > /tmp/x 2>&1", "uname -a\n", true },
	{ "cat /etc/passwd", "{\"cmd\": \"cat /etc/passwd\"}", true },
	{ "cat /etc/passwd", "cmd='cat /etc/passwd'", true },
	{ "date", "{\"date\": 2024}", false },
	{ "date", "pong", false },
	{ "echo out-$((40+2))", "ping", false },
	{ "ping -c 1 db.example", "db.example\n", false },
	{ "convert in.png out.png", "in.png\n", false },
	{ "ls", "l\n", false },
	{ "ls -l", "ls-l\n", false },
	{ "lsof", "ls\n", false },
	{ "x --y --and many more", "x\n", false },
	{ "id", "", false },
	{ "", "\n\n", false },
	/* Wrapped by who received it. */
	{ "exec 2>&1; ls -l /x", "ls -l /x\n", true },
	{ "(ls -l /x) 2>&1", "ls -l /x\n", true },
	{ "cd /tmp && ls -l /x", "ls -l /x\n", true },
	{ "{ ls -l /x; } 2>&1", "ls -l /x\n", true },
	{ "{\nls -l /x\n} 2>&1", "ls -l /x\n", true },
	{ "ls -l /x\necho END", "ls -l /x\n", true },
	{ "x=$(ls -l /x); echo \"$x\"", "ls -l /x\n", true },
	{ "echo \"`ls -l /x`\"", "ls -l /x\n", true },
	{ "printf '%s' \"$(ls -l /x 2>&1)\"", "ls -l /x\n", true },
	{ "LC_ALL=C PATH=/bin ls -l /x 1>&2", "ls -l /x\n", true },
	{ "if ls -l /x; then :; fi", "ls -l /x\n", true },
	{ "exec 2>&1; x=1 ! ls -l /x", "x=1 ! ls -l /x\n", true },
	{ "exec 2>&1; ls -l /x", "{\"run\": \"ls -l /x\"}", true },
	{ "exec 2>&1; id", "id\n", false },
	/* Of a script or a message that was fetched it may be any line. */
	{ "cd /x; set -e; ./install", "#!/bin/sh\nset -e\nmake all\n", false },
	{ "test -f x || exit 1", "cd /x\nexit 1\n", false },
	{ "exec 2>&1; cat /etc/passwd", "cd /x\ncat /etc/passwd\n", true },
	{ "test -f x || exit 1", "HTTP/1.1 200\n\n{\"run\": \"exit 1\"}",
	  false },
	{ "exec 2>&1; cat /etc/passwd",
	  "HTTP/1.1 200\n\n{\"run\": \"cat /etc/passwd\"}", true },
	{ "exec 2>&1; uname", "uname\n", false },
	/* What it is given, or writes, is no command. */
	{ "notify \"some text\"", "some text\n", false },
	{ "notify some text", "some text\n", false },
	{ "x=y notify some text", "some text\n", false },
	{ "notify '; some text; '", "some text\n", false },
	{ "notify \"; some text; \"", "some text\n", false },
	{ "notify \\; some text", "some text\n", false },
	{ "psql -c \"select 1; drop table\"", "drop table\n", false },
	{ "mail x <<E\nsome text\nE", "some text\n", false },
	{ "cd /x; convert a b c.png", "convert a b\n", false },
	{ "cd /x; convert a bc", "convert a b\n", false },
	{ "notify $", "some text\n", false },
	{ "notify \\", "some text\n", false },
	/* The receiver took the end of the line away. */
	{ "id", "id@", true },
	{ "id", "uname\nid@@", true },
	{ "id", "@@@@head\nid\n", true },
	/* What it wrote itself into memory where something was received. */
	{ "convert a b", "convert a b@.1\r\nHost: x\r\n", false },
	{ "convert a b", "{\"run\": \"convert a b\"}@ost: x\r\n", false },
	{ "make all", "make all\n@ET / HTTP/1.1\r\n", false },
	{ "make all", "make all@@@@@", false },
	{ "make all", "\1@@@\10@@@@make all@st: x\r\n", false },
};

/* Puts the text with its NULs in place of each '@'. */
static size_t with_nuls(const char *from, char *text, size_t size)
{
	const size_t len = strlen(from);
	size_t i;

	ck_assert_uint_lt(len, size);
	for (i = 0; i < len; i++)
		text[i] = from[i] == '@' ? '\0' : from[i];
	return len;
}

START_TEST(test_received_table)
{
	char text[64];
	const size_t len = with_nuls(received[_i].received, text, sizeof(text));

	ck_assert_msg(csec_shell_lines_is_received(received[_i].command, text,
						   len) ==
			      received[_i].is_received,
		      "%s of %s", received[_i].command, received[_i].received);
}
END_TEST

static const struct {
	const char *command;
	const char *received; /* '@': a NUL */
	bool is_program;
} programs[] = {
	{ "expr 40 + 2", "expr 40 + 2\n", true },
	{ "expr 40 + 2", "uname\r\n expr  40\t+ 2 \r\n", true },
	{ "grep a b /x", "grep \"a b\" '/x'\n", true },
	{ "cat /etc/passwd", "{\"cmd\": \"cat /etc/passwd\"}", true },
	{ "ls /", "ls /@", true },
	/* One of several that a shell was told. */
	{ "id -u", "x=$(id -u)\n", true },
	{ "id -u", "echo \"$(id -u)-x\"; cat\n", true },
	{ "ls -l /x", "cd /; LC_ALL=C ls  -l '/x' 2>&1 | cat\n", true },
	{ "ls -l", "ls -l >/x", true },
	{ "ls -l", "exec 2>&1; ls -l@", true },
	{ "ls -l", "cd / && ls -la\n", false },
	{ "ls -l", "cd / && ls -l x\n", false },
	{ "ls -l", "echo '; ls -l;x'\n", false },
	{ "ls -l", "what ls -l does\n", false },
	{ "no-cache x", "Cache-Control: no-cache x; y\r\n", false },
	/* A name alone, or only what a command begins with. */
	{ "date", "date\n", false },
	{ "date", "x=$(date)\n", false },
	{ "restart web", "restart\n", false },
	{ "restart web", "restart web now\n", false },
	/* A short line of a text, unless that is only the head of an answer. */
	{ "sleep 1", "a\nb\nc\nsleep 1\n", true },
	{ "sleep 1", "a\nb\nc\nsleep 1\nd\n", false },
	{ "touch /tmp/x", "a\nb\nc\ntouch /tmp/x\nd\n", true },
	{ "id -u", "H 200\r\nA: b\r\nC: d\r\nE: f\r\n\r\nid -u\n", true },
	{ "ls -l >/x", "ls -l\n", false },
	{ "convert a b", "a b\n", false },
	/* What it wrote itself. */
	{ "make all", "make all\n@ET / HTTP/1.1\r\n", false },
};

START_TEST(test_texts)
{
	ck_assert(!csec_shell_lines_is_text("a\r\nb\r\nc\r\nd\r\n", 12));
	ck_assert(csec_shell_lines_is_text("a\nb\nc\nd\ne", 9));
}
END_TEST

START_TEST(test_programs_table)
{
	char text[64];
	const size_t len = with_nuls(programs[_i].received, text, sizeof(text));

	ck_assert_msg(csec_shell_lines_is_program(programs[_i].command, text,
						  len) ==
			      programs[_i].is_program,
		      "%s of %s", programs[_i].command, programs[_i].received);
}
END_TEST

#define ICMP 1
/* Without addresses; the length is that of @body and what is in front of it. */
#define HEAD(length) "\x45@@" length "@@@@@\x01@@@@@@@@@@"

static const struct {
	const char *command;
	const char *packet; /* '@': a NUL */
	bool is_in;
} packets[] = {
	{ "echo x | cat", HEAD("\x2d") "do:echo x | cat\n@@@@@@@@", true },
	{ "echo x | cat", HEAD("\x23") "do:echo x | cat garbage", true },
	{ "echo x | cat", HEAD("\x29") "\x08@@@@@echo x | cat@", true },
	/* More words than that, fewer bytes, another protocol, no head. */
	{ "echo x | cat", HEAD("\x2d") "do:echo x | cat -n\n@@@@@", false },
	{ "echo x | cat", HEAD("\x20") "do:echo x | cat\n@@@@@@@@", false },
	{ "echo x | cat", "\x45@@\x2d@@@@@\x02@@@@@@@@@@echo x | cat\n@",
	  false },
	{ "echo x | cat", "echo x | cat\n@@@@@@@@@@@@@@@@@@@@@", false },
	{ "echo x | cat", HEAD("\x2d"), false },
	{ "date", HEAD("\x19") "date\n", false },
	{ "echo x | cat", "\x45", false },
};

START_TEST(test_packets_table)
{
	char text[64];
	const size_t len = with_nuls(packets[_i].packet, text, sizeof(text));

	ck_assert_msg(csec_shell_lines_is_in_packet(packets[_i].command, text,
						    len,
						    ICMP) == packets[_i].is_in,
		      "packet %d", _i);
}
END_TEST

static const struct {
	const char *args; /* one a word, "|" between */
	bool is_listed;
} applets[] = {
	{ "ls|/", true },
	{ "/bin/ls", true },
	{ "-ls", true },
	{ "busybox|ls", true },
	{ "busybox-static|ls|-l", true },
	{ "/x/busybox|/y/busybox|busybox|cat", true },
	{ "toybox|cat", true },
	{ "coreutils|ls", true },
	{ "coreutils|--coreutils-prog=ls|rm", true },
	{ "coreutils|--coreutils-prog-shebang=[|x", true },
	{ "ls|--coreutils-prog=cat", true },
	{ "ls|x|--coreutils-prog=rm", true },
	{ "nc", false },
	{ "nc|ls", false },
	{ "l", false },
	{ "lss", false },
	{ "ls cat", false },
	{ " ", false },
	{ "", false },
	{ "|ls", false },
	{ "busybox", false },
	{ "busybox|", false },
	{ "busybox|busybox", false },
	{ "busybox|nc|ls", false },
	{ "busybox|--list", false },
	{ "toybox-x|nc", false },
	{ "coreutils", false },
	{ "coreutils|--coreutils-prog=rm|ls", false },
	{ "coreutils|--coreutils-prog=", false },
	{ "ls|--coreutils-prog=rm", false },
	{ "ls|--coreutils-prog-shebang=rm", false },
	{ "busybox|ls|--coreutils-prog=rm", false },
};

START_TEST(test_applet_list)
{
	static const char list[] = "cat [ ls";
	char text[64];
	const size_t len = unpack(applets[_i].args, text);

	ck_assert_msg(csec_applet_is_listed(list, text, len) ==
			      applets[_i].is_listed,
		      "%s", applets[_i].args);
	ck_assert(!csec_applet_is_listed(list, text, 0));
}
END_TEST

START_TEST(test_applet_syntax)
{
	ck_assert(csec_applet_is_list("ls"));
	ck_assert(csec_applet_is_list("ls [ [[ x.y-z_1"));
	ck_assert(!csec_applet_is_list(""));
	ck_assert(!csec_applet_is_list(" ls"));
	ck_assert(!csec_applet_is_list("ls "));
	ck_assert(!csec_applet_is_list("ls  cat"));
	ck_assert(!csec_applet_is_list("/ls"));
	ck_assert(!csec_applet_is_list("l\ts"));
	ck_assert(!csec_applet_is_list("l\200s"));
}
END_TEST

START_TEST(test_applet_whole)
{
	ck_assert_uint_eq(csec_applet_whole("ls\0x", 5, 6), 5);
	ck_assert_uint_eq(csec_applet_whole("ls\0x", 5, 5), 3);
	ck_assert_uint_eq(csec_applet_whole("lsblk", 6, 6), 0);
}
END_TEST

START_TEST(test_applet)
{
	char text[64];

	ck_assert(
		csec_applet_is_shell(text, unpack("busybox|busybox|sh", text)));
	ck_assert(!csec_applet_is_shell(text, unpack("busybox|busybox|wget|sh",
						     text)));

	ck_assert(csec_applet_is_shell(text, unpack("busybox|sh", text)));
	ck_assert(csec_applet_is_shell(text, unpack("busybox", text)));
	ck_assert(csec_applet_is_shell(text, unpack("-ash", text)));
	ck_assert(!csec_applet_is_shell(text, unpack("busybox|wget", text)));
	ck_assert(!csec_applet_is_shell(text, unpack("/bin/nc|-l", text)));
}
END_TEST

/* By all the names that a file has, in whatever order they come. */
START_TEST(test_names_of_one_file)
{
	static const struct {
		const char *names[4];
		bool expected;
	} files[] = {
		{ { "busybox" }, true },
		{ { "/bin/busybox-static" }, true },
		{ { "toybox", "sh" }, true },
		{ { "busybox", "sh", "ash", "hush" }, true },
		{ { "sh" }, false },
		{ { "bash" }, false },
		{ { "busybox", "bash" }, false },
		{ { "busybox", "sh", "zsh" }, false },
		{ { "dash", "toybox" }, false },
		{ { NULL }, false },
	};
	struct csec_applet_names up = {}, down = {};
	int i;

	for (i = 0; i < 4; i++) {
		if (files[_i].names[i])
			csec_applet_add_name(&up, files[_i].names[i]);
		if (files[_i].names[3 - i])
			csec_applet_add_name(&down, files[_i].names[3 - i]);
	}
	ck_assert(csec_applet_are_multicall(&up) == files[_i].expected);
	ck_assert(csec_applet_are_multicall(&down) == files[_i].expected);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("shell_args");
	TCase *tcase = tcase_create("shell_args");
	SRunner *runner = srunner_create(suite);
	int nr_failed;

	tcase_add_loop_test(tcase, test_commands_table, 0,
			    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tcase, test_commands_cut);
	tcase_add_loop_test(tcase, test_sources_table, 0,
			    sizeof(sources) / sizeof(sources[0]));
	tcase_add_loop_test(tcase, test_received_table, 0,
			    sizeof(received) / sizeof(received[0]));
	tcase_add_test(tcase, test_texts);
	tcase_add_loop_test(tcase, test_programs_table, 0,
			    sizeof(programs) / sizeof(programs[0]));
	tcase_add_loop_test(tcase, test_packets_table, 0,
			    sizeof(packets) / sizeof(packets[0]));
	tcase_add_test(tcase, test_applet);
	tcase_add_loop_test(tcase, test_applet_list, 0,
			    sizeof(applets) / sizeof(applets[0]));
	tcase_add_test(tcase, test_applet_syntax);
	tcase_add_test(tcase, test_applet_whole);
	tcase_add_loop_test(tcase, test_names_of_one_file, 0, 10);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	nr_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return nr_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
