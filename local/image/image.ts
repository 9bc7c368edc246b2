// The local build image: what a build finds on its PATH and in its environment. Nothing else of the user's shell reaches a build.
import { chmod, mkdir, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Place } from '../host/isolation/view.ts'
import { type AwsChoice, findAws } from './find-aws.ts'
import { findCommand } from './find-command.ts'
import { CERTIFICATES, npmEnvironment } from './npm.ts'
import { findRuntime, linkRuntime } from './runtimes.ts'
import { findShells, linkShells, type MachineShells } from './shells.ts'

export interface BuildImage {
  /** Of the runtime `nodejs`, for example `24.21.0`. */
  readonly nodeVersion: string
  readonly shells: MachineShells
  /** What this machine has of another runtime of CodeBuild's; looked for once. */
  runtime(name: string): Promise<ImageRuntime | undefined>
  /** One line on the `aws` command, for the build's log. */
  readonly aws: string
  /** What the PATH and the npm settings name, of which some is not the system's. */
  readonly readable: readonly Place[]
  /** Where npm keeps packages: the user's own cache. Exists. */
  readonly npmCache?: string
  /** The whole environment of a build whose HOME this is, before CodeBuild's own variables. */
  environment(home: string): Readonly<Record<string, string>>
}

/** Of these commands, those that no build finds. */
export const missingIn = async (names: readonly string[], path: string): Promise<readonly string[]> => {
  const found = await Promise.all(names.map(name => findCommand(name, path)))
  return names.filter((_, index) => found[index] === undefined)
}

export interface ImageRuntime {
  readonly version: string
  /** For the PATH. */
  readonly folder: string
  readonly readable: readonly Place[]
}

export interface ImageOptions {
  /** Where the image keeps its commands. */
  readonly folder: string
  /** The environment of the user: read for where npm, its cache and the AWS CLI are, never handed on. */
  readonly userEnv: Readonly<Record<string, string | undefined>>
  /** `builtin` takes the image's own `aws` even where the machine has the real one. `LOCAL_AWS_CLI` unless given. */
  readonly aws?: AwsChoice
}

/** Where a build finds what its image does not bring itself. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The image's own `aws`, what it imports, and the packages of that. */
const BUILTIN_AWS = ['local', 'node_modules'].map(name => join(import.meta.dirname, '../..', name))

/** Where this machine's commands are looked for: the user's own choice first. */
export const searchPath = (userEnv: ImageOptions['userEnv']): string => `${userEnv.PATH ?? ''}:${SYSTEM_PATH}`

const once = <Value>(find: (name: string) => Promise<Value>): ((name: string) => Promise<Value>) => {
  const found = new Map<string, Promise<Value>>()
  return name => {
    const known = found.get(name) ?? find(name)
    found.set(name, known)
    return known
  }
}

/** Of `…/bin/aws`, the folder that its own interpreter and libraries are in, unless a home is in it too. */
const prefixOf = (path: string): string => {
  const prefix = dirname(dirname(path))
  return prefix === '/' || `${homedir()}/`.startsWith(`${prefix}/`) ? dirname(path) : prefix
}

const placesOf = async (paths: readonly string[]): Promise<readonly Place[]> => {
  const found = await Promise.all(paths.map(path => stat(path).catch(() => undefined)))
  return paths.flatMap((path, index) => {
    const status = found[index]
    return status ? [{ at: path, from: path, isFile: status.isFile() }] : []
  })
}

/** @throws Error npm is not on this machine */
export const openImage = async (options: ImageOptions): Promise<BuildImage> => {
  const bin = join(options.folder, 'bin')
  await rm(bin, { recursive: true, force: true })
  await mkdir(bin, { recursive: true })
  const npm = await findNpm(options.userEnv)
  const aws = await findAws(options.userEnv, options.folder, options.aws)
  const path = searchPath(options.userEnv)
  const shells = await findShells(path, join(bin, 'shells'))
  await linkShells(shells)
  await symlink(process.execPath, join(bin, 'node'))
  await symlink(npm, join(bin, 'npm'))
  await symlink(join(dirname(npm), 'npx-cli.js'), join(bin, 'npx'))
  if (aws.path) await symlink(aws.path, join(bin, 'aws'))
  else await writeBuiltinAws(join(bin, 'aws'))
  const npmSettings = await npmEnvironment(options.userEnv, npm)
  const npmCache = npmSettings.npm_config_cache ?? join(options.folder, 'npm-cache')
  await mkdir(npmCache, { recursive: true })
  return {
    nodeVersion: process.versions.node,
    shells,
    runtime: once(async name => {
      const found = await findRuntime(name, path, options.userEnv)
      if (!found) return undefined
      const folder = await linkRuntime(name, found, join(bin, 'runtimes', name))
      return { version: found.version, folder, readable: await placesOf([prefixOf(found.path)]) }
    }),
    aws: aws.path ? `aws: ${aws.path}` : `aws: the image's own (${aws.reason})`,
    npmCache,
    readable: await placesOf([
      bin,
      dirname(process.execPath),
      dirname(dirname(npm)),
      dirname(dirname(await realpath(npm))),
      ...(aws.path ? [prefixOf(aws.path)] : BUILTIN_AWS),
      ...Object.values(shells.found).map(shell => prefixOf(shell.path)),
      ...CERTIFICATES.flatMap(name => npmSettings[name] ?? []),
    ]),
    environment: home => ({
      PATH: `${bin}:${home}/.npm-global/bin:${SYSTEM_PATH}`,
      HOME: home,
      ...npmSettings,
      npm_config_prefix: `${home}/.npm-global`,
    }),
  }
}

/** npm is a program of Node.js: under its own name on the PATH, it runs on the Node.js that the PATH has first, the pinned one. */
const findNpm = async (userEnv: ImageOptions['userEnv']): Promise<string> => {
  // Where npm started this program, it says itself where it is, also behind a version manager.
  if (userEnv.npm_execpath?.endsWith('npm-cli.js')) return userEnv.npm_execpath
  const npm = await findCommand('npm', userEnv.PATH ?? '')
  if (npm?.endsWith('npm-cli.js')) return npm
  throw new Error(
    npm
      ? `the npm at ${npm} is not the one that comes with Node.js; put the folder of Node.js's own npm first on the PATH`
      : 'npm is not on the PATH; install Node.js with npm from https://nodejs.org',
  )
}

const writeBuiltinAws = async (path: string): Promise<void> => {
  const main = join(import.meta.dirname, 'aws', 'main.ts')
  await writeFile(path, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(main)} "$@"\n`)
  await chmod(path, 0o755)
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
