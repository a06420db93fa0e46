# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2154 # of checks.sh
# What a user, a batch system or a container leaves us is all that is used: taskset, cgroup, nodes of memory.
. ./checks.sh

sorted() {
	echo "$1" | tr ' ' '\n' | sort -n | tr '\n' ' '
}

in_cgroup() {
	# shellcheck disable=SC2016 # for the inner shell
	sh -c 'echo $$ >/cg/a/cgroup.procs && exec "$@"' in_cgroup "$@"
}

try measure --strategies=fetch_add --workers=2 --home=5
ended 'a home that is not there is refused' 2
says 'and why' 'not in this machine'

try taskset 3c measure --strategies=fetch_add --workers=4
ended 'taskset 2-5: four workers run' 0
same 'taskset 2-5: on these' '2 3 4 5 ' "$(sorted "$(column pus)")"
try taskset 3c measure --strategies=fetch_add --workers=5
ended 'taskset 2-5: five workers are refused' 2
try taskset 3c measure --strategies=fetch_add --workers=2 --placements=cpus:0,1
ended 'taskset 2-5: PUs outside are refused' 2
says 'and why not 0' taskset
try taskset f measure --strategies=fetch_add --workers=2 --home=1
same 'taskset 0-3: memory of the other node is ours all the same' 'ok 1 1' \
	"$(column status) $(column home) $(column home_verified)"

mkdir -p /cg
mount -t cgroup2 none /cg
echo +cpuset >/cg/cgroup.subtree_control
mkdir /cg/a
echo 2-5 >/cg/a/cpuset.cpus
echo 0 >/cg/a/cpuset.mems
same 'the cgroup holds' 2-5:0 "$(cat /cg/a/cpuset.cpus.effective):$(cat /cg/a/cpuset.mems.effective)"
try in_cgroup measure --strategies=fetch_add --workers=4
ended 'cgroup 2-5, node 0: four workers run' 0
same 'cgroup 2-5, node 0: on these, the counter on node 0' '2 3 4 5  0 0' \
	"$(sorted "$(column pus)") $(column home) $(column home_verified)"
try in_cgroup measure --strategies=fetch_add --workers=5
ended 'cgroup 2-5: five workers are refused' 2
try in_cgroup measure --strategies=fetch_add --workers=2 --home=1
ended 'cgroup of node 0: home 1 is refused' 2
says 'and why not node 1' 'not allowed by the cgroup'
try in_cgroup numa_probe arena 1
ended 'cgroup of node 0: no memory of node 1' 1
try in_cgroup numa_probe arena 0
same 'cgroup of node 0: slots of node 1 lie on node 0' 'mbind move_pages 0 slots 0 0 0 0' "$out"
same 'which is said once' 1 "$(echo "$err" | grep -c 'node 1 of PU 4 is not allowed by the cgroup')"
finish
