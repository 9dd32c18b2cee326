# SPDX-License-Identifier: GPL-2.0-only
# Executable memory: memory.jit, exec.libraries, and one verdict for every road.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
wx=$bin/wx
libz=$(realpath /usr/lib/x86_64-linux-gnu/libz.so.1)
ld=$(realpath /lib64/ld-linux-x86-64.so.2)
mkdir -p plain lib app app/sub
cp $wx jit
cp "$libz" plain/z.so
cp "$libz" lib/z.so
cp "$libz" app/z.so
cp "$libz" app/sub/z.so
cp $wx app/prog
cp $wx app/other
echo data >plain/data
cp /usr/bin/id plain/id
# The same program, whose headers ask for an executable stack
stack_of() {
	python3 - "$1" <<-'END'
		import struct, sys
		f = open(sys.argv[1], "r+b")
		h = f.read(64)
		off, num = struct.unpack_from("<Q", h, 32)[0], struct.unpack_from("<H", h, 56)[0]
		for i in range(num):
		    f.seek(off + 56 * i)
		    if struct.unpack("<I", f.read(4))[0] == 0x6474e551:
		        f.seek(off + 56 * i + 4)
		        f.write(struct.pack("<I", 7))
	END
}
cp $bin/mark exec-stack
stack_of exec-stack
# patch FILE OFFSET BYTE
patch() { printf %b "\\x$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }
# It says that it is of 32 bits, where the kernel does not look.
cp exec-stack other-class
patch other-class 4 01
# Code whose memory is larger than the file: the rest is zeroed, and can be written.
cp $bin/mark more-code
python3 - more-code <<-'END'
	import struct, sys
	f = open(sys.argv[1], "r+b")
	h = f.read(64)
	off, num = struct.unpack_from("<Q", h, 32)[0], struct.unpack_from("<H", h, 56)[0]
	for i in range(num):
	    f.seek(off + 56 * i)
	    p = struct.unpack("<IIQQQQQQ", f.read(56))
	    if p[0] == 1 and p[1] & 1:
	        f.seek(off + 56 * i + 40)
	        f.write(struct.pack("<Q", p[6] + 64))
END

generated='rwx rw-rx none-rx heap stack mremap shared zero memfd dual tmpfile unlinked
	shm implied remap brk file file-open file-late file-dual file-mp cow text'
for kind in $generated map protect write race; do
	ok "without a policy: $kind" $wx $kind /usr/bin/id
done
for name in exec-stack other-class more-code; do
	ok "without a policy: $name" ./$name
done

# Roads of the loader and of the C library to what somebody wrote
gconv=/usr/lib/x86_64-linux-gnu/gconv
mkdir written gconv
cp "$libz" written/libz.so.1
cp -r $gconv/gconv-modules* $gconv/ISO8859-7.so gconv/
python_maps() { "$@" /usr/bin/env "LD_LIBRARY_PATH=$dir/written" /usr/bin/python3 -c 'print(open("/proc/self/maps").read())'; }
converts() { "$@" /usr/bin/env "GCONV_PATH=$dir/gconv" /usr/bin/iconv -f ISO-8859-7 -t UTF-8 /dev/null; }
contains 'without a policy: LD_LIBRARY_PATH' "$dir/written/libz.so.1" python_maps env
ok 'without a policy: GCONV_PATH' converts env
mv gconv/ISO8859-7.so gconv.so
: >gconv/ISO8859-7.so
fails_with 'without a policy: it is the module from there' 'iconv:' converts env
mv gconv.so gconv/ISO8859-7.so

# Memory alone
cg=$(cgroup jit)
policy=jit
ok 'a policy on memory alone' govern jit "$cg" <<END
memory: {jit: {default: deny, allow: [$dir/jit]}}
END
for kind in $generated; do
	denied "$kind" executable_memory EACCES in_cgroup "$cg" $wx $kind /usr/bin/id
	allowed "$kind, by right" in_cgroup "$cg" "$dir/jit" $kind /usr/bin/id
done
denied 'a file mapped writable and executable' executable_memory EACCES \
	in_cgroup "$cg" $wx write /usr/bin/id
denied 'anonymous memory' executable_memory EACCES in_cgroup "$cg" $wx rwx
equals 'the event tells of a mapping' map "$(field op)"
equals 'and names the program that has no right' $wx "$(field path)"
denied 'a memfd' executable_memory EACCES in_cgroup "$cg" $wx memfd
contains 'whose event names it' memfd:wx field path
denied 'by mprotect' executable_memory EACCES in_cgroup "$cg" $wx rw-rx
equals 'the event tells of that' mprotect "$(field op)"
denied 'a file of another format than ELF' executable_memory EACCES in_cgroup "$cg" $wx map "$dir/plain/data"
denied 'the same by mprotect' executable_memory EACCES in_cgroup "$cg" $wx protect "$dir/plain/data"
allowed 'a library is no matter of memory' in_cgroup "$cg" $wx map "$libz"
allowed 'nor a file that is made executable as it is' in_cgroup "$cg" $wx protect "$libz"
cp "$libz" plain/new.so
allowed 'nor a library that came later' in_cgroup "$cg" $wx map "$dir/plain/new.so"
cp "$libz" plain/new2.so
allowed 'nor one that is first made executable by mprotect' in_cgroup "$cg" $wx protect "$dir/plain/new2.so"
denied 'a library that is open for writing' executable_memory EACCES in_cgroup "$cg" $wx race "$dir/plain/new.so"
allowed 'and no more' in_cgroup "$cg" $wx map "$dir/plain/new.so"
for name in exec-stack other-class more-code; do
	denied "a program that asks for executable memory: $name" executable_memory EACCES \
		in_cgroup "$cg" "$dir/$name"
done
allowed 'dynamic programs' in_cgroup "$cg" /usr/bin/id
denied 'in a user and mount namespace' executable_memory EACCES \
	in_cgroup "$cg" /usr/bin/unshare -Urm $wx rwx
sub=$(cgroup jit/sub)
denied 'in a cgroup below' executable_memory EACCES in_cgroup "$sub" $wx rw-rx
ok 'outside it works as before' $wx rwx
accounts

# What is made at run time by libffi needs the right.
policy=runtimes
cg=$(cgroup runtimes)
ok 'a policy with the right for python' govern runtimes "$cg" <<END
memory: {jit: {default: deny, allow: [/usr/bin/python3*]}}
END
allowed 'closures of libffi' in_cgroup "$cg" /usr/bin/python3 -c '
import ctypes
f = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda n: n + 1)
assert f(41) == 42'
denied 'the right is that of a file: not of one that python starts' executable_memory EACCES \
	in_cgroup "$cg" /usr/bin/python3 -c "import os; os.execv('$wx', ['wx', 'rwx'])"

