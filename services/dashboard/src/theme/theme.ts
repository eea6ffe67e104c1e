import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Green of young wheat. Shade 7 on white and shade 4 on the dark body keep 4.5 : 1. */
const leaf: MantineColorsTuple = [
  '#eaf9f0',
  '#d5efe0',
  '#a8dfc0',
  '#78ce9e',
  '#51c081',
  '#39b86f',
  '#24a360',
  '#1c7f4b',
  '#13693d',
  '#06522d',
];

export const theme = createTheme({
  colors: { leaf },
  primaryColor: 'leaf',
  primaryShade: { light: 7, dark: 7 },
  // White on any button must be readable, whatever its colour.
  autoContrast: true,
  luminanceThreshold: 0.28,
  defaultRadius: 'md',
  fontFamily: "'Samvad Devanagari', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  cursorType: 'pointer',
  respectReducedMotion: true,
});
