/* SPDX-License-Identifier: MIT */
/* contend topology: the machine, a picture of it, or whether two are the same. */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fail.h"
#include "cli/commands.h"
#include "cli/machine.h"
#include "cli/machine_text.h"
#include "cli/options.h"
#include "cli/output.h"
#include "machine/draw.h"
#include "machine/home.h"
#include "machine/host.h"
#include "machine/place.h"
#include "machine/relation.h"
#include "machine/same.h"
#include "machine/topo.h"

/* Workers in a place, as asked for. */
struct team_place {
	const char *placement;
	unsigned *pus; /* of the first n workers */
	unsigned n;
};

/* A relation as a row. */
struct relation_row {
	const char *relation;
	double relation_depth;
	const char *same_node;
	double node_distance;
	const char *kinds;
	double pairs;
	const char *pus, *label;
};

static const struct column relation_columns[] = {
	COLUMN(relation_row, relation, COLUMN_TEXT),
	COLUMN(relation_row, relation_depth, COLUMN_COUNT),
	COLUMN(relation_row, same_node, COLUMN_TEXT),
	COLUMN(relation_row, node_distance, COLUMN_COUNT),
	COLUMN(relation_row, kinds, COLUMN_TEXT),
	COLUMN(relation_row, pairs, COLUMN_COUNT),
	COLUMN(relation_row, pus, COLUMN_TEXT),
	COLUMN(relation_row, label, COLUMN_TEXT),
	{ .name = NULL },
};

static void add_row(struct rows *rows, const struct relation_class *class)
{
	static const char *const same[] = { "yes", "no", NULL };
	const struct relation *const relation = &class->relation;
	char kinds[32], pus[32], label[96];
	struct relation_row row = {
		.relation = relation->name,
		.relation_depth = relation->depth,
		.same_node = same[relation->node],
		.node_distance = relation->distance == TOPO_NONE ? (double)NAN : relation->distance,
		.kinds = relation->kind_low == TOPO_NONE ? NULL : kinds,
		.pairs = (double)class->pairs,
		.pus = pus,
		.label = label,
	};

	snprintf(kinds, sizeof(kinds), "%u/%u", relation->kind_low, relation->kind_high);
	snprintf(pus, sizeof(pus), "%u %u", class->a, class->b);
	relation_print(relation, label, sizeof(label));
	rows_add(rows, &row);
}

static int print_rows(const struct topo *topo, bool json)
{
	struct relation_class *classes = NULL;
	struct rows rows;
	size_t n = 0;
	const int error = relation_classes(topo, &classes, &n);

	if (error)
		return error;
	rows_open(&rows, stdout, relation_columns, json);
	for (size_t i = 0; i < n; i++)
		add_row(&rows, &classes[i]);
	rows_close(&rows);
	free(classes);
	return 0;
}

static int print_text(const struct topo *topo, const char *source)
{
	int error = machine_text_shape(stdout, topo, source);

	if (!error)
		error = machine_text_relations(stdout, topo);
	return error ? error : machine_text_placements(stdout, topo);
}

/* What --placements, --workers and --home say of a picture: one value of each at most. */
static int check_single(const struct sweep *sweep)
{
	const struct number_list *const workers = &sweep->workers, *const homes = &sweep->homes;

	if (sweep->placements.n > 1)
		return misuse("--placements: a picture shows one placement");
	if (workers->n > 1 || (workers->n && workers->at[0] == SWEEP_DOUBLING))
		return misuse("--workers: a picture shows one number of workers");
	if (homes->n > 1 || (homes->n && homes->at[0] == SWEEP_HOME_ALL))
		return misuse("--home: a picture shows one home");
	return 0;
}

/* The workers that are asked for; none where neither option is given. */
static int place_workers(struct team_place *place, const struct topo *topo,
			 const struct sweep *sweep)
{
	const struct placement *placement;
	int n;

	if (!sweep->placements.n && !sweep->workers.n)
		return 0;
	place->placement = sweep->placements.n ? sweep->placements.at[0] : "cores";
	placement = placement_find(place->placement);
	n = place_order(topo, place->placement, &place->pus);
	if (n < 0)
		return n;
	place->n = (unsigned)n;
	if (!sweep->workers.n || sweep->workers.at[0] == SWEEP_ALL)
		return 0;
	if (placement && placement_is_pair(placement) && sweep->workers.at[0] != 2)
		return misuse("placement %s: a pair: exactly two workers", place->placement);
	if (sweep->workers.at[0] > place->n)
		return misuse("placement %s: at most %d worker%s here", place->placement, n,
			      n == 1 ? "" : "s");
	place->n = sweep->workers.at[0];
	return 0;
}

static int place_home(unsigned *home, const struct team_place *place, const struct topo *topo,
		      const struct sweep *sweep)
{
	const char *why;

	*home = TOPO_NONE;
	if (!sweep->homes.n)
		return 0;
	if (sweep->homes.at[0] == SWEEP_HOME_LOCAL) {
		if (!place->n)
			return misuse("--home=local is the node of the first worker: add "
				      "--workers or --placements");
		*home = topo_pu(topo, place->pus[0])->node;
		return *home == TOPO_NONE
			       ? misuse("--home=local: PU %u has no NUMA node", place->pus[0])
			       : 0;
	}
	*home = sweep->homes.at[0];
	why = home_refusal(topo, *home);
	return why ? misuse("--home: node %u is %s", *home, why) : 0;
}

