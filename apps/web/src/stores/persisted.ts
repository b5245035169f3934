/** A string kept in localStorage and shared by every tab of the page. A browser that refuses storage keeps it in memory. */
export function persisted(key: string) {
  let value = read()
  const listeners = new Set<() => void>()
  const tell = () => listeners.forEach((listener) => listener())

  function read(): string | null {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }

  addEventListener('storage', (event) => {
    if (event.key !== key && event.key !== null) return
    value = read()
    tell()
  })

  return {
    get: () => value,
    set: (next: string | null) => {
      value = next
      try {
        if (next === null) localStorage.removeItem(key)
        else localStorage.setItem(key, next)
      } catch {
        // Kept in memory until the tab closes.
      }
      tell()
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
