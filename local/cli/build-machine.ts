// Whether this machine can build a commit: the shell of the pipeline's image, and the runtimes and tools that the buildspec asks of it.
import { readFiles } from '../host/git.ts'
import { missingIn, SYSTEM_PATH, searchPath } from '../image/image.ts'
import { findRuntime } from '../image/runtimes.ts'
import { findShells } from '../image/shells.ts'
import { chooseShell } from '../services/codebuild/build/image-shell.ts'
import { lacksTool, toolsIn } from '../services/codebuild/build/image-tools.ts'
import { PhaseFailure } from '../services/codebuild/build/phase-failure.ts'
import { runtimesIn, selectRuntimes } from '../services/codebuild/build/runtime-versions.ts'
import { lackingKeepers } from '../services/codebuild/build/secret-variables.ts'
import type { Buildspec } from '../services/codebuild/buildspec/buildspec.ts'
import { parseBuildspec } from '../services/codebuild/buildspec/parse.ts'
import { services } from '../services.ts'
import { CliError } from './cli-error.ts'

const SERVICES: ReadonlySet<string> = new Set(services.map(({ signingName }) => signingName))

type Environment = Readonly<Record<string, string | undefined>>

/** What to tell the person. @throws CliError with all that the machine lacks and the build cannot do without */
export const checkMachine = async (
  repository: string,
  commit: string,
  templateBody: string,
  env: Environment,
): Promise<readonly string[]> => {
  const [text] = await readFiles(repository, commit, ['buildspec.yml'])
  if (text === undefined) return []
  const buildspec = await parseBuildspec(text, 'buildspec.yml')
  const path = searchPath(env)
  const asked = buildspec.phases.INSTALL?.runtimeVersions ?? {}
  const [shells, runtimes, missing] = await Promise.all([
    findShells(path, ''),
    versionsOf(buildspec, path, env),
    missingIn(toolsIn(buildspec), SYSTEM_PATH),
  ])
  const problems = [...lackingKeepers(buildspec, SERVICES)]
  const said = [
    ...attempt(() => selectRuntimes(asked, runtimes), problems).filter(line => line.startsWith('WARNING: ')),
    ...imagesIn(templateBody).flatMap(image =>
      attempt(() => chooseShell(image, buildspec.shell, shells).warnings, problems),
    ),
    ...missing.filter(tool => !broughtAlong(tool, asked)).map(lacksTool),
  ]
  if (problems.length > 0)
    throw new CliError(
      `this machine cannot build commit ${commit.slice(0, 7)}:\n${problems.map(problem => `  ${problem}`).join('\n')}`,
    )
  return said.map(line => `Build: ${line.replace('WARNING: ', '')}`)
}

const attempt = (judge: () => readonly string[], problems: string[]): readonly string[] => {
  try {
    return judge()
  } catch (error) {
    if (!(error instanceof PhaseFailure)) throw error
    problems.push(...error.message.split('\n'))
    return []
  }
}

const versionsOf = async ({ phases }: Buildspec, path: string, env: Environment) => {
  const names = runtimesIn(phases.INSTALL?.runtimeVersions ?? {}).filter(name => name !== 'nodejs')
  const found = await Promise.all(names.map(name => findRuntime(name, path, env)))
  return { nodejs: process.versions.node, ...Object.fromEntries(names.map((name, at) => [name, found[at]?.version])) }
}

/** The commands of a runtime come with it. */
const broughtAlong = (tool: string, asked: Readonly<Record<string, string>>): boolean =>
  ('python' in asked && /^(python|pip)/.test(tool)) || tool in asked || (tool === 'go' && 'golang' in asked)

interface Resource {
  readonly Type?: unknown
  readonly Properties?: { readonly Environment?: { readonly Image?: unknown } }
}

/** Of the pipeline's projects; an image that a parameter gives is judged when a build begins. */
const imagesIn = (templateBody: string): readonly string[] => {
  const { Resources = {} } = JSON.parse(templateBody) as { readonly Resources?: Readonly<Record<string, Resource>> }
  const images = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::CodeBuild::Project')
    .map(({ Properties }) => Properties?.Environment?.Image)
  return [...new Set(images.filter(image => typeof image === 'string'))]
}
