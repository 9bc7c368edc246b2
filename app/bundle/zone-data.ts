// Time-zone data for the bundle: the service tells the present time only, so the years before `firstYear` and after `lastYear` are cut off.
// A test fails when fewer than ten years are left.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Plugin } from 'esbuild'
import type moment from 'moment-timezone/moment-timezone-utils.js'

export const firstYear = 2025
export const lastYear = 2050

interface PackedZones {
  version: string
  zones: string[]
  links: string[]
}

export const cutZoneData: Plugin = {
  name: 'cut-zone-data',
  setup(build) {
    build.onLoad({ filter: /moment-timezone[\\/]data[\\/]packed[\\/]latest\.json$/ }, ({ path }) => ({
      contents: JSON.stringify(withoutThePast(JSON.parse(readFileSync(path, 'utf8')))),
      loader: 'json',
    }))
  },
}

/** The data that moment-timezone loads, 100 KB instead of 730. */
function withoutThePast({ version, zones, links }: PackedZones): PackedZones {
  const { tz }: typeof moment = createRequire(import.meta.url)('moment-timezone/moment-timezone-utils.js')
  // Not tz.filterLinkPack: it links zones that have become equal to each other, and moment follows only one link of a chain.
  return { version, links, zones: zones.map(zone => tz.pack(tz.filterYears(tz.unpack(zone), firstYear, lastYear))) }
}
