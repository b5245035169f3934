import { useEffect, useRef, useState, type RefObject } from 'react'

/** True once the element has come near to what its scroller shows: what is far away need not be laid out. */
export function useNear(): [RefObject<HTMLDivElement | null>, boolean] {
  const element = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(false)
  useEffect(() => {
    const target = element.current
    if (near || !target) return undefined
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true)
      },
      { root: target.closest('[data-scroller]'), rootMargin: '900px 0px' },
    )
    observer.observe(target)
    return () => observer.disconnect()
  }, [near])
  return [element, near]
}
