// JaCoCo's XML: packages with a counter for each of their source files.
import type { ReadCoverage } from './coverage.ts'
import { attribute, below, children, type Element, number, readXml } from './xml.ts'

export const readJacoco: ReadCoverage = async (text, file) => {
  const root = await readXml(text, file)
  if (root.name !== 'report') throw new Error(`${file}: not a JaCoCo report: it has no report`)
  return below(root, 'package').flatMap(folder =>
    children(folder, 'sourcefile').map(source => {
      const [linesCovered, linesMissed] = counter(source, 'LINE')
      const [branchesCovered, branchesMissed] = counter(source, 'BRANCH')
      const filePath = [attribute(folder, 'name'), attribute(source, 'name')].filter(part => part !== '').join('/')
      return { filePath, linesCovered, linesMissed, branchesCovered, branchesMissed }
    }),
  )
}

const counter = (source: Element, type: string): readonly [covered: number, missed: number] => {
  const found = children(source, 'counter').find(one => attribute(one, 'type') === type)
  return found ? [number(found, 'covered'), number(found, 'missed')] : [0, 0]
}
