# SPDX-License-Identifier: GPL-2.0-only
# Rights by the path of a program: no act of the container itself gives one.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
change=$bin/change
wx=$bin/wx
reach=$bin/reach
stdio=$bin/stdio
bash=/usr/bin/bash
mkdir -p plain tools app
move() { in_cgroup "$cg" $change rename "$dir/$1" "$dir/$2"; }
in_it() { in_cgroup "$cg" "$@"; }

# Executable memory
cp $wx jit
cp $wx upgraded
cp $wx covered
for name in plain/renamed plain/linked plain/bound plain/exchanged tools/wx app/wx app/twice; do cp $wx $name; done
cg=$(cgroup jit)
policy=jit
ok 'a policy on memory alone' govern jit "$cg" <<END
memory:
  jit:
    default: deny
    allow:
      - $dir/jit
      - $dir/upgraded
      - $dir/covered
      - $dir/late*
      - $dir/app/**
END
no_jit() { denied "$1" executable_memory EACCES in_cgroup "$cg" "${@:2}" rwx; }
allowed 'a program of the image keeps its right' in_it "$dir/jit" rwx
no_jit 'another one has none' "$dir/plain/renamed"
allowed 'it may be renamed' move plain/renamed late1
no_jit 'which gives it none' "$dir/late1"
no_jit 'by mprotect, too' "$dir/late1" rw-rx
allowed 'and back' move late1 plain/renamed
no_jit 'nor has it one there' "$dir/plain/renamed"
allowed 'a hard link' in_it $change hardlink "$dir/plain/linked" "$dir/late2"
no_jit 'gives none' "$dir/late2"
cp $wx late3
no_jit 'nor does a copy' "$dir/late3"
mount --bind plain/bound covered
no_jit 'nor a bind mount' "$dir/covered"
umount covered
allowed 'what it covered has its right' in_it "$dir/covered" rwx
allowed 'an exchange' in_it $change exchange "$dir/plain/exchanged" "$dir/covered"
no_jit 'gives none' "$dir/covered"
allowed 'a directory' move tools app/tools
no_jit 'gives none' "$dir/app/tools/wx"
no_jit 'by mprotect, too' "$dir/app/tools/wx" rw-rx
allowed 'what is beside it has its right' in_it "$dir/app/wx" rwx
allowed 'a directory that has rights below it' move app elsewhere
no_jit 'they do not go with it' "$dir/elsewhere/wx"
allowed 'back again' move elsewhere app
allowed 'they are as they were' in_it "$dir/app/wx" rwx
no_jit 'and none came' "$dir/app/tools/wx"
cp $wx new && mv new upgraded
no_jit 'an upgrade loses the right' "$dir/upgraded"
cg=$(cgroup jit2)
ok 'until the container is started again' govern jit "$cg" <<END
memory: {jit: {default: deny, allow: [$dir/upgraded]}}
END
allowed 'it has it' in_it "$dir/upgraded" rwx

# A container that is older than its policy
cg=$(cgroup older)
policy=older
cp $wx before
hold "$cg" $bin/forks hold 1
cp $wx after
ok 'a policy for a container that runs' govern older "$cg" <<END
memory: {jit: {default: deny, allow: [$dir/before, $dir/after]}}
END
allowed 'what was there when it started' in_it "$dir/before" rwx
no_jit 'not what came while it ran' "$dir/after"
unhold
accounts

# Injection
rm -rf tools app plain
mkdir plain tools gdbs targets
for name in gdb target plain/gdb plain/target tools/gdb tools/target; do cp $reach $name; done
cg=$(cgroup inject)
policy=inject
ok 'a policy on injection alone' govern inject "$cg" <<END
inject:
  default: deny
  allow:
    - {from: $dir/gdb, to: $dir/target}
    - {from: $dir/late, to: $dir/target}
    - {from: $dir/gdbs/*/gdb, to: $dir/target}
    - {from: $dir/gdb, to: $dir/victim}
    - {from: $dir/gdb, to: $dir/targets/*/target}
END
victim_of() { sed -n 's/ready //p' "$dir/.held"; }
reaches() { in_cgroup "$cg" "$dir/$1" vmread "$(victim_of)"; }
no_reach() { denied "$1" injection EPERM reaches "$2"; }
hold "$cg" "$dir/target" victim
allowed 'a pair of the image' reaches gdb
no_reach 'another program' plain/gdb
allowed 'may be renamed' move plain/gdb late
no_reach 'which gives no right' late
allowed 'its directory may move' move tools gdbs/tools
no_reach 'which gives none either' gdbs/tools/gdb
allowed 'the pair has it still' reaches gdb
unhold
allowed 'a target may be renamed' move plain/target victim
hold "$cg" "$dir/victim" victim
no_reach 'it is not the one that may be reached into' gdb
unhold
allowed 'its directory may move' move gdbs/tools targets/tools
hold "$cg" "$dir/targets/tools/target" victim
no_reach 'nor is what came so' gdb
unhold
allowed 'and back' move targets/tools tools
accounts

# Exempt from what holds for shells; also in the upper layer of an overlay
mkdir -p plain tools/x lower upper work merged
for name in login plain/login tools/x/login lower/login upper/left; do cp $stdio $name; done
mount -t overlay overlay -o "lowerdir=$dir/lower,upperdir=$dir/upper,workdir=$dir/work" merged
cg=$(cgroup shells)
policy=shells
ok 'a policy on shells alone' govern shells "$cg" <<END
shells:
  reverse: deny
  exempt: [$dir/login, $dir/late, $dir/exempt/*/login, $dir/merged/*]
END
starts() { in_cgroup "$cg" "$dir/$1" tcp4 012 $bash -c 'exit 0'; }
no_shell() { denied "$1" reverse_shell EACCES starts "$2"; }
allowed 'an exempt program of the image' starts login
no_shell 'another one' plain/login
allowed 'may be renamed' move plain/login late
no_shell 'and is not exempt' late
mkdir exempt
no_shell 'one in another directory' tools/x/login
allowed 'which may move' move tools/x exempt/x
no_shell 'is not exempt for that' exempt/x/login
allowed 'an exempt program of the lower layer' starts merged/login
no_shell 'not what a former life left in the upper one' merged/left
allowed 'the first one is still' starts login
umount merged
accounts

# The same without names that give rights: nothing is noted, nothing is asked.
cg=$(cgroup plain)
policy=plain
ok 'a policy without rights' govern plain "$cg" <<<'memory: {jit: {default: deny}}'
mkdir moves
allowed 'a directory moves' move moves moved
allowed 'and back' move moved moves
accounts