# Compilers at run time. Without the right some go on, slower, and some end; how often they
# try is theirs. without_right NAME STATUS SAYS COMMAND...
declare -A expected # of lib.sh
without_right() {
	judge denied executable_memory 0 "${@:4}"
	if [ "$rc" = "$2" ] && [[ $out == *"$3"* ]]; then pass "$1"; else
		fail "$1" "no '$3': status $rc: $(brief)"
	fi
	if [[ $counted =~ ^denied\ ([1-9][0-9]*)\ audited\ 0$ ]]; then pass "$1: is counted"; else
		fail "$1: is counted" "$counted"
	fi
	equals "$1: is told, with verdict, reason and policy" "${BASH_REMATCH[1]:-0}" "$told"
	expected[$policy executable_memory denied]=$((${expected[$policy executable_memory denied]:-0} + ${told%% *}))
}
echo '<?php for ($s = $i = 0; $i < 1e5; $i++) $s += $i % 7; echo "sum $s";' >loop.php
echo aab >text
loop='s = 0 for i = 1, 1e5 do s = s + i % 7 end print("sum", s)'
jit='-d opcache.enable_cli=1 -d opcache.jit_buffer_size=4M -d pcre.jit=0 -d opcache.jit'
match='echo preg_match("/a(?=b)/", "aab");'
# compilers WORD NAME COMMAND...: each of them by the word, which is told the status that it
# has without the right, and what it says then
compilers() {
	"$1" "$2luajit" 1 'runtime code generation failed' "${@:3}" /usr/bin/luajit -e "$loop"
	"$1" "$2grep -P" 0 aab "${@:3}" /usr/bin/grep -P 'a(?=b)' text
	"$1" "$2pcre2grep" 0 aab "${@:3}" /usr/bin/pcre2grep 'a(?=b)' text
	"$1" "$2php, a pattern" 0 'JIT will be disabled' "${@:3}" /usr/bin/php -r "$match"
	# It calls what it could not make executable.
	# shellcheck disable=SC2086 # words
	"$1" "$2php, its own code" 139 'mprotect() failed' "${@:3}" /usr/bin/php $jit=function loop.php
}
runs() { ok "$1" "${@:4}"; }
passes() { allowed "$1" "${@:4}"; }
if [ -x /usr/bin/luajit ] && [ -x /usr/bin/php ]; then
	compilers runs 'without a policy: ' env
	policy=compilers
	cg=$(cgroup compilers)
	ok 'a policy with the right for compilers' govern compilers "$cg" <<-END
		memory: {jit: {default: deny, allow: [/usr/bin/luajit, /usr/bin/grep, /usr/bin/pcre2grep, /usr/bin/php*]}}
	END
	compilers passes 'by right: ' in_cgroup "$cg"
	policy=interpreters
	cg=$(cgroup interpreters)
	ok 'a policy without it' govern interpreters "$cg" <<<'memory: {jit: {default: deny}}'
	compilers without_right 'without the right: ' in_cgroup "$cg"
	allowed 'luajit -joff needs none' in_cgroup "$cg" /usr/bin/luajit -joff -e "$loop"
	allowed 'nor pcre2grep --no-jit' in_cgroup "$cg" /usr/bin/pcre2grep --no-jit 'a(?=b)' text
	allowed 'nor php with pcre.jit=0' in_cgroup "$cg" /usr/bin/php -d pcre.jit=0 -r "$match"
	accounts
