// The command line as a person calls it: a child process in a repository of a test's own, its output and its exit code.

import { execFileSync, spawn } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { patience } from './patience/patience.ts'
import { gitEnvironment, type Repository, root, smallService } from './repository.ts'

export interface Ended {
  readonly exitCode: number | null
  /** Standard output and standard error, as they came. */
  readonly output: string
}

export interface Started {
  /** Call it however the test went. */
  end(signal?: NodeJS.Signals): Promise<Ended>
  readonly ended: Promise<Ended>
  /** Resolves once the output matches; rejects when the process ends without it. */
  prints(pattern: RegExp): Promise<RegExpExecArray>
}

const cli = join(root, 'local/cli.mjs')

/** Nothing of the test's own environment but where programs are, and builds with the image's own `aws`, as in flow.ts. */
export const personsEnvironment: NodeJS.ProcessEnv = {
  ...gitEnvironment,
  HOME: process.env.HOME,
  LOCAL_AWS_CLI: 'builtin',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
  ...(process.env.npm_config_cache ? { npm_config_cache: process.env.npm_config_cache } : {}),
}

export const runProgram = (
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = personsEnvironment,
): Started => {
  const child = spawn(command, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const listeners = new Set<() => void>()
  const { heard, during } = patience(() => output.slice(-4000))
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output += chunk
      heard()
      for (const listener of listeners) listener()
    })
  const closed = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', exitCode => resolve({ exitCode, output }))
  })
  /** Whoever gives up leaves no program behind. */
  const patiently = <Value>(wait: Promise<Value>): Promise<Value> =>
    during(wait).catch(error => {
      child.kill('SIGKILL')
      throw error
    })
  return {
    end: signal => {
      child.kill(signal)
      return patiently(closed)
    },
    get ended() {
      return patiently(closed)
    },
    prints: pattern => {
      const printed = new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output)
          if (found) resolve(found)
        }
        listeners.add(look)
        look()
        closed.then(() => reject(new Error(`it ended without printing ${pattern}:\n${output}`)), reject)
      })
      return patiently(printed)
    },
  }
}

/** `node local/cli.mjs` with these arguments. */
export const runCli = (args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): Started =>
  runProgram(process.execPath, [cli, ...args], cwd, env)

/** The pipeline of the template with the settings of pipeline/testing/sample.ts, whatever pipeline/config.ts says at the top. */
export const samplePipeline = (folder: string): void => {
  cpSync(join(root, 'pipeline'), join(folder, 'pipeline'), { recursive: true })
  const config = join(folder, 'pipeline/config.ts')
  const [sample = ''] = SETTINGS.exec(readFileSync(join(folder, 'pipeline/testing/sample.ts'), 'utf8')) ?? []
  const own = readFileSync(config, 'utf8')
  if (!SETTINGS.test(own))
    throw new Error(
      "pipeline/config.ts should hold its settings as 'export const settings: PipelineConfig = {', a line for each, and '}'",
    )
  writeFileSync(
    config,
    own.replace(SETTINGS, () => sample),
  )
  linkPackages(folder)
}

const SETTINGS = /(?<=^export const \w+: PipelineConfig = )\{$.*?^\}$/ms

/** A repository with the pipeline of the template and a service whose build takes no second. */
export const serviceWithPipeline = (folder: string): Repository => {
  const repository = smallService(folder)
  samplePipeline(folder)
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  repository.commit('Add the pipeline', { '.gitignore': '.local-cloud\ncdk.out\n' })
  return repository
}

/** Commits the files of this very repository, as they are now, without what git ignores. */
export const ownFiles = (folder: string, without: RegExp = /$^/): void => {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
  for (const file of listed.split('\0'))
    if (file !== '' && !without.test(file)) cpSync(join(root, file), join(folder, file), { force: true })
  linkPackages(folder)
}

/** Beside the folder, where Node.js looks next: within it, the link would be a file of the repository's. */
const linkPackages = (folder: string): void =>
  symlinkSync(join(root, 'node_modules'), join(dirname(folder), 'node_modules'))

/** Adds the stage Staging in front of Prod, as anybody does: with one line. */
export const addStaging = ({ commit, read }: Repository): void => {
  const config = read('pipeline/config.ts')
  const gamma = "    { name: 'Gamma' },\n"
  if (!config.includes(gamma)) throw new Error(`pipeline/config.ts should have the line '${gamma.trim()}'`)
  commit('Add Staging', { 'pipeline/config.ts': config.replace(gamma, `${gamma}    { name: 'Staging' },\n`) })
}
