process.stderr.write('usage: nova-doctor COMMAND\n');
process.exitCode = 2;
