import { useEffect, useState } from 'preact/hooks';

const listeners = new Set<() => void>();

function notify(): void {
  for (const listener of listeners) listener();
}

/** Opens a path of the page. @param replace whether "back" skips the present one */
export function navigate(href: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  notify();
}

/** Returns the URL of the page, and renders again when it changes. */
export function useLocation(): URL {
  const [href, setHref] = useState(location.href);
  useEffect(() => {
    const update = (): void => setHref(location.href);
    listeners.add(update);
    update();
    return () => void listeners.delete(update);
  }, []);
  return new URL(href);
}

/** Lets plain links to views of the page work without a reload, and "back" and "forward" too. */
export function followLinks(): void {
  addEventListener('popstate', notify);
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const isOurs = link.origin === location.origin && !link.pathname.startsWith('/api/');
    if (!isOurs || link.target !== '' || link.hasAttribute('download') || link.getAttribute('href')?.startsWith('#')) {
      return;
    }
    event.preventDefault();
    if (link.href !== location.href) navigate(link.href);
  });
}
