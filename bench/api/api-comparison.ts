// The API's rows, with serverless-offline 13 beside them where it can be installed.

import type { Bench } from '../bench.ts'
import type { Row } from '../row.ts'
import { apiBench } from './api.ts'
import { type Competitor, startServerlessOffline } from './serverless-offline.ts'

const name = 'serverless-offline 13'

export const apiComparison: Bench = async (_, say) => {
  const competitor = await startServerlessOffline().catch((error: Error) => error.message.split('\n')[0] ?? 'no reason')
  if (typeof competitor === 'string') {
    say(`${name} is not measured: ${competitor}`)
    return {
      rows: await apiBench(''),
      details: `${name} could not be started here, so nothing is beside it: ${competitor}`,
    }
  }
  return { rows: await compared(competitor) }
}

const compared = async (competitor: Competitor): Promise<readonly Row[]> => {
  try {
    const rows = await apiBench(competitor.url)
    return rows.map(withGoal)
  } finally {
    await competitor.stop()
  }
}

const withGoal = (row: Row): Row => {
  const theirs = row.alternatives.find(alternative => alternative.name === 'the competitor')
  if (!theirs) return row
  const alternatives = row.alternatives.map(one => (one === theirs ? { ...one, name } : one))
  return row.unit === '1/s'
    ? { ...row, alternatives, goal: { text: `at least 3 × ${name}`, isMet: row.ours >= 3 * theirs.value } }
    : { ...row, alternatives }
}
