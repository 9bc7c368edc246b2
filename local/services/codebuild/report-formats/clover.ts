// Clover's XML: files with metrics of their statements and conditionals.
import type { ReadCoverage } from './coverage.ts'
import { attribute, below, children, type Element, number, readXml } from './xml.ts'

export const readClover: ReadCoverage = async (text, file) => {
  const root = await readXml(text, file)
  if (root.name !== 'coverage' || children(root, 'project').length === 0)
    throw new Error(`${file}: not a Clover report: it has no coverage with a project`)
  return below(root, 'file').map(one => ({
    filePath: attribute(one, 'path') || attribute(one, 'name'),
    ...countsOf(one),
  }))
}

/** Unverified: that AWS counts statements as lines. */
const countsOf = (file: Element) => {
  const [metrics = file] = children(file, 'metrics')
  const [lines, branches] = [number(metrics, 'coveredstatements'), number(metrics, 'coveredconditionals')]
  return {
    linesCovered: lines,
    linesMissed: number(metrics, 'statements') - lines,
    branchesCovered: branches,
    branchesMissed: number(metrics, 'conditionals') - branches,
  }
}
