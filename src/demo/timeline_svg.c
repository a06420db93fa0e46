/* SPDX-License-Identifier: MIT */
/* A timeline as a picture: a lane a worker, a bar an update, arrows from stores to the loads that read them. */
#include "demo/timeline.h"

#define LEFT 96
#define RIGHT 40
#define TOP 84
#define LANE 72
#define BAR 26
#define FOOT 74
#define NUMBER 22 /* pixels of one in the lane of the memory */
#define WIDTH_MIN 760.0
#define WIDTH_AN_EVENT 44.0

#define KEPT "#0072b2"
#define LOST "#d55e00"

struct frame {
	const struct timeline *timeline;
	double width, height, scale; /* scale: pixels a ns */
};

static double x_of(const struct frame *frame, uint64_t time)
{
	return LEFT + (double)time * frame->scale;
}

static double y_of(unsigned worker)
{
	return TOP + LANE * worker + LANE / 2.0;
}

/* Times of an update from the first event on. */
static double x_load(const struct frame *frame, unsigned worker, uint32_t sequence)
{
	const struct timeline *const timeline = frame->timeline;
	const struct timeline_event *const first = &timeline->events[0];
	const struct trace_entry *const origin =
		trace_entry(&timeline->trace, first->worker, first->sequence);
	const uint64_t zero = first->store ? origin->stored : origin->loaded;

	return x_of(frame, trace_entry(&timeline->trace, worker, sequence)->loaded - zero);
}

static double x_store(const struct frame *frame, unsigned worker, uint32_t sequence)
{
	const struct trace_entry *const entry =
		trace_entry(&frame->timeline->trace, worker, sequence);

	return x_load(frame, worker, sequence) +
	       (double)(entry->stored - entry->loaded) * frame->scale;
}

static void head(FILE *out, const struct frame *frame, const char *title)
{
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
		"viewBox=\"0 0 %.0f %.0f\" font-family=\"DejaVu Sans, Arial, sans-serif\" "
		"font-size=\"13\">\n<title>%s</title>\n"
		"<defs>\n"
		"<pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
		"patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#fbe6da\"/>"
		"<line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" stroke=\"" LOST
		"\" stroke-width=\"1.5\"/></pattern>\n"
		"<marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" "
		"markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#555\"/>"
		"</marker>\n</defs>\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n"
		"<text x=\"%d\" y=\"30\" font-size=\"18\" font-weight=\"bold\">%s</text>\n",
		frame->width, frame->height, frame->width, frame->height, title, 16, title);
}

static void legend(FILE *out)
{
	fputs("<g font-size=\"12\" fill=\"#333\">\n"
	      "<circle cx=\"23\" cy=\"51\" r=\"5\" fill=\"white\" stroke=\"#222\" "
	      "stroke-width=\"1.5\"/><text x=\"34\" y=\"55\">load</text>\n"
	      "<rect x=\"74\" y=\"46\" width=\"10\" height=\"10\" fill=\"" KEPT
	      "\"/><text x=\"90\" y=\"55\">store, kept</text>\n"
	      "<path d=\"M174 46l10 10m0-10l-10 10\" stroke=\"" LOST
	      "\" stroke-width=\"3\"/><text x=\"191\" y=\"55\">store, lost</text>\n"
	      "<path d=\"M272 51h24\" stroke=\"#555\" marker-end=\"url(#tip)\"/>"
	      "<text x=\"303\" y=\"55\">from a store to the load that read it</text>\n</g>\n",
	      out);
}

static void lane(FILE *out, const struct frame *frame, double y, const char *name, int number)
{
	fprintf(out, "<text x=\"16\" y=\"%.1f\">%s", y + 4, name);
	if (number >= 0)
		fprintf(out, " %d", number);
	fprintf(out,
		"</text><line x1=\"%d\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#bbb\"/>\n",
		LEFT, y, frame->width - RIGHT / 2.0, y);
}

static void bar(FILE *out, const struct frame *frame, unsigned worker, uint32_t sequence)
{
	const struct trace_entry *const entry =
		trace_entry(&frame->timeline->trace, worker, sequence);
	const double y = y_of(worker), a = x_load(frame, worker, sequence),
		     b = x_store(frame, worker, sequence);
	const uint32_t seen = trace_value(entry->seen);

	fprintf(out,
		"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\" "
		"stroke=\"%s\"%s><title>worker %u: loaded %u, stored %u%s</title></rect>\n",
		a, y - BAR / 2.0, b - a, BAR, entry->kept ? "#d7e9f5" : "url(#hatch)",
		entry->kept ? KEPT : LOST, entry->kept ? "" : " stroke-dasharray=\"4 3\"", worker,
		seen, seen + 1, entry->kept ? "" : ", lost");
	fprintf(out,
		"<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"white\" stroke=\"#222\" "
		"stroke-width=\"1.5\"/><text x=\"%.1f\" y=\"%.1f\" font-size=\"11\" "
		"text-anchor=\"middle\">%u</text>\n",
		a, y, a, y - BAR / 2.0 - 5, seen);
	if (entry->kept)
		fprintf(out,
			"<rect x=\"%.1f\" y=\"%.1f\" width=\"10\" height=\"10\" fill=\"" KEPT
			"\"/>",
			b - 5, y - 5);
	else
		fprintf(out,
			"<path d=\"M%.1f %.1fl12 12m0-12l-12 12\" stroke=\"" LOST
			"\" stroke-width=\"3\" fill=\"none\"/>",
			b - 6, y - 6);
	fprintf(out,
		"<text x=\"%.1f\" y=\"%.1f\" font-size=\"11\" text-anchor=\"middle\" "
		"font-weight=\"bold\" fill=\"%s\">%u</text>\n",
		b, y + BAR / 2.0 + 14, entry->kept ? KEPT : LOST, seen + 1);
}

