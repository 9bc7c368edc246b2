// Whether this machine has the runtimes that a buildspec asks of its image.
// https://docs.aws.amazon.com/codebuild/latest/userguide/runtime-versions.html
import { PhaseFailure } from './phase-failure.ts'

export const RUNTIMES = ['dotnet', 'golang', 'java', 'nodejs', 'php', 'python', 'ruby'] as const
export type RuntimeName = (typeof RUNTIMES)[number]

/** What is to be installed for a runtime. */
const COMMANDS: Readonly<Record<RuntimeName, string>> = {
  dotnet: 'dotnet',
  golang: 'go',
  java: 'java',
  nodejs: 'node',
  php: 'php',
  python: 'python3',
  ruby: 'ruby',
}

export type Asked = Readonly<Record<string, string>>

/** Of those asked for, the ones to look for on the machine. */
export const runtimesIn = (asked: Asked): readonly RuntimeName[] => RUNTIMES.filter(name => name in asked)

/**
 * Lines for the log. `24`, `24.x`, `24.21` and `latest` all mean a Node.js 24.21.0. Of the other runtimes the version is the machine's, and a
 * warning says so when it is not the one that was asked for.
 * @param versions by name, of what there is
 * @throws PhaseFailure all that the machine lacks
 */
export const selectRuntimes = (
  asked: Asked,
  versions: Readonly<Record<string, string | undefined>>,
): readonly string[] => {
  const problems: string[] = []
  const lines = Object.entries(asked).flatMap(([name, wanted]) => {
    const runtime = RUNTIMES.find(known => known === name)
    const version = versions[name]
    const problem = runtime ? lacks(runtime, wanted, version) : unknown(name)
    if (problem !== undefined) problems.push(problem)
    return version === undefined || problem !== undefined ? [] : linesOf(name, wanted, version)
  })
  if (problems.length > 0) throw new PhaseFailure('YAML_FILE_ERROR', problems.join('\n'))
  return lines
}

const unknown = (name: string): string =>
  `Unknown runtime named '${name}'. This build image has the following runtimes: ${RUNTIMES.join(', ')}`

const lacks = (name: RuntimeName, wanted: string, version: string | undefined): string | undefined => {
  if (version === undefined)
    return `the local cloud has no runtime ${name}: this machine has no ${COMMANDS[name]} that runs by itself; install it`
  if (name !== 'nodejs' || fits(wanted, version)) return undefined
  return `the local cloud has nodejs ${version.split('.')[0]} alone, and the buildspec asks for nodejs ${wanted}`
}

const linesOf = (name: string, wanted: string, version: string): readonly string[] => [
  `Selecting '${name}' runtime version '${wanted}' based on manual selections...`,
  ...(fits(wanted, version)
    ? []
    : [`WARNING: the buildspec asks for ${name} ${wanted}, and this machine has ${version}`]),
]

/** `corretto21`, `3.x`, `3.12`, `latest` */
const fits = (wanted: string, version: string): boolean => {
  const digits = wanted.replace(/^(corretto|openjdk)/, '').replace(/\.x$/, '')
  return wanted === 'latest' || version === digits || version.startsWith(`${digits}.`)
}
