# SPDX-License-Identifier: GPL-2.0-only
# csec - what both engines fuzz, and what they begin with
# shellcheck shell=bash disable=SC2034

here=tests/fuzz
all='policy manifest replies glob arguments mountinfo'

# seeds TARGET: directories with text of its kind, beside the corpus
seeds() {
	[ "$1" != policy ] || echo tests/policies/good tests/policies/bad docs/examples
}
