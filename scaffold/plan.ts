// What a scaffold would do, as data: nothing is written before all of it is known and nothing is wrong with it.

/** The text of a file by its path from the repository's root, with slashes. */
export interface Plan {
  /** New files: none of them may be there. */
  readonly files: Readonly<Record<string, string>>
  /** Files that get a line or two, with their whole new text. */
  readonly changed: Readonly<Record<string, string>>
  /** What to do after that, in order. */
  readonly next: readonly string[]
}

/** The repository as a plan sees it. */
export interface Tree {
  /** Undefined where there is no such file. */
  read(path: string): string | undefined
  /** File names of a folder; none where there is no such folder. */
  list(folder: string): readonly string[]
}

/** Everything that is wrong with what was asked for. */
export class Problems extends Error {
  override readonly name = 'Problems'
  readonly all: readonly string[]

  constructor(all: readonly string[]) {
    super(all.join('\n'))
    this.all = all
  }
}

/** @throws Problems when a file is there already, or anything else was found wrong */
export const checked = (tree: Tree, plan: Plan, problems: readonly string[] = []): Plan => {
  const there = Object.keys(plan.files)
    .filter(path => tree.read(path) !== undefined)
    .map(path => `${path} is there already, and nothing is written over; remove it first, or give another name`)
  if (problems.length + there.length > 0) throw new Problems([...problems, ...there])
  return plan
}
