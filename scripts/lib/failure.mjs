/**
 * A failure that is not a bug of the scripts: its message is the whole text for the user and says what to do next.
 */
export class UserFailure extends Error {}

/**
 * Runs the main function of a script. A UserFailure ends it with its sentence and status 1, anything else with its stack.
 *
 * @param {() => Promise<number>} main gives the exit status
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    const text = error instanceof UserFailure ? error.message : error instanceof Error ? error.stack : String(error);
    console.error(text);
    process.exitCode = 1;
  }
}
