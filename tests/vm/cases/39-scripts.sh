# SPDX-License-Identifier: GPL-2.0-only
# exec.allow with scripts and inline: what an interpreter may be given.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

bin=/opt/csec/bin
sh=$(readlink -f /bin/sh)
bash=$(readlink -f /usr/bin/bash)
python=$(readlink -f /usr/bin/python3 2>/dev/null)
perl=$(readlink -f /usr/bin/perl 2>/dev/null)
try=$bin/try
mkdir -p app/pkg other
printf 'import sys\nprint("data", open(sys.argv[1]).read())\n' >app/pkg/__main__.py
for name in app/ok app/main.sh other/evil other/data.csv; do
	printf '#!%s\necho "ran $0"\n' "$sh" >$name
done
printf '. "$1"\n' >app/source.sh
printf 'read -r x <"$1"; echo "data $x"\n' >app/data.sh
printf 'echo ran "$0"\n' >app/plain
printf 'print "ran $0\\n"\n' >app/ok.pl
printf 'use Module; print "ran $0\\n"\n' >app/module.pl
# Asks by AT_EXECVE_CHECK, as an interpreter that wants to know.
cat >app/ask.py <<-'END'
	import ctypes, errno, os, sys
	fd = os.open(sys.argv[1], os.O_RDONLY)
	libc = ctypes.CDLL(None, use_errno=True)
	words = (ctypes.c_char_p * 2)(b"x", None)
	if libc.syscall(322, fd, b"", words, words, 0x11000):
	    sys.exit(errno.errorcode[ctypes.get_errno()])
END
chmod 755 app/ok app/main.sh other/evil
ln -s data.sh app/read
mkfifo pipe
in_it() { in_cgroup "$cg" $try exec "$@"; }
# with VARIABLE COMMAND...: with one more variable
with() { env "$1" $bin/cgexec "$cg" $try exec "${@:2}"; }

# Control: without a policy all of it runs.
cg=$(cgroup free)
for given in "other/evil" "-c 'echo ran'" "app/source.sh $dir/other/evil"; do
	contains "without a policy: sh $given" ran eval "in_it $sh $given"
done
for variable in 'BASH_ENV=$(echo code >&2)' 'BASH_FUNC_echo%%=() { printf code; }'; do
	contains "without a policy: $variable" code with "$variable" "$bash" app/plain
done
printf 'echo code\n' >other/start
by_start() { (BASH_ENV=$dir/other/start exec $bin/cgexec "$cg" $try exec "$bash" <app/plain); }
contains 'without a policy: BASH_ENV before standard input' code by_start
# What is found for a name that is not there at exec, and start-up files that are none.
by_path() { (cd / && echo 'echo code' | PATH=/dev $bin/cgexec "$cg" $try exec "$bash" stdin); }
by_environ() { env -i $'X=\necho code\n' PATH=/proc/self $bin/cgexec "$cg" $try exec "$bash" environ; }
by_pipe() {
	timeout 20 bash -c "echo 'echo code' >$dir/pipe" &
	with "BASH_ENV=$dir/pipe" "$bash" app/plain
	kill $! 2>/dev/null
}
for way in path environ pipe; do
	contains "without a policy: by $way" code by_$way
done
if [ -n "$perl" ]; then
	contains 'without a policy: PERL5OPT' code with 'PERL5OPT=-MPOSIX;print"code"' "$perl" app/ok.pl
	printf 'package Module; print "code\\n"; 1\n' >other/Module.pmc
	contains 'without a policy: a compiled module by PERL5LIB' code \
		with "PERL5LIB=$dir/other" "$perl" app/module.pl
	contains 'without a policy: perl -V:' code in_it "$perl" -V:version -e 'print "code"'
fi

cg=$(cgroup deny)
policy=scripts
ok 'a policy with scripts' govern scripts "$cg" <<END
exec:
  default: deny
  drift: deny
  allow:
    - {path: $try}
    - {path: $bin/cgexec}
    - {path: $dir/app/ok}
    - {path: $sh, scripts: ["$dir/app/*"]}
    - {path: $bash, inline: deny}
    ${perl:+- {path: $perl, scripts: ["$dir/app/*"]\}}
    ${python:+- {path: $python, scripts: ["$dir/app/**"], inline: allow\}}
