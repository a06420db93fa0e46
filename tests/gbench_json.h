/* SPDX-License-Identifier: MIT */
/* A strict reader of JSON (RFC 8259) for tests: flattens a document to path = value. Refuses
 * doubled keys. */
#ifndef TESTS_GBENCH_JSON_H
#define TESTS_GBENCH_JSON_H

#include <iconv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Values are kept as they are written: strings without quotes, escapes not undone. */
struct json {
	struct json_entry {
		char *path, *value;
	} * at;
	size_t n;
};

static const char *json_space(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

static const char *json_string_end(const char *p)
{
	if (*p++ != '"')
		return NULL;
	for (; *p != '"'; p++) {
		if ((unsigned char)*p < 0x20)
			return NULL;
		if (*p != '\\')
			continue;
		p++;
		if (!*p || !strchr("\"\\/bfnrtu", *p))
			return NULL;
		if (*p == 'u' && strspn(p + 1, "0123456789abcdefABCDEF") < 4)
			return NULL;
	}
	return p + 1;
}

static const char *json_number_end(const char *p)
{
	static const char digits[] = "0123456789";
	size_t n;

	p += *p == '-';
	n = strspn(p, digits);
	if (n == 0 || (*p == '0' && n > 1))
		return NULL;
	p += n;
	if (*p == '.') {
		n = strspn(++p, digits);
		if (n == 0)
			return NULL;
		p += n;
	}
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '+' || *p == '-';
		n = strspn(p, digits);
		if (n == 0)
			return NULL;
		p += n;
	}
	return p;
}

static const char *json_get(const struct json *json, const char *path)
{
	for (size_t i = 0; i < json->n; i++)
		if (strcmp(json->at[i].path, path) == 0)
			return json->at[i].value;
	return NULL;
}

/* False: the path was there before. */
static bool json_add(struct json *json, const char *path, const char *value, size_t length)
{
	if (json_get(json, path))
		return false;
	json->at = realloc(json->at, (json->n + 1) * sizeof(*json->at));
	if (!json->at)
		abort();
	json->at[json->n].path = strdup(path);
	json->at[json->n++].value = strndup(value, length);
	return true;
}

static const char *json_value(struct json *json, const char *p, const char *path);

/* An object or an array from its bracket on. */
static const char *json_members(struct json *json, const char *p, const char *path)
{
	bool object = *p == '{';
	char close = object ? '}' : ']';
	char below[1024];

	p = json_space(p + 1);
	for (size_t i = 0; *p != close; i++) {
		const char *end = object ? json_string_end(p) : p;

		if (!end)
			return NULL;
		if (object) {
			snprintf(below, sizeof(below), "%s%s%.*s", path, *path ? "." : "",
				 (int)(end - p - 2), p + 1);
			p = json_space(end);
			if (*p++ != ':')
				return NULL;
		} else {
			snprintf(below, sizeof(below), "%s[%zu]", path, i);
		}
		p = json_value(json, json_space(p), below);
		if (!p)
			return NULL;
		p = json_space(p);
		if (*p != ',' && *p != close)
			return NULL;
		if (*p == ',') {
			p = json_space(p + 1);
			if (*p == close)
				return NULL;
		}
	}
	return p + 1;
}

static const char *json_value(struct json *json, const char *p, const char *path)
{
	const char *end = NULL;

	if (*p == '{' || *p == '[')
		return json_add(json, path, p, 1) ? json_members(json, p, path) : NULL;
	if (*p == '"') {
		end = json_string_end(p);
		return end && json_add(json, path, p + 1, (size_t)(end - p - 2)) ? end : NULL;
	}
	if (strncmp(p, "true", 4) == 0 || strncmp(p, "null", 4) == 0)
		end = p + 4;
	else if (strncmp(p, "false", 5) == 0)
		end = p + 5;
	else
		end = json_number_end(p);
	return end && json_add(json, path, p, (size_t)(end - p)) ? end : NULL;
}

static bool json_utf8(char *text)
{
	iconv_t cd = iconv_open("UTF-32", "UTF-8");
	size_t left = strlen(text), room = 4 * left + 8;
	char *out = malloc(room), *at = out;
	bool good = iconv(cd, &text, &left, &at, &room) != (size_t)-1;

	free(out);
	iconv_close(cd);
	return good;
}

static void json_free(struct json *json)
{
	for (size_t i = 0; i < json->n; i++) {
		free(json->at[i].path);
		free(json->at[i].value);
	}
	free(json->at);
	memset(json, 0, sizeof(*json));
}

/* Reads the whole text. False: it is no JSON. Free with json_free() in both cases. */
static bool json_parse(struct json *json, char *text)
{
	const char *end;

	memset(json, 0, sizeof(*json));
	if (!json_utf8(text))
		return false;
	end = json_value(json, json_space(text), "");
	return end && !*json_space(end);
}

#endif
