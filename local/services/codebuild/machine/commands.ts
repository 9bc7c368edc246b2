// The commands of a build's phases, in the build's shell.

import { PhaseFailure } from '../build/phase-failure.ts'
import type { Buildspec, PhaseSpec } from '../buildspec/buildspec.ts'
import type { BuildLog } from './build-log.ts'
import { type BuildShell, openShell, type ShellOptions } from './shell.ts'
import type { Workspace } from './workspace.ts'

export type CommandRunner = BuildShell

/** In version 0.2 a command begins with what the last one left, in 0.1 each one anew. */
export const shellsFor = (
  version: Buildspec['version'],
  program: string,
  workspace: Workspace,
  env: Readonly<Record<string, string>>,
  log: BuildLog,
  notes: string,
  shutIn: ShellOptions['shutIn'],
): CommandRunner => {
  const used: Promise<BuildShell>[] = []
  const open = (): Promise<BuildShell> => {
    const folder = `${workspace.shell}-${used.length}`
    const shell = openShell({
      program,
      folder,
      cwd: workspace.source,
      env,
      onOutput: log.output,
      notes,
      ...(shutIn ? { shutIn } : {}),
    })
    used.push(shell)
    return shell
  }
  const next = async (): Promise<BuildShell> => (version === '0.2' && used[0]) || open()
  return {
    run: async (command, settings) => (await next()).run(command, settings),
    variables: async names => (await next()).variables(names),
    stop: async grace => {
      await Promise.all(used.map(async shell => (await shell).stop(grace)))
    },
  }
}

/**
 * Commands until one fails, then `finally`, all of it.
 * @throws PhaseFailure
 */
export const runPhase = async (
  runner: CommandRunner,
  spec: PhaseSpec | undefined,
  log: BuildLog,
  control: { readonly ended: unknown },
  /** CODEBUILD_BUILD_SUCCEEDING, as the earlier phases left it. */
  succeeding: boolean,
): Promise<void> => {
  let failure: PhaseFailure | undefined
  const run = async (command: string): Promise<boolean> => {
    log.say(`Running command ${command.trimEnd()}`)
    const status = await runner.run(command, {
      CODEBUILD_BUILD_SUCCEEDING: succeeding && !failure ? '1' : '0',
    })
    if (status === 0) return true
    if (control.ended) return false
    log.say(`Command did not exit successfully ${command.trimEnd()} exit status ${status}`)
    failure ??= new PhaseFailure(
      'COMMAND_EXECUTION_ERROR',
      `Error while executing command: ${command.trimEnd()}. Reason: exit status ${status}`,
    )
    return false
  }
  for (const command of spec?.commands ?? []) if (control.ended || !(await run(command))) break
  for (const command of spec?.finally ?? []) if (!control.ended) await run(command)
  if (failure) throw failure
}
