#compdef csecctl
# SPDX-License-Identifier: GPL-2.0-only
# csec - zsh completion of csecctl; printed by: csecctl completion zsh
autoload -U +X bashcompinit && bashcompinit
_csecctl_names() {
	local name
	COMPREPLY=()
	while IFS= read -r name; do
		[[ -n $name ]] && COMPREPLY+=("$name")
	done <<<"$(compgen "$1" -- "$cur")"
}
_csecctl() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=''
	local command='' i
	[ "$COMP_CWORD" -gt 0 ] && prev=${COMP_WORDS[COMP_CWORD-1]}
	if [[ $cur == = ]]; then
		cur=''
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-o|--output|--color|--module|--interval|--iterations|--policy|--since|--reason|--count|--pid|--root|--directory)
			i=$((i + 1))
			[[ ${COMP_WORDS[i]} == = ]] && i=$((i + 1)) ;;
		-*) ;;
		*) command="${command:+$command }${COMP_WORDS[i]}" ;;
		esac
	done
	case $prev in
	-o|--output) COMPREPLY=($(compgen -W "table json jsonl yaml" -- "$cur")); return ;;
	--color) COMPREPLY=($(compgen -W "auto always never" -- "$cur")); return ;;
	--module) _csecctl_names -f; return ;;
	--interval) return ;;
	--iterations) return ;;
	--policy) return ;;
	--since) return ;;
	--reason) COMPREPLY=($(compgen -W "not_allowed reverse_shell bind_shell shell_connect process_limit thread_limit cgroup_escape undecided fork_rate exec_rate fork_bomb host_reserve drift digest library executable_memory script inline protected_file injection kernel_helper escape capability applet impersonation" -- "$cur")); return ;;
	--count) return ;;
	--pid) return ;;
	--root) _csecctl_names -d; return ;;
	--directory) _csecctl_names -d; return ;;
	esac
	case $command in
	'')
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		else
			COMPREPLY=($(compgen -W "status load unload policy ps top counters events explain simulate selftest completion version help" -- "$cur"))
		fi ;;
	policy|'help policy') COMPREPLY=($(compgen -W "check diff push show delete" -- "$cur")) ;;
	'status'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'load'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--module --output --json --color --help" -- "$cur"))
		fi ;;
	'unload'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'policy check'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		else
			_csecctl_names -f
		fi ;;
	'policy diff'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--prune --output --json --color --help" -- "$cur"))
		else
			_csecctl_names -f
		fi ;;
	'policy push'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--dry-run --prune --output --json --color --help" -- "$cur"))
		else
			_csecctl_names -f
		fi ;;
	'policy show'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'policy delete'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'ps'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'top'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--interval --iterations --output --json --color --help" -- "$cur"))
		fi ;;
	'counters'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--policy --output --json --color --help" -- "$cur"))
		fi ;;
	'events'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--follow --since --policy --reason --count --output --json --color --help" -- "$cur"))
		fi ;;
	'explain'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--last --pid --output --json --color --help" -- "$cur"))
		fi ;;
	'simulate'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--policy --root --drifted --output --json --color --help" -- "$cur"))
		else
			_csecctl_names -f
		fi ;;
	'selftest'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--userns --nested --io-uring --directory --output --json --color --help" -- "$cur"))
		else
			COMPREPLY=($(compgen -W "files path new-file symlink hard-link copy rename overwrite write-mapping bind-mount tmpfs chroot memfd memfd-link tmpfile unlinked unlinked-old dev-shm opath descriptor thread vfork loaders loader copied-loader preload audit script script-argument script-inline script-input core-pattern modprobe-path uevent-helper binfmt-misc memory rwx mprotect heap stack mremap zero-device shared memfd-map memfd-twice file-map file-mprotect private-write shm read-implies-exec remap-file-pages own-memory userfaultfd processes vm-writev poketext proc-mem pidfd-getfd" -- "$cur"))
		fi ;;
	'completion'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		else
			COMPREPLY=($(compgen -W "bash zsh fish" -- "$cur"))
		fi ;;
	'version'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'help'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		else
			COMPREPLY=($(compgen -W "status load unload policy ps top counters events explain simulate selftest completion version help" -- "$cur"))
		fi ;;
	esac
}
complete -o filenames -F _csecctl csecctl
