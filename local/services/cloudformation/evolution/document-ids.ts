// Which documents the state speaks of.

import type { Attempt, ChangeSet, CloudFormationState, DocumentId, Stack, StackOperation, Version } from '../state.ts'

export const documentIds = (state: CloudFormationState): readonly DocumentId[] =>
  [...[...state.stacks.values()].flatMap(ofStack), ...[...state.changeSets.values()].flatMap(ofChangeSet)].filter(
    id => id !== undefined,
  )

type Ids = readonly (DocumentId | undefined)[]

const ofStack = ({ settings, resources, events, operation, leftovers }: Stack): Ids => [
  settings.source,
  ...[...resources.values()].flatMap(({ live }) => ofVersion(live)),
  ...events.map(({ properties }) => properties),
  ...leftovers.flatMap(({ version }) => ofVersion(version)),
  ...(operation ? ofOperation(operation) : []),
]

const ofOperation = ({ request, former, before, attempts, made }: StackOperation): Ids => [
  request.source,
  former.source,
  ...[...before.values(), ...attempts.values()].flatMap(ofVersion),
  ...made.flatMap(({ version }) => ofVersion(version)),
]

const ofVersion = (version: Version | Attempt | null | undefined): Ids => [version?.properties, version?.passedOver]

const ofChangeSet = ({ request, draft, changes, source, basis }: ChangeSet): Ids => [
  request.source,
  draft,
  changes,
  source,
  basis,
]
