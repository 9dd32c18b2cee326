// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - unit tests: what an interpreter's arguments say about its script
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "script.h"
#include "script_syntax.h"

#define FILE_(name) CSEC_SCRIPT_FILE, name
#define INLINE CSEC_SCRIPT_INLINE, NULL
#define STDIN CSEC_SCRIPT_STDIN, NULL
#define NONE CSEC_SCRIPT_NONE, NULL

static const struct {
	const char *line; /* words; the first is the program and argv[0] */
	enum csec_script_kind kind;
	const char *file;
} rows[] = {
	/* shells */
	{ "sh /tmp/x", FILE_("/tmp/x") },
	{ "sh", STDIN },
	{ "sh -s a b", STDIN },
	{ "sh -c id", INLINE },
	{ "sh -ec id", INLINE },
	{ "sh -e x", FILE_("x") },
	{ "sh -", STDIN },
	{ "sh - x", FILE_("x") },
	{ "sh -- x", FILE_("x") },
	{ "sh -- -c", FILE_("-c") },
	{ "bash -euo pipefail x", FILE_("x") },
	{ "bash -euo pipefail -c id", INLINE },
	{ "bash +x -x x", FILE_("x") },
	{ "bash +O extglob x", FILE_("x") },
	{ "bash + x", FILE_("x") },
	{ "bash -O extglob -c id", INLINE },
	{ "bash --rcfile /app/ok /tmp/x", FILE_("/tmp/x") },
	{ "bash -rcfile /app/ok /tmp/x", FILE_("/tmp/x") },
	{ "bash --norc --posix x y", FILE_("x") },
	{ "bash --login -c id", INLINE },
	{ "bash --version", NONE },
	{ "bash -i", STDIN },
	{ "dash x -c id", FILE_("x") },
	{ "zsh -f x", FILE_("x") },
	{ "ksh93 x", FILE_("x") },
	{ "zsh -o errexit x y", FILE_("x") },
	{ "zsh -oerrexit x y", FILE_("x") },
	{ "zsh -oerrexit -c id", INLINE },
	{ "fish -C id x", INLINE },
	{ "fish --init-command=id x", INLINE },
	{ "fish x", FILE_("x") },
	/* Python */
	{ "python3.11 x.py", FILE_("x.py") },
	{ "python3.11", STDIN },
	{ "python3.11 -", STDIN },
	{ "python3.11 -c 1", INLINE },
	{ "python3.11 -c1", INLINE },
	{ "python3.11 -uc 1", INLINE },
	{ "python3.11 -m http.server", INLINE },
	{ "python3.11 -um x", INLINE },
	{ "python3.11 -W /app/ok.py /tmp/x", FILE_("/tmp/x") },
	{ "python3.11 -Wignore -X dev x", FILE_("x") },
	{ "python3.11 -bW ignore x", FILE_("x") },
	{ "python3.11 --check-hash-based-pycs always x", FILE_("x") },
	{ "python3.11 --check-hash-based-pycs=always x", FILE_("x") },
	{ "python3.11 -uB x -c y", FILE_("x") },
	{ "python3.11 -i x", INLINE },
	{ "python3.11 -V", NONE },
	{ "python3.11 --version", NONE },
	{ "python -- -x", FILE_("-x") },
	/* Perl */
	{ "perl x", FILE_("x") },
	{ "perl5.36.0 -w x", FILE_("x") },
	{ "perl -e 1", INLINE },
	{ "perl -lne 1", INLINE },
	{ "perl -0777ne 1", INLINE },
	{ "perl -0e 1", INLINE },
	{ "perl -l012 -0xff x", FILE_("x") },
	{ "perl -pi.bak -e 1", INLINE },
	{ "perl -pie x", FILE_("x") },
	{ "perl -I /app/lib x", FILE_("x") },
	{ "perl -I/app/lib x", FILE_("x") },
	{ "perl -MPOSIX=floor x", FILE_("x") },
	{ "perl -M POSIX x", FILE_("x") },
	{ "perl -M-strict x", FILE_("x") },
	{ "perl -MPOSIX;system(1) x", INLINE },
	{ "perl -M POSIX;1 x", INLINE },
	{ "perl -d:NYTProf x", FILE_("x") },
	{ "perl -Mlib=/app/lib x", FILE_("x") },
	{ "perl -Mlib=/app};system(1);{ x", INLINE },
	{ "perl -M;x=y x", INLINE },
	{ "perl -d:NYTProf=file=/tmp/x x", FILE_("x") },
	{ "perl -d:X;system(1) x", INLINE },
	{ "perl -d x", INLINE },
	{ "perl -dt x", INLINE },
	{ "perl -V", NONE },
	{ "perl -V:version -e 1", INLINE },
	{ "perl -F: -a x", FILE_("x") },
	{ "perl -F/:/ -a x", FILE_("x") },
	{ "perl -F\\t x", FILE_("x") },
	{ "perl -F[(\\s] x", FILE_("x") },
	{ "perl -F/x/);system(1);(1 x", INLINE },
	{ "perl -F/(?{system(1)})/ x", INLINE },
	{ "perl -F/@{[system(1)]}/ x", INLINE },
	{ "perl -F\"@{[1]}\" x", INLINE },
	{ "perl -aF/x/);system(1);(1 x", INLINE },
	{ "perl -v", NONE },
	{ "perl -", STDIN },
	{ "perl", STDIN },
	/* Ruby */
	{ "ruby3.1 x", FILE_("x") },
	{ "ruby -e 1", INLINE },
	{ "ruby -rjson -Ilib x", FILE_("x") },
	{ "ruby -r json x", FILE_("x") },
	{ "ruby -v", NONE },
	{ "ruby -v x", FILE_("x") },
	{ "ruby -Eutf-8 --disable gems x", FILE_("x") },
	{ "ruby --disable=gems x", FILE_("x") },
	{ "ruby -rdebug x", INLINE },
	{ "ruby -r debug/open x", INLINE },
	{ "ruby -rdebugger_like x", FILE_("x") },
	/* Node */
	{ "node x.js", FILE_("x.js") },
	{ "node -e 1", INLINE },
	{ "node -pe 1", INLINE },
	{ "node --eval=1", INLINE },
	{ "node --eval 1", INLINE },
	{ "node -r ./mod x.js", FILE_("x.js") },
	{ "node --require ./mod x.js", FILE_("x.js") },
	{ "node --max-old-space-size=64 x.js -e", FILE_("x.js") },
	{ "node", STDIN },
	{ "node -", STDIN },
	{ "node -v", NONE },
	{ "node --import ./mod.mjs x.js", FILE_("x.js") },
	{ "node --import file:///app/a.mjs x.js", FILE_("x.js") },
	{ "node --import @scope/mod/a:b x.js", FILE_("x.js") },
	{ "node --import data:text/javascript,1 x.js", INLINE },
	{ "node --import=data:text/javascript,1 x.js", INLINE },
	{ "node --import=da\tta:text/javascript,1 x.js", INLINE },
	{ "node --experimental-loader DATA:text/javascript,1 x.js", INLINE },
	{ "node --experimental_loader data:text/javascript,1 x.js", INLINE },
	{ "node --loader data:text/javascript,1 x.js", INLINE },
	{ "node --require data:text/javascript,1 x.js", INLINE },
	{ "node -r data:text/javascript,1 x.js", INLINE },
	{ "node --title data:x x.js", FILE_("x.js") },
	{ "node data:text/javascript,1", INLINE },
	/* each is the beginning of one with a value */
	{ "node --watch x.js y.js", FILE_("x.js") },
	{ "node --inspect-port 9229 x.js y.js", FILE_("x.js") },
	{ "node --inspect-publish-uid=http x.js y.js", FILE_("x.js") },
	{ "node --test x.js y.js", FILE_("x.js") },
	{ "node --cpu-prof x.js", FILE_("x.js") },
	{ "node --heap-prof x.js", FILE_("x.js") },
	{ "node --watch-path lib x.js", FILE_("x.js") },
	{ "node inspect x.js", INLINE },
	{ "node --inspect x.js", INLINE },
	{ "node --inspect-brk=0.0.0.0:9229 x.js", INLINE },
	{ "node --inspect_wait x.js", INLINE },
	/* Deno, Bun */
	{ "deno run -A x.ts a", FILE_("x.ts") },
	{ "deno run --allow-net=x --config c.json ./x", FILE_("./x") },
	{ "deno -A run x.ts", FILE_("x.ts") },
	{ "deno x.ts", FILE_("x.ts") },
	{ "deno run -", STDIN },
	{ "deno run https://host/x.ts", INLINE },
	{ "deno run npm:x", INLINE },
	{ "deno run --preload data:x x.ts", INLINE },
	{ "deno eval 1", INLINE },
	{ "deno task x", INLINE },
	{ "deno repl", INLINE },
	{ "deno run --inspect-brk x.ts", INLINE },
	{ "deno fmt x.ts", NONE },
	{ "deno --version", NONE },
	{ "deno", STDIN },
	{ "bun x.ts", FILE_("x.ts") },
	{ "bun run --watch ./x a", FILE_("./x") },
	{ "bun run dev", INLINE },
	{ "bun -e 1", INLINE },
	{ "bun exec id", INLINE },
	{ "bun --inspect=9229 x.ts", INLINE },
	{ "bun --preload ./a x.ts", FILE_("x.ts") },
	{ "bun -r data:x x.ts", INLINE },
	/* PHP */
	{ "php8.2 x.php", FILE_("x.php") },
	{ "php8.2 -f x.php", FILE_("x.php") },
	{ "php8.2 --file x.php", FILE_("x.php") },
	{ "php8.2 -d a=b -n x.php", FILE_("x.php") },
	{ "php8.2 -da=b x.php", FILE_("x.php") },
	{ "php8.2 -d memory_limit=1G x.php", FILE_("x.php") },
	{ "php8.2 -d auto_prepend_file=/tmp/y x.php", INLINE },
	{ "php8.2 -dauto_append_file=data:,1 x.php", INLINE },
	{ "php8.2 --define auto_prepend_file=y x.php", INLINE },
	{ "php8.2 -d allow_url_include=1 x.php", INLINE },
	{ "php8.2 -d a=1\nauto_prepend_file=y x.php", INLINE },
	{ "php8.2 -d opcache.preload=y x.php", INLINE },
	{ "php8.2 data:text/plain,x", INLINE },
	{ "php8.2 -f php://stdin", INLINE },
	{ "php8.2 -r 1;", INLINE },
	{ "php8.2 -a", INLINE },
	{ "php8.2 -S 127.0.0.1:80", NONE },
	{ "php8.2 -S 127.0.0.1:80 -t /app", NONE },
	{ "php8.2 -v", NONE },
	{ "php8.2", STDIN },
	/* Lua, awk, others */
	{ "lua5.4 x.lua", FILE_("x.lua") },
	{ "lua5.4 -e 1", INLINE },
	{ "lua5.4 -l mod x", FILE_("x") },
	{ "lua5.4 -v", NONE },
	{ "lua5.4 -", STDIN },
	{ "gawk 1 data", INLINE },
	{ "mawk -F : 1", INLINE },
	{ "gawk -f x data", FILE_("x") },
	{ "gawk -fx", FILE_("x") },
	{ "gawk --file=x", FILE_("x") },
	{ "gawk -v a=b --source 1", INLINE },
	{ "gawk -i lib 1 data", FILE_("lib") },
	{ "gawk --include=lib 1 data", FILE_("lib") },
	{ "gawk --sour 1", INLINE },
	{ "gawk --fil=x data", FILE_("x") },
	{ "gawk -D -f x", INLINE },
	{ "mawk -W exec x", INLINE },
	{ "gawk --version", NONE },
	{ "tclsh8.6 x", FILE_("x") },
	{ "tclsh8.6 -encoding utf-8 x", FILE_("x") },
	{ "tclsh8.6 -x x", STDIN },
	{ "tclsh8.6 -- x", STDIN },
	{ "tclsh8.6 --encoding utf-8 x", STDIN },
	{ "jimsh -e 1", INLINE },
	/* Java */
	{ "java -jar /app/a.jar x", FILE_("/app/a.jar") },
	{ "java -ea -Xmx64m -XX:+UseG1GC -Da=b -jar /app/a.jar",
	  FILE_("/app/a.jar") },
	{ "java --add-opens java.base/x=ALL -jar a.jar", FILE_("a.jar") },
	{ "java -javaagent:/app/a.jar=x=y -jar a.jar", FILE_("a.jar") },
	{ "java -javaagent:/tmp/data=a.jar -jar a.jar", INLINE },
	{ "java -javaagent:data -jar a.jar", INLINE },
	{ "java -agentlib:jdwp=transport=dt_socket,server=y -jar a.jar",
	  INLINE },
	{ "java -Xrunjdwp:server=y -jar a.jar", INLINE },
	{ "java -agentpath:/usr/lib/libjdwp.so -jar a.jar", INLINE },
	{ "java -XX:OnOutOfMemoryError=id -jar a.jar", INLINE },
	{ "java -XX:OnError=id -jar a.jar", INLINE },
	{ "java -cp /app Main", INLINE },
	{ "java X.java", FILE_("X.java") },
	{ "java -version", NONE },
	/* gdb */
	{ "gdb -batch --eval-command=x", INLINE },
	{ "gdb -ex x", INLINE },
	{ "gdb -batch -x f", INLINE },
	{ "gdb /bin/ls", INLINE },
	{ "gdb --version", NONE },
	/* busybox */
	{ "busybox sh x", FILE_("x") },
	{ "busybox sh -c id", INLINE },
	{ "busybox busybox sh -c id", INLINE },
	{ "busybox busybox ls -c id", NONE },
	{ "busybox ash", STDIN },
	{ "busybox ls /tmp/x", NONE },
	{ "busybox awk 1", INLINE },
	{ "busybox", NONE },
	/* what nobody knows */
	{ "own x", FILE_("x") },
	{ "own -c x", INLINE },
	{ "own --eval=x", INLINE },
	{ "own -v x", FILE_("x") },
	{ "own -", STDIN },
	{ "own", STDIN },
};

