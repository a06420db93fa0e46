/* SPDX-License-Identifier: MIT */
/* gbench.h on Google Benchmark: it loops over the cases, this keeps their repetitions and writes
 * table and JSON. */
#include "gbench.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <iostream>
#include <map>
#include <memory>
#include <new>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <unistd.h>
#include <vector>

extern "C" {
#include "base/fail.h"
}
#include "gbench_flags.h"

using benchmark::BenchmarkReporter;
using Run = BenchmarkReporter::Run;

/* A repetition as it is kept: less than half a Run. */
struct row {
	double seconds, cpu_seconds;
	benchmark::UserCounters counters;
	std::string label, error; /* error: empty where it went well */
};

struct gbench_run {
	unsigned repetition;
	bool timed;
	double seconds, cpu_seconds;
	benchmark::UserCounters counters;
	std::string label;
	char reason[256];
};

namespace
{

/* What the library does not carry from a body to the reporter. */
struct outcome {
	bool recorded;
	double cpu_seconds;
	std::string error;
};

struct kept_case {
	std::string name;
	int64_t index; /* in the order of appearance */
	bool failed;
	benchmark::TimeUnit unit;
	std::vector<row> rows;
	/* of this pass */
	gbench_body *body;
	void *ctx;
	std::vector<outcome> outcomes;
	unsigned next; /* repetition; of no use once failed */
};

struct state {
	bool opened, passed, running;
	std::string json; /* empty: none */
	bool table, every;
	FILE *file;
	size_t trials, failed;
	std::deque<kept_case> cases; /* addresses stay */
	std::map<std::string, kept_case *> by_name;

	~state()
	{
		if (file)
			fclose(file);
	}
};
std::unique_ptr<state> shim;

/* No exception reaches C: every entry that may throw runs inside. */
template <class Work> int guarded(const char *what, Work work)
{
	try {
		return work();
	} catch (const std::bad_alloc &) {
		errno = ENOMEM;
	} catch (const std::invalid_argument &e) {
		return misuse("%s: %s", what, e.what());
	} catch (const std::system_error &e) {
		errno = e.code().value();
	} catch (const std::exception &e) {
		errno = EIO;
		return fail("%s: %s", what, e.what());
	} catch (...) {
		errno = EIO;
	}
	return fail("%s", what);
}

/* Keeps the repetitions of a pass. The library's own display reporter is freed after a first pass,
 * up to 1.9.5. */
class keeper : public BenchmarkReporter
{
      public:
	std::ostringstream listed, words;

	keeper()
	{
		SetOutputStream(&listed);
		SetErrorStream(&words);
	}
	bool ReportContext(const Context &) override
	{
		return true;
	}
	void ReportRuns(const std::vector<Run> &runs) override
	{
		for (const Run &run : runs)
			if (run.run_type == Run::RT_Iteration)
				keep(run);
	}

      private:
	static void keep(const Run &run)
	{
		kept_case &c = *shim->by_name.at(run.run_name.function_name);
		const outcome &o = c.outcomes.at(static_cast<size_t>(run.repetition_index));

		if (!o.recorded)
			return;
		c.unit = run.time_unit;
		c.rows.push_back(row{ run.real_accumulated_time, o.cpu_seconds, run.counters,
				      run.report_label, o.error });
	}
};

/* Afterwards run->reason is empty, or says why the trial failed. */
void judge(gbench_run *run, int rc)
{
	if (rc < 0)
		gbench_fail(run, "%s", strerror(-rc));
	else if (rc > 1)
		gbench_fail(run, "the body returned %d", rc);
	else if (rc == 0 && !run->timed)
		gbench_fail(run, "no time was reported");
}

void fail_case(benchmark::State &state, kept_case &c, const char *why)
{
	c.outcomes.push_back(outcome{ true, 0, why });
	state.SkipWithError(why);
}

/* One repetition. The body runs outside the library's loop, which therefore times nothing. */
void repetition(benchmark::State &state, kept_case &c)
{
	/* Up to 1.9.5 the library crashes where the first repetition failed and two later ones did
	 * not. */
	if (c.failed)
		return fail_case(state, c, "not run: an earlier repetition failed");

	gbench_run run = {};

	run.repetition = c.next;
	shim->trials++;

	int rc = c.body(&run, c.ctx);

	judge(&run, rc);
	if (*run.reason) {
		c.failed = true;
		shim->failed++;
		return fail_case(state, c, run.reason);
	}
	/* Left out is no error to the library, or it might crash as above. */
	c.outcomes.push_back(outcome{ rc == 0, run.cpu_seconds, "" });
	c.next += rc == 0;
	while (state.KeepRunning())
		state.SetIterationTime(rc == 0 ? run.seconds : 1);
	state.counters.insert(run.counters.begin(), run.counters.end());
	state.SetLabel(run.label);
}

/* Length of the UTF-8 sequence at s, 0: not one (RFC 3629). */
size_t utf8_length(const unsigned char *s, size_t left)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = *s < 0x80 ? 1 : *s >> 5 == 6 ? 2 : *s >> 4 == 14 ? 3 : *s >> 3 == 30 ? 4 : 0;

