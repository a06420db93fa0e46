/* SPDX-License-Identifier: MIT */
/* The commands that contend does itself. Each takes argv from its own name on and returns an exit code. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

int run_command(int argc, char **argv);
int report_command(int argc, char **argv);
int list_command(int argc, char **argv);
int topology_command(int argc, char **argv);
int share_command(int argc, char **argv);
int demo_command(int argc, char **argv);
int doctor_command(int argc, char **argv);

#endif
