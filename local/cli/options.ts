// The command line: what it offers, and one clear error for what it does not.

import { parseArgs } from 'node:util'
import { messageOf } from '../core/errors.ts'

export const DEFAULT_PORT = 4600

export interface StartOptions {
  readonly port: number
  readonly fresh: boolean
  /** Absent: a person is asked. */
  readonly decision?: 'Approved' | 'Rejected'
  /** Ends when the execution ends. */
  readonly exit: boolean
  /** Shows the build's output while it runs. */
  readonly logs: boolean
  readonly state: string | undefined
}

export type Command =
  | ({ readonly name: 'start' } & StartOptions)
  | { readonly name: 'env'; readonly state: string | undefined }
  | { readonly name: 'git-credential'; readonly action: string; readonly state: string | undefined }
  | { readonly name: 'help' }

export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const HELP = `Runs the pipeline of this repository on this machine: the synthesized template, real builds, stacks, functions and HTTP.

  npm start                    deploys the pipeline, pushes HEAD and shows its way through the stages
  npm start -- --approve       answers the approval with yes, without asking
  npm start -- --reject        answers it with no
  npm start -- --exit          ends with the execution; exit code 0 only if it Succeeded
  npm start -- --logs          shows the build's output as it comes
  npm start -- --port 4700     listens elsewhere (default ${DEFAULT_PORT}; 0 takes a free port)
  npm start -- --fresh         begins with an empty state folder
  npm start -- --state DIR     keeps the state there (default .local-cloud)
  npm run -s env               what another shell needs: eval "$(npm run -s env)", then aws, git and SDKs work

While it runs: y approves and n rejects at the gate, b shows or hides the build's output, Ctrl-C ends; everything is kept.`

const SEE_HELP = 'npm start -- --help shows what there is'

/** @throws UsageError */
export const readCommand = (argv: readonly string[]): Command => {
  const { values, positionals } = parse(argv)
  const [name = 'start', ...words] = positionals
  if (values.help || name === 'help') return { name: 'help' }
  const { state } = values
  const action = name === 'git-credential' ? (words.shift() ?? '') : ''
  if (words.length > 0) throw new UsageError(`'${words.join(' ')}' is more than ${name} takes; ${SEE_HELP}`)
  const foreign = Object.keys(values).find(option => name !== 'start' && option !== 'state')
  if (foreign) throw new UsageError(`--${foreign} belongs to start, not to ${name}; ${SEE_HELP}`)
  switch (name) {
    case 'start':
      return { name, ...startOptions(values) }
    case 'env':
      return { name, state }
    case 'git-credential':
      return { name, action, state }
    default:
      throw new UsageError(`there is no command '${name}'; there are start, env and help`)
  }
}

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        approve: { type: 'boolean' },
        reject: { type: 'boolean' },
        exit: { type: 'boolean' },
        logs: { type: 'boolean' },
        fresh: { type: 'boolean' },
        port: { type: 'string' },
        state: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(`${messageOf(error).split('. ')[0]}; ${SEE_HELP}`)
  }
}

const startOptions = (values: ReturnType<typeof parse>['values']): StartOptions => {
  if (values.approve && values.reject)
    throw new UsageError('--approve and --reject contradict each other; give one of them')
  return {
    port: readPort(values.port),
    fresh: values.fresh ?? false,
    ...(values.approve ? { decision: 'Approved' as const } : {}),
    ...(values.reject ? { decision: 'Rejected' as const } : {}),
    exit: values.exit ?? false,
    logs: values.logs ?? false,
    state: values.state,
  }
}

const readPort = (text: string | undefined): number => {
  if (text === undefined) return DEFAULT_PORT
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageError(`--port should be a number from 0 to 65535, got '${text}'`)
  return port
}