/* From a store to a load that read it: straight between lanes, an arc below its own. */
static void arrow(FILE *out, const struct frame *frame, unsigned worker, uint32_t sequence)
{
	const uint64_t seen = trace_entry(&frame->timeline->trace, worker, sequence)->seen;
	const unsigned from = trace_worker(seen);

	if (from == TRACE_NOBODY)
		return;
	const double x1 = x_store(frame, from, trace_sequence(seen)), y1 = y_of(from);
	const double x2 = x_load(frame, worker, sequence), y2 = y_of(worker);

	if (from == worker)
		fprintf(out,
			"<path d=\"M%.1f %.1fQ%.1f %.1f %.1f %.1f\" fill=\"none\" stroke=\"#555\" "
			"marker-end=\"url(#tip)\"/>\n",
			x1 + 5, y1, (x1 + x2) / 2, y1 - 14, x2 - 5, y2 - 2);
	else
		fprintf(out,
			"<path d=\"M%.1f %.1fL%.1f %.1f\" fill=\"none\" stroke=\"#555\" "
			"marker-end=\"url(#tip)\"/>\n",
			x1, y1 + (y2 > y1 ? 6 : -6), x2, y2 + (y2 > y1 ? -6 : 6));
}

/* The value in memory, as the stores follow each other by the clock. */
static void memory(FILE *out, const struct frame *frame)
{
	const struct timeline *const timeline = frame->timeline;
	const double y = y_of(timeline->trace.workers);
	double written = LEFT;

	lane(out, frame, y, "memory", -1);
	fprintf(out, "<text x=\"%d\" y=\"%.1f\" font-weight=\"bold\">0</text>\n", LEFT, y - 6);
	for (size_t i = 0; i < timeline->n; i++) {
		const struct timeline_event *const event = &timeline->events[i];
		const double x = x_of(frame, event->time);
		const bool lost = timeline_lost(timeline, event);

		if (!event->store)
			continue;
		fprintf(out,
			"<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" "
			"stroke-width=\"2\"/>\n",
			x, y - 8, x, y + 8, lost ? LOST : KEPT);
		/* A number on another could not be read; its store has it, too. */
		if (x < written + NUMBER)
			continue;
		written = x;
		fprintf(out,
			"<text x=\"%.1f\" y=\"%.1f\" font-weight=\"bold\" fill=\"%s\">%u</text>\n",
			x + 4, y - 6, lost ? LOST : KEPT, timeline_value(timeline, event));
	}
}

/* A tick every 1, 2 or 5 times a power of ten us, some ten in all. */
static void axis(FILE *out, const struct frame *frame)
{
	static const unsigned steps[] = { 1, 2, 5 };
	const double y = y_of(frame->timeline->trace.workers) + LANE / 2.0;
	const uint64_t end = frame->timeline->end;
	uint64_t decade = 1000, step = decade;

	for (unsigned i = 0; end / step > 10; i++) {
		decade *= i && i % 3 == 2 ? 10 : 1;
		step = decade * steps[(i + 1) % 3];
	}
	for (uint64_t time = 0; time <= end; time += step)
		fprintf(out,
			"<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#777\"/>"
			"<text x=\"%.1f\" y=\"%.1f\" font-size=\"11\" fill=\"#555\" "
			"text-anchor=\"middle\">%llu</text>\n",
			x_of(frame, time), y, x_of(frame, time), y + 5, x_of(frame, time), y + 19,
			(unsigned long long)(time / 1000));
	fprintf(out,
		"<text x=\"16\" y=\"%.1f\" font-size=\"11\" fill=\"#555\">us</text>\n"
		"<text x=\"16\" y=\"%.1f\" font-size=\"11\" fill=\"#555\">Which stores were lost "
		"is proved by the words that were read; the times only place them.</text>\n",
		y + 19, y + 48);
}

void timeline_svg(FILE *out, const struct timeline *timeline, const char *title)
{
	const unsigned workers = timeline->trace.workers;
	const double wide = WIDTH_AN_EVENT * (double)timeline->n / (workers < 3 ? 1 : 2) + LEFT;
	struct frame frame = { .timeline = timeline,
			       .width = wide > WIDTH_MIN ? wide : WIDTH_MIN,
			       .height = y_of(workers) + LANE / 2.0 + FOOT - 14 };

	frame.scale = (frame.width - LEFT - RIGHT) / (double)(timeline->end ? timeline->end : 1);
	head(out, &frame, title);
	legend(out);
	for (unsigned w = 0; w < workers; w++)
		lane(out, &frame, y_of(w), "worker", (int)w);
	for (unsigned w = 0; w < workers; w++)
		for (uint32_t i = 0; i < timeline->trace.updates; i++)
			bar(out, &frame, w, i);
	for (unsigned w = 0; w < workers; w++)
		for (uint32_t i = 0; i < timeline->trace.updates; i++)
			arrow(out, &frame, w, i);
	memory(out, &frame);
	axis(out, &frame);
	fputs("</svg>\n", out);
}
