// How often starts have taken up what was under way. What a start takes up may be the very thing that ends the process: after the second time it is
// closed with its reason, so that no loop outlives two starts.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../core/input/members.ts'

export class TakenUp {
  private readonly path: string
  /** By what it is: how many processes died while it was under way, the one that began it aside. Undefined when the last one stopped in good order. */
  private readonly before: ReadonlyMap<string, number> | undefined
  private readonly now = new Map<string, number>()

  constructor(stateFolder: string) {
    this.path = join(stateFolder, 'taken-up.json')
    this.before = read(this.path)
    this.write()
  }

  /** Which of these a start may take up; the others were under way when a process died, twice. */
  allowed(owner: string, ids: Iterable<string>): ReadonlySet<string> {
    const allowed = new Set<string>()
    for (const id of ids) {
      const key = `${owner} ${id}`
      const deaths = this.before?.get(key) ?? 0
      if (deaths > 0) continue
      allowed.add(id)
      this.now.set(key, this.before ? 1 : 0)
    }
    if (allowed.size > 0) this.write()
    return allowed
  }

  /** The process stops in good order. */
  close(): void {
    rmSync(this.path, { force: true })
  }

  private write(): void {
    writeFileSync(`${this.path}.new`, JSON.stringify(Object.fromEntries(this.now)))
    renameSync(`${this.path}.new`, this.path)
  }
}

const read = (path: string): ReadonlyMap<string, number> | undefined => {
  if (!existsSync(path)) return undefined
  const kept = parsed(readFileSync(path, 'utf8'))
  return new Map(Object.entries(kept).map(([key, deaths]) => [key, Number(deaths)]))
}

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : {}
  } catch {
    return {} // the disk was full, or the power failed: nothing is known but that the process died
  }
}
