#!/bin/sh
# SPDX-License-Identifier: MIT
# contend on machines that are not at hand: a real kernel on an emulated one of two packages, two NUMA nodes and eight
# PUs. It shows that things are where they should be; its times mean nothing. Each job in numa_vm/ is one boot.
# usage: numa_vm.sh [JOB...]; CONTEND, NUMA_PROBE: the programs; CONTEND_VM_KERNEL: a bzImage for x86-64 with what
# Debian's cloud kernels have built in. Exit codes: 0, 1 something is wrong, 77 a part is missing.
set -u

srcdir=${srcdir:-.}
contend=${CONTEND:-./contend}
probe=${NUMA_PROBE:-./numa_probe}
limit=${NUMA_VM_SECONDS:-400} # a boot; most of them take 5 to 20, that of all strategies a minute
good=0
failures=0
threads=single # one virtual CPU at a time: alike on all hosts

# The totals are in the words of automake's test driver, for whoever counts them.
skip() {
	echo "SKIP: numa_vm.sh: $*"
	echo '# SKIP:  1'
	exit 77
}

[ "$(uname -m)" = x86_64 ] || skip 'the programs must be for x86-64'
qemu=$(command -v qemu-system-x86_64) || skip 'qemu-system-x86_64 is missing (Debian: qemu-system-x86)'
busybox=$(command -v busybox) || skip 'busybox is missing (Debian: busybox-static)'
ldd "$busybox" >/dev/null 2>&1 && skip "$busybox is not static (Debian: busybox-static)"
command -v cpio >/dev/null || skip 'cpio is missing'
[ -n "${CONTEND_VM_KERNEL-}" ] || skip 'CONTEND_VM_KERNEL names no kernel'
[ -r "$CONTEND_VM_KERNEL" ] || skip "CONTEND_VM_KERNEL: cannot read $CONTEND_VM_KERNEL"

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM

# program FILE NAME: an ELF program and its libraries into the machine's root, as /w/NAME.
program() {
	[ "$(dd if="$1" bs=1 skip=1 count=3 2>/dev/null)" = ELF ] || {
		echo "numa_vm.sh: $1 is no ELF program" >&2
		exit 99
	}
	cp -L "$1" "$work/root/w/$2"
	ldd "$1" | grep -o '/[^ ]*' | while read -r library; do
		mkdir -p "$work/root${library%/*}"
		cp -L "$library" "$work/root$library"
	done
}

