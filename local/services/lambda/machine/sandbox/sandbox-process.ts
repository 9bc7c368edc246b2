// The process of a sandbox: isolated where the machine can, else held by Node.js's own permissions if it is a Node.js function.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from '../../../../host/isolation/command.ts'
import { isolate } from '../../../../host/isolation/command.ts'
import type { Isolation } from '../../../../host/isolation/detect.ts'
import { noteGroup } from '../../../../host/isolation/leftovers.ts'
import type { View } from '../../../../host/isolation/view.ts'
import type { Configuration } from '../../state.ts'
import { CLIENT, commandOf, type Places } from './runtimes.ts'

/** What this machine has for the function. */
export interface SandboxFolders {
  /** The unpacked code. */
  readonly code: string
  /** The AWS SDK, for Node.js functions: links to packages below `packages`. */
  readonly sdk: string
  readonly packages: string
  /** Nothing in it but the above is any function's business. */
  readonly state: string
}

export interface Starting {
  readonly configuration: Configuration
  readonly folders: SandboxFolders
  /** The function's variables and Lambda's own; nothing of this process is added. */
  readonly environment: Readonly<Record<string, string>>
  /** The sandbox's own. */
  readonly folder: string
  /** Where the Runtime API listens: `host:port`, or the path of a socket. */
  readonly address: string
  readonly isolation: Isolation
  /** Where the process is noted, for a start after this one was killed. */
  readonly notes: string
}

/** As on AWS; the rest of what the runtime brings stands in its folder. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const SEEN: Places = {
  code: '/var/task',
  sdk: '/var/runtime/node_modules',
  client: '/var/runtime/client',
  temporary: '/tmp',
  readable: undefined,
}
const SOCKET = '/var/runtime/api'

export const startProcess = (starting: Starting): ChildProcess => {
  const { program, parameters, env, cwd, input } = shutIn(starting)
  const child = spawn(program, parameters, {
    cwd,
    env: { ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that it ends with everything it starts
  })
  if (child.pid !== undefined) noteGroup(starting.notes, child.pid)
  // A process that has ended does not read; its end says so.
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  return child
}

const shutIn = (starting: Starting): Command => {
  const { folders, folder, address, isolation } = starting
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  const { code, sdk, packages } = folders
  // Differs from AWS: without isolation the code is not in /var/task, and /tmp is the sandbox's own only through TMPDIR.
  if (!isolation.isOn)
    return commandIn(starting, { code, sdk, client: CLIENT, temporary, readable: [packages] }, address)
  const socket = address.startsWith('/')
  const view: View = {
    readable: [
      { at: SEEN.code, from: code },
      { at: SEEN.sdk, from: sdk },
      { at: SEEN.client, from: CLIENT },
      ...[packages, dirname(process.execPath)].map(path => ({ at: path, from: path })),
      ...(socket ? [{ at: SOCKET, from: address, isFile: true }] : []),
    ],
    writable: [{ at: SEEN.temporary, from: temporary }],
    hidden: [folders.state, folder],
  }
  return isolate(commandIn(starting, SEEN, socket ? SOCKET : address), view, isolation.machine, folder)
}

const commandIn = ({ configuration, environment }: Starting, places: Places, address: string): Command => {
  const { command, parameters, variables } = commandOf(configuration, places)
  return {
    program: command,
    parameters,
    env: { ...environment, ...variables(address), LAMBDA_TASK_ROOT: places.code, TMPDIR: places.temporary },
    cwd: places.code,
  }
}
