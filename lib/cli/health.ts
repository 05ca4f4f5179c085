import { formatAddress, type ListenAddress } from "../util/listen_address.ts";
import { StartError } from "../util/errors.ts";

/** How long an answer may take, in milliseconds. */
const PATIENCE = 2_000;

/**
 * Asks another Plinth whether it is ready, for whoever looks after it where there is no other program to ask with, as
 * in an image that has nothing but Plinth.
 *
 * @param admin Where its `--admin` listens.
 * @param print Takes what it answers.
 * @returns The exit status: 0 when it is ready, 1 when it is not.
 * @throws {StartError} When nobody answers.
 */
export async function checkHealth(
  admin: ListenAddress,
  print: (text: string) => void,
): Promise<number> {
  const url = `http://${formatAddress(admin)}/readyz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    print(await response.text());
    return response.ok ? 0 : 1;
  } catch (error) {
    const reason = error instanceof Error ? error.message : `${error}`;
    throw new StartError(
      `${formatAddress(admin)} does not answer: ${reason}`,
      "name the address that --admin was given",
    );
  }
}