# The root of all machines, in memory. The kernel makes "job=NAME" of its command line a variable of /init.
pack() {
	for folder in bin w proc sys dev tmp; do
		mkdir -p "$work/root/$folder"
	done
	cp "$busybox" "$work/root/bin/busybox"
	cp "$srcdir"/tests/numa_vm/*.sh "$work/root/w/"
	program "$contend" contend
	program "$probe" numa_probe
	cat >"$work/root/w/measure" <<'END'
#!/bin/sh
exec contend run --reps=1 --warmup=2ms --window=60ms --drain=10ms --csv "$@"
END
	cat >"$work/root/init" <<'END'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin:/w HOME=/ LC_ALL=C
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/shm
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /tmp
ifconfig lo up
cd /w
sh "./$job.sh" </dev/null
echo "@@ended $?"
sync
poweroff -f
END
	chmod +x "$work/root/init" "$work/root/w/measure"
	(cd "$work/root" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/initrd"
}

# boot JOB KERNEL_WORDS [QEMU_WORDS...]: writes what the machine printed to $work/out; its status is qemu's.
# A processor of Intel's, as others get no SMT in emulation.
boot() {
	job=$1 words=$2
	shift 2
	timeout -k 5 "$limit" "$qemu" -nodefaults -no-user-config -display none -monitor none -no-reboot -serial stdio \
		-M q35 -accel tcg,thread=$threads -cpu max,vendor=GenuineIntel \
		-smp 8,sockets=2,cores=2,threads=2 -m 512M \
		-object memory-backend-ram,id=m0,size=256M -object memory-backend-ram,id=m1,size=256M \
		-numa node,nodeid=0,memdev=m0,cpus=0-3 -numa node,nodeid=1,memdev=m1,cpus=4-7 \
		-numa dist,src=0,dst=1,val=21 "$@" -kernel "$CONTEND_VM_KERNEL" -initrd "$work/initrd" \
		-append "console=ttyS0 quiet panic=-1 job=$job $words" </dev/null >"$work/raw" 2>"$work/errors"
	status=$?
	tr -d '\r' <"$work/raw" >"$work/out"
	return $status
}

# verdict STATUS: what became of a boot, from $work/out; says what is wrong. A panic ends qemu with 0: the marker decides.
verdict() {
	ended=$(sed -n 's/^@@ended \([0-9][0-9]*\)$/\1/p' "$work/out" | tail -n 1)
	if [ "$1" -eq 124 ] || [ "$1" -eq 137 ]; then
		echo "the machine did not end in $limit s"
	elif [ "$1" -ne 0 ]; then
		echo "qemu ended with status $1: $(tail -n 1 "$work/errors")"
	elif [ -z "$ended" ]; then
		echo 'the machine died before the end of the job'
	elif [ "$ended" -ne 0 ]; then
		echo "the job ended with status $ended"
	elif ! grep -q '^ok ' "$work/out"; then
		echo 'the job checked nothing'
	else
		return 0
	fi
	return 1
}

# run JOB KERNEL_WORDS [QEMU_WORDS...]: one boot, whose checks are counted by the lines that say so.
run() {
	boot "$@"
	reason=$(verdict $?)
	sound=$?
	found=$(grep -c '^FAIL ' "$work/out")
	good=$((good + $(grep -c '^ok ' "$work/out")))
	sed -n "s/^\(ok\|FAIL\) /\1 $1: /p" "$work/out"
	[ $sound -eq 0 ] || [ "$found" -gt 0 ] || found=1
	[ "$found" -gt 0 ] || return
	echo "FAIL $1: ${reason:-$found checks}; all that the machine printed:"
	sed 's/^/    /' "$work/out" "$work/errors"
	failures=$((failures + found))
}

# wrong REASON STATUS TEXT: an end of a machine that must not pass for a good one.
wrong() {
	printf '%s\n' "$3" >"$work/out"
	: >"$work/errors"
	reason=$(verdict "$2") && reason=nothing
	case $reason in
	*"$1"*)
		good=$((good + 1))
		echo "ok this script: finds '$1'"
		;;
	*)
		failures=$((failures + 1))
		echo "FAIL this script: found $reason, not '$1'"
		;;
	esac
}

wrong_ends() {
	wrong 'did not end' 124 'ok a'
	wrong 'qemu ended with status 1' 1 'ok a'
	wrong 'ended with status 1' 0 'FAIL a
@@ended 1'
	wrong 'ended with status 77' 0 '@@ended 77'
	wrong 'checked nothing' 0 '@@ended 0'
	boot panic ''
	wrong 'died before the end' $? "$(cat "$work/out")"
}

# The jobs and the machines that they are for.
job() {
	case $1 in
	shape | memory | limits | refused) run "$1" '' ;;
	counters | offline)
		# One at a time the workers would hardly meet in the middle of an update, and all else would wait for them.
		threads=multi
		run "$1" ''
		threads=single
		;;
	isolated) run isolated 'isolcpus=6,7 nohz_full=6,7' ;;
	far)
		run far '' -m 576M -object memory-backend-ram,id=m2,size=64M -numa node,nodeid=2,memdev=m2 \
			-numa dist,src=0,dst=2,val=31 -numa dist,src=1,dst=2,val=31
		;;
	*)
		echo "numa_vm.sh: no job $1" >&2
		exit 99
		;;
	esac
}

pack
if [ $# -eq 0 ]; then
	wrong_ends
	set -- shape memory counters limits refused offline isolated far
fi
for name; do
	job "$name"
done
echo "# PASS:  $good"
echo "# FAIL:  $failures"
[ "$failures" -eq 0 ] && [ "$good" -gt 0 ]
