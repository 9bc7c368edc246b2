// The time-zone table: from a name to a zone, and from a misspelt name to the nearest real ones.
import moment from 'moment-timezone'

export type Zone = moment.MomentZone

const longestName = 64 // the longest name in the tz database has 32 characters; nothing longer is worth comparing

/** The zone of that name, spelt in any case, as in the tz database; undefined if there is none. */
export function findZone(name: string): Zone | undefined {
  const zone = moment.tz.zone(name)
  // moment also takes 'europe_paris'; a name that other software refuses is refused here too.
  return zone !== null && zone.name.toLowerCase() === name.toLowerCase() ? zone : undefined
}

/** Up to three names that a person may have meant, nearest first. */
export function nearestNames(name: string): string[] {
  if (name.length > longestName) return []
  const wanted = plain(name)
  return moment.tz
    .names()
    .map(candidate => ({ candidate, distance: distanceToName(wanted, plain(candidate)) }))
    .filter(({ distance }) => distance < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]+/g, '_')
}

// 'Paris' should find 'Europe/Paris': the place alone counts too, a little behind the same distance in the full name.
function distanceToName(wanted: string, candidate: string): number {
  return Math.min(misspelling(wanted, candidate), misspelling(lastPart(wanted), lastPart(candidate)) + 0.5)
}

// The edits between two words, as long as two letters of three are right.
function misspelling(wanted: string, candidate: string): number {
  const distance = editDistance(wanted, candidate)
  return distance <= Math.max(1, wanted.length / 3) ? distance : Number.POSITIVE_INFINITY
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** How many letters must be put in, taken out or replaced to make one word of the other (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [above, letter] of [...a].entries()) {
    const next = [above + 1]
    for (const [column, other] of [...b].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