END
lacks 'scripts are enforced' exec.scripts csecctl status
allowed 'a listed script by its interpreter' in_it $sh app/ok
allowed 'by an absolute name' in_it $sh "$dir/app/ok"
allowed 'behind options' in_it $sh -e app/ok
allowed 'by its first line' in_it "$dir/app/ok"
denied 'a script that is not listed' script EACCES in_it $sh other/evil
equals 'the event names the script' other/evil "$(field path)"
denied 'behind options' script EACCES in_it $sh -eu "$dir/other/evil"
denied 'behind options with a value that is listed' script EACCES \
	in_it $sh -o errexit "$dir/other/evil"
ln -s ../other/evil app/link
denied 'by a link with a listed name' script EACCES in_it $sh app/link
denied 'inline code' inline EACCES in_it $sh -c 'echo ran'
denied 'inline code in a cluster' inline EACCES in_it $sh -ec 'echo ran'
denied 'standard input that is a pipe' inline EACCES \
	bash -c "echo echo ran | $bin/cgexec $cg $try exec $sh"
denied 'standard input that is a file that is not listed' script EACCES \
	bash -c "$bin/cgexec $cg $try exec $sh <$dir/other/evil"
allowed 'standard input that is a listed file' \
	bash -c "$bin/cgexec $cg $try exec $sh <$dir/app/plain"
denied 'a start-up file before it' inline EACCES by_start
denied 'a descriptor that is a pipe' inline EACCES \
	bash -c "echo echo ran | $bin/cgexec $cg $try exec $sh /dev/fd/0"
denied 'inline: deny alone denies inline code' inline EACCES in_it $bash -c 'echo ran'
allowed 'and no script' in_it $bash "$dir/other/evil"
allowed 'nor what runs no code' in_it $bash --version

# The environment.
for variable in 'BASH_ENV=$(echo code >&2)' 'BASH_FUNC_echo%%=() { printf code; }'; do
	denied "$variable" inline EACCES with "$variable" "$bash" app/plain
done
allowed 'a start-up file' with "BASH_ENV=$dir/app/plain" "$bash" app/plain
allowed 'a start-up file in the home directory' with 'BASH_ENV=$HOME/env' "$bash" app/plain
allowed 'other variables are data' with 'X=$(echo code >&2)' "$bash" app/plain
denied 'of another shell' inline EACCES with 'ENV=$(echo code >&2)' "$sh" app/ok
run with "X=$(printf '%*s' 100000 '')" "$bash" app/plain
contains 'a long variable is data' 'ran app/plain' printf '%s' "$out"
mapfile -t many < <(seq 20000)
denied 'behind many arguments' inline EACCES with 'BASH_ENV=$(echo code >&2)' "$bash" app/plain "${many[@]}"
if [ -n "$perl" ]; then
	allowed 'perl: a listed script' in_it "$perl" app/ok.pl
	denied 'perl: PERL5OPT' inline EACCES with 'PERL5OPT=-MPOSIX;print"code"' "$perl" app/ok.pl
	allowed 'perl: a module by PERL5OPT' with 'PERL5OPT=-Mstrict -w' "$perl" app/ok.pl
	denied 'perl: -V: and code' inline EACCES in_it "$perl" -V:version -e 'print "code"'
	denied 'perl: code behind a module' inline EACCES in_it "$perl" '-MPOSIX;print"code"' app/ok.pl
	allowed 'perl: a separator' in_it "$perl" -F: app/ok.pl
fi

# Until the script is open, only files are read.
for way in path environ pipe; do
	run by_$way
	lacks "by $way" code printf '%s' "$out"
	equals "by $way: is told" 'inline open' "$(field reason) $(field op)"
done
contains 'the script runs without its start-up file' 'ran app/plain' by_pipe
denied 'the environment by its name' inline EACCES in_it "$bash" /proc/self/environ
allowed 'a start-up file that is a device of the memory' with BASH_ENV=/dev/null "$bash" app/plain
allowed 'or one that shows the system' with BASH_ENV=/proc/version "$bash" app/plain
timeout 20 bash -c "echo x >$dir/pipe" &
contains 'the script reads a pipe' 'data x' in_it "$sh" app/data.sh pipe

