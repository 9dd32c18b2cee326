# SPDX-License-Identifier: GPL-2.0-only
# Who may use the netlink family (P1, P17): each identity against each operation.
# shellcheck shell=bash

cg=$(cgroup governed)
mkdir "$cg/deeper"
govern governed "$cg" <<<'exec: {default: allow}'
before=$(nl_digest)
chmod 755 "$dir"
of_helper nl_cred "$cg"
equals 'the policy is what it was' "$before" "$(nl_digest)"

# refused: how many requests were, as their sender may not
refused() { csecctl status --json | jq .requests_refused; }

# The same through csecctl: exit status 6 and a hint.
nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
reader() {
	setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps +audit_read \
		--ambient-caps +audit_read "$@"
}
for c in status 'policy show' ps counters events 'policy delete governed' unload; do
	# shellcheck disable=SC2086 # words
	fails_with "nobody: csecctl $c ends with 6" 6 nobody csecctl $c
	# shellcheck disable=SC2086 # words
	fails_with "nobody: csecctl $c says why" 'not permitted' nobody csecctl $c
	# shellcheck disable=SC2086 # words
	fails_with "governed root: csecctl $c ends with 6" 6 in_cgroup "$cg" csecctl $c
done
cp "$dir/governed.yaml" /tmp/nobody.yaml
chmod 644 /tmp/nobody.yaml
fails_with 'nobody: csecctl policy push ends with 6' 6 nobody csecctl policy push /tmp/nobody.yaml
contains 'nobody: the hint says who may' 'run as root' nobody csecctl status
ok 'nobody may check a policy' nobody csecctl policy check /tmp/nobody.yaml
ok 'nobody may ask for the version' nobody csecctl version
contains 'nobody: events --follow is refused' 'not permitted' nobody csecctl events --follow
for c in status ps counters events; do
	ok "CAP_AUDIT_READ: csecctl $c" reader csecctl $c
done
fails_with 'CAP_AUDIT_READ: no csecctl policy show' 6 reader csecctl policy show
fails_with 'CAP_AUDIT_READ: no csecctl policy push' 6 reader csecctl policy push /tmp/nobody.yaml
fails_with 'CAP_AUDIT_READ: no csecctl policy delete' 6 reader csecctl policy delete governed
fails_with 'CAP_AUDIT_READ: no csecctl unload' 6 reader csecctl unload
before_requests=$(refused)
fails_with 'nobody is refused once more' 6 nobody csecctl ps
equals 'each is counted' $((before_requests + 1)) "$(refused)"
contains 'the status says so' "requests     $((before_requests + 1)) refused" csecctl status
equals 'the policy is still what it was' "$before" "$(nl_digest)"

# Events of others are none of a container's business, whatever its capabilities.
other=$(cgroup other)
govern other "$other" <<<'exec: {default: deny}'
# heard [IN_CGROUP DIRECTORY]: what a listener there gets of a violation elsewhere
heard() {
	: >"$dir/listener"
	"$@" /opt/csec/bin/nl_cred listen 30 >"$dir/listener" &
	local listener=$!
	poll grep -q joined "$dir/listener"
	in_cgroup "$other" /bin/true 2>/dev/null
	wait $listener
	tail -n 1 "$dir/listener"
}
equals 'a listener on the host hears of a violation' event "$(heard)"
if [[ $(uname -r) == 6.1.* ]]; then
	skip 'one that is governed does not' 'this kernel sends to all who joined, or to none'
else
	equals 'one that is governed does not' nothing "$(heard in_cgroup "$cg")"
fi
