/* SPDX-License-Identifier: MIT */
/* What to leave out of a processor's name. */
#include "machine/model.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Removes every mark from a word, in place. */
static void remove_marks(char *word)
{
	static const char *const marks[] = { "(R)", "(r)", "(TM)", "(tm)" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		char *at;

		while ((at = strstr(word, marks[i])) != NULL)
			memmove(at, at + strlen(marks[i]), strlen(at + strlen(marks[i])) + 1);
	}
}

/* "64-Core", "13th", "CPU" … */
static bool says_nothing(const char *word)
{
	static const char *const words[] = { "CPU", "Processor", "processor", "Gen" };

	if (!word[0] || strstr(word, "-Core"))
		return true;
	if (isdigit((unsigned char)word[0]) && strlen(word) > 2 &&
	    !strcmp(word + strlen(word) - 2, "th"))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(word, words[i]))
			return true;
	return false;
}

void model_shorten(const char *model, char *name, size_t size)
{
	char copy[256], *rest = NULL;
	size_t length = 0;

	name[0] = '\0';
	snprintf(copy, sizeof(copy), "%.255s", model);
	copy[strcspn(copy, "@")] = '\0';
	for (char *word = strtok_r(copy, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
		remove_marks(word);
		if (!says_nothing(word) && length + strlen(word) + 2 < size)
			length += (size_t)snprintf(name + length, size - length, "%s%s",
						   length ? " " : "", word);
	}
}

void model_slug(const char *name, unsigned pus, char *slug, size_t size)
{
	static const char *const makers[] = { "AMD ", "Intel " };
	char suffix[24];
	size_t n = 0;

	snprintf(suffix, sizeof(suffix), "-%upu", pus);
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		if (!strncmp(name, makers[i], strlen(makers[i])))
			name += strlen(makers[i]);
	for (; *name && n + strlen(suffix) + 1 < size; name++) {
		if (isalnum((unsigned char)*name))
			slug[n++] = (char)tolower((unsigned char)*name);
		else if (n && slug[n - 1] != '-')
			slug[n++] = '-';
	}
	if (n && slug[n - 1] == '-')
		n--;
	snprintf(slug + n, size - n, "%s", n ? suffix : suffix + 1);
}

void model_arm(unsigned implementer, unsigned part, char *name, size_t size)
{
	/* Parts of implementer 0x41: Linux, arch/arm64/include/asm/cputype.h. */
	static const struct {
		unsigned part;
		const char *name;
	} cores[] = {
		{ 0xd08, "Cortex-A72" },  { 0xd0b, "Cortex-A76" },  { 0xd0c, "Neoverse N1" },
		{ 0xd40, "Neoverse V1" }, { 0xd49, "Neoverse N2" }, { 0xd4f, "Neoverse V2" },
	};

	for (size_t i = 0; implementer == 0x41 && i < sizeof(cores) / sizeof(cores[0]); i++) {
		if (cores[i].part == part) {
			snprintf(name, size, "%s", cores[i].name);
			return;
		}
	}
	snprintf(name, size, "ARM 0x%x 0x%x", implementer, part);
}
