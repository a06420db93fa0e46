/* SPDX-License-Identifier: MIT */
/* The options of contend share. */
#include "cli/options_table.h"

#define CREATE (1U << COMMAND_SHARE_CREATE)
#define SHARE (1U << COMMAND_SHARE)

#define AT(member) offsetof(struct options, share.member)

#define TEXT(name_, value_, commands_, member_, help_)                                             \
	{                                                                                          \
		.name = name_, .value = value_, .kind = OPTION_TEXT, .group = GROUP_BLOCK,         \
		.commands = commands_, .offset = AT(member_), .help = help_                        \
	}
#define SWITCH(name_, commands_, member_, help_)                                                   \
	{                                                                                          \
		.name = name_, .kind = OPTION_SWITCH, .group = GROUP_BLOCK, .commands = commands_, \
		.offset = AT(member_), .help = help_                                               \
	}

const struct option_info options_share[] = {
	TEXT("value", "CODE", CREATE, value,
	     "a Value: one cell of the type that this letter names, b B h H i I l L q Q f d c u"),
	TEXT("array", "CODE:N", CREATE, array, "an Array: N cells of one type"),
	TEXT("list", "LIST", CREATE, list,
	     "a ShareableList of Python's, byte for byte: [1, 2.5, \"ab\", b\"x\", True, None]"),
	{ .name = "size",
	  .value = "BYTES",
	  .kind = OPTION_SIZE,
	  .group = GROUP_BLOCK,
	  .commands = CREATE,
	  .offset = AT(size),
	  .min = 1,
	  .max = UINT64_MAX,
	  .help = "bare bytes, zeroed: whole, or with K, M or G" },
	{ .name = "lock",
	  .value = "LOCK",
	  .kind = OPTION_CHOICE,
	  .group = GROUP_BLOCK,
	  .commands = CREATE,
	  .offset = AT(lock),
	  .choices = { "mutex_robust", "mutex", "semaphore", "none" },
	  .preset = "mutex_robust",
	  .help = "of a Value or Array: mutex_robust, which outlives a holder that is killed; "
		  "mutex; semaphore, which Python can share; or none" },
	SWITCH("pack", CREATE, packed,
	       "the cells of an Array side by side, as Python's are; else each has lines of the "
	       "cache to itself"),
	SWITCH("list", SHARE, as_list,
	       "dump: the block is a ShareableList, whatever it looks like"),
	TEXT("struct", "FIELDS", SHARE, fields,
	     "dump: fields as in Python's struct module, again and again to the end: idf, <hhq, "
	     "3i, "
	     "8s, x"),
	SWITCH("hex", SHARE, hex, "dump: bytes, sixteen a line"),
	SWITCH("raw", SHARE, raw, "get: an Array of c past its first NUL, too"),
	SWITCH("flock", SHARE, flock,
	       "set, add: hold the block's flock(2) meanwhile; a list has no lock of its own"),
	SWITCH("unlocked", SHARE, unlocked,
	       "set: change the type or text of a list's item, or a field that is not aligned, "
	       "without a lock; a reader may see half of it"),
	{ .name = "wait",
	  .value = "TIME",
	  .kind = OPTION_TIME,
	  .group = GROUP_BLOCK,
	  .commands = SHARE,
	  .offset = AT(wait),
	  .max = UINT64_C(60000000000),
	  .preset = "1s for the block, 2s for its lock",
	  .help = "for a block that is being created, and for its lock" },
	{ .name = NULL },
};
