# SPDX-License-Identifier: GPL-2.0-only
# csec - top level: see `make help`

SERIES ?= 6.1
# `make artifacts` is for all of them, unless SERIES is given.
ARTIFACTS := $(if $(filter file default undefined,$(origin SERIES)),6.1 6.12 7.x \
	6.12-rt 6.1-arm64 6.12-arm64,$(SERIES))
B := build
# Where csecctl and the programs for the VM go, and what makes them.
P := $(B)
tool-cc = $(CC)
ifneq ($(filter %-arm64,$(SERIES)),)
P := $(B)/arm64
sysroot = $(or $(sysroot-found),$(eval sysroot-found := $(shell \
	scripts/sysroot.sh arm64))$(sysroot-found))
tool-cc = aarch64-linux-gnu-gcc --sysroot=$(sysroot)
endif

.DELETE_ON_ERROR:
.PHONY: all help module kernel csecctl artifacts unit coverage fuzz fuzz-afl vm vm-check check \
	check-debug check-deep check-kernels lint demo deps clean FORCE

all: module csecctl

help:
	@echo 'make            build/$(SERIES)/csec.ko and build/csecctl; SERIES=6.12, 7.x,'
	@echo '                ...: another kernel, see docs/kernels.md'
	@echo 'make artifacts  for every kernel the module, and beside it the stock kernel'
	@echo 'make check      all tests; make unit, make vm-check [ONLY=pattern]: some'
	@echo 'make coverage   what of csecctl and of the pure files of the module unit tests reach'
	@echo 'make fuzz [FUZZ=seconds] [ONLY=target]: hostile input for what parses it;'
	@echo 'make fuzz-afl: the same with AFL++, not part of check'
	@echo 'make check-debug [ONLY=pattern]: the VM cases on a debug kernel, not part of check'
	@echo 'make check-deep SLICE=...: the long runs, an hour each at most; without SLICE: which'
	@echo 'make check-suites: kselftest and stress-ng, with and without csec'
	@echo 'make check-kernels: the same, with the whole VM table on every kernel'
	@echo 'make lint       static checks'
	@echo 'make bench      what csec costs beside others; bench-quick: alone, in minutes'
	@echo 'make demo       a governed container, attacked; installs what is missing'
	@echo 'make vm         a shell in a VM that has csec.ko and csecctl'
	@echo 'make deps       install what building and testing need (Debian 12)'

deps:
	@scripts/install-deps.sh

module: $(B)/$(SERIES)/csec.ko

# The installed headers; changes when they do.
$(B)/$(SERIES)/release: FORCE
	@mkdir -p $(@D)
	@bash -c '. scripts/common.sh; series_release $(SERIES)' >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

kmod-sources := $(wildcard Kbuild VERSION) $(shell find kmod include -type f)

$(B)/$(SERIES)/csec.ko: $(kmod-sources) scripts/build-module.sh scripts/common.sh \
		scripts/tools-root.sh $(B)/$(SERIES)/release
	@scripts/build-module.sh $(SERIES)

# Another user of ftrace, for the VM cases.
neighbour: $(B)/$(SERIES)/neighbour.ko

