// When and for what a certificate is valid. Imports nothing: the admin endpoints use it without TLS.

/** The time in which a certificate is valid, in milliseconds since 1970. */
export interface Validity {
  readonly begins: number;
  readonly expires: number;
}

/** Why clients reject a certificate. */
export interface CertificateProblem {
  /** Completes "the certificate …". */
  readonly problem: string;
  readonly advice: string;
}

/**
 * Returns why clients reject a certificate at a time; undefined if they accept it.
 *
 * @param now In milliseconds since 1970.
 */
export function validityProblem(
  { begins, expires }: Validity,
  now: number,
): CertificateProblem | undefined {
  if (now > expires) {
    return { problem: `expired on ${formatDay(expires)}`, advice: "renew it: clients reject it" };
  }
  if (now < begins) {
    const advice = "check the clock of this machine: clients reject the certificate";
    return { problem: `is valid only from ${formatDay(begins)} on`, advice };
  }
  return undefined;
}

/** Whether a new certificate is to replace the current one: any does, but an invalid one never a valid one. */
export function isReplacement(next: Validity, current: Validity, now: number): boolean {
  return validityProblem(next, now) === undefined || validityProblem(current, now) !== undefined;
}

/** Formats a date in UTC: `2026-01-31`. */
export function formatDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
