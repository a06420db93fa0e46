/* SPDX-License-Identifier: MIT */
/* Names are checked before any system call sees them: what the kernel says of a bad one misleads. */
#include "share/name.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

static const char *fault_of(const char *bare)
{
	if (!*bare)
		return "name is empty";
	if (strchr(bare, '/'))
		return "no '/' inside a name";
	if (!strcmp(bare, ".") || !strcmp(bare, ".."))
		return "reserved by the system";
	if (strlen(bare) > NAME_MAX_BYTES)
		return "longer than 200 bytes";
	if (bare[strspn(bare, letters)])
		return "only letters, digits and ._- in a name";
	if (bare[0] == '-')
		return "no '-' first";
	if (!strncmp(bare, "sem.", 4))
		return "reserved for semaphores";
	return NULL;
}

int name_check(const char *name, const char **bare, const char **why)
{
	*bare = *name == '/' ? name + 1 : name;
	*why = fault_of(*bare);
	return *why ? -EINVAL : 0;
}

bool name_is_own(const char *bare, long *pid)
{
	char *end;

	if (strncmp(bare, "contend-", 8) || !isdigit((unsigned char)bare[8]))
		return false;
	errno = 0;
	*pid = strtol(bare + 8, &end, 10);
	return !errno && *end == '-' && strlen(end + 1) == 8 &&
	       strspn(end + 1, "0123456789abcdef") == 8;
}
