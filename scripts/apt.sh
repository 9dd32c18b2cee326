# SPDX-License-Identifier: GPL-2.0-only
# csec - apt with sources of its own: other suites than the machine's, nothing installed
#
# The machine's own sources and lists are not touched. Proxies and the like come
# from its apt configuration, the mirror from its sources.
# shellcheck shell=bash disable=SC2154 # $cache is of common.sh

# Prints "URI keyring" of the source on this machine that has a suite.
machine_source() {
	cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk -v suite="$1" '
		function entry(  i, n, words) {
			n = split(suites, words, " ")
			for (i = 1; i <= n; i++)
				if (words[i] == suite && !done++) print uri, key
			uri = suites = key = ""
		}
		/^[ \t]*$/ { entry() }
		tolower($1) == "uris:" { uri = $2 }
		tolower($1) == "suites:" { $1 = ""; suites = $0 }
		tolower($1) == "signed-by:" { key = $2 }
		END { entry() }'
	cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
		sed -nE 's/^deb +//p' | awk -v suite="$1" '{
			key = ""
			if (match($0, /signed-by=[^] ,]+/))
				key = substr($0, RSTART + 10, RLENGTH - 10)
			sub(/^\[[^]]*\] */, "")
			if ($2 == suite) print $1, key
		}'
}

# The lines of sources.list for one of Debian's suites.
sources_of() {
	local keys=/usr/share/keyrings/debian-archive-keyring.gpg debian security
	read -r debian _ < <(machine_source bookworm) || debian=http://deb.debian.org/debian
	echo "deb [signed-by=$keys] $debian $1 main"
	case $1 in *-backports | sid) return ;; esac
	read -r security _ < <(machine_source bookworm-security) ||
		security=http://deb.debian.org/debian-security
	echo "deb [signed-by=$keys] $security $1-security main"
}

# use_suite SUITE: apt_get and apt_cache work on the suite from now on.
use_suite() {
	local state=$cache/apt-$1
	apt_conf=$state/apt.conf
	mkdir -p "$state"/{lists,archives}/partial
	: >"$state/status"
	sources_of "$1" >"$state/sources.list"
	cat >"$apt_conf" <<-END
		Dir::Etc::sourcelist "$state/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::State::lists "$state/lists";
		Dir::State::status "$state/status";
		Dir::Cache::archives "$state/archives";
		Dir::Cache::pkgcache "";
		Dir::Cache::srcpkgcache "";
		APT::Architecture "amd64";
		APT::Architectures { "amd64"; "arm64"; };
		APT::Sandbox::User "root";
		APT::Default-Release "";
		Acquire::Languages "none";
		Acquire::Retries "3";
	END
}
apt_get() { apt-get -q -c "$apt_conf" "$@"; }
apt_cache() { apt-cache -c "$apt_conf" "$@"; }

# apt_download NAME[:ARCH][=VERSION]...: into the current directory; the lists
# are fetched when they are missing or too old for that.
apt_download() {
	apt_get download "$@" >apt.log 2>&1 ||
		{ apt_get update >apt.log 2>&1 && apt_get download "$@" >>apt.log 2>&1; } || {
		cat apt.log >&2
		return 1
	}
	rm apt.log
}

# unpack_tree SUITE DIRECTORY PACKAGES [OPTION]...: a tree with the packages (commas
# between them) and what they depend on; their scripts are not run.
unpack_tree() {
	local suite=$1 dir=$2 packages=$3
	shift 3
	[ "$(id -u)" = 0 ] || die "building a tree of $suite needs root (once)"
	rm -rf "$dir"
	sources_of "$suite" | mmdebstrap --mode=root --variant=extract \
		--include="$packages" \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		"$@" "$suite" "$dir" - >"$dir.log" 2>&1 || {
		tail -n 20 "$dir.log" >&2
		die "mmdebstrap failed"
	}
	rm -rf "$dir"/var/cache/apt/* "$dir"/var/lib/apt/lists/* "$dir.log"
}
