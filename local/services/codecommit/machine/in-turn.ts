// One change at a time for each repository, so that each is told apart from the next.

const turns = new Map<string, Promise<unknown>>()

export const inTurn = async <Result>(folder: string, work: () => Promise<Result>): Promise<Result> => {
  const mine = (turns.get(folder) ?? Promise.resolve()).then(work, work)
  turns.set(folder, mine)
  try {
    return await mine
  } finally {
    if (turns.get(folder) === mine) turns.delete(folder)
  }
}
