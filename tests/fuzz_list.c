/* SPDX-License-Identifier: MIT */
/* Damaged images and random literals: whatever the bytes, nothing is read or written outside, and what is refused
 * is said. usage: fuzz_list [IMAGES [SEED]]. Buffers have exactly the size, so that an address sanitizer sees one
 * byte too far. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "share/list.h"
#include "share/literal.h"

static struct random rng;
static uint64_t image_n; /* for the words of a failure */
static uint64_t opened, refused[64];

static unsigned below(unsigned n)
{
	return (unsigned)random_below(&rng, n);
}

static void failed(const char *what)
{
	fprintf(stderr, "fuzz_list: image %" PRIu64 ": %s\n", image_n, what);
	exit(1);
}

/* A text that UTF-8 knows, of a STR, or any bytes; into 80 bytes at room. */
static void random_text(struct item *item, char *room)
{
	const size_t n = below(4) ? below(20) : below(60);

	item->text.bytes = room;
	item->text.n = 0;
	while (item->text.n < n) {
		static const char *const characters[] = {
			"a", "\0", "'", "\\", "\xc3\xa9", "\xe6\x97\xa5", "\xf0\x9f\x8e\x89", "\n"
		};
		const char *character = characters[below(8)];
		const size_t length = *character ? strlen(character) : 1;

		if (item->kind == ITEM_BYTES)
			room[item->text.n++] = (char)below(256);
		else
			memcpy(room + item->text.n, character, length);
		item->text.n += item->kind == ITEM_STR ? length : 0;
	}
}

static uint64_t random_bits(void)
{
	static const uint64_t edges[] = { 0,
					  1,
					  UINT64_MAX,
					  UINT64_C(1) << 63,
					  INT64_MAX,
					  UINT64_C(0x7ff8000000000000),
					  UINT64_C(0x7ff0000000000000),
					  UINT64_C(0x3ff0000000000000),
					  8,
					  16 };
	const unsigned edge = below(20);

	return edge < 10 ? edges[edge] : random_next(&rng) >> below(64);
}

static struct item random_item(char *room)
{
	struct item item = { .kind = (enum item_kind)below(6) };
	const uint64_t bits = random_bits();

	if (item.kind == ITEM_INT || item.kind == ITEM_FLOAT)
		memcpy(&item.i, &bits, sizeof(bits));
	else if (item.kind == ITEM_BOOL)
		item.b = bits & 1;
	else if (item.kind != ITEM_NONE)
		random_text(&item, room);
	return item;
}

#define ITEMS 12
struct made {
	struct item items[ITEMS];
	char rooms[ITEMS][80];
	size_t n, size;
	unsigned char *image;
};

static void make(struct made *made)
{
	made->n = below(ITEMS + 1);
	for (size_t i = 0; i < made->n; i++)
		made->items[i] = random_item(made->rooms[i]);
	if (list_size(made->items, made->n, &made->size, NULL))
		failed("random items have no size");
	made->image = malloc(made->size);
	if (list_encode(made->image, made->size, made->items, made->n, NULL))
		failed("random items cannot be written");
}

/* Is it what was put in, but for the NULs at a text's end? Floats by their bits. */
static bool came_back(const struct item *put, const struct item *got)
{
	struct item cut = *put;

	if (put->kind != got->kind)
		return false;
	while (list_cuts(&cut))
		cut.text.n--;
	return put->kind == ITEM_FLOAT ? !memcmp(&put->d, &got->d, sizeof(put->d))
				       : item_equal(&cut, got);
}

static void comes_back(const struct made *made)
{
	struct list_text room = { NULL, 0 };
	struct item got;
	struct list list;

	if (list_open(&list, made->image, made->size, NULL) || list_length(&list) != made->n)
		failed("what was written cannot be opened");
	for (size_t i = 0; i < made->n; i++)
		if (list_get(&list, (int64_t)i, &got, &room, NULL) ||
		    !came_back(&made->items[i], &got))
			failed("an item did not come back");
	list_text_free(&room);
}

/* What Python would print reads back as the same, where it has no NUL at an end. */
static void prints_and_reads_back(const struct made *made, FILE *out, char **text)
{
	struct literal_list items;
	struct list list;
	char why[200];

	if (list_open(&list, made->image, made->size, NULL))
		failed("what was written cannot be opened");
	rewind(out);
	list_print(out, &list, below(2), NULL);
	fputc('\0', out);
	fflush(out);
	if (literal_read_list(*text, &items, why, sizeof(why)))
		failed(why);
	if (items.n != made->n)
		failed("as many items as were printed did not come back");
	for (size_t i = 0; i < items.n; i++) {
		const bool nan =
			items.items[i].kind == ITEM_FLOAT && items.items[i].d != items.items[i].d;

		if (!nan && !came_back(&made->items[i], &items.items[i]))
			failed("a printed item did not come back");
	}
	literal_free(&items);
}