static const struct {
	const char *line; /* the arguments, as above */
	const char *variable;
	bool is_code;
} variables[] = {
	/* bash */
	{ "bash x", "PATH=/bin", false },
	{ "bash x", "PATH", false },
	{ "bash x", "LANG=C.UTF-8", false },
	{ "bash x", "X=$(id)", false },
	{ "bash x", "BASH_ENV=", false },
	{ "bash x", "BASH_ENV=/etc/profile.d/x.sh", false },
	{ "bash x", "BASH_ENV=$HOME/.env", false },
	{ "bash x", "BASH_ENV=${HOME:-/root}/.env", false },
	{ "bash x", "BASH_ENV=$(id)", true },
	{ "bash x", "BASH_ENV=/x`id`", true },
	{ "bash x", "BASH_ENV=$[x]", true },
	{ "bash x", "BASH_ENV=${x@P}", true },
	{ "bash x", "BASH_ENV=${!x}", true },
	{ "bash x", "BASH_ENV=${x[y]}", true },
	{ "bash x", "BASH_ENV=${x:y}", true },
	{ "bash x", "BASH_ENV=${x:-$(id)}", true },
	{ "bash x", "BASH_ENV=<(id)", true },
	{ "bash x", "BASH_ENV=${x", true },
	{ "bash x", "BASH_FUNC_ls%%=() { id; }", true },
	{ "bash x", "BASH_FUNC_ls()=() { id; }", true },
	{ "bash x", "x=() { id; }", true },
	{ "bash x", "x=()", false },
	{ "bash x", "PS4=+ ", false },
	{ "bash x",
	  "PS4=+(${BASH_SOURCE}:${LINENO}): ${FUNCNAME[0]:+${FUNCNAME[0]}(): }",
	  false },
	{ "bash x", "PS4=$(id)", true },
	{ "bash x", "PS1=$(id)", false },
	{ "bash", "PS1=$(id)", true },
	{ "bash", "PS1=${debian_chroot:+($debian_chroot)}\\w\\$ ", false },
	{ "bash x", "PROMPT_COMMAND=id", false },
	{ "bash -i", "PROMPT_COMMAND=id", true },
	{ "sh -i x", "ENV=$(id)", true },
	{ "sh x", "ENV=production", false },
	{ "sh", "ENV=production", false },
	/* What is read before a script on standard input is judged by nobody. */
	{ "bash x", "BASH_ENV=/app/env", false },
	{ "bash", "BASH_ENV=/app/env", true },
	{ "bash -s x", "BASH_ENV=/app/env", true },
	{ "bash", "BASH_ENV=", false },
	{ "python3 x.py", "PYTHONPATH=/app", false },
	{ "python3 -", "PYTHONPATH=/app", true },
	{ "lua5.4 -", "LUA_INIT=@/app/init.lua", true },
	{ "dash x", "ENV=$(id)", true },
	{ "dash x", "BASH_FUNC_ls%%=() { id; }", false },
	{ "busybox sh x", "ENV=$(id)", true },
	{ "busybox ls x", "ENV=$(id)", false },
	/* Perl */
	{ "perl x", "PERL5LIB=/app/lib", false },
	{ "perl x", "PERL5OPT=", false },
	{ "perl x", "PERL5OPT=-w -MPOSIX=floor", false },
	{ "perl x", "PERL5OPT= -MDevel::Cover=-db,/tmp/x", false },
	{ "perl x", "PERL5OPT=-I/app/lib -Mlib::x", false },
	{ "perl x", "PERL5OPT=-d:NYTProf", false },
	{ "perl x", "PERL5OPT=-MPOSIX;system(1)", true },
	{ "perl x", "PERL5OPT=MPOSIX;system(1)", true },
	{ "perl x", "PERL5OPT=-w  wMPOSIX;system(1) -w", true },
	{ "perl x", "PERL5OPT=x\tMPOSIX;system(1)", true },
	{ "perl x", "PERL5OPT=-d", true },
	{ "perl x", "PERL5DB=BEGIN{system(1)}", true },
	{ "perl x", "BASH_ENV=$(id)", false },
	/* Node, Bun, Deno */
	{ "node x.js", "NODE_OPTIONS=--max-old-space-size=64", false },
	{ "node x.js", "NODE_OPTIONS=--require ./a.js --import ./b.mjs",
	  false },
	{ "node x.js", "NODE_OPTIONS=\"--title=data: x\"", false },
	{ "node x.js", "NODE_OPTIONS=--import data:text/javascript,1", true },
	{ "node x.js", "NODE_OPTIONS=-r data:text/javascript,1", true },
	{ "node x.js", "NODE_OPTIONS=--a  b --loader=data:,1", true },
	{ "node x.js", "NODE_OPTIONS=-- --loader=data:,1", true },
	{ "node x.js", "NODE_OPTIONS=\"--im\"port \"da\\ta:,1\"", true },
	{ "bun x.js", "BUN_OPTIONS=--preload=data:,1", true },
	{ "deno run x.js", "NODE_OPTIONS=--import=data:,1", true },
	/* Lua, Python, others */
	{ "lua5.4 x", "LUA_INIT=os.execute()", true },
	{ "lua5.4 x", "LUA_INIT_5_4=os.execute()", true },
	{ "lua5.4 x", "LUA_INIT=@/app/init.lua", false },
	{ "lua5.4 x", "LUA_PATH=/app/?.lua", false },
	{ "python3 x.py", "PYTHONPATH=/app", false },
	{ "python3 x.py", "PYTHONSTARTUP=/app/x.py", false },
	{ "python3 x.py", "PYTHONINSPECT=", false },
	{ "python3 x.py", "PYTHONINSPECT=1", true },
	{ "lua5.4 x", "LUA_PATH=;;/app/?.lua;/app/?/init.lua", false },
	{ "lua5.4 x", "LUA_PATH_5_4=/app/?.lua;/tmp/?", true },
	{ "lua5.4 x", "LUA_PATH=/tmp/?.txt", true },
	{ "zsh x", "FPATH=/tmp", true },
	{ "ksh93 x", "FPATH=", false },
	{ "zsh x", "PS4=$(id)", true },
	{ "bash x", "FPATH=/tmp", false },
	{ "ruby x", "RUBYOPT=-rbundler/setup", false },
	{ "ruby x", "RUBYOPT=-W0 --yjit", false },
	{ "ruby x", "RUBYOPT=-W0 -rdebug/open", true },
	{ "ruby x", "RUBYOPT=-r debug", true },
	{ "ruby x", "RUBYOPT=rdebug", true },
	{ "node x.js", "NODE_OPTIONS=--inspect=0.0.0.0:1", true },
	{ "node x.js", "NODE_OPTIONS=--inspect-port=1", false },
	{ "java -jar a.jar", "JAVA_TOOL_OPTIONS=-Xmx64m -Da=b", false },
	{ "java -jar a.jar", "JAVA_TOOL_OPTIONS=-javaagent:/app/a.jar", false },
	{ "java -jar a.jar", "JAVA_TOOL_OPTIONS=-javaagent:/x -Da=b.jar",
	  true },
	{ "java -jar a.jar", "JAVA_TOOL_OPTIONS=-XX:'On'Error=id", true },
	{ "java -jar a.jar", "JDK_JAVA_OPTIONS=-agentlib:\"jdwp\"=server=y",
	  true },
	{ "java -jar a.jar", "_JAVA_OPTIONS=-Xrunjdwp:server=y", true },
	{ "own x", "BASH_ENV=$(id)", false },
};

