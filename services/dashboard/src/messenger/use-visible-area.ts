import { useEffect } from 'react';

/**
 * Where the on-screen keyboard lies over the page instead of making it smaller (Safari), keeps `--visible-height` and
 * `--visible-top` at what can be seen, so that the place to write is not behind it. Zooming in does not count.
 */
export function useVisibleArea(): void {
  useEffect(() => {
    const { visualViewport: viewport } = window;
    if (!viewport) return;
    const { style } = document.documentElement;
    const adapt = () => {
      const isCovered = viewport.scale < 1.01 && window.innerHeight - viewport.height > 60;
      if (isCovered) {
        style.setProperty('--visible-height', `${viewport.height}px`);
        style.setProperty('--visible-top', `${viewport.offsetTop}px`);
      } else {
        style.removeProperty('--visible-height');
        style.removeProperty('--visible-top');
      }
    };
    adapt();
    viewport.addEventListener('resize', adapt);
    viewport.addEventListener('scroll', adapt);
    return () => {
      viewport.removeEventListener('resize', adapt);
      viewport.removeEventListener('scroll', adapt);
    };
  }, []);
}
