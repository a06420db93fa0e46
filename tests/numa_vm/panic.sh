# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2154 # of checks.sh
# A machine that dies.
echo 'ok it lived until here'
echo c >/proc/sysrq-trigger
