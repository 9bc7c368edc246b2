// Cobertura's XML: classes with the lines of their file.
import { countsOf, emptyLines, type Lines, type ReadCoverage } from './coverage.ts'
import { attribute, below, children, type Element, number, readXml } from './xml.ts'

export const readCobertura: ReadCoverage = async (text, file) => {
  const root = await readXml(text, file)
  if (root.name !== 'coverage' || children(root, 'packages').length === 0)
    throw new Error(`${file}: not a Cobertura report: it has no coverage with packages`)
  const files = new Map<string, Lines>()
  for (const one of below(root, 'class')) {
    const lines = files.get(attribute(one, 'filename')) ?? emptyLines()
    files.set(attribute(one, 'filename'), lines)
    for (const line of children(one, 'lines').flatMap(all => children(all, 'line'))) addLine(lines, line)
  }
  return [...files].map(([filePath, lines]) => ({ filePath, ...countsOf(lines) }))
}

const addLine = ({ hits, branches }: Lines, line: Element): void => {
  const at = number(line, 'number')
  hits.set(at, Math.max(hits.get(at) ?? 0, number(line, 'hits')))
  // `50% (1/2)`
  const [, covered, all] = /\((\d+)\/(\d+)\)/.exec(attribute(line, 'condition-coverage')) ?? []
  const [known = 0] = branches.get(at) ?? []
  if (covered !== undefined) branches.set(at, [Math.max(known, Number(covered)), Number(all)])
}
