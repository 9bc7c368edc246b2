// What the state folder holds, in one line: `State: 41.2 MB (objects 12.0 MB, …); --fresh empties it`.

import { type Part, sizesIn } from '../host/collect.ts'

export const stateSize = async (folder: string): Promise<string> => sizeLine(await sizesIn(folder))

export const sizeLine = (parts: readonly Part[]): string => {
  const kinds = new Map<string, number>()
  for (const { name, bytes } of parts) {
    const kind = KINDS[name] ?? 'the rest'
    kinds.set(kind, (kinds.get(kind) ?? 0) + bytes)
  }
  const shown = [...kinds].filter(([, bytes]) => bytes >= SHOWN).sort(([, a], [, b]) => b - a)
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0)
  const detail = shown.map(([kind, bytes]) => `${kind} ${megabytes(bytes)}`).join(', ')
  return `The state takes ${megabytes(total)}${detail ? ` (${detail})` : ''}; --fresh empties it`
}

const SHOWN = 50_000

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

const KINDS: Readonly<Record<string, string>> = {
  s3: 'objects in S3',
  codecommit: 'repositories',
  codebuild: 'builds',
  lambda: 'functions',
  logs: 'logs',
  sns: 'messages',
  cloudformation: 'templates',
  snapshot: 'history',
  'events.jsonl': 'history',
  'cdk.out': 'the synthesized pipeline',
}
