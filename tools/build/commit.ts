/**
 * Returns the abbreviated commit, followed by "+changes" if tracked files differ from it.
 *
 * @param project Root directory of the project.
 * @returns Null without git or outside a repository.
 */
export async function readCommit(project: string): Promise<string | null> {
  const commit = await git(project, "rev-parse", "--short=12", "HEAD");
  if (commit === null) return null;
  const changes = await git(project, "status", "--porcelain", "--untracked-files=no");
  return changes === "" ? commit : `${commit}+changes`;
}

async function git(project: string, ...args: string[]): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args,
      cwd: project,
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
