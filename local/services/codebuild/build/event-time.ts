// Times as CodeBuild's events write them.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Sep 1, 2017 4:12:29 PM`, in UTC. */
export const eventTime = (iso: string): string => {
  const time = new Date(iso)
  const hours = time.getUTCHours()
  const two = (value: number): string => String(value).padStart(2, '0')
  return (
    `${MONTHS[time.getUTCMonth()]} ${time.getUTCDate()}, ${time.getUTCFullYear()} ` +
    `${hours % 12 || 12}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} ${hours < 12 ? 'AM' : 'PM'}`
  )
}

export const seconds = (from: string, to: string): number =>
  Math.floor((new Date(to).getTime() - new Date(from).getTime()) / 1000)