# What was not there when the container started.
cp app/plain app/late
denied 'a listed name that is new is no file of the image' drift EACCES in_it $sh app/late
cp other/evil other/late.sh
printf 'a,b\n' >other/late.csv
run in_it $sh app/source.sh "$dir/other/late.sh"
lacks 'a new file that is code is not sourced' ran printf '%s' "$out"
equals 'for this reason' script "$(field reason)"
equals 'in this operation' open "$(field op)"
contains 'new data is read' 'data a,b' in_it $sh app/data.sh "$dir/other/late.csv"
cp other/late.csv other/late.ts
contains 'and what is code to other interpreters' 'data a,b' in_it $sh app/data.sh "$dir/other/late.ts"
if [ -n "$perl" ]; then
	touch other/Module.pmc
	run with "PERL5LIB=$dir/other" "$perl" app/module.pl
	lacks 'perl: a compiled module is code' code printf '%s' "$out"
	equals 'perl: is told' 'script open' "$(field reason) $(field op)"
fi
contains 'by a script that is a link' 'data a,b' in_it "$sh" app/read "$dir/other/late.csv"
run env ENV="$dir/other/late.csv" $bin/cgexec "$cg" $try exec $sh app/plain
contains 'the script runs with data' 'ran app/plain' printf '%s' "$out"
if [ -n "$python" ]; then
	printf 'import helper\nprint("ran", open(sys.argv[1]).read())\n' >other/new.py
	denied 'python: a new script' script EACCES in_it "$python" other/new.py
	denied 'behind a value that is listed' script EACCES in_it "$python" -W "$dir/app/plain" other/new.py
	contains 'a directory: its code is the script, and then data is read' 'data a,b' \
		in_it "$python" app/pkg "$dir/other/late.csv"
	run "$python" app/ask.py app/ok
	if [[ $out != *EINVAL* ]]; then
		allowed 'AT_EXECVE_CHECK: a listed script' in_it "$python" app/ask.py app/ok
		denied 'AT_EXECVE_CHECK: another one' script EACCES in_it "$python" app/ask.py other/evil
		equals 'AT_EXECVE_CHECK: the event names it' "$dir/other/evil exec" "$(field path) $(field op)"
	else
		skip 'AT_EXECVE_CHECK' 'this kernel has none'
	fi
	contains 'inline: allow' 'ran 42' in_it "$python" -c 'print("ran", 6 * 7)'
fi

# An overlay opens its layers for the interpreter. A container does not see them, as
# nobody does here when they are unmounted: nothing there has a name.
mkdir -p layers merged
mount -t tmpfs layers layers
cd layers || exit
mkdir -p lower/app upper work
cp "$bash" lower/bash
for name in ok evil; do
	printf 'echo "ran %s"\n' $name >lower/app/$name
done
mv lower/app/evil lower/evil
printf 'echo "echo more" >>"$1" && cat "$1"\n' >lower/app/append
printf 'read -r x <"$1"; echo "data $x"\n' >lower/app/data
cp lower/evil lower/evil.sh
cd "$dir" || exit
mount -t overlay overlay -o "lowerdir=layers/lower,upperdir=layers/upper,workdir=layers/work" merged
umount -l layers
contains 'overlay, without a policy: the other script runs' 'ran evil' \
	in_cgroup "$(cgroup free-overlay)" $try exec merged/bash merged/evil
policy=overlay
cg=$(cgroup overlay)
ok 'a policy for an overlay' govern overlay "$cg" <<END
exec:
  default: deny
  allow:
    - {path: $try}
    - {path: $bin/cgexec}
    - {path: /usr/bin/cat}
    - {path: $dir/merged/bash, scripts: ["$dir/merged/app/*"]}
END
allowed 'overlay: a listed script' in_it merged/bash merged/app/ok
contains 'overlay: it runs' 'ran ok' in_it merged/bash merged/app/ok
denied 'overlay: one that is not' script EACCES in_it merged/bash merged/evil
contains 'overlay: a file of the image is read' 'data echo' in_it merged/bash merged/app/data merged/evil.sh
contains 'overlay: a file of the image is copied up' 'echo more' in_it merged/bash merged/app/append merged/evil.sh
contains 'overlay: and so it is changed' more cat merged/evil.sh
umount merged

# What a former life of the container left in the upper layer is not of the image.
mkdir -p lower/app upper/app work
cp "$bash" lower/bash
echo 'echo "ran image"' >lower/app/image
echo 'echo "ran left"' >upper/app/left
echo '. "$1"' >lower/app/source
echo 'echo "sourced left"' >upper/left.sh
mount -t overlay overlay -o "lowerdir=$dir/lower,upperdir=$dir/upper,workdir=$dir/work" merged
contains 'a former life, without a policy: what it left runs' 'ran left' \
	in_cgroup "$(cgroup free-former)" $try exec merged/bash merged/app/left