	if (n == 0 || n > left)
		return 0;

	uint32_t code = n == 1 ? *s : *s & (0x7fU >> n);

	for (size_t i = 1; i < n; i++) {
		if (s[i] >> 6 != 2)
			return 0;
		code = code << 6 | (s[i] & 0x3fU);
	}
	return code >= least[n] && code < 0x110000 && code >> 11 != 0x1b ? n : 0;
}

/* The library escapes neither control characters nor broken UTF-8, and JSON may hold neither. */
std::string clean(const std::string &text)
{
	std::string cleaned;

	for (size_t i = 0; i < text.size();) {
		const char *at = text.c_str() + i;
		size_t n =
			utf8_length(reinterpret_cast<const unsigned char *>(at), text.size() - i);

		if (n > 1 || *at == '\n' || (n == 1 && *at >= ' ' && *at != 0x7f))
			cleaned.append(at, n);
		else
			cleaned += '?';
		i += n ? n : 1;
	}
	return cleaned;
}

double mean(const std::vector<double> &x)
{
	double sum = 0;

	for (double value : x)
		sum += value;
	return sum / static_cast<double>(x.size());
}

double median(const std::vector<double> &x)
{
	std::vector<double> sorted(x);
	size_t half = x.size() / 2;

	std::sort(sorted.begin(), sorted.end());
	return x.size() % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

double stddev(const std::vector<double> &x)
{
	double m = mean(x), sum = 0;

	if (x.size() < 2)
		return 0;
	for (double value : x)
		sum += (value - m) * (value - m);
	return std::sqrt(sum / static_cast<double>(x.size() - 1));
}

double cv(const std::vector<double> &x)
{
	double ratio = stddev(x) / mean(x);

	return std::isfinite(ratio) ? ratio : 0;
}

const struct {
	const char *name;
	double (*of)(const std::vector<double> &x);
	benchmark::StatisticUnit unit;
} statistics[] = {
	{ "mean", mean, benchmark::kTime },
	{ "median", median, benchmark::kTime },
	{ "stddev", stddev, benchmark::kTime },
	{ "cv", cv, benchmark::kPercentage },
};

/* Before 1.8 a Run has error_occurred and error_message, since then skipped and skip_message. */
template <class R>
auto set_error(R &run, const std::string &why, int) -> decltype(run.error_message, void())
{
	run.error_occurred = true;
	run.error_message = why;
}
template <class R>
auto set_error(R &run, const std::string &why, long) -> decltype(run.skip_message, void())
{
	run.skipped = decltype(run.skipped)::SkippedWithError;
	run.skip_message = why;
}

Run blank(const kept_case &c, size_t i)
{
	Run run;

	/* Only the name: not /iterations:1/repeats:1/manual_time, which differs between passes. */
	run.run_name.function_name = c.name;
	run.family_index = c.index;
	run.per_family_instance_index = 0;
	run.repetitions = static_cast<int64_t>(c.rows.size());
	run.repetition_index = static_cast<int64_t>(i);
	run.time_unit = c.unit;
	run.statistics = nullptr;
	return run;
}

/* The aggregates over all passes: none for a case that failed, nor for a single repetition. */
void add_aggregates(const kept_case &c, std::vector<Run> *runs)
{
	if (c.failed || c.rows.size() < 2)
		return;

	std::vector<double> seconds, cpu_seconds;
	std::map<std::string, std::vector<double>> counters;
	bool same_label = true;

	for (const row &r : c.rows) {
		seconds.push_back(r.seconds);
		cpu_seconds.push_back(r.cpu_seconds);
		for (const auto &counter : r.counters)
			counters[counter.first].push_back(counter.second.value);
		same_label = same_label && r.label == c.rows[0].label;
	}
	for (const auto &statistic : statistics) {
		Run run = blank(c, 0);
		/* Reporters divide times by the iterations, but not a ratio. */
		double n = static_cast<double>(c.rows.size());
		double scale = statistic.unit == benchmark::kTime ? n : 1;

		run.run_type = Run::RT_Aggregate;
		run.repetition_index = Run::no_repetition_index;
		run.aggregate_name = statistic.name;
		run.aggregate_unit = statistic.unit;
		run.iterations = static_cast<benchmark::IterationCount>(c.rows.size());
		run.real_accumulated_time = statistic.of(seconds) * scale;
		run.cpu_accumulated_time = statistic.of(cpu_seconds) * scale;
		for (const auto &counter : counters)
			run.counters[counter.first] = statistic.of(counter.second);
		if (same_label)
			run.report_label = c.rows[0].label;
		runs->push_back(run);
	}
}

std::vector<Run> reported(const kept_case &c, bool every)
{
	std::vector<Run> runs;

	for (size_t i = 0; i < c.rows.size() && (every || c.failed || c.rows.size() < 2); i++) {
		const row &r = c.rows[i];
		Run run = blank(c, i);

		if (!r.error.empty())
			set_error(run, r.error, 0);
		run.real_accumulated_time = r.seconds;
		run.cpu_accumulated_time = r.cpu_seconds;
		run.counters = r.counters;
		run.report_label = r.label;
		runs.push_back(run);
	}
	add_aggregates(c, &runs);
	return runs;
}

/* Up to 1.9.5 the library lends its display reporter, later it gives it away. */
struct display {
	std::unique_ptr<BenchmarkReporter> owned;
	BenchmarkReporter *reporter;

	void take(BenchmarkReporter *lent)
	{
		reporter = lent;
	}
	void take(std::unique_ptr<BenchmarkReporter> given)
	{
		owned = std::move(given);
		reporter = owned.get();
	}
};

int print(const std::string &text)
{
	errno = 0;
	if (fwrite(text.data(), 1, text.size(), stdout) == text.size() && fflush(stdout) == 0)
		return 0;
	return fail("standard output");
}

int print_table()
{
	BenchmarkReporter::Context context;
	std::ostringstream text, dropped;
	display d;

	context.name_field_width = 10; /* its constructor leaves it open */
	for (const kept_case &c : shim->cases)
		context.name_field_width =
			std::max(context.name_field_width, c.name.size() + strlen("_median"));
	d.take(benchmark::CreateDefaultDisplayReporter());
	d.reporter->SetOutputStream(&text);
	/* The header warns of a debug build of the library, which matters to what the library
	 * times. */
	d.reporter->SetErrorStream(&dropped);
	d.reporter->ReportContext(context);
	for (const kept_case &c : shim->cases)
		d.reporter->ReportRuns(reported(c, shim->every));
	d.reporter->Finalize();
	/* A lent reporter outlives the streams. */
	d.reporter->SetOutputStream(&std::cout);
	d.reporter->SetErrorStream(&std::cerr);
	return print(text.str());
}

/* The start of the JSON as the library writes it. */
std::string context_text(benchmark::JSONReporter *json, std::ostringstream *text)
{
	json->SetOutputStream(text);
	json->ReportContext(BenchmarkReporter::Context());
	return text->str();
}

bool context_has(const std::string &key)
{
	benchmark::JSONReporter json;
	std::ostringstream text;

	return context_text(&json, &text).find("\n    \"" + key + "\": ") != std::string::npos;
}

/* host_name and executable name the user's machine and paths. */
std::string without_names(const std::string &context)
{
	std::istringstream lines(context);
	std::string line, kept;

	while (std::getline(lines, line))
		if (line.compare(0, 16, "    \"host_name\":") &&
		    line.compare(0, 17, "    \"executable\":"))
			kept += line + "\n";
	return kept;
}

/* Case by case, so that the whole text is never in memory. False: errno says why. */
bool write_json(FILE *file)
{
	benchmark::JSONReporter json;
	std::ostringstream text;
	auto put = [file, &text](const std::string &part) {
		std::string cleaned = clean(part);

		text.str("");
		return fwrite(cleaned.data(), 1, cleaned.size(), file) == cleaned.size();
	};

	if (!put(without_names(context_text(&json, &text))))
		return false;
	for (const kept_case &c : shim->cases) {
		json.ReportRuns(reported(c, true));
		if (!put(text.str()))
			return false;
	}
	json.Finalize();
	return put(text.str()) && fflush(file) == 0;
}

int close_json(bool keep)
{
	std::string temporary = shim->json + ".tmp";
	FILE *file = shim->file;

	if (!file)
		return 0;

	bool written = write_json(file);
	int error = errno;

	shim->file = nullptr;
	if (fclose(file) != 0 && written) {
		written = false;
		error = errno;
	}
	errno = error;
	if (!written)
		return fail("%s", temporary.c_str());
	if (keep && rename(temporary.c_str(), shim->json.c_str()) != 0)
		return fail("rename %s to %s", temporary.c_str(), shim->json.c_str());
	return 0;
}

/* After the pass, because the first body may be what makes the folder. */
int open_json()
{
	std::string temporary = shim->json + ".tmp";

	if (shim->json.empty() || shim->file)
		return 0;
	for (const kept_case &c : shim->cases) {
		if (c.rows.empty())
			continue;
		shim->file = fopen(temporary.c_str(), "we");
		return shim->file ? 0 : fail("%s", temporary.c_str());
	}
	return 0;
}

kept_case *find_or_keep(const std::string &name)
{
	auto found = shim->by_name.find(name);

	if (found != shim->by_name.end())
		return found->second;
	shim->cases.emplace_back();

	kept_case &c = shim->cases.back();

	c.name = name;
	c.index = static_cast<int64_t>(shim->cases.size()) - 1;
	shim->by_name[name] = &c;
	return &c;
}

int check_cases(const gbench_case *cases, size_t n)
{
	std::set<std::string> names;

	if (n > 0 && !cases)
		return misuse("gbench_pass: no cases");
	for (const gbench_case *c = cases; c < cases + n; c++) {
		if (!c->name || !*c->name || clean(c->name) != c->name || strchr(c->name, '\n'))
			return misuse("gbench_pass: a case without a printable name");
		if (!c->body || c->repetitions < 1)
			return misuse("gbench_pass: %s needs a body and a repetition", c->name);
		if (!names.insert(c->name).second)
			return misuse("gbench_pass: %s twice", c->name);
	}
	return 0;
}

void register_case(const gbench_case &given)
{
	kept_case *c = find_or_keep(given.name);

	c->body = given.body;
	c->ctx = given.ctx;
	c->outcomes.clear();
	c->next = static_cast<unsigned>(c->rows.size());
	/* false: BENCHMARK_REPORT_AGGREGATES_ONLY must not empty the JSON. */
	benchmark::RegisterBenchmark(given.name,
				     [c](benchmark::State &state) { repetition(state, *c); })
		->UseManualTime()
		->Iterations(1)
		->Repetitions(given.repetitions)
		->ReportAggregatesOnly(false);
}

int run_pass(const gbench_case *cases, size_t n, gbench_summary *summary)
{
	struct pass {
		pass()
		{
			shim->running = shim->passed = true;
		}
		~pass()
		{
			benchmark::ClearRegisteredBenchmarks();
			shim->running = false;
		}
	} pass;
	keeper keeper;

	for (size_t i = 0; i < n; i++)
		register_case(cases[i]);
	summary->matched = n ? benchmark::RunSpecifiedBenchmarks(&keeper) : 0;
	return print(keeper.listed.str());
}

/* Asked with no case registered, the library compiles the filter and says whether it could. */
int check_filter()
{
	keeper keeper;

	benchmark::RunSpecifiedBenchmarks(&keeper);

	std::string words = keeper.words.str();

	if (words.compare(0, 9, "Could not") != 0)
		return 0;
	words.erase(words.find_last_not_of('\n') + 1);
	return misuse("--benchmark_filter: %s", words.c_str());
}

/* The library prints its help and exits 0 for a value that it does not know. */
int check_words(int argc, char **argv)
{
	static const struct {
		const char *name, *words;
	} flags[] = {
		{ "time_unit", "ns us ms s" },
		{ "color", "auto yes no true false 1 0" },
	};
	char variable[64];

	for (const auto &flag : flags) {
		const char *variable_value = gbench_flag_variable(variable, flag.name);
		const std::string words = std::string(" ") + flag.words + " ";
		auto wrong = [&words](const char *value) {
			return value && words.find(" " + std::string(value) + " ") == words.npos;
		};

		for (int i = 1; i < argc; i++)
			if (wrong(gbench_flag_value(argv[i], flag.name)))
				return misuse("%s: use one of %s", argv[i], flag.words);
		if (wrong(variable_value))
			return misuse("%s=%s: use one of %s", variable, variable_value, flag.words);
	}
	return 0;
}

} // namespace

