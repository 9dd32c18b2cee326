# SPDX-License-Identifier: GPL-2.0-only
# Every bad policy of the corpus is refused as invalid and changes nothing.
# shellcheck shell=bash disable=SC2034

bad=/opt/csec/policies/bad
if [ -d $bad ]; then
	cg=$(cgroup a)
	govern live "$cg" <<<'exec: {default: deny, allow: [{path: /usr/bin/true}]}'
	before=$(nl_digest)
	for f in "$bad"/*; do
		[ "${f##*.}" != err ] || continue
		csecctl policy push "$f" >out 2>&1
		got=$?
		now=$(nl_digest)
		# Of a file that is not there it is not known what is wrong with it.
		case $f in
		*-manifest-missing.yaml) wanted=1 ;;
		*) wanted=3 ;;
		esac
		if [ $got = $wanted ] && [ "$now" = "$before" ] && [ -s out ]; then
			pass "${f##*/}"
		else
			fail "${f##*/}" "status $got, live $before, now $now: $(head -c 200 out)"
		fi
		before=$now
	done
	fails_with 'the live policy still denies' 'exec: EACCES' in_cgroup "$cg" /usr/bin/id
	lacks 'the kernel warns of nothing' WARNING log
else
	skip 'bad policies' 'tests/policies is not in the VM (tests/vm/run: --data)'
fi
