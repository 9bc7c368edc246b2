// Makes a build ready to run: its source, its buildspec, and a shell with the image's tools and environment, as far as this machine has them.
import { dirname } from 'node:path'
import type { Desk } from '../../../core/service.ts'
import { isolation } from '../../../host/isolation/detect.ts'
import { type BuildImage, missingIn } from '../../../image/image.ts'
import { buildEnvironment } from '../build/build-environment.ts'
import { type ChosenShell, chooseShell } from '../build/image-shell.ts'
import { lacksTool, toolsIn } from '../build/image-tools.ts'
import { type Asked, runtimesIn, selectRuntimes } from '../build/runtime-versions.ts'
import { secretVariables } from '../build/secret-variables.ts'
import type { Buildspec } from '../buildspec/buildspec.ts'
import type { Build, BuildRole, CodeBuildState } from '../state.ts'
import type { BuildLog } from './build-log.ts'
import { type CommandRunner, shellsFor } from './commands.ts'
import { secretValues } from './secret-values.ts'
import { shutterOf, TEMPORARY } from './shut-in.ts'
import { downloadSources, findBuildspec } from './source.ts'
import type { Workspace } from './workspace.ts'

export interface Preparing {
  readonly desk: Desk<CodeBuildState>
  readonly build: Build
  readonly role: BuildRole
  readonly workspace: Workspace
  readonly log: BuildLog
  readonly image: () => Promise<BuildImage>
}

export interface Prepared {
  readonly buildspec: Buildspec
  readonly commands: CommandRunner
}

/** @throws PhaseFailure also for what the machine lacks */
export const prepare = async ({ desk, build, role, workspace, log, ...given }: Preparing): Promise<Prepared> => {
  const [image, found] = await Promise.all([given.image(), isolation()])
  await downloadSources(desk, build, role, workspace)
  const buildspec = await findBuildspec(desk, build, role, workspace)
  const runtimes = await findRuntimes(image, buildspec.phases.INSTALL?.runtimeVersions ?? {})
  const shell = chooseShell(build.environment.image, buildspec.shell, image.shells)
  const own = imageEnvironment(
    image,
    [...runtimes.folders, ...(shell.folder === undefined ? [] : [shell.folder])],
    workspace,
  )
  for (const line of [...runtimes.lines, image.aws]) log.say(line)
  const warnings = [
    ...buildspec.warnings,
    ...shell.warnings,
    ...otherSh(found.isOn, shell, image),
    ...(await missingTools(buildspec, own.PATH)),
  ]
  for (const warning of warnings) log.say(`WARNING: ${warning}`)
  const secret = await secretValues(desk, role, secretVariables(buildspec, build))
  const credentials = desk.issueCredentials(role, build.timeoutInMinutes * 60)
  const { AccessKeyId, SecretAccessKey, SessionToken } = credentials
  log.hide([AccessKeyId, SecretAccessKey, SessionToken, ...Object.values(secret)])
  const temporary = found.isOn ? TEMPORARY : workspace.temporary
  const place = { endpoint: desk.endpoint, region: desk.region, ...workspace, temporary }
  const environment = buildEnvironment(build, place, credentials, own, buildspec.variables, secret)
  const seen = { ...image, readable: [...image.readable, ...runtimes.readable] }
  const shutIn = shutterOf(found, workspace, seen, dirname(desk.folder()), shell)
  const notes = desk.folder('processes')
  return {
    buildspec,
    commands: shellsFor(buildspec.version, shell.program, workspace, environment, log, notes, shutIn),
  }
}

/** `first` comes before what the PATH has. */
const imageEnvironment = (image: BuildImage, first: readonly string[], { home }: Workspace) => {
  const environment = image.environment(home)
  return { ...environment, PATH: [...first, environment.PATH ?? ''].join(':') }
}

const otherSh = (isIsolated: boolean, shell: ChosenShell, image: BuildImage): readonly string[] =>
  isIsolated || shell.sh === undefined ? [] : [`programs that name /bin/sh get this machine's, ${image.shells.sh}`]

const missingTools = async (buildspec: Buildspec, path: string): Promise<readonly string[]> =>
  (await missingIn(toolsIn(buildspec), path)).map(lacksTool)

const findRuntimes = async (image: BuildImage, asked: Asked) => {
  const names = runtimesIn(asked).filter(name => name !== 'nodejs')
  const found = await Promise.all(names.map(async name => ({ name, runtime: await image.runtime(name) })))
  const versions = Object.fromEntries(found.map(({ name, runtime }) => [name, runtime?.version]))
  return {
    /** For the log. */
    lines: selectRuntimes(asked, { ...versions, nodejs: image.nodeVersion }),
    /** For the PATH. */
    folders: found.flatMap(({ runtime }) => runtime?.folder ?? []),
    readable: found.flatMap(({ runtime }) => runtime?.readable ?? []),
  }
}