else
	skip 'compilers at run time' 'luajit and php are not here'
fi

# The right is to make code, not to load what could not be loaded from a file.
nameless() {
	"$@" /usr/bin/python3 -c "
import ctypes, os
fd = os.memfd_create('x')
os.write(fd, open('$libz', 'rb').read())
ctypes.CDLL('/proc/self/fd/%d' % fd)"
}
ok 'without a policy: a library in a memfd' nameless env
policy=rightlist
cg=$(cgroup rightlist)
ok 'an exec list, with the right for two programs' govern rightlist "$cg" <<END
exec: {default: deny, drift: deny, allow: [{path: /usr/bin/python3*}, {path: $dir/jit}]}
memory: {jit: {default: deny, allow: [/usr/bin/python3*, $dir/jit]}}
END
denied 'a library in a memfd, in spite of the right' drift 'failed to map' nameless in_cgroup "$cg"
for kind in rwx memfd dual tmpfile shm file-mp cow; do
	allowed "by right: $kind" in_cgroup "$cg" "$dir/jit" $kind "$libz"
done
policy=rightonly
cg=$(cgroup rightonly)
ok 'the right without a list' govern rightonly "$cg" <<END
memory: {jit: {default: deny, allow: [/usr/bin/python3*]}}
END
allowed 'it is not asked where any library may be loaded' nameless in_cgroup "$cg"
accounts

policy=jitaudit
cg=$(cgroup jitaudit)
ok 'the same in audit mode' govern jitaudit "$cg" audit <<END
memory: {jit: {default: deny}}
END
audited 'audit: mmap' executable_memory in_cgroup "$cg" $wx rwx
audited 'audit: mprotect' executable_memory in_cgroup "$cg" $wx rw-rx
accounts

# Files: exec.libraries, by default image
cg=$(cgroup image)
policy=image
ok 'an exec list' govern image "$cg" <<END
exec:
  default: deny
  allow:
    - path: $wx
    - path: $dir/app/prog
    - path: /usr/bin/python3*
    - path: /usr/bin/cat
    - path: /usr/bin/env
    - path: /usr/bin/iconv
    - path: $ld