/* Absurd numbers where they hurt: N, offsets, formats, codes. */
static void damage_a_field(struct made *made)
{
	static const char formats[][9] = { "q",	 "d",	"xxxxxxx?", "xxxxxx?x",
					   "8s", "16s", "0s",	    "9999992s",
					   "s",	 "q?",	"Q",	    "99999999",
					   "",	 "8s8", "xxxxxxx",  "24s" };
	const size_t data = made->size - 16 - 17 * made->n, words = made->size / 8;
	const size_t i = made->n ? below((unsigned)made->n) : 0;
	const uint64_t word = below(2) ? random_bits() : 8 * below(40);
	unsigned char *formats_at = made->image + 16 + 8 * made->n + data;

	switch (below(made->n ? 5 : 2)) {
	case 0:
		memcpy(made->image, &word, 8);
		break;
	case 1:
		memcpy(made->image + 8 * below((unsigned)words), &word, 8);
		break;
	case 2:
		memcpy(made->image + 8 + 8 * i, &word, 8);
		break;
	case 3:
		memcpy(formats_at + 8 * i, formats[below(sizeof(formats) / sizeof(formats[0]))], 8);
		break;
	default:
		formats_at[8 * made->n + i] = (unsigned char)below(below(4) ? 5 : 256);
	}
}

/* Another size: a cut, or random bytes behind. */
static void damage_the_size(struct made *made)
{
	const size_t size = below(2) ? below((unsigned)made->size + 1) : made->size + below(64);
	unsigned char *image = malloc(size ? size : 1);

	memcpy(image, made->image, size < made->size ? size : made->size);
	for (size_t i = made->size; i < size; i++)
		image[i] = (unsigned char)below(256);
	free(made->image);
	made->image = image;
	made->size = size;
}

static void damage(struct made *made)
{
	/* A fifth stays whole. */
	const unsigned fields = below(5) ? below(3) : 0, flips = below(2) ? below(3) : 0;

	for (unsigned i = 0; i < fields; i++)
		damage_a_field(made);
	for (unsigned i = 0; i < flips; i++)
		made->image[below((unsigned)made->size)] ^= (unsigned char)(1U << below(8));
	if (!below(4))
		damage_the_size(made);
}

/* Everything that can be done to a list, whatever comes of it. */
static void use(const struct list *list, FILE *out)
{
	struct list_text room = { NULL, 0 };
	char bytes[80];
	struct item item = random_item(bytes), got;
	const int64_t index = (int64_t)below(2 * ITEMS + 6) - ITEMS - 3;
	size_t found;

	rewind(out);
	list_print(out, list, below(2), NULL);
	list_format(out, list, NULL);
	list_count(list, &item, &found, NULL);
	if (!list_index(list, &item, &found, NULL) && found >= list_length(list))
		failed("found behind the end");
	list_add(list, index, &item, NULL, NULL);
	if (!list_set(list, index, &item, below(2), NULL) &&
	    (list_get(list, index, &got, &room, NULL) || !came_back(&item, &got)))
		failed("what was set did not come back");
	list_get(list, index, &got, &room, NULL);
	list_text_free(&room);
}

static void open_and_use(struct made *made, FILE *out)
{
	struct list_fault fault = { 0, NULL };
	struct list list;
	char text[100];
	const int error = list_open(&list, made->image, made->size, &fault);

	list_is_38(made->image, made->size);
	if (error) {
		list_fault_text(&fault, text, sizeof(text));
		if (!fault.what || !*text)
			failed("refused without a word");
		refused[error == -EAGAIN]++;
		return;
	}
	opened++;
	use(&list, out);
	/* And once more, damaged behind the back of who has opened it; the size stays. */
	if (made->size >= 16 + 17 * list.n + list.data)
		for (unsigned i = below(4); i > 0; i--)
			made->image[below((unsigned)made->size)] = (unsigned char)below(256);
	use(&list, out);
}

/* Pieces of literals in any order. */
static void read_random_literal(void)
{
	static const char *const pieces[] = {
		"[",	"]",	    ",",    "'",     "\"",
		"b'",	"\\",	    "\\x",  "\\u12", "\\U0001f389",
		"1",	"0x",	    "_",    "-",     "1e",
		".",	"nan",	    "None", "True",  " ",
		"\xff", "\xc3\xa9", "\n",   "\\N{",  "99999999999999999999",
		"(",	"{",	    "a",    "\\777"
	};
	char text[200], why[100];
	size_t n = 0;
	struct literal_list list;
	char *exact;

	if (below(4))
		text[n++] = '[';
	for (unsigned i = below(12); i > 0; i--)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s",
				      pieces[below(sizeof(pieces) / sizeof(pieces[0]))]);
	text[n] = '\0';
	exact = strdup(text);
	if (literal_read_list(exact, &list, why, 1 + below(sizeof(why))) == 0) {
		size_t size;

		if (list_size(list.items, list.n, &size, NULL))
			failed("a literal was read that no list can hold");
	}
	literal_free(&list);
	free(exact);
}

int main(int argc, char **argv)
{
	const uint64_t images = argc > 1 ? strtoull(argv[1], NULL, 10) : 20000;
	const uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	random_seed(&rng, seed);
	for (image_n = 0; image_n < images; image_n++) {
		struct made made;

		make(&made);
		comes_back(&made);
		prints_and_reads_back(&made, out, &text);
		damage(&made);
		open_and_use(&made, out);
		free(made.image);
		read_random_literal();
	}
	fclose(out);
	free(text);
	printf("%" PRIu64 " damaged images of seed %" PRIu64 ": %" PRIu64 " still lists, %" PRIu64
	       " refused, %" PRIu64 " half written\n",
	       images, seed, opened, refused[0], refused[1]);
	/* A fuzzer that opens nothing, or refuses nothing, tests nothing. */
	return images > 1000 && (!opened || !refused[0] || !refused[1]);
}