/* "AMD EPYC 7451: 8 workers, scatter, PUs 0 24 6 30 ..., home node 0" */
static int caption(char **text, const struct team_place *place, unsigned home,
		   const struct topo *topo)
{
	char cpu[HOST_NAME], hypervisor[HOST_NAME];
	size_t size;
	FILE *const out = open_memstream(text, &size);

	if (!out)
		return fail("memory for a caption");
	host_processor(topo, cpu, hypervisor);
	fputs(cpu[0] ? cpu : "a machine without a name", out);
	if (place->n)
		fprintf(out, ": %u worker%s, %s, PU%s", place->n, place->n == 1 ? "" : "s",
			place->placement, place->n == 1 ? "" : "s");
	for (unsigned i = 0; i < place->n && i < 8; i++)
		fprintf(out, " %u", place->pus[i]);
	if (place->n > 8)
		fputs(" ...", out);
	if (home != TOPO_NONE)
		fprintf(out, "%s home node %u", place->n ? "," : ":", home);
	return fclose(out) ? fail("memory for a caption") : 0;
}

static int draw(const struct topo *topo, const struct options *options)
{
	struct team_place place = { .n = 0 };
	char *text = NULL;
	unsigned home = TOPO_NONE;
	int error = check_single(&options->sweep);

	if (!error)
		error = place_workers(&place, topo, &options->sweep);
	if (!error)
		error = place_home(&home, &place, topo, &options->sweep);
	if (!error)
		error = caption(&text, &place, home, topo);
	if (!error)
		error = draw_picture(
			topo,
			&(struct draw_marks){
				.workers = place.pus, .n = place.n, .home = home, .caption = text },
			options->draw);
	if (!error)
		printf("%s: %s\n", options->draw, text);
	free(text);
	free(place.pus);
	return error;
}

/* Options that go together; the table knows only which a command takes. */
static int check_options(const struct options *options)
{
	const struct sweep *const sweep = &options->sweep;
	const bool marks = sweep->placements.n || sweep->workers.n || sweep->homes.n;

	if (options->same && (marks || options->draw || sweep->csv || sweep->json ||
			      sweep->topology || sweep->kinds))
		return misuse("--same compares two machines: no other option goes with it");
	if (options->same && options->n_words != 2)
		return misuse("--same takes two: folders of results, or XML files of hwloc's");
	if (!options->same && options->n_words)
		return misuse("topology takes no word %s: to compare two machines, --same A B",
			      options->words[0]);
	if (marks && !options->draw)
		return misuse("--placements, --workers and --home are marks on a picture: add "
			      "--draw=FILE.svg");
	if (options->draw && (sweep->csv || sweep->json))
		return misuse("--draw makes a picture, --csv and --json print rows: one of them");
	return 0;
}

/* A folder of results stands for the topology in it. */
static int load_saved(struct topo **topo, const char *path)
{
	struct stat status;
	char *file = NULL;
	int error;

	if (stat(path, &status))
		return misuse("%s: no folder of results, and no XML file of hwloc's", path);
	if (asprintf(&file, S_ISDIR(status.st_mode) ? "%s/topology.xml" : "%s", path) < 0)
		return fail("%s", path);
	error = stat(file, &status)
			? misuse("%s: no folder of results: it has no topology.xml", path)
			: machine_load(topo, file);
	free(file);
	return error;
}

static int compare(const struct options *options)
{
	struct topo *a = NULL, *b = NULL;
	int code = EXIT_MISUSE;

	if (!load_saved(&a, options->words[0]) && !load_saved(&b, options->words[1])) {
		const int same = same_machine(a, b, stdout);

		code = same == 1 ? EXIT_OK : EXIT_FAILED;
	}
	topo_free(a);
	topo_free(b);
	return code;
}

static int topology(const struct options *options)
{
	struct topo *topo = NULL;
	int error = check_options(options);

	if (!error && options->same)
		return compare(options);
	if (!error)
		error = machine_open(&topo, &options->sweep);
	if (error)
		return EXIT_MISUSE;
	if (options->draw)
		error = draw(topo, options);
	else if (options->sweep.csv || options->sweep.json)
		error = print_rows(topo, options->sweep.json);
	else
		error = print_text(topo, options->sweep.topology);
	topo_free(topo);
	if (!error)
		return EXIT_OK;
	return error == -EINVAL ? EXIT_MISUSE : EXIT_FAILED;
}

int topology_command(int argc, char **argv)
{
	struct options options;
	int code = EXIT_OK;

	if (options_parse(&options, COMMAND_TOPOLOGY, argc, argv))
		return EXIT_MISUSE;
	if (options.help)
		options_help(stdout, COMMAND_TOPOLOGY);
	else
		code = topology(&options);
	options_free(&options);
	return code;
}