$(B)/$(SERIES)/neighbour.ko: $(wildcard tests/vm/kmod/*) scripts/build-module.sh \
		scripts/common.sh $(B)/$(SERIES)/release
	@scripts/build-module.sh $(SERIES) neighbour

csecctl:
ifeq ($(P),$(B))
	@+$(MAKE) -s -C ctl
else
	@+PKG_CONFIG_SYSROOT_DIR=$(sysroot) \
		PKG_CONFIG_LIBDIR=$(sysroot)/usr/lib/aarch64-linux-gnu/pkgconfig \
		$(MAKE) -s -C ctl B=$(CURDIR)/$(P) CC='$(tool-cc)'
endif

kernel:
	@mkdir -p $(B)/$(SERIES)
	@scripts/fetch-kernel.sh $(SERIES) >$(B)/$(SERIES)/kernel
	@ln -sfn "$$(cat $(B)/$(SERIES)/kernel)/vmlinuz" $(B)/$(SERIES)/vmlinuz
	@ln -sfn "$$(cat $(B)/$(SERIES)/kernel)/lib" $(B)/$(SERIES)/lib

artifacts:
	@+for s in $(ARTIFACTS); do $(MAKE) -s module kernel csecctl SERIES=$$s || exit; done

# Some run the program itself.
unit: csecctl
	@+$(MAKE) -s -C tests/unit check

# The same in a build of its own, and what of ctl/ and kmod/ they reach. Without the
# optimiser and the sanitisers, which make branches of their own.
coverage:
	@mkdir -p $(B)/coverage
	@find $(B)/coverage -name '*.gcda' -delete
	@+$(MAKE) -s -C ctl B=$(CURDIR)/$(B)/coverage CFLAGS='-O0 -g --coverage' hardening=-fPIE
	@+CSECCTL=$(CURDIR)/$(B)/coverage/csecctl $(MAKE) -s -C tests/unit check \
		B=$(CURDIR)/$(B)/coverage/unit SAN='-O0 --coverage'
	@tests/debug/coverage.py --user $(B)/coverage $(B)/coverage/missed

# FUZZ: seconds for each target. ONLY: some of them.
fuzz:
	@tests/fuzz/run $(or $(FUZZ),60) $(ONLY)

fuzz-afl:
	@scripts/install-deps.sh --fuzz
	@tests/fuzz/run-afl $(or $(FUZZ),600) $(ONLY)

vm-tools := $(patsubst tests/vm/src/%.c,$(P)/vm/bin/%,$(wildcard tests/vm/src/*.c))

$(P)/vm/bin/%: tests/vm/src/%.c $(wildcard tests/vm/src/*.h) $(shell find include -name '*.h')
	@mkdir -p $(@D)
	@$(tool-cc) -std=gnu11 -O1 -Wall -Wextra -Werror -pthread -static \
		-Iinclude/uapi -Iinclude -I$(P)/vm -o $@ $<

# What requests look like, for nl_mutate.
$(P)/vm/bin/nl_mutate: $(P)/vm/shape.h
$(P)/vm/shape.h: tests/vm/shape.py docs/csec.yaml
	@mkdir -p $(@D)
	@tests/vm/shape.py docs/csec.yaml >$@

.PHONY: vm-tools neighbour
vm-tools: $(vm-tools) neighbour

vm-check: module kernel csecctl vm-tools
	@tests/vm/run $(SERIES) "$(ONLY)"

vm: module kernel csecctl vm-tools
	@tests/vm/run $(SERIES) --shell

check:
	@+scripts/check.sh

check-kernels:
	@+scripts/check.sh --kernels

# What csec costs: docs/performance.md.
bench-programs := $(addprefix $(B)/bench/,ops nothing bomb flood reader populate cost)
bench-peers := $(addprefix $(B)/bench/,allowlist allowlist.bpf.o apparmor-10 apparmor-1000)
bench-cc = @mkdir -p $(@D); $(CC) -std=gnu11 -O1 -Wall -Wextra -Werror -static -pthread
bench-headers := $(wildcard tests/bench/*.h)

$(B)/bench/ops: tests/bench/ops.c tests/bench/measure.c tests/bench/confine.c \
		tests/bench/wall.c $(bench-headers)
	$(bench-cc) -o $@ $(filter %.c,$^)
$(B)/bench/nothing: tests/bench/nothing.S
	$(bench-cc) -nostdlib -o $@ $<
$(B)/bench/allowlist: tests/bench/allowlist.c $(bench-headers)
	$(bench-cc) -o $@ $< -lbpf -lelf -lz
$(B)/bench/allowlist.bpf.o: tests/bench/allowlist.bpf.c $(bench-headers)
	@mkdir -p $(@D)
	@clang -O2 -g -target bpf -D__TARGET_ARCH_x86 -I/usr/include/x86_64-linux-gnu -c $< -o $@
$(B)/bench/apparmor-%: tests/bench/apparmor.sh
	@mkdir -p $(@D)
	@tests/bench/apparmor.sh $* $@
$(B)/bench/%: tests/bench/%.c
	$(bench-cc) -o $@ $<

.PHONY: bench bench-quick bench-wall bench-docs bench-peers
# What they need comes first.
bench-peers:
	@scripts/install-deps.sh --bench
	@+$(MAKE) -s $(bench-peers)
bench bench-wall: bench-peers
bench bench-quick bench-wall: module kernel csecctl $(bench-programs)
	@scripts/bench.sh --series $(SERIES) $(filter --%,$(@:bench-%=--%)) $(BENCH)
bench-docs:
	@tests/bench/page.py $(B)/bench.json docs/performance.md docs/performance.svg

check-debug: csecctl vm-tools
	@scripts/check-debug.sh "$(ONLY)"

# The long runs: docs/deep-runs.md.
check-deep:
	@scripts/check-deep.sh $(SLICE)

# The suites of others, with and without csec.
.PHONY: check-suites
check-suites: module kernel csecctl
	@SERIES=$(SERIES) scripts/check-suites.sh "$(ONLY)"

lint:
	@scripts/lint.sh

demo:
	@+scripts/demo.sh

clean:
	rm -rf $(B)
