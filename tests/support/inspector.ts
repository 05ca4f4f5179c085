/** Where Deno's inspector listens by default. */
const INSPECTOR = { hostname: "127.0.0.1", port: 9229 };

/** Whether a program listens on the inspector's port. */
export async function isInspectorOpen(): Promise<boolean> {
  try {
    (await Deno.connect(INSPECTOR)).close();
    return true;
  } catch {
    return false;
  }
}