static enum csec_script_kind read_line(char *line, const char *program,
				       struct csec_script *script)
{
	enum csec_script_kind kind = CSEC_SCRIPT_MORE;
	char *word = strtok(line, " ");

	csec_script_begin(script, program ? program : word, word);
	while (kind == CSEC_SCRIPT_MORE && (word = strtok(NULL, " ")))
		kind = csec_script_next(script, word);
	return kind == CSEC_SCRIPT_MORE ? csec_script_end(script) : kind;
}

START_TEST(test_script_rows)
{
	struct csec_script script;
	char line[256];

	strcpy(line, rows[_i].line);
	ck_assert_msg(read_line(line, NULL, &script) == rows[_i].kind, "%s",
		      rows[_i].line);
	if (rows[_i].file)
		ck_assert_str_eq(script.file, rows[_i].file);
}
END_TEST

START_TEST(test_script_variables)
{
	struct csec_script script;
	char line[256], text[256];

	strcpy(line, variables[_i].line);
	(void)read_line(line, NULL, &script);
	strcpy(text, variables[_i].variable);
	ck_assert_msg(csec_script_is_code_of_env(&script, text, false) ==
			      variables[_i].is_code,
		      "%s %s", variables[_i].variable, variables[_i].line);
}
END_TEST

/* What was not read of a variable may be code. */
START_TEST(test_script_cut_variables)
{
	struct csec_script script;
	char options[] = "NODE_OPTIONS=-r a", path[] = "PATH=/bin";

	csec_script_begin(&script, "node", "node");
	ck_assert(csec_script_is_code_of_env(&script, options, true));
	ck_assert(!csec_script_is_code_of_env(&script, path, true));
}
END_TEST

