import { formatAddress, type ListenAddress } from "../util/listen_address.ts";
import { describeError, StartError } from "../util/errors.ts";

/** Timeout of the request, in milliseconds. */
const TIMEOUT = 2_000;

/**
 * Asks a running Plinth if it is ready. For health checks in images that contain only Plinth and no HTTP client.
 *
 * @param admin Address of its `--admin` listener.
 * @param print Receives the body of the response.
 * @returns The exit status: 0 if it is ready, 1 if it is not.
 * @throws {StartError} When there is no response.
 */
export async function checkHealth(
  admin: ListenAddress,
  print: (text: string) => void,
): Promise<number> {
  const url = `http://${formatAddress(admin)}/readyz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) });
    print(await response.text());
    return response.ok ? 0 : 1;
  } catch (error) {
    throw new StartError(
      `no response from ${formatAddress(admin)}: ${describeError(error, false)}`,
      "use the --admin address of the running server",
    );
  }
}
