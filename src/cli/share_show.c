/* SPDX-License-Identifier: MIT */
/* contend share dump and stat: what is in a block, and what it is. */
#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/fail.h"
#include "cli/share.h"
#include "cli/share_bytes.h"
#include "cli/share_list.h"
#include "cli/share_look.h"
#include "cli/share_say.h"

static int dump_value(const struct options *options, struct thing *thing)
{
	const struct value *const value = &thing->value;
	const char *const data = (const char *)value->block.base + value->data;
	const size_t size = value->block.size - value->data;
	const int64_t all = value->count > INT64_MAX ? 0 : (int64_t)value->count;
	char text[40];

	if (options->share.fields)
		return share_bytes_dump(options, thing, data, size);
	if (options->share.hex) {
		share_bytes_hex(value->block.base, value->block.size);
		return EXIT_OK;
	}
	/* Each cell whole, but no lock: a dump shows what is there even where a dead holder has it. */
	if (value->shape == VALUE_MANY)
		putchar('[');
	for (int64_t i = 0; i < all; i++) {
		typecode_print(value->type,
			       typecode_load(value->type, value_cell(value, (uint64_t)i)), text,
			       sizeof(text));
		printf("%s%s", i ? ", " : "", text);
	}
	puts(value->shape == VALUE_MANY ? "]" : "");
	return EXIT_OK;
}

int share_dump(const struct options *options, const char *const *words, size_t n)
{
	struct thing thing;
	int code;

	(void)n;
	if (options->share.as_list + (options->share.fields != NULL) + options->share.hex > 1) {
		misuse("share dump takes one of --list, --struct and --hex");
		return EXIT_MISUSE;
	}
	code = thing_open(&thing, options, words[0], false);
	if (code)
		return code;
	if (thing.kind == THING_VALUE)
		code = dump_value(options, &thing);
	else if (options->share.fields)
		code = share_bytes_dump(options, &thing, thing.block.base, thing.block.size);
	else if (thing.kind == THING_LIST && !options->share.hex)
		code = share_list_dump(&thing);
	else
		share_bytes_hex(thing.block.base, thing.block.size);
	thing_close(&thing);
	return code;
}

static void print_time(const char *what, time_t at)
{
	char text[32];
	struct tm utc;

	gmtime_r(&at, &utc);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &utc);
	printf("%-10s %s\n", what, text);
}

static void stat_value(const struct value *value)
{
	const struct value_header *const header = value->header;
	unsigned char boot[16];

	printf("%-10s %c, %s, %zu byte%s\n", "type", value->type->code, value->type->c_type,
	       value->type->size, value->type->size == 1 ? "" : "s");
	printf("%-10s %" PRIu64 ", %zu bytes apart, from byte %zu\n", "cells", value->count,
	       value->stride, value->data);
	printf("%-10s %s", "lock", lock_name(value->lock_kind));
	if (value->lock_kind != LOCK_NONE)
		printf(", at byte %zu", offsetof(struct value_header, lock));
	/* Relaxed: a count, no more. */
	const uint64_t recovered = atomic_load_explicit(&header->recovered, memory_order_relaxed);

	if (recovered)
		printf("; has survived %" PRIu64 " holder%s", recovered, recovered == 1 ? "" : "s");
	putchar('\n');
	value_boot(boot);
	printf("%-10s process %" PRId64 " %s\n", "creator", header->creator,
	       memcmp(boot, header->boot, sizeof(boot)) ? "of another boot"
	       : kill((pid_t)header->creator, 0) && errno == ESRCH
		       ? "(ended)"
		       : "(there is one of that number)");
	print_time("created", (time_t)header->created);
}

static void stat_list(const struct list *list)
{
	struct list_fault fault;

	printf("%-10s %zu\n%-10s ", "items", list_length(list), "formats");
	list_format(stdout, list, &fault);
	putchar('\n');
}

int share_stat(const struct options *options, const char *const *words, size_t n)
{
	const struct passwd *owner;
	struct block *block;
	struct thing thing;
	struct stat status;
	char what[80], size[32];
	int code = thing_open(&thing, options, words[0], false);

	(void)n;
	if (code)
		return code;
	block = thing.kind == THING_VALUE ? &thing.value.block : &thing.block;
	if (fstat(block->fd, &status)) {
		code = share_say("stat", thing.name, -errno, 0);
		goto out;
	}
	owner = getpwuid(status.st_uid);
	share_look(block->base, block->size, what, sizeof(what));
	share_bytes(size, sizeof(size), block->size);
	printf("%-10s %s\n%-10s %s\n", "name", thing.name, "what", what);
	printf("%-10s %zu bytes (%s), %llu KiB in memory\n", "size", block->size, size,
	       (unsigned long long)status.st_blocks / 2);
	printf("%-10s %s, mode %04o\n", "owner", owner ? owner->pw_name : "?",
	       (unsigned)status.st_mode & 07777);
	print_time("changed", status.st_mtime);
	if (thing.kind == THING_VALUE)
		stat_value(&thing.value);
	else if (thing.kind == THING_LIST)
		stat_list(&thing.list);
out:
	thing_close(&thing);
	return code;
}