START_TEST(test_script_busybox_by_name)
{
	struct csec_script script;
	char shell[] = "sh x", login[] = "-sh -c id", ls[] = "ls x";

	ck_assert_int_eq(read_line(shell, "/bin/busybox", &script),
			 CSEC_SCRIPT_FILE);
	ck_assert_int_eq(read_line(login, "/bin/busybox", &script),
			 CSEC_SCRIPT_INLINE);
	ck_assert_int_eq(read_line(ls, "/bin/busybox", &script),
			 CSEC_SCRIPT_NONE);
}
END_TEST

/* Several programs of awk: each is told, and what follows is data. */
START_TEST(test_script_many_files)
{
	struct csec_script script;

	csec_script_begin(&script, "gawk", "awk");
	ck_assert_int_eq(csec_script_next(&script, "-fa"), CSEC_SCRIPT_FILE);
	ck_assert(!script.is_operand);
	ck_assert_int_eq(csec_script_next(&script, "-f"), CSEC_SCRIPT_MORE);
	ck_assert_int_eq(csec_script_next(&script, "b"), CSEC_SCRIPT_FILE);
	ck_assert_str_eq(script.file, "b");
	ck_assert_int_eq(csec_script_next(&script, "data"), CSEC_SCRIPT_NONE);
}
END_TEST

