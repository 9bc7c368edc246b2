// `node bench/history/grow-history.ts FOLDER COUNT` goes on with the history in the folder: its last execution happens COUNT times more, each an hour
// later and with ids of its own. What takes a day by real commits takes seconds so, and the log, the state and the program that reads them are real.
import { randomBytes, randomUUID } from 'node:crypto'
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openIssuer } from '../../local/credentials.ts'
import { endPath, logEndOf } from '../../local/host/log/log-end.ts'
import { lineAfter, type Mark, readHead, readLine } from '../../local/host/log/log-line.ts'
import { Runtime } from '../../local/kernel/runtime.ts'
import { iamSecurity } from '../../local/security.ts'
import { services } from '../../local/services.ts'

const [folder = '', count = ''] = process.argv.slice(2)
const path = join(folder, 'events.jsonl')
const [first = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
const head = readHead(first)
if (typeof head === 'string') throw new Error(`${path} ${head}`)
let mark: Mark = head.after
const recorded = lines.map(line => {
  const read = readLine(line, mark)
  if (typeof read === 'string') throw new Error(`${path} ${read}`)
  mark = read.mark
  return JSON.stringify(read.events)
})

const begin = recorded.findLastIndex(
  events => events.includes('"referenceUpdated"') || events.includes('referenceUpdated'),
)
if (begin < 0) throw new Error(`${path} has no execution that a push began`)
const ID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{40}\b/g
const known = new Set(recorded.slice(0, begin).join().match(ID))
const KEY = /([\w-]{1,20}\/[\w-]{1,10}\/)[A-Za-z0-9]{7}(?=\\?")/g
const knownKeys = new Set(recorded.slice(0, begin).join().match(KEY))
const TIME = /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g

const file = openSync(path, 'a')
for (let number = 1; number <= Number(count); number += 1) {
  const ids = new Map<string, string>()
  const again = (id: string): string => {
    if (known.has(id)) return id
    const made = ids.get(id) ?? (id.includes('-') ? randomUUID() : randomBytes(20).toString('hex'))
    ids.set(id, made)
    return made
  }
  /** The artifacts of each execution have keys of their own. */
  const keys = (key: string, prefix: string): string => {
    if (knownKeys.has(key)) return key
    const made = ids.get(key) ?? prefix + randomBytes(6).toString('base64url').slice(0, 7)
    ids.set(key, made)
    return made
  }
  const later = (time: string) => new Date(Date.parse(time) + number * 3_600_000).toISOString()
  let text = ''
  for (const events of recorded.slice(begin)) {
    const next = lineAfter(mark, JSON.parse(events.replace(ID, again).replace(KEY, keys).replace(TIME, later)))
    text += next.line
    mark = next.mark
  }
  writeSync(file, text)
}
closeSync(file)
writeFileSync(endPath(path), logEndOf(mark))
console.log(`an execution takes ${Math.round(recorded.slice(begin).join('\n').length)} bytes of the log`)
// Stopped in order, as a person does: with a snapshot.
await new Runtime({ services, stateFolder: folder, security: iamSecurity(openIssuer(folder)) }).stop()