END
allowed 'a dynamic program' in_cgroup "$cg" /usr/bin/cat /dev/null
allowed 'a library of the system' in_cgroup "$cg" $wx map "$libz"
allowed 'one below a directory called lib' in_cgroup "$cg" $wx map "$dir/lib/z.so"
allowed 'one beside a listed program' in_cgroup "$cg" $wx map "$dir/app/z.so"
denied 'not below its directory' library EACCES in_cgroup "$cg" $wx map "$dir/app/sub/z.so"
denied 'one anywhere else' library EACCES in_cgroup "$cg" $wx map "$dir/plain/z.so"
equals 'the event names the file' "$dir/plain/z.so" "$(field path)"
equals 'and the operation' map "$(field op)"
denied 'by mprotect, where its headers cannot be read' not_allowed EACCES in_cgroup "$cg" $wx protect "$dir/plain/z.so"
denied 'data anywhere' library EACCES in_cgroup "$cg" $wx map "$dir/plain/data"
allowed 'a listed program' in_cgroup "$cg" $wx map /usr/bin/cat
denied 'a program that is not listed' not_allowed EACCES in_cgroup "$cg" $wx map /usr/bin/id
denied 'a static one' not_allowed EACCES in_cgroup "$cg" $wx map "$dir/app/other"
denied 'a file that was made later' library EACCES in_cgroup "$cg" $wx file
for kind in memfd dual tmpfile unlinked shm; do
	denied "$kind" library EACCES in_cgroup "$cg" $wx $kind
done
for kind in rwx rw-rx implied; do
	allowed "$kind is not judged by the exec list" in_cgroup "$cg" $wx $kind
done
allowed 'ld.so and a listed program' in_cgroup "$cg" "$ld" /usr/bin/cat /dev/null
denied 'ld.so and another one' not_allowed 'failed to map' in_cgroup "$cg" "$ld" /usr/bin/id
denied 'ld.so and a copy' not_allowed 'failed to map' in_cgroup "$cg" "$ld" "$dir/plain/id"
cp "$ld" ld.copy
denied 'a copy of ld.so' not_allowed EACCES in_cgroup "$cg" "$dir/ld.copy" /usr/bin/cat
dlopen() { in_cgroup "$cg" /usr/bin/python3 -c "import ctypes; ctypes.CDLL('$1')"; }
allowed 'dlopen of a library' dlopen "$libz"
denied 'dlopen of another one' library 'failed to map' dlopen "$dir/plain/z.so"
preload() {
	in_cgroup "$cg" /usr/bin/env "LD_PRELOAD=$1" /usr/bin/cat /dev/null |& grep . && return 1
	return 0
}
allowed 'LD_PRELOAD of a library' preload "$libz"
denied 'LD_PRELOAD of another one' library 'cannot be preloaded' preload "$dir/plain/z.so"
denied 'LD_LIBRARY_PATH of another one' library 'failed to map' python_maps in_cgroup "$cg"
denied 'GCONV_PATH of another one' library 'iconv:' converts in_cgroup "$cg"
allowed 'a conversion by a module of the system' in_cgroup "$cg" /usr/bin/iconv -f ISO-8859-7 -t UTF-8 /dev/null
cp "$libz" lib/later.so
denied 'a library that came later' library EACCES in_cgroup "$cg" $wx map "$dir/lib/later.so"
cp lib/z.so x && cat x >lib/z.so
denied 'one that was written to' library EACCES in_cgroup "$cg" $wx map "$dir/lib/z.so"
denied 'one that is open for writing' library EACCES in_cgroup "$cg" $wx race "$dir/app/z.so"
allowed 'and no more' in_cgroup "$cg" $wx map "$dir/app/z.so"
mount --bind plain/z.so lib/z.so
denied 'a bind mount over a library' library EACCES in_cgroup "$cg" $wx map "$dir/lib/z.so"
umount lib/z.so
accounts

policy=listed
cg=$(cgroup listed)
ok 'only what is listed' govern listed "$cg" <<END
exec:
  default: deny
  libraries: listed
  allow: [{path: $wx}, {path: $libz}]
END
allowed 'listed: a library' in_cgroup "$cg" $wx map "$libz"
denied 'listed: another one' library EACCES in_cgroup "$cg" $wx map "$dir/plain/z.so"

policy=any
cg=$(cgroup any)
ok 'any library' govern any "$cg" <<END
exec:
  default: deny
  libraries: any
  allow: [{path: $wx}]
END
allowed 'any: a library' in_cgroup "$cg" $wx map "$dir/plain/z.so"
denied 'any: but no program' not_allowed EACCES in_cgroup "$cg" $wx map /usr/bin/id
accounts
