// What a deployment that succeeded left as it was, although the template changed it: said by name, because green without effect is worse than red.

import { ServiceError } from '../../../core/errors.ts'
import type { Misread } from '../../../template/template.ts'
import { handsFor, propertiesOf, type Run, sourceOf, typeOf } from './run.ts'

/** For the stack's last event; empty when everything took effect. */
export const withoutEffect = async (run: Run): Promise<string> => {
  const { misread = [] } = sourceOf(run, run.stack.settings.source).template
  const told = misread.map(readByAws)
  for (const [logicalId, { live }] of run.stack.resources) {
    if (!live) continue
    try {
      const what = await typeOf(run, live.type).withoutEffect?.(live, propertiesOf(run, live), handsFor(run, logicalId))
      if (what !== undefined) told.push(what)
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error // who may not look is not told, and the deployment is as good
    }
  }
  return told.join('; ')
}

const readByAws = ({ path, line, text, aws }: Misread): string =>
  `${path} (line ${line}): AWS reads ${text} as ${aws}, because it stands without quotes; the local cloud keeps its text`