int gbench_init(int *argc, char **argv, void (*usage)(void))
{
	return guarded("gbench_init", [=]() -> int {
		if (shim || !argc || !argv || !usage)
			return misuse(shim ? "gbench_init: called twice" : "gbench_init: NULL");

		int error = gbench_flags_refuse(*argc, argv);

		if (!error)
			error = check_words(*argc, argv);
		if (error)
			return error;
		gbench_flags_help(*argc, argv, usage);
		benchmark::Initialize(argc, argv, usage);
		argv[*argc] = nullptr;
		error = check_filter();
		if (!error)
			shim.reset(new state());
		return error;
	});
}

int gbench_context(const char *key, const char *value)
{
	return guarded("gbench_context", [=]() -> int {
		if (!shim || shim->passed)
			return misuse("gbench_context: after gbench_init(), before the first pass");
		if (!key || !*key || !value || clean(key) != key || strpbrk(key, "\"\\\n"))
			return misuse("gbench_context: a printable key and a value");
		if (context_has(key)) {
			misuse("gbench_context: %s is taken", key);
			return -EEXIST;
		}
		benchmark::AddCustomContext(key, value);
		return 0;
	});
}

int gbench_open(const struct gbench_options *options)
{
	return guarded("gbench_open", [=]() -> int {
		if (!shim || shim->opened || !options)
			return misuse("gbench_open: once, after gbench_init()");
		shim->json = options->json ? options->json : "";
		shim->table = options->table;
		shim->every = options->every;
		shim->opened = true;
		return 0;
	});
}

