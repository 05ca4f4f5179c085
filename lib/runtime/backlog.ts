/**
 * How many connections may wait to be accepted; the system may permit fewer. When as many wait, the next one is tried
 * again after 1, 3 and 7 seconds: that is how long a burst of clients would make others wait.
 */
export const BACKLOG = 4096;
