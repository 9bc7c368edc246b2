// From the text of a buildspec to what the build needs, or to everything that is wrong with it at once.
import { COMMAND_PHASES, type CommandPhase } from '../build/phases.ts'
import { parseArtifacts } from './artifacts.ts'
import {
  type Buildspec,
  BuildspecError,
  COVERAGE_FORMATS,
  type PhaseSpec,
  type ReportSpec,
  TEST_FORMATS,
} from './buildspec.ts'
import { Section, type Source } from './reader.ts'

/**
 * Parses the text; `file` is how the messages call it.
 * @throws BuildspecError
 */
export const parseBuildspec = async (text: string, file: string): Promise<Buildspec> => {
  const yaml = await import('yaml')
  const lines = new yaml.LineCounter()
  const document = yaml.parseDocument(text, { lineCounter: lines, version: '1.2', prettyErrors: false })
  const broken = document.errors.map(error => {
    const { line } = lines.linePos(error.pos[0])
    return `${file}:${line}: not valid YAML: ${error.message}`
  })
  if (broken.length > 0) throw new BuildspecError(broken)
  if (!yaml.isMap(document.contents))
    throw new BuildspecError([
      `${file}:1: a buildspec should be a mapping with version and phases, got ${text.trim() === '' ? 'an empty file' : 'something else'}`,
    ])
  const source: Source = { yaml, file, lines, problems: [] }
  const buildspec = readBuildspec(new Section(source, document.contents, ''))
  if (source.problems.length > 0) throw new BuildspecError(source.problems)
  return buildspec
}

const readBuildspec = (root: Section): Buildspec => {
  const warnings: string[] = []
  const version = root.oneOf('version', ['0.1', '0.2'])
  if (!root.has('version')) root.problem('version', "is missing; put 'version: 0.2' at the top")
  refuseRunAs(root, warnings)
  for (const key of ['proxy', 'batch'])
    if (root.section(key)) root.problem(key, 'is not carried out by the local cloud; remove it')
  const environment = readEnvironment(root.section('env'))
  const buildspec: Buildspec = {
    version: version ?? '0.2',
    ...environment,
    phases: readPhases(root, warnings),
    reports: readReports(root.section('reports')),
    artifacts: parseArtifacts(root.section('artifacts'), warnings),
    cachePaths: readCache(root.section('cache'), warnings),
    warnings,
  }
  root.end('part of a buildspec')
  return buildspec
}

/** Differs from AWS: a build runs as the user who started the local cloud, so another user cannot be asked for; `root` is AWS's default. */
const refuseRunAs = (section: Section, warnings: string[]): void => {
  const user = section.string('run-as')
  if (user === 'root') warnings.push('run-as: root is not carried out by the local cloud: commands run as its own user')
  else if (user !== undefined)
    section.problem('run-as', `cannot be '${user}': the local cloud runs builds as its own user; remove it`)
}

const NOTHING = { shell: '/bin/sh', variables: {}, parameters: {}, secrets: {}, exportedVariables: [] } as const

type Environment = Pick<Buildspec, 'shell' | 'variables' | 'parameters' | 'secrets' | 'exportedVariables'>

const readEnvironment = (env: Section | undefined): Environment => {
  if (!env) return NOTHING
  const shell = env.oneOf('shell', ['/bin/sh', 'bash', 'sh'])
  const [variables, parameters, secrets] = [
    readVariables(env, 'variables'),
    readVariables(env, 'parameter-store'),
    readVariables(env, 'secrets-manager'),
  ]
  const exportedVariables = env.strings('exported-variables')
  for (const name of exportedVariables)
    if (name.startsWith('AWS_'))
      env.problem('exported-variables', `has ${name}, but names with AWS_ cannot be exported`)
  if (env.flag('git-credential-helper'))
    env.problem('git-credential-helper', 'is not carried out by the local cloud; remove it or say no')
  env.end('part of env')
  return { shell: shell === 'bash' ? 'bash' : '/bin/sh', variables, parameters, secrets, exportedVariables }
}

const readVariables = (env: Section, key: string): Readonly<Record<string, string>> => {
  const variables = env.map(key)
  for (const name of Object.keys(variables)) {
    if (name.startsWith('CODEBUILD_')) env.problem(key, `has ${name}, but names with CODEBUILD_ are reserved`)
    else if (!/^[A-Za-z_]\w*$/.test(name)) env.problem(key, `has '${name}', which no shell takes as a name`)
  }
  return variables
}

const readPhases = (root: Section, warnings: string[]): Buildspec['phases'] => {
  const phases = root.section('phases')
  if (!phases) {
    if (!root.has('phases')) root.problem('phases', 'is missing; a buildspec needs at least one phase with commands')
    return {}
  }
  const read: Partial<Record<CommandPhase, PhaseSpec>> = {}
  for (const phase of COMMAND_PHASES) {
    const name = phase.toLowerCase()
    const section = phases.section(name)
    if (section) read[phase] = readPhase(section, phase, warnings)
    else if (phases.has(name)) phases.problem(name, 'has no commands; add commands or remove the phase')
  }
  phases.end('a phase')
  return read
}

const readPhase = (section: Section, phase: CommandPhase, warnings: string[]): PhaseSpec => {
  refuseRunAs(section, warnings)
  const commands = section.strings('commands')
  const name = section.path
  if (phase !== 'INSTALL' && !section.has('commands'))
    if (section.has('finally')) warnings.push(`${name} has no commands: its finally is all that runs`)
    else section.problem('commands', 'is missing; the phase needs a list of commands')
  const runtimeVersions = phase === 'INSTALL' ? section.map('runtime-versions') : {}
  const spec = { commands, finally: section.strings('finally'), onFailure: readOnFailure(section), runtimeVersions }
  section.end(`part of the phase ${section.path.replace(/^phases\./, '')}`)
  return spec
}

const readOnFailure = (section: Section): PhaseSpec['onFailure'] => {
  if (/^RETRY(-|$)/i.test(section.string('on-failure') ?? '')) {
    section.problem('on-failure', 'cannot be RETRY in the local cloud; use ABORT or CONTINUE')
    return undefined
  }
  return section.oneOf('on-failure', ['ABORT', 'CONTINUE'])
}

const FORMATS = [...TEST_FORMATS, ...COVERAGE_FORMATS]

const readReports = (reports: Section | undefined): readonly ReportSpec[] => {
  const groups = reports?.keys() ?? []
  if (groups.length > 5) reports?.problem(groups[5] ?? '', 'is the sixth report group; a build can have five')
  return groups.flatMap(group => {
    const section = reports?.section(group)
    if (!section) return []
    const format = section.oneOf('file-format', FORMATS) ?? 'JUNITXML'
    const files = section.strings('files')
    if (files.length === 0) section.problem('files', 'should be a list of the report files, for example reports/*.xml')
    section.flag('discard-paths')
    const spec = { group, files, baseDirectory: section.string('base-directory') ?? '.', format }
    section.end('part of a report group')
    return [spec]
  })
}

const readCache = (cache: Section | undefined, warnings: string[]): readonly string[] => {
  const paths = cache?.strings('paths') ?? []
  for (const key of ['key', 'fallback-keys', 'action'])
    if (cache?.has(key))
      warnings.push(`cache.${key} is not carried out by the local cloud: a project has one local cache`)
  cache?.string('key')
  cache?.strings('fallback-keys')
  cache?.string('action')
  cache?.end('part of cache')
  return paths
}