int gbench_pass(const struct gbench_case *cases, size_t n, struct gbench_summary *summary)
{
	struct gbench_summary ours = {};
	int error = guarded("gbench_pass", [=, &ours]() -> int {
		if (!shim || !shim->opened || shim->running)
			return misuse("gbench_pass: after gbench_open(), not from a body");

		shim->trials = 0;

		int rc = check_cases(cases, n);

		if (rc)
			return rc;
		rc = run_pass(cases, n, &ours);
		return rc ? rc : open_json();
	});

	if (shim) {
		ours.trials = shim->trials;
		ours.failed = shim->failed;
	}
	if (summary)
		*summary = ours;
	return error;
}

int gbench_close(bool keep)
{
	if (!shim)
		return 0;
	if (shim->running)
		return misuse("gbench_close: not from a body");

	int table = shim->table ? guarded("table", print_table) : 0;
	int json = guarded("JSON", [=]() { return close_json(keep); });

	/* Without benchmark::Shutdown(): it leaves a pointer to what it frees. */
	shim.reset();
	return table ? table : json;
}

unsigned gbench_repetition(const struct gbench_run *run)
{
	return run->repetition;
}

void gbench_set_time(struct gbench_run *run, double seconds, double cpu_seconds)
{
	if (!(seconds > 0 && cpu_seconds >= 0 && seconds <= GBENCH_LARGEST &&
	      cpu_seconds <= GBENCH_LARGEST)) {
		gbench_fail(run, "time %g s, CPU time %g s an update", seconds, cpu_seconds);
		return;
	}
	run->timed = true;
	run->seconds = seconds;
	run->cpu_seconds = cpu_seconds;
}

void gbench_set_counter(struct gbench_run *run, const char *name, double value)
{
	if (!(std::fabs(value) <= GBENCH_LARGEST)) {
		gbench_fail(run, "%s is %g", name, value);
		return;
	}
	try {
		run->counters[name] = value;
	} catch (const std::exception &e) {
		gbench_fail(run, "%s: %s", name, e.what());
	}
}

void gbench_set_label(struct gbench_run *run, const char *label)
{
	try {
		run->label = label;
	} catch (const std::exception &e) {
		gbench_fail(run, "label: %s", e.what());
	}
}

void gbench_fail(struct gbench_run *run, const char *format, ...)
{
	va_list args;

	if (*run->reason)
		return;
	va_start(args, format);
	vsnprintf(run->reason, sizeof(run->reason), format, args);
	va_end(args);
	if (!*run->reason)
		strcpy(run->reason, "failed");
}
