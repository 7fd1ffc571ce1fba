#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs shellcheck on every shell script of the tree. Usage: shell.sh SOURCE_ROOT
set -eu

cd "$1"
if ! command -v shellcheck >/dev/null; then
    echo 'SKIP: no shellcheck'
    exit 77
fi
status=0
find contrib tests -name '*.sh' -exec shellcheck {} + || status=1
if [ -f .ci/run ] && head -n 1 .ci/run | grep -Eq '^#!.*[/ ](sh|dash|bash)'; then
    shellcheck .ci/run || status=1
fi
exit $status
