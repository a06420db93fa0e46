# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2154 # of checks.sh
# In a container that refuses the system calls of NUMA, the first touch does what the policy would have done; and a policy
# that was taken without effect is found out.
. ./checks.sh

as() {
	numa_probe as "$@"
}

for home in 0 1; do
	for error in EPERM ENOSYS; do
		try as $error all numa_probe arena $home
		same "$error: home $home and slots by first touch" \
			"first_touch numa_maps $home slots 0 0 0 0 1 1 1 1" "$out"
	done
	try as EPERM move_pages numa_probe arena $home
	same "without move_pages: home $home" "mbind get_mempolicy $home slots 0 0 0 0 1 1 1 1" "$out"
	try as EPERM all measure --strategies=mutex --workers=8 --home=$home
	ended "EPERM: a run with home $home" 0
	same "EPERM: its counter is on node $home" "ok 0 $home $home first_touch numa_maps" \
		"$(column status) $(column lost) $(column home) $(column home_verified) $(column home_placed) $(column home_by)"
done

try taskset f numa_probe as none mbind measure --strategies=fetch_add --workers=2 --home=1
ended 'a policy without effect: nothing was measured' 3
same 'a policy without effect is found out' 'home home home 0' \
	"$(column status) $(column home_verified | cut -d' ' -f1)"
try taskset f numa_probe as EPERM all measure --strategies=fetch_add --workers=2 --home=1
ended 'EPERM: a home without a CPU of ours is refused' 1
same 'EPERM: as a trial that cannot be' skipped "$(column status)"
same 'EPERM: with the reason' 1 "$(echo "$out" | grep -c 'node 1 has no CPU')"

mount -o remount,size=16k /dev/shm
for error in EPERM none; do
	calls=all
	[ $error = none ] && calls=move_pages # which says nothing then
	try as $error $calls measure --strategies=mutex --workers=2
	ended "$error: a full /dev/shm is an error" 1
	says "$error: and is said" 'No space left'
done
mount -o remount,size=50% /dev/shm
finish