contains 'and is sourced' 'sourced left' \
	in_cgroup "$(cgroup free-former2)" $try exec merged/bash merged/app/source merged/left.sh
policy=former
cg=$(cgroup former)
ok 'a policy of scripts for an overlay' govern former "$cg" <<END
exec:
  default: allow
  drift: deny
  allow: [{path: $dir/merged/bash, scripts: ["$dir/merged/app/*"]}]
END
contains 'a script of the image' 'ran image' in_it merged/bash merged/app/image
denied 'one that a former life left' drift EACCES in_it merged/bash merged/app/left
denied 'nor is one sourced' script Permission in_it merged/bash merged/app/source merged/left.sh
umount merged

# A directory that moves gives listed names to the scripts in it.
policy=moved
change=$bin/change
mkdir -p moves/run/own moves/data
for name in run/own/script data/script; do printf 'echo "ran $0"\n' >moves/$name; done
printf '. "$1"\n' >moves/run/source
move() { in_cgroup "$cg" $change rename "$dir/moves/$1" "$dir/moves/$2"; }
cg=$(cgroup unmoved)
ok 'without a policy: a directory moves' move data run/data
contains 'and its script runs' ran in_it $sh moves/run/data/script
ok 'and back' move run/data data
cg=$(cgroup moved)
ok 'a policy that lists scripts below a directory' govern moved "$cg" <<END
exec:
  drift: deny
  default: allow
  allow: [{path: $sh, scripts: ["$dir/moves/run/**"]}]
END
allowed 'a script of it' in_it $sh moves/run/own/script
denied 'another one' script EACCES in_it $sh moves/data/script
allowed 'its directory may move there' move data run/data
denied 'which makes it none of the image' drift EACCES in_it $sh moves/run/data/script
denied 'nor can a script have it' drift Permission in_it $sh moves/run/source "$dir/moves/run/data/script"
allowed 'what is beside it is' in_it $sh moves/run/own/script
allowed 'within the list' move run/own run/renamed
denied 'it has moved all the same' drift EACCES in_it $sh moves/run/renamed/script
allowed 'and back' move run/renamed run/own
allowed 'it is what it was' in_it $sh moves/run/own/script

# A script that is read on while it is written. The list is that of an interpreter, not of exec.
mkdir -p writes
printf 'echo begin; while [ ! -e %s/writes/go ]; do :; done\n' "$dir" | tee writes/a.sh writes/b.sh >/dev/null
printf 'data\n' >writes/data.csv
grow() { in_cgroup "$cg" /usr/bin/dd of="$1" oflag=append conv=notrunc status=none <<<'echo code'; }
# goes_on SCRIPT: it runs, and grows meanwhile
goes_on() {
	rm -f writes/go
	in_it $sh "$1" >writes/out &
	poll grep -q begin writes/out
	grow "$1"
	: >writes/go
	wait $!
	cat writes/out
}
cg=$(cgroup unwritten)
contains 'without a policy: a script grows while it runs' code goes_on writes/a.sh
cg=$(cgroup written)
policy=written
ok 'a policy that protects scripts' govern written "$cg" <<END
exec:
  default: allow
  drift: deny
  writes: deny
  allow: [{path: $sh, scripts: ["$dir/writes/**"]}]
END
lacks 'a listed script does not grow' code goes_on writes/b.sh
denied 'it may not be written to' protected_file Permission grow writes/b.sh
allowed 'what is no script may' grow writes/data.csv
exec {held}>>writes/b.sh
denied 'who has it open could write to it' drift EACCES in_it $sh writes/b.sh
exec {held}>&-
allowed 'nobody has' in_it $sh writes/b.sh
# What an interpreter opens for reading and writing is its own affair.
if [ -n "$python" ]; then
	printf 'import sys\nopen(sys.argv[1], "r+").read()\nprint("ran")\n' >writes/own.py
	cg=$(cgroup own)
	policy=own
	ok 'a policy for one that locks a file' govern own "$cg" <<END
exec:
  default: allow
  drift: deny
  allow: [{path: $python, scripts: ["$dir/writes/**"]}]
END
	allowed 'which it opens for both' in_it "$python" writes/own.py writes/data.csv
fi