/* What gawk includes is no program: that is still to come. */
START_TEST(test_script_include)
{
	struct csec_script script;

	csec_script_begin(&script, "gawk", "awk");
	ck_assert_int_eq(csec_script_next(&script, "-ilib"), CSEC_SCRIPT_FILE);
	ck_assert_int_eq(csec_script_next(&script, "1"), CSEC_SCRIPT_INLINE);
	csec_script_begin(&script, "gawk", "awk");
	ck_assert_int_eq(csec_script_next(&script, "-fx"), CSEC_SCRIPT_FILE);
	ck_assert_int_eq(csec_script_next(&script, "-i"), CSEC_SCRIPT_MORE);
	ck_assert_int_eq(csec_script_next(&script, "evil"), CSEC_SCRIPT_FILE);
	ck_assert_str_eq(script.file, "evil");
	ck_assert(!script.is_operand);
	ck_assert_int_eq(csec_script_next(&script, "data"), CSEC_SCRIPT_NONE);
}
END_TEST

static const struct {
	const char *program; /* NULL: of no interpreter alone */
	const char *name;
	bool is_code;
} endings[] = {
	{ NULL, "a.py", true },
	{ NULL, "a.cpython-311.pyc", true },
	{ NULL, ".sh", true },
	{ NULL, "a.inc", true },
	{ NULL, "a.beam", true },
	{ NULL, "a.csv", false },
	{ NULL, "py", false },
	{ NULL, "a.", false },
	{ NULL, "a.p", false },
	{ "own", "a.py", true },
	{ "own", "a.class", true },
	{ "busybox", "a.sh", true },
	{ "bash", "a.sh", true },
	{ "bash", "a.py", false },
	{ "zsh", "a.zwc", true },
	{ "fish", "a.fish", true },
	{ "python3.11", "a.py", true },
	{ "python3.11", "model.pth", false },
	{ "python3.11", "segment.ts", false },
	{ "python3.11", "a.inc", false },
	{ "perl", "Foo.pmc", true },
	{ "perl", "Foo.al", true },
	{ "perl", "a.js", false },
	{ "ruby3.1", "a.rbw", true },
	{ "node", "a.mts", true },
	{ "node", "a.wasm", true },
	{ "node", "model.pth", false },
	{ "node", "a.jsx", false },
	{ "bun", "a.tsx", true },
	{ "php8.2", "a.php5", true },
	{ "php8.2", "a.inc", true },
	{ "php8.2", "a.ts", false },
	{ "lua5.4", "a.lua", true },
	{ "tclsh8.6", "a.tm", true },
	{ "Rscript", "a.R", true },
	{ "java", "a.jar", true },
	{ "java", "a.sh", false },
	{ "gdb", "a.sh", false },
};

START_TEST(test_script_is_code)
{
	const struct csec_script_syntax *syntax = NULL;

	if (endings[_i].program)
		syntax = csec_script_find_syntax(endings[_i].program);
	ck_assert_msg(csec_script_is_code(syntax, endings[_i].name) ==
			      endings[_i].is_code,
		      "%s %s", endings[_i].program, endings[_i].name);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("script");
	TCase *tcase = tcase_create("script");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, test_script_rows, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_loop_test(tcase, test_script_variables, 0,
			    sizeof(variables) / sizeof(variables[0]));
	tcase_add_test(tcase, test_script_cut_variables);
	tcase_add_test(tcase, test_script_busybox_by_name);
	tcase_add_test(tcase, test_script_many_files);
	tcase_add_test(tcase, test_script_include);
	tcase_add_loop_test(tcase, test_script_is_code, 0,
			    sizeof(endings) / sizeof(endings[0]));
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
